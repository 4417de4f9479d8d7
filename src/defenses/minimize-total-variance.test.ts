import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { createRandom, type RandomSource } from '../core/random.js';
import { describePython, python } from '../../test/support/python.js';
import { noise, picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import { minimizeTotalVariance } from './minimize-total-variance.js';
import { runs } from '../../test/support/runs.js';

/** A source that gives these uniform numbers, in order. */
function listed(numbers: ArrayLike<number>): RandomSource {
  let at = 0;
  return {
    randint: () => {
      throw new Error('not drawn');
    },
    uniform: (low, high) => low + (high - low) * numbers[at++],
  };
}

function totalVariation({ width, height, channels, data }: FullImage): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    if (pixel % width < width - 1) sum += Math.abs(data[i + channels] - data[i]);
    if (pixel < width * (height - 1)) sum += Math.abs(data[i + width * channels] - data[i]);
  }
  return sum;
}

/**
 * The split Bregman method as the published patch has it, in plain Python: all channels in one array, the vector fields
 * d and b apart. `args["published"]` divides by four at the border too.
 */
const bregman = [
  'h, w, c = args["shape"]',
  'x = inputs[0].reshape(h, w, c) / 255',
  'mask = np.ones((h, w, c), bool)',
  'if args["rate"] > 0:',
  '    draws = np.moveaxis(inputs[1].reshape(c, h, w), 0, 2)',
  '    peppered = np.where(draws < args["rate"], 0.0, x)',
  '    mask = np.abs(peppered - x) < 1e-6',
  '    x = peppered',
  'fid = 1 / args["weight"]',
  'lam = 2 * fid',
  'u = x.copy()',
  'dx, dy, bx, by, z = (np.zeros_like(u) for _ in range(5))',
  'previous, i, rmse = x.copy(), 0, np.inf',
  'while i < args["iterations"] and rmse > args["tolerance"]:',
  '    for _ in range(args["sweeps"]):',
  '        for r in range(h):',
  '            for s in range(w):',
  '                inner, n = z[r, s].copy(), 0',
  '                for rr, ss in ((r - 1, s), (r + 1, s), (r, s - 1), (r, s + 1)):',
  '                    if 0 <= rr < h and 0 <= ss < w:',
  '                        inner += u[rr, ss]; n += 1',
  '                fitted = (lam * inner + fid * x[r, s]) / (fid + n * lam)',
  '                u[r, s] = np.where(mask[r, s], fitted, inner / (4 if args["published"] else n))',
  '    ux, uy = np.zeros_like(u), np.zeros_like(u)',
  '    ux[:, :-1] = u[:, 1:] - u[:, :-1]',
  '    uy[:-1] = u[1:] - u[:-1]',
  '    tx, ty = ux + bx, uy + by',
  '    s = np.sqrt(tx ** 2 + ty ** 2)',
  '    dx, dy = s * lam * tx / (s * lam + 1), s * lam * ty / (s * lam + 1)',
  '    bx, by = bx + ux - dx, by + uy - dy',
  '    z = -dx - dy + bx + by',
  '    z[1:] += dy[:-1] - by[:-1]',
  '    z[:, 1:] += dx[:, :-1] - bx[:, :-1]',
  '    rmse = np.sqrt(((u - previous) ** 2).mean())',
  '    previous = u.copy()',
  '    i += 1',
  'output = u * 255',
].join('\n');

describePython('numpy', 'minimizeTotalVariance against the published algorithm', () => {
  const usual = { rate: 0.5, weight: 0.03, iterations: 100, sweeps: 10, tolerance: 0.01, published: false };
  const cases = [
    { width: 15, height: 11, channels: 3, ...usual },
    { width: 10, height: 13, channels: 1, ...usual, rate: 0.8, weight: 0.1 },
    { width: 9, height: 8, channels: 3, ...usual, iterations: 7, sweeps: 3, tolerance: 0 },
    { width: 12, height: 9, channels: 1, ...usual, rate: 0 },
    { width: 1, height: 12, channels: 3, ...usual },
    { width: 2, height: 2, channels: 1, ...usual, weight: 0.5, tolerance: 1e-5 },
  ] as const;
  for (const [seed, { width, height, channels, ...args }] of cases.entries()) {
    it(`${width} × ${height} × ${channels}, ${JSON.stringify(args)}`, () => {
      const image = picture(width, height, channels, 'floats', seed);
      // Black samples, which the published mask takes as kept.
      image.data.fill(0, 0, Math.ceil(image.data.length / 8));
      const random = createRandom(seed);
      const draws = Float64Array.from({ length: image.data.length }, () => random.uniform(0, 1));
      const expected = python(bregman, [image.data, draws], { shape: [height, width, channels], ...args });
      const { rate: dropRate, weight, iterations, sweeps, tolerance } = args;
      const options = { dropRate, weight, iterations, sweeps, tolerance, random: listed(draws) };
      expect(maxDifference(minimizeTotalVariance(image, options).data, expected)).toBeLessThan(255 * 1e-6);
    });
  }

  it('differs from the published code, which divides by four there, at the border', () => {
    const [width, height] = [24, 20];
    const image = { width, height, channels: 1 as const, data: new Float32Array(width * height).fill(150) };
    const random = createRandom(8);
    const draws = Float64Array.from({ length: width * height }, () => random.uniform(0, 1));
    const published = python(bregman, [image.data, draws], { shape: [height, width, 1], ...usual, published: true });
    const here = minimizeTotalVariance(image, { random: listed(draws) });
    expect(Math.min(...published)).toBeLessThan(110);
    expect(maxDifference(here.data, image.data)).toBeLessThan(15);
  });
});

