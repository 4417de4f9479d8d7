import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasKernels } from '../../core/kernels/instance.js';
import { usesKernels } from '../../core/kernels/backend.js';
import { isByteData, toByte } from '../../core/image.js';
import { createRandom } from '../../core/random.js';
import {
  type Backend,
  type BilateralOptions,
  defend,
  type DefendOptions,
  deflectPixels,
  denoiseBilateral,
  denoiseNonLocalMeans,
  denoiseTotalVariation,
  denoiseWavelet,
  denoiseWiener,
  type FullImage,
  type HeldThresholds,
  holdThresholds,
  medianFilter,
  type MedianFilterOptions,
  type NonLocalMeansOptions,
  type PixelData,
  resize,
  type TotalVariationOptions,
  waveletNames,
  type WaveletOptions,
  type WienerOptions,
} from '../../index.js';
import { noise, picture } from '../../../test/support/pictures.js';

/** 20,000 cases in the full run. */
const runs = process.env.FULL === '1' ? 20_000 : 2000;
const timeout = 60_000;
/** Of the range of a picture. */
const tolerance = 1e-5 * 255;

interface Transform {
  readonly run: (image: FullImage, backend: Backend) => FullImage;
  /** The reference with its thresholds a little lower and a little higher. */
  readonly moved?: (image: FullImage) => FullImage[];
}
const nearby = [1 - 2e-5, 1 + 2e-5];

const types = [Float32Array, Uint8Array, Uint8ClampedArray];
const shortSide = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }));
const longSide = fc.oneof(shortSide, fc.integer({ min: 1, max: 300 }));

/** Sides of 1 to 300, thin ones and odd ones among them, of not too many pixels. */
const size = fc.oneof(
  fc.tuple(shortSide, longSide),
  fc.tuple(longSide, shortSide),
  fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })),
);
const images = fc
  .record({
    size,
    channels: fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4),
    type: fc.constantFrom(...types),
    kind: fc.constantFrom('picture', 'noise', 'beyond', 'flat'),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ size: [width, height], channels, type, kind, seed }): FullImage => {
    const { data } = (kind === 'picture' ? picture : noise)(width, height, channels, 'floats', seed);
    // Floats may leave 0…255.
    const value = (v: number) => (kind === 'flat' ? seed % 256 : kind === 'beyond' ? 1.4 * v - 50 : v);
    return { width, height, channels, data: type.from(Array.from(data, value)) as PixelData };
  });

const sigma = fc.double({ min: 0, max: 0.3, noNaN: true });

const wavelet = fc.record(
  {
    wavelet: fc.oneof(fc.constant('db1' as const), fc.constantFrom(...waveletNames)),
    levels: fc.integer({ min: 1, max: 6 }),
    method: fc.constantFrom('BayesShrink' as const, 'VisuShrink' as const),
    threshold: fc.constantFrom('soft' as const, 'hard' as const),
    sigma: fc.oneof(sigma, fc.constant('estimate' as const)),
    ycbcr: fc.boolean(),
    sigmaScale: fc.constantFrom('published' as const, 'rescaled' as const, 'unscaled' as const),
    cycleSpin: fc.constantFrom(0, 0, 0, 1),
  },
  { requiredKeys: [] },
);
const totalVariation = fc.record(
  {
    weight: fc.double({ min: 0.001, max: 1, noNaN: true }),
    eps: fc.constantFrom(0, 0.0002, 0.01),
    maxIterations: fc.integer({ min: 1, max: 30 }),
  },
  { requiredKeys: [] },
);
const bilateral = fc.record(
  {
    windowSize: fc.constantFrom(1, 3, 5, 9),
    sigmaColor: fc.double({ min: 0.01, max: 1, noNaN: true }),
    sigmaSpatial: fc.double({ min: 0.2, max: 4, noNaN: true }),
    bins: fc.constantFrom(1, 7, 1000, 10_000),
    mode: fc.constantFrom('edge' as const, 'symmetric' as const, 'reflect' as const, 'wrap' as const),
    spatialWeights: fc.constantFrom('skimage' as const, 'centred' as const),
  },
  { requiredKeys: [] },
);
const nonLocalMeans = fc.record(
  {
    patchSize: fc.constantFrom(3, 5, 7, 9, 13),
    patchDistance: fc.integer({ min: 0, max: 7 }),
    h: fc.double({ min: 0.01, max: 1, noNaN: true }),
    sigma,
    fast: fc.constantFrom(true, true, true, false),
  },
  { requiredKeys: ['patchDistance'] },
);

const wiener = fc.record(
  {
    size: fc.constantFrom(1, 3, 5, 7, 25),
    noise: fc.oneof(fc.double({ min: 0, max: 0.1, noNaN: true }), fc.constant(0)),
  },
  { requiredKeys: [] },
);

/**
 * The result is within the tolerance of what the reference gives, or of what lies between that and the reference with its
 * thresholds moved by 2e-5 of themselves: a coefficient may fall on the other side of one. Bytes are what that is rounded to.
 */
function expectAlike(image: FullImage, { run, moved = () => [] }: Transform): void {
  const result = run(image, 'wasm');
  expect(result.data.constructor).toBe(image.data.constructor);
  const floats = { ...image, data: Float32Array.from(image.data) };
  const references = [run(floats, 'js'), ...moved(floats)].map(({ data }) => data);
  for (let i = 0; i < result.data.length; i++) {
    const values = references.map((data) => data[i]);
    let low = Math.min(...values) - tolerance;
    let high = Math.max(...values) + tolerance;
    if (isByteData(image.data)) [low, high] = [toByte(low), toByte(high)];
    if (!(result.data[i] >= low && result.data[i] <= high)) expect([i, result.data[i]]).toEqual([i, [low, high]]);
  }
}

