import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import {
  differenceFromReference,
  inPython,
  itIsATransform,
  itKeepsConstants,
  unitColour,
} from '../../test/support/denoiser.js';
import { noise, picture } from '../../test/support/pictures.js';
import { describePython } from '../../test/support/python.js';
import { describeShared, maxDifference } from '../../test/support/shared.js';
import { denoiseTotalVariation, type TotalVariationOptions } from './total-variation.js';

describeShared('denoiseTotalVariation against stored references', () => {
  it.each([
    [0, 0.1],
    [1, 0.03],
  ])('case %i: weight %d', (n, weight) => {
    const params = { weight, eps: 0.0002, max_num_iter: 200 };
    expect(differenceFromReference(n, params, (image) => denoiseTotalVariation(image, { weight }))).toBeLessThan(1e-4);
  });
});

describePython('skimage', 'denoiseTotalVariation side by side with scikit-image', () => {
  it('agrees on sizes, channels and options other than the stored ones', () => {
    const cases: [FullImage, TotalVariationOptions][] = [
      [picture(97, 61, 3, 'floats', 77), {}],
      [noise(33, 50, 4, 'floats', 3), { weight: 0.4, eps: 0.00001, maxIterations: 500 }],
      [noise(64, 40, 3, 'bytes', 4), { weight: 0.05 }],
      [picture(1, 40, 1), { weight: 0.2 }],
      [noise(57, 1, 3, 'floats', 5), { maxIterations: 7, eps: 0 }],
      [noise(1, 1, 3, 'floats', 6), {}],
      [noise(2, 3, 3, 'floats', 7), { eps: 0.01 }],
      [picture(20, 21, 1), { maxIterations: 1 }],
      [noise(31, 17, 1, 'floats', 8), { weight: 0.002, maxIterations: 2 }],
    ];
    const expected = inPython(
      `
from skimage.restoration import denoise_tv_chambolle
def denoise(a, args):
    names = dict(weight='weight', eps='eps', maxIterations='max_num_iter')
    return denoise_tv_chambolle(a, channel_axis=-1, **{names[key]: args[key] for key in args})
`,
      cases.map(([image]) => image),
      cases.map(([, options]) => options),
    );
    cases.forEach(([image, options], i) => {
      const floats = { ...image, data: Float32Array.from(image.data) };
      expect(maxDifference(unitColour(denoiseTotalVariation(floats, options)), expected[i])).toBeLessThan(1e-6);
    });
  });
});

/** The sum of absolute differences of neighbours in rows of `width` samples. */
function variation(data: ArrayLike<number>, width: number): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    if (i % width < width - 1) sum += Math.abs(data[i + 1] - data[i]);
    if (i + width < data.length) sum += Math.abs(data[i + width] - data[i]);
  }
  return sum;
}

function mean(data: ArrayLike<number>): number {
  return Array.from(data).reduce((a, b) => a + b) / data.length;
}

describe('denoiseTotalVariation', () => {
  itIsATransform(denoiseTotalVariation);
  itKeepsConstants(denoiseTotalVariation);

  it('lowers the variation, the more the weight, and keeps the mean and the range', () => {
    const image = noise(30, 22, 1, 'floats', 5);
    let before = variation(image.data, 30);
    for (const weight of [0.03, 0.3, 3]) {
      const { data } = denoiseTotalVariation(image, { weight });
      expect(variation(data, 30)).toBeLessThan(0.9 * before);
      before = variation(data, 30);
      expect(mean(data)).toBeCloseTo(mean(image.data), 3);
      expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...image.data));
      expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...image.data));
    }
  });

  it.each([
    [{ weight: 0 }, 'Expected a finite number of at least 0.000001 for weight but received 0'],
    [{ weight: Number.NaN }, 'Expected a finite number of at least 0.000001 for weight but received NaN'],
    [{ eps: -1 }, 'Expected a finite number of at least 0 for eps but received -1'],
    [{ maxIterations: 0 }, 'Expected an integer of at least 1 for maxIterations but received 0'],
    [{ maxIterations: 2.5 }, 'Expected an integer of at least 1 for maxIterations but received 2.5'],
  ])('refuses %o', (options, message) => {
    expect(() => denoiseTotalVariation(picture(4, 4), options)).toThrow(new RangeError(message));
  });
});
