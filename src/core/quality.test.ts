import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryImage, noise, picture } from '../../test/support/pictures.js';
import { describePython, python } from '../../test/support/python.js';
import type { FullImage, PixelData } from './image.js';
import { psnr, ssim } from './quality.js';
import { runs } from '../../test/support/runs.js';

/** The picture with every sample moved by up to `strength`, and pulled towards gray, so that all terms matter. */
function disturbed(image: FullImage, strength: number): FullImage {
  const other = noise(image.width, image.height, image.channels, 'floats', 77);
  const data = image.data.slice() as PixelData;
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(255, Math.max(0, 10 + 0.9 * data[i] + ((other.data[i] - 127) / 127) * strength));
  }
  return { ...image, data };
}

function plain(value: number): FullImage {
  return { width: 20, height: 15, channels: 3, data: new Uint8Array(900).fill(value) };
}

const withoutAlpha = ['h, w, c = args["shape"]', 'a, b = (x.reshape(h, w, c)[..., :min(c, 3)] for x in inputs)'].join(
  '\n',
);

describePython('skimage', 'PSNR and SSIM against scikit-image', () => {
  const cases: [number, number, 1 | 3 | 4, 'bytes' | 'clamped' | 'floats', number][] = [
    [97, 61, 3, 'bytes', 8],
    [64, 48, 1, 'floats', 30],
    [11, 11, 3, 'floats', 60],
    [11, 200, 4, 'bytes', 20],
    [131, 12, 4, 'clamped', 3],
    [33, 47, 1, 'bytes', 120],
    [224, 224, 3, 'bytes', 15],
  ];
  for (const [width, height, channels, kind, strength] of cases) {
    it(`${width} × ${height} × ${channels} ${kind}, disturbed by ${strength}`, () => {
      const a = picture(width, height, channels, kind, 5);
      const b = disturbed(a, strength);
      const script = [
        'from skimage.metrics import structural_similarity, peak_signal_noise_ratio',
        withoutAlpha,
        'output = [peak_signal_noise_ratio(a, b, data_range=255), structural_similarity(a, b, gaussian_weights=True,',
        '    sigma=1.5, use_sample_covariance=False, data_range=255, channel_axis=-1)]',
      ].join('\n');
      const [decibels, similarity] = python(script, [a.data, b.data], { shape: [height, width, channels] });
      expect(psnr(a, b)).toBeCloseTo(decibels, 9);
      expect(ssim(a, b)).toBeCloseTo(similarity, 10);
      expect(similarity).toBeLessThan(0.9999);
    });
  }

  it('below 11 pixels uses the largest odd window that fits', () => {
    for (const [width, height] of [
      [10, 30],
      [9, 9],
      [40, 4],
      [2, 2],
      [1, 17],
    ]) {
      const a = picture(width, height, 3, 'bytes', 6);
      const b = disturbed(a, 40);
      // The definition, written out: local means by full two-dimensional correlation.
      const script = [
        'from scipy.signal import correlate2d',
        withoutAlpha,
        'size = min(11, (min(h, w) - 1) // 2 * 2 + 1)',
        'k = np.exp(-0.5 * ((np.arange(size) - size // 2) / 1.5) ** 2)',
        'k = np.outer(k, k) / k.sum() ** 2',
        'f = lambda x: correlate2d(x, k, mode="valid")',
        'def index(x, y):',
        '    ux, uy = f(x), f(y)',
        '    vx, vy, vxy = f(x * x) - ux * ux, f(y * y) - uy * uy, f(x * y) - ux * uy',
        '    return np.mean((2 * ux * uy + 6.5025) * (2 * vxy + 58.5225)',
        '        / ((ux * ux + uy * uy + 6.5025) * (vx + vy + 58.5225)))',
        'output = [np.mean([index(a[..., i], b[..., i]) for i in range(3)])]',
      ].join('\n');
      const [expected] = python(script, [a.data, b.data], { shape: [height, width, 3] });
      expect(ssim(a, b)).toBeCloseTo(expected, 10);
    }
  });
});

describe('PSNR and SSIM', () => {
  it('of a picture and itself are Infinity and 1', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        expect(psnr(image, image)).toBe(Infinity);
        expect(ssim(image, image)).toBeCloseTo(1, 12);
      }),
      { numRuns: runs(60), seed: 1 },
    );
  });

  it('do not depend on the order of the two and stay in their range', () => {
    fc.assert(
      fc.property(arbitraryImage(), fc.integer({ min: 1, max: 100 }), (image, strength) => {
        const other = disturbed(image, strength);
        expect(psnr(image, other)).toBe(psnr(other, image));
        expect(ssim(image, other)).toBeCloseTo(ssim(other, image), 12);
        expect(Math.abs(ssim(image, other))).toBeLessThanOrEqual(1 + 1e-12);
        expect(psnr(image, other)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(60), seed: 2 },
    );
  });

  it('know one level of difference, and black against white', () => {
    expect(psnr(plain(10), plain(11))).toBeCloseTo(20 * Math.log10(255), 12);
    expect(psnr(plain(0), plain(255))).toBe(0);
    // Two flat pictures have no structure: only the term of the means is left.
    expect(ssim(plain(0), plain(255))).toBeCloseTo(6.5025 / (255 ** 2 + 6.5025), 12);
  });

  it('do not see alpha', () => {
    const a = picture(30, 20, 4, 'bytes', 1);
    const b = { ...a, data: a.data.map((v, i) => (i % 4 === 3 ? 255 - v : v)) };
    expect(psnr(a, b)).toBe(Infinity);
    expect(ssim(a, b)).toBeCloseTo(1, 12);
  });

  it('compare different sample types', () => {
    const bytes = picture(25, 18, 3, 'bytes', 2);
    const floats = { ...bytes, data: Float32Array.from(bytes.data) };
    expect(psnr(bytes, floats)).toBe(Infinity);
    expect(ssim(bytes, floats)).toBeCloseTo(1, 12);
  });

  it('refuse pictures of different size', () => {
    const a = picture(20, 10, 3, 'bytes', 1);
    for (const b of [picture(10, 20, 3, 'bytes', 1), picture(20, 10, 4, 'bytes', 1), picture(20, 10, 1, 'bytes', 1)]) {
      const text = `Expected an image of 20 × 10 × 3 for b but received "${b.width} × ${b.height} × ${b.channels}"`;
      expect(() => psnr(a, b)).toThrow(text);
      expect(() => ssim(a, b)).toThrow(text);
    }
    expect(() => ssim(a, { ...a, width: 0 })).toThrow('Expected an integer of at least 1 for b.width but received 0');
  });
});
