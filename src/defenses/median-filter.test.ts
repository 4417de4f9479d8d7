import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { describePython, python } from '../../test/support/python.js';
import { arbitraryImage, noise, picture } from '../../test/support/pictures.js';
import { medianFilter } from './median-filter.js';
import { runs } from '../../test/support/runs.js';

/** Many filters in one run of Python: alpha, the last of four channels, is left as it is. */
const script = [
  'from scipy.ndimage import median_filter',
  'results = []',
  'for data, (height, width, channels, size) in zip(inputs, args):',
  '    x = data.reshape(height, width, channels)',
  '    colours = 1 if channels == 1 else 3',
  '    x[..., :colours] = median_filter(x[..., :colours], size=(size, size, 1), mode="reflect")',
  '    results.append(x.ravel())',
  'output = np.concatenate(results)',
].join('\n');

function scipy(cases: readonly { image: FullImage; size: number }[]): Float64Array[] {
  const shapes = cases.map(({ image, size }) => [image.height, image.width, image.channels, size]);
  const all = python(
    script,
    cases.map(({ image }) => image.data),
    shapes,
  );
  let at = 0;
  return cases.map(({ image }) => all.subarray(at, (at += image.data.length)));
}

describePython('scipy', 'medianFilter against scipy.ndimage.median_filter', () => {
  const sizes = [
    [17, 13],
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
    [5, 3],
    [32, 21],
  ];
  for (const kind of ['bytes', 'clamped', 'floats'] as const) {
    it(`equals it for windows of 1 to 9 and 14 on ${kind}, thin pictures and windows above them included`, () => {
      const cases = sizes.flatMap(([width, height], i) =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 14].map((size) => {
          const make = (i + size) % 2 === 0 ? picture : noise;
          const channels = ([1, 3, 4] as const)[(i + size) % 3];
          return { image: make(width, height, channels, kind, size), size };
        }),
      );
      const expected = scipy(cases);
      for (const [i, { image, size }] of cases.entries()) {
        const { data } = medianFilter(image, { size });
        expect(Array.from(data), `${image.width} × ${image.height}, ${size}`).toEqual(Array.from(expected[i]));
      }
    });
  }

  it('equals it where many samples are the same', () => {
    const cases = [2, 3, 4, 5, 8].map((size) => {
      const image = noise(23, 19, 3, 'bytes', size);
      image.data.forEach((value, i) => (image.data[i] = value < 128 ? 0 : value < 200 ? 77 : 255));
      return { image, size };
    });
    const expected = scipy(cases);
    for (const [i, { image, size }] of cases.entries()) {
      expect(Array.from(medianFilter(image, { size }).data)).toEqual(Array.from(expected[i]));
    }
  });
});

describe('medianFilter', () => {
  it('uses a window of 2 by default', () => {
    const image = picture(12, 9, 3, 'bytes');
    expect(medianFilter(image)).toEqual(medianFilter(image, { size: 2 }));
  });

  it('takes the upper of the middle two of an even number', () => {
    const image = { width: 2, height: 2, channels: 1 as const, data: Uint8Array.of(10, 20, 30, 40) };
    // The window at the lower right corner is the picture itself.
    expect(medianFilter(image).data[3]).toBe(30);
  });

  it('removes single outliers and keeps constants', () => {
    const image = { width: 9, height: 9, channels: 1 as const, data: new Uint8Array(81).fill(50) };
    expect(medianFilter(image, { size: 3 })).toEqual(image);
    image.data[40] = 255;
    expect(new Set(medianFilter(image, { size: 3 }).data)).toEqual(new Set([50]));
  });

  it('gives only samples of the input, in order: brighter in, brighter out', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxSide: 12 }), fc.integer({ min: 1, max: 6 }), (image, size) => {
        const { data } = medianFilter(image, { size });
        const samples = new Set(image.data);
        expect(data.every((value) => samples.has(value))).toBe(true);
        const brighter = { ...image, data: image.data.map((value) => Math.min(255, value + 7)) };
        const second = medianFilter(brighter, { size });
        expect(second.data.every((value, i) => value >= data[i])).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('refuses windows that are none', () => {
    const image = picture(4, 4);
    expect(() => medianFilter(image, { size: 0 })).toThrow('Expected an integer from 1 to 255 for size but received 0');
    expect(() => medianFilter(image, { size: 1.5 })).toThrow('for size but received 1.5');
    expect(() => medianFilter(image, { width: 2 } as object)).toThrow('Expected only size, backend, out');
  });
});
