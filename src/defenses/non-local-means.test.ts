import { describe, expect, it } from 'vitest';
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
import type { FullImage } from '../core/image.js';
import { denoiseNonLocalMeans, type NonLocalMeansOptions } from './non-local-means.js';

describeShared('denoiseNonLocalMeans against the stored reference', () => {
  it('case 3: the defaults', () => {
    const params = { patch_size: 7, patch_distance: 11, h: 0.1, fast_mode: true, sigma: 0 };
    expect(differenceFromReference(3, params, denoiseNonLocalMeans)).toBeLessThan(1e-4);
  });
});

describePython('skimage', 'denoiseNonLocalMeans side by side with scikit-image', () => {
  const common: [FullImage, NonLocalMeansOptions][] = [
    [picture(53, 37, 3, 'floats', 1), {}],
    [noise(31, 26, 4, 'floats', 2), { h: 0.35 }],
    [picture(40, 29, 1, 'floats', 3), { patchSize: 5, patchDistance: 6, h: 0.08, sigma: 0.05 }],
    [noise(27, 22, 3, 'floats', 4), { patchSize: 3, patchDistance: 3, h: 0.5, sigma: 0.2 }],
    [noise(24, 25, 1, 'bytes', 5), { patchSize: 9, patchDistance: 2, h: 0.2 }],
    [noise(20, 18, 3, 'floats', 6), { patchDistance: 0 }],
    [noise(12, 9, 3, 'floats', 7), { h: 0.3 }],
    [noise(1, 30, 1, 'floats', 8), { h: 0.4 }],
    [noise(17, 2, 3, 'floats', 9), { h: 0.4, patchDistance: 4 }],
    [noise(1, 1, 3, 'floats', 10), {}],
  ];

  it.each([true, false])('agrees on sizes, channels and options other than the stored ones, fast: %s', (fast) => {
    const expected = inPython(
      `
from skimage.restoration import denoise_nl_means
names = dict(patchSize='patch_size', patchDistance='patch_distance', h='h', sigma='sigma', fast='fast_mode')
def denoise(a, args):
    return denoise_nl_means(a, channel_axis=-1, **{names[key]: args[key] for key in args})
`,
      common.map(([image]) => image),
      common.map(([, options]) => ({ ...options, fast })),
    );
    common.forEach(([image, options], i) => {
      const floats = { ...image, data: Float32Array.from(image.data) };
      const result = denoiseNonLocalMeans(floats, { ...options, fast });
      expect(maxDifference(unitColour(result), expected[i]), `case ${i}`).toBeLessThan(1e-6);
    });
  });
});

describe('denoiseNonLocalMeans', () => {
  describe('fast', () => {
    itIsATransform((image, options = {}) => denoiseNonLocalMeans(image, { patchDistance: 4, h: 0.4, ...options }));
    itKeepsConstants((image) => denoiseNonLocalMeans(image));
  });
  describe('not fast', () => {
    itIsATransform((image, options = {}) =>
      denoiseNonLocalMeans(image, { patchDistance: 4, h: 0.4, ...options, fast: false }),
    );
    itKeepsConstants((image) => denoiseNonLocalMeans(image, { fast: false }));
  });

  it.each([true, false])('finds the repetitions of a pattern and nothing else, fast: %s', (fast) => {
    // Stripes of period 4: every like patch has the same middle, whatever h makes of the others.
    const stripes = picture(40, 32, 1, 'floats', 2);
    stripes.data.forEach((_, i) => (stripes.data[i] = [0, 90, 255, 160][i % 4]));
    const noisy = { ...stripes, data: stripes.data.map((v, i) => v + noise(40, 32, 1, 'floats', 3).data[i] / 16 - 8) };
    const rms = (data: ArrayLike<number>) =>
      Math.sqrt(Array.from(data).reduce((sum, v, i) => sum + (v - stripes.data[i]) ** 2, 0) / data.length);
    expect(maxDifference(denoiseNonLocalMeans(stripes, { h: 0.05, fast }).data, stripes.data)).toBeLessThan(1e-4);
    expect(rms(denoiseNonLocalMeans(noisy, { h: 0.05, fast }).data)).toBeLessThan(0.3 * rms(noisy.data));
  });

  it('keeps a picture in which nothing is alike, however small h is', () => {
    const image = noise(20, 20, 3, 'floats', 8);
    for (const fast of [true, false]) {
      expect(maxDifference(denoiseNonLocalMeans(image, { h: 1e-6, fast }).data, image.data)).toBeLessThan(1e-4);
    }
  });

  it.each([
    [{ patchSize: 4 }, 'Expected an odd integer for patchSize but received 4'],
    [{ patchSize: 1 }, 'Expected an integer from 3 to 99 for patchSize but received 1'],
    [{ patchDistance: -1 }, 'Expected an integer from 0 to 99 for patchDistance but received -1'],
    [{ h: 0 }, 'Expected a finite number of at least 0.000001 for h but received 0'],
    [{ sigma: -0.1 }, 'Expected a finite number of at least 0 for sigma but received -0.1'],
  ])('refuses %o', (options, message) => {
    expect(() => denoiseNonLocalMeans(picture(4, 4), options)).toThrow(new RangeError(message));
  });

  it('refuses a mode that is neither true nor false', () => {
    expect(() => denoiseNonLocalMeans(picture(4, 4), { fast: 1 as unknown as boolean })).toThrow(
      new TypeError('Expected true or false for fast but received 1'),
    );
  });
});