describePython('skimage', 'minimizeTotalVariance without dropping against scikit-image', () => {
  it('goes to the picture of denoise_tv_bregman, away from the border', () => {
    const [width, height] = [48, 40];
    // What is done differently at the border reaches further the greater the weight is.
    for (const [seed, weight, tolerance] of [
      [1, 0.03, 1e-3],
      [2, 0.2, 0.1],
    ]) {
      const image = picture(width, height, 3, 'floats', seed);
      const script = [
        'from skimage.restoration import denoise_tv_bregman',
        'x = inputs[0].reshape(args["shape"]) / 255',
        'output = denoise_tv_bregman(x, 1 / args["weight"], 3000, 1e-9, isotropic=True, channel_axis=-1) * 255',
      ].join('\n');
      const expected = python(script, [image.data], { shape: [height, width, 3], weight });
      const { data } = minimizeTotalVariance(image, { dropRate: 0, weight, iterations: 3000, tolerance: 1e-9 });
      let [largest, change] = [0, 0];
      for (let i = 0; i < data.length; i++) {
        const x = Math.floor(i / 3) % width;
        const y = Math.floor(i / 3 / width);
        if (x < 12 || y < 12 || x >= width - 12 || y >= height - 12) continue;
        largest = Math.max(largest, Math.abs(data[i] - expected[i]));
        change = Math.max(change, Math.abs(data[i] - image.data[i]));
      }
      expect(change).toBeGreaterThan(15);
      expect(largest).toBeLessThan(tolerance);
    }
  });
});

describe('minimizeTotalVariance', () => {
  it('lessens the total variation, the more the greater the weight', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 0.9, noNaN: true }), (seed, dropRate) => {
        const image = picture(16, 12, 3, 'floats', seed);
        const variation = [0.01, 0.03, 0.1, 0.5].map((weight) =>
          totalVariation(
            minimizeTotalVariance(image, { dropRate, weight, tolerance: 0.001, random: createRandom(seed) }),
          ),
        );
        expect(variation[0]).toBeLessThan(totalVariation(image));
        for (let i = 1; i < variation.length; i++) expect(variation[i]).toBeLessThan(variation[i - 1]);
      }),
      { numRuns: runs(15) },
    );
  });

  it('leaves constants as they are where nothing is dropped, and comes near them where half is', () => {
    const image = { width: 30, height: 20, channels: 3 as const, data: new Uint8Array(1800).fill(90) };
    expect(minimizeTotalVariance(image, { dropRate: 0 })).toEqual(image);
    const { data } = minimizeTotalVariance(image, { tolerance: 1e-6, random: createRandom(1) });
    expect(maxDifference(data, image.data)).toBeLessThanOrEqual(1);
  });

  it('draws one number for each sample, and none where nothing is dropped', () => {
    const image = picture(20, 15, 3, 'floats', 7);
    const count = (dropRate: number) => {
      let drawn = 0;
      const random = { ...listed([]), uniform: () => ((drawn++ * 7919) % 1000) / 1000 };
      minimizeTotalVariance(image, { dropRate, random });
      return drawn;
    };
    expect(count(0)).toBe(0);
    expect(count(0.01)).toBe(900);
    expect(count(1)).toBe(900);
  });

  it('turns black where everything is dropped', () => {
    const { data } = minimizeTotalVariance(picture(9, 9, 1, 'floats'), { dropRate: 1, random: createRandom(1) });
    expect(data.every((value) => value === 0)).toBe(true);
  });

  it('copes with a single pixel', () => {
    const image = noise(1, 1, 3, 'bytes', 1);
    expect(minimizeTotalVariance(image, { dropRate: 0 })).toEqual(image);
    expect([...minimizeTotalVariance(image, { dropRate: 1 }).data]).toEqual([0, 0, 0]);
  });

  it('refuses options out of range', () => {
    const image = picture(4, 4);
    const refused = (options: object) => expect(() => minimizeTotalVariance(image, options));
    refused({ dropRate: 1.1 }).toThrow('Expected a number from 0 to 1 for dropRate but received 1.1');
    refused({ weight: 0 }).toThrow('for weight but received 0');
    refused({ weight: NaN }).toThrow('for weight but received NaN');
    refused({ iterations: 0 }).toThrow('Expected an integer of at least 1 for iterations but received 0');
    refused({ sweeps: 0.5 }).toThrow('for sweeps but received 0.5');
    refused({ tolerance: -1 }).toThrow('for tolerance but received -1');
    refused({ eps: 1 }).toThrow('Expected only dropRate, weight, iterations, sweeps, tolerance, random, out');
  });
});
