import { describe, expect, it } from 'vitest';
import { inPython, itIsATransform, itKeepsConstants, unitColour } from '../../test/support/denoiser.js';
import { noise, picture } from '../../test/support/pictures.js';
import { describePython } from '../../test/support/python.js';
import { maxDifference } from '../../test/support/shared.js';
import type { FullImage } from '../core/image.js';
import { type DctOptions, denoiseDct } from './dct.js';

describePython('scipy.fft', 'denoiseDct side by side with SciPy', () => {
  it('agrees on sizes, channels and options', () => {
    const cases: [FullImage, DctOptions][] = [
      [picture(41, 30, 3, 'floats', 2), {}],
      [noise(29, 35, 4, 'floats', 3), { sigma: 0.1 }],
      [picture(38, 27, 1, 'floats', 4), { blockSize: 8, sigma: 0.03 }],
      [picture(23, 24, 3, 'floats', 5), { blockSize: 7, sigma: 0.05 }],
      [noise(22, 26, 3, 'bytes', 6), { blockSize: 1 }],
      [noise(21, 20, 1, 'floats', 7), { blockSize: 2, sigma: 0.2 }],
      [noise(9, 31, 3, 'floats', 8), { sigma: 0.2 }],
      [noise(1, 40, 3, 'floats', 9), {}],
      [noise(18, 1, 1, 'floats', 10), { blockSize: 5, sigma: 0.2 }],
      [noise(1, 1, 3, 'floats', 11), {}],
      [picture(33, 34, 1, 'floats', 12), { blockSize: 64 }],
    ];
    const expected = inPython(
      `
from scipy.fft import dctn, idctn, dct, idct
def plane(x, threshold, size):
    h, w = min(size, x.shape[0]), min(size, x.shape[1])
    total, count = np.zeros_like(x), np.zeros_like(x)
    for i in range(x.shape[0] - h + 1):
        for j in range(x.shape[1] - w + 1):
            block = dctn(x[i:i + h, j:j + w], norm='ortho')
            keep = np.abs(block) >= threshold
            keep[0, 0] = True
            total[i:i + h, j:j + w] += idctn(block * keep, norm='ortho')
            count[i:i + h, j:j + w] += 1
    return total / count
def denoise(a, args):
    threshold, size = 3 * args.get('sigma', 0.04), args.get('blockSize', 16)
    if a.shape[2] == 1:
        return plane(a[..., 0], threshold, size)
    b = dct(a, axis=2, norm='ortho')
    return idct(np.stack([plane(b[..., c], threshold, size) for c in range(3)], -1), axis=2, norm='ortho')
`,
      cases.map(([image]) => image),
      cases.map(([, options]) => options),
    );
    cases.forEach(([image, options], i) => {
      const floats = { ...image, data: Float32Array.from(image.data) };
      expect(maxDifference(unitColour(denoiseDct(floats, options)), expected[i]), `case ${i}`).toBeLessThan(1e-6);
    });
  });
});

describe('denoiseDct', () => {
  itIsATransform(denoiseDct);
  itKeepsConstants(denoiseDct);

  it('changes nothing with sigma 0', () => {
    for (const blockSize of [1, 3, 16, 64]) {
      const image = noise(37, 25, 3, 'floats', blockSize);
      // The result is stored as float32: the nearest to the input is the input.
      expect(denoiseDct(image, { sigma: 0, blockSize }).data).toEqual(image.data);
    }
  });

  it('takes noise away: the PSNR of a noisy smooth picture rises', () => {
    const clean = picture(64, 48, 3, 'floats', 6);
    for (let i = 0; i < clean.data.length; i++) {
      const pixel = Math.floor(i / 3);
      clean.data[i] = 128 + 80 * Math.sin((pixel % 64) / 9 + (i % 3)) * Math.cos(Math.floor(pixel / 64) / 11);
    }
    const grain = noise(64, 48, 3, 'floats', 7).data;
    // Uniform noise of standard deviation 0.04 × 255.
    const noisy = { ...clean, data: clean.data.map((v, i) => v + (grain[i] / 255 - 0.5) * 0.04 * 255 * Math.sqrt(12)) };
    const psnr = (data: ArrayLike<number>) => {
      let sum = 0;
      for (let i = 0; i < data.length; i++) sum += (data[i] - clean.data[i]) ** 2;
      return 10 * Math.log10((255 * 255 * data.length) / sum);
    };
    expect(psnr(noisy.data)).toBeLessThan(28.5);
    expect(psnr(denoiseDct(noisy).data)).toBeGreaterThan(38);
    expect(psnr(denoiseDct(noisy, { blockSize: 8 }).data)).toBeGreaterThan(35);
  });

  it.each([
    [{ sigma: -0.1 }, 'Expected a finite number of at least 0 for sigma but received -0.1'],
    [{ blockSize: 0 }, 'Expected an integer from 1 to 64 for blockSize but received 0'],
    [{ blockSize: 65 }, 'Expected an integer from 1 to 64 for blockSize but received 65'],
    [{ blockSize: 7.5 }, 'Expected an integer from 1 to 64 for blockSize but received 7.5'],
  ])('refuses %o', (options, message) => {
    expect(() => denoiseDct(picture(4, 4), options)).toThrow(new RangeError(message));
  });
});