/** The same thresholds, times a factor. */
function movedThresholds({ shifts }: HeldThresholds, factor: number): HeldThresholds {
  return {
    shifts: shifts.map((channels) =>
      channels.map((channel) => ({
        ...channel,
        thresholds: channel.thresholds.map(({ horizontal, vertical, diagonal }) => ({
          horizontal: horizontal * factor,
          vertical: vertical * factor,
          diagonal: diagonal * factor,
        })),
      })),
    ),
  };
}

function waveletTransform(options: WaveletOptions): Transform {
  return {
    run: (image, backend) => denoiseWavelet(image, { ...options, backend }),
    moved: (image) => {
      const held = holdThresholds(image, { ...options, backend: 'js' });
      return nearby.map((factor) =>
        denoiseWavelet(image, { ...options, held: movedThresholds(held, factor), backend: 'js' }),
      );
    },
  };
}

function totalVariationTransform(options: TotalVariationOptions): Transform {
  const { eps = 0.0002 } = options;
  return {
    run: (image, backend) => denoiseTotalVariation(image, { ...options, backend }),
    moved: (image) =>
      nearby.map((factor) => denoiseTotalVariation(image, { ...options, eps: eps * factor, backend: 'js' })),
  };
}

function share(part: number) {
  return { numRuns: Math.round(part * runs) };
}

describe('the backends', () => {
  it('are two, here', () => {
    expect(hasKernels()).toBe(true);
    expect(usesKernels('wasm')).toBe(true);
    expect(usesKernels('js')).toBe(false);
    expect(() => denoiseWavelet(noise(4, 4, 3, 'floats', 1), { backend: 'gpu' as 'js' })).toThrow(
      `Expected one of 'wasm', 'js' for backend but received "gpu"`,
    );
  });

  it('deflect the same samples, and leave the generator in the same state', () => {
    const options = fc.record(
      {
        deflections: fc.integer({ min: 0, max: 2000 }),
        bias: fc.double({ min: -1, max: 0.95, noNaN: true }),
        algorithm: fc.constantFrom('notebook' as const, 'repository' as const, 'joint' as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(images, options, fc.integer({ min: 0, max: 700 }), fc.boolean(), (image, given, burnt, mapped) => {
        const random = createRandom(burnt, 'map');
        const { width, height } = image;
        const values = Array.from({ length: width * height }, () => Math.min(1, random.uniform(0, 1.1)));
        const map = mapped
          ? { width, height, data: (burnt % 2 ? Float32Array : Float64Array).from(values) }
          : undefined;
        const window = random.randint(1, Math.max(width, height));
        const [[first, after], [second, afterSecond]] = (['js', 'wasm'] as const).map((backend) => {
          const source = createRandom(burnt);
          for (let i = 0; i < burnt; i++) source.randint(0, 9);
          const result = deflectPixels(image, { ...given, map, window, random: source, backend });
          return [result, [source.uniform(0, 1), source.randint(0, 1e6)]] as const;
        });
        expect({ ...second, data: 0 }).toEqual({ ...first, data: 0 });
        expect(second.data.every((sample, i) => sample === first.data[i])).toBe(true);
        expect(afterSecond).toEqual(after);
      }),
      { ...share(0.2), seed: 1 },
    );
  });

  const cases: [string, number, fc.Arbitrary<object>, (options: never) => Transform][] = [
    ['wavelet', 0.35, wavelet, waveletTransform],
    ['total variation', 0.1, totalVariation, totalVariationTransform],
    [
      'bilateral',
      0.1,
      bilateral,
      (options: BilateralOptions) => ({ run: (image, backend) => denoiseBilateral(image, { ...options, backend }) }),
    ],
    [
      'non-local means',
      0.15,
      nonLocalMeans,
      (options: NonLocalMeansOptions) => ({
        run: (image, backend) => denoiseNonLocalMeans(image, { ...options, backend }),
      }),
    ],
    [
      'median',
      0.05,
      fc.record({ size: fc.integer({ min: 1, max: 6 }) }),
      (options: MedianFilterOptions) => ({ run: (image, backend) => medianFilter(image, { ...options, backend }) }),
    ],
    [
      'resize',
      0.1,
      fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) }),
      ({ width, height }: { width: number; height: number }) => ({
        run: (image, backend) => resize(image, width, height, { backend }),
      }),
    ],
    [
      'Wiener',
      0.05,
      wiener,
      (options: WienerOptions) => ({ run: (image, backend) => denoiseWiener(image, { ...options, backend }) }),
    ],
    [
      'defend',
      0.1,
      fc.record({ seed: fc.nat(), denoiser: fc.constantFrom('bilateral', 'none', 'dct') }),
      (options: DefendOptions) => ({ run: (image, backend) => defend(image, { ...options, backend }) }),
    ],
  ];
  it.each(cases)('agree: %s', { timeout: 60 * timeout }, (name, part, options, transformOf) => {
    fc.assert(
      fc.property(images, options, (image, given) => {
        fc.pre(name !== 'wavelet' || Math.min(image.width, image.height) > 1);
        expectAlike(image, transformOf(given as never));
      }),
      { ...share(part), seed: 2 },
    );
  });
});
