import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryImage, noise, picture } from '../../test/support/pictures.js';
import { describePython, python } from '../../test/support/python.js';
import { describeShared, maxDifference, referenceFloats, referenceJson } from '../../test/support/shared.js';
import { fromYCbCr, toYCbCr, type YCbCrOptions } from './colour.js';
import type { FullImage } from './image.js';
import { runs } from '../../test/support/runs.js';

const forms = ['skimage', 'repository'] as const;

describeShared('YCbCr against the stored results', () => {
  interface Entry {
    file: string;
    shape: [number, number, number];
  }
  const stored = referenceJson<Record<string, Entry>>('colour.json');
  const [height, width] = stored.input.shape;
  const input: FullImage<Float32Array> = {
    width,
    height,
    channels: 3,
    data: referenceFloats(stored.input.file).map((value) => value * 255),
  };
  const tolerance = 1e-6 * 255;

  it('skimage.color.rgb2ycbcr', () => {
    const expected = referenceFloats(stored.skimage_rgb2ycbcr.file);
    expect(maxDifference(toYCbCr(input).data, expected)).toBeLessThan(tolerance);
  });

  it('skimage.color.ycbcr2rgb of it', () => {
    const expected = referenceFloats(stored.skimage_roundtrip.file).map((value) => value * 255);
    const there = { ...input, data: referenceFloats(stored.skimage_rgb2ycbcr.file) };
    expect(maxDifference(fromYCbCr(there).data, expected)).toBeLessThan(tolerance);
    expect(maxDifference(fromYCbCr(toYCbCr(input)).data, expected)).toBeLessThan(tolerance);
  });

  it('rgb2ycc of the repository', () => {
    const expected = referenceFloats(stored.repository_rgb2ycc_of_0_255.file);
    expect(maxDifference(toYCbCr(input, { form: 'repository' }).data, expected)).toBeLessThan(tolerance);
  });
});

describePython('skimage', 'YCbCr against scikit-image', () => {
  it('there and back, other sizes, values outside of 0…255 too', () => {
    for (const [width, height, seed] of [
      [37, 21, 4],
      [1, 64, 5],
      [50, 1, 6],
    ]) {
      const image = noise(width, height, 3, 'floats', seed) as FullImage<Float32Array>;
      image.data.forEach((value, i) => (image.data[i] = value * 1.3 - 40));
      const there = toYCbCr(image);
      const expected = python(
        'from skimage.color import rgb2ycbcr, ycbcr2rgb\n' +
          'output = [rgb2ycbcr(inputs[0].reshape(-1, 1, 3) / 255), 255 * ycbcr2rgb(inputs[1].reshape(-1, 1, 3))]',
        [image.data, there.data],
      );
      // Half of the spacing of float32 numbers below 512, and as much for the arithmetic.
      expect(maxDifference(there.data, expected.subarray(0, image.data.length))).toBeLessThan(3.1e-5);
      expect(maxDifference(fromYCbCr(there).data, expected.subarray(image.data.length))).toBeLessThan(3.1e-5);
    }
  });
});

describe('YCbCr', () => {
  it('gives known colours', () => {
    const known: [NonNullable<YCbCrOptions['form']>, number[], number[]][] = [
      ['skimage', [0, 0, 0], [16, 128, 128]],
      ['skimage', [255, 255, 255], [235, 128, 128]],
      ['skimage', [255, 0, 0], [81.481, 90.203, 240]],
      ['repository', [0, 0, 0], [0, 128, 128]],
      ['repository', [255, 255, 255], [255, 128, 128]],
      ['repository', [0, 0, 255], [29.07, 255.5, 107.2685]],
    ];
    for (const [form, rgb, expected] of known) {
      const result = toYCbCr({ width: 1, height: 1, data: Float32Array.from(rgb) }, { form });
      expect(maxDifference(result.data, expected)).toBeLessThan(2e-5);
    }
  });

  it('comes back: exactly in the form of scikit-image, within 0.0175 levels in the rounded one of the repository', () => {
    fc.assert(
      fc.property(arbitraryImage({ kinds: ['floats'] }), (image) => {
        fc.pre(image.channels !== 1);
        for (const [form, tolerance] of [['skimage', 1e-4] as const, ['repository', 0.0175] as const]) {
          const back = fromYCbCr(toYCbCr(image, { form }), { form });
          expect(maxDifference(back.data, image.data)).toBeLessThan(tolerance);
        }
      }),
      { numRuns: runs(60), seed: 5 },
    );
  });

  it('rounds 8-bit results once, at the end', () => {
    for (const kind of ['bytes', 'clamped'] as const) {
      const image = noise(40, 30, 3, kind, 8);
      const floats = { ...image, data: Float32Array.from(image.data) };
      for (const form of forms) {
        for (const transform of [toYCbCr, fromYCbCr]) {
          const rounded = transform(floats, { form }).data.map((value) =>
            Math.min(255, Math.max(0, Math.floor(value + 0.5))),
          );
          const result = transform(image, { form });
          expect(result.data.constructor).toBe(image.data.constructor);
          expect([...result.data]).toEqual([...rounded]);
        }
      }
    }
  });

  it('passes alpha through and leaves its input alone', () => {
    fc.assert(
      fc.property(arbitraryImage(), fc.constantFrom(...forms), fc.boolean(), (image, form, back) => {
        fc.pre(image.channels !== 1);
        const before = image.data.slice();
        const result = (back ? fromYCbCr : toYCbCr)(image, { form });
        expect(image.data).toEqual(before);
        expect(result.data.length).toBe(before.length);
        if (image.channels === 4) {
          for (let i = 3; i < before.length; i += 4) expect(result.data[i]).toBe(before[i]);
          const opaque = { ...image, channels: 3 as const, data: image.data.filter((_, i) => i % 4 !== 3) };
          const colours = (back ? fromYCbCr : toYCbCr)(opaque, { form });
          expect([...result.data].filter((_, i) => i % 4 !== 3)).toEqual([...colours.data]);
        }
      }),
      { numRuns: runs(60), seed: 6 },
    );
  });

  it('writes into out, which may be the input', () => {
    for (const channels of [3, 4] as const) {
      const image = picture(13, 9, channels, 'bytes', 3);
      const expected = toYCbCr(image);
      const out = { ...image, data: new Uint8Array(image.data.length) };
      expect(toYCbCr(image, { out }).data).toBe(out.data);
      expect(out.data).toEqual(expected.data);
      const own = { ...image, data: image.data.slice() };
      expect(toYCbCr(own, { out: own }).data).toBe(own.data);
      expect(own.data).toEqual(expected.data);
    }
  });

  it('refuses gray pictures, unknown forms and unknown options', () => {
    const gray = picture(4, 4, 1);
    const colour = picture(4, 4, 3);
    for (const transform of [toYCbCr, fromYCbCr]) {
      expect(() => transform(gray)).toThrow(
        'Expected a colour image of 3 or 4 channels for image.channels but received 1',
      );
      expect(() => transform(colour, { form: 'jpeg' as 'skimage' })).toThrow(
        `Expected one of 'skimage', 'repository' for form but received "jpeg"`,
      );
      expect(() => transform(colour, { from: 'skimage' } as YCbCrOptions)).toThrow(
        /^Expected only .*form.* for the options of .* but received "from"/,
      );
    }
  });
});
