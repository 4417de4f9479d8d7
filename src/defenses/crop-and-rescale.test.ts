import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { pythonRandom } from '../core/python-random.js';
import { createRandom, type RandomSource } from '../core/random.js';
import { resize } from '../core/resize.js';
import { describePython, python } from '../../test/support/python.js';
import { noise, picture } from '../../test/support/pictures.js';
import { cropAndRescale } from './crop-and-rescale.js';
import { runs } from '../../test/support/runs.js';

/** A part of a picture, sample by sample. */
function cut(image: FullImage, left: number, top: number, width: number, height: number): FullImage {
  const data = new Float32Array(width * height * image.channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < image.channels; c++, i++) {
        data[i] = image.data[((top + y) * image.width + left + x) * image.channels + c];
      }
    }
  }
  return { width, height, channels: image.channels, data };
}

describePython('numpy', 'cropAndRescale against the published crop', () => {
  it('draws the same place under the same seed', () => {
    const cases = [
      [40, 30, 0.9, 1],
      [224, 224, 90 / 224, 2],
      [31, 57, 0.5, 3],
      [8, 8, 1, 4],
    ];
    // Crop.__call__ of transforms.py with crop_type 'random'; 224 * (90 / 224) is just 90 in floating point.
    const script = [
      'import random',
      'output = []',
      'for w, h, frac, seed in args:',
      '    random.seed(int(seed))',
      '    h2, w2 = int(h * frac), int(w * frac)',
      '    output += [random.randint(0, w - w2), random.randint(0, h - h2), w2, h2]',
    ].join('\n');
    const places = python(script, [], cases);
    for (const [i, [width, height, fraction, seed]] of cases.entries()) {
      const image = noise(width, height, 3, 'floats', i);
      const [left, top, w, h] = places.subarray(4 * i, 4 * i + 4);
      const expected = resize(cut(image, left, top, w, h), width, height);
      expect(cropAndRescale(image, { fraction, random: pythonRandom(seed) })).toEqual(expected);
    }
  });
});

describe('cropAndRescale', () => {
  it('crops 90 of 224 pixels by default, and in proportion', () => {
    const draws: number[][] = [];
    const spy: RandomSource = {
      randint: (low, high) => {
        draws.push([low, high]);
        return high;
      },
      uniform: () => 0,
    };
    cropAndRescale(picture(224, 112, 1, 'bytes'), { random: spy });
    expect(draws).toEqual([
      [0, 134],
      [0, 67],
    ]);
  });

  it('reaches every place', () => {
    const image = { width: 4, height: 2, channels: 1 as const, data: Uint8Array.of(0, 20, 40, 60, 80, 100, 120, 140) };
    const random = createRandom(3);
    // A fraction this small leaves a single pixel, which fills the picture.
    const seen = new Set(Array.from({ length: 200 }, () => cropAndRescale(image, { fraction: 0.01, random }).data[0]));
    expect([...seen].toSorted((a, b) => a - b)).toEqual([...image.data]);
  });

  it('changes nothing with the fraction 1, and keeps constants with any', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.05, max: 1, noNaN: true }), (seed, fraction) => {
        const image = noise(11, 14, 4, 'bytes', seed);
        const random = createRandom(seed);
        expect(cropAndRescale(image, { fraction: 1, random })).toEqual(image);
        const constant = { ...image, data: new Uint8Array(image.data.length).fill(77) };
        expect(cropAndRescale(constant, { fraction, random })).toEqual(constant);
      }),
      { numRuns: runs(40) },
    );
  });

  it('moves alpha with the colours', () => {
    const image = noise(20, 20, 4, 'floats', 6);
    for (let i = 0; i < image.data.length; i += 4) image.data[i] = image.data[i + 1] = image.data[i + 2] = 200;
    for (let i = 3; i < image.data.length; i += 4) image.data[i] = (i >> 2) % 20 < 10 ? 0 : 255;
    const { data } = cropAndRescale(image, { fraction: 0.25, random: pythonRandom(5) });
    const alpha = Array.from(data).filter((_, i) => i % 4 === 3);
    expect(alpha).not.toEqual(Array.from(image.data).filter((_, i) => i % 4 === 3));
  });

  it('refuses fractions that are none', () => {
    const image = picture(4, 4);
    for (const fraction of [0, -0.5, 1.01, NaN]) {
      expect(() => cropAndRescale(image, { fraction })).toThrow(/^Expected a number from .* to 1 for fraction/);
    }
    expect(() => cropAndRescale(image, { size: 3 } as object)).toThrow('Expected only fraction, random, out');
  });
});
