import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denoiseWavelet, holdThresholds } from './denoise.js';
import { waveletNames } from './filters.js';
import { denoiseWaveletVjp } from './vjp.js';
import type { FullImage } from '../../core/image.js';
import { noise, picture } from '../../../test/support/pictures.js';
import { runs } from '../../../test/support/runs.js';

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** A small Float32Array picture away from black and white, so that few results are clipped. */
function soft(width: number, height: number, channels: 1 | 3 | 4, seed: number): FullImage<Float32Array> {
  const image = picture(width, height, channels, 'floats', seed);
  return { ...image, data: Float32Array.from(image.data, (value) => 80 + value * 0.3) };
}

function moved(image: FullImage<Float32Array>, direction: ArrayLike<number>, step: number): FullImage<Float32Array> {
  return { ...image, data: image.data.map((value, i) => value + step * direction[i]) };
}

const options = fc.record({
  wavelet: fc.oneof(fc.constant('db1' as const), fc.constantFrom(...waveletNames)),
  levels: fc.integer({ min: 1, max: 4 }),
  method: fc.constantFrom('BayesShrink' as const, 'VisuShrink' as const),
  threshold: fc.constantFrom('soft' as const, 'hard' as const),
  sigma: fc.constantFrom(0.01, 0.04, 'estimate' as const),
  ycbcr: fc.boolean(),
  sigmaScale: fc.constantFrom('published' as const, 'rescaled' as const, 'unscaled' as const),
  cycleSpin: fc.constantFrom(0, 0, 0, 1),
});

describe('denoiseWaveletVjp', () => {
  it('agrees with central differences of the chain with its thresholds held', () => {
    const size = fc.record({
      width: fc.integer({ min: 2, max: 14 }),
      height: fc.integer({ min: 2, max: 14 }),
      channels: fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4),
      seed: fc.integer(),
    });
    let compared = 0;
    fc.assert(
      fc.property(size, options, ({ width, height, channels, seed }, given) => {
        const image = soft(width, height, channels, seed);
        const weights = noise(width, height, channels, 'floats', seed + 1) as FullImage<Float32Array>;
        weights.data.forEach((value, i) => (weights.data[i] = value / 255 - 0.5));
        const direction = noise(width, height, channels, 'floats', seed + 2).data.map((value) => value / 255 - 0.5);
        // Differences of small steps need the double precision of the reference.
        const held = holdThresholds(image, given);
        const value = (step: number) => {
          const there = denoiseWavelet(moved(image, direction, step), { ...given, held, backend: 'js' });
          return dot(there.data, weights.data);
        };
        const gradient = denoiseWaveletVjp(image, weights, { ...given, held });
        expect(denoiseWaveletVjp(image, weights, given)).toEqual(gradient);
        const step = 0.05;
        const near = (value(step) - value(-step)) / (2 * step);
        const scale = Math.sqrt(dot(weights.data, weights.data) * dot(direction, direction));
        // The held chain is piecewise linear. Where a coefficient or a sample crosses a kink (or, with hard thresholds, a
        // jump) on the way, the derivative changes, if by very little, and differences have nothing to say about it.
        const along = [-step, 0, step].map((at) => {
          return dot(denoiseWaveletVjp(moved(image, direction, at), weights, { ...given, held }).data, direction);
        });
        if (along.some((derivative) => derivative !== along[1])) return;
        compared++;
        expect(Math.abs(along[1] - near)).toBeLessThan(1e-3 * scale);
      }),
      { numRuns: runs(500), seed: 41 },
    );
    expect(compared).toBeGreaterThan(runs(250));
  });

  it('gives every single partial derivative of a small picture', () => {
    for (const wavelet of ['db1', 'db3', 'bior4.4'] as const) {
      const image = soft(5, 4, 3, 9);
      const given = { wavelet, sigma: 0.01, held: holdThresholds(image, { wavelet, sigma: 0.01 }) };
      for (let result = 0; result < 60; result += 7) {
        const weights: FullImage<Float32Array> = { ...image, data: new Float32Array(60) };
        weights.data[result] = 1;
        const gradient = denoiseWaveletVjp(image, weights, given).data;
        for (let sample = 0; sample < 60; sample++) {
          const direction = new Float32Array(60);
          direction[sample] = 1;
          const at = (step: number) => denoiseWavelet(moved(image, direction, step), given).data[result];
          const [far, near] = [0.05, 0.02].map((h) => (at(h) - at(-h)) / (2 * h));
          if (Math.abs(far - near) < 1e-3) expect(Math.abs(gradient[sample] - near)).toBeLessThan(3e-3);
        }
      }
    }
  });

  it('is the cotangent where nothing is shrunk, and 0 where the result is clipped', () => {
    const image = soft(12, 10, 4, 3);
    const weights = { ...image, data: image.data.map((value, i) => Math.sin(i) + value / 1000) };
    const free = denoiseWaveletVjp(image, weights, { sigma: 0, sigmaScale: 'rescaled' });
    free.data.forEach((value, i) => expect(value).toBeCloseTo(weights.data[i], 5));
    const white = { ...image, data: image.data.map((_, i) => (i % 4 === 3 ? 9 : i % 3 === 0 ? 300 : 260)) };
    const clipped = denoiseWaveletVjp(white, weights, { ycbcr: false });
    clipped.data.forEach((value, i) => expect(value).toBe(i % 4 === 3 ? weights.data[i] : 0));
  });

  it('refuses a cotangent of another size and an out', () => {
    const image = soft(6, 6, 3, 1);
    expect(() => denoiseWaveletVjp(image, soft(6, 5, 3, 1))).toThrow('Expected a cotangent of 6 × 6 × 3 for cotangent');
    expect(() => denoiseWaveletVjp(image, image, { out: image } as object)).toThrow('Expected no option out');
  });
});
