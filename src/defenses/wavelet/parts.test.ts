import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denoiseWavelet } from './denoise.js';
import { defaultLevels, filterBank, maxLevel, waveletNames } from './filters.js';
import { waveletDecompose, waveletReconstruct, waveletThresholds } from './parts.js';
import { estimateSigma } from './thresholds.js';
import { bandNames } from './transform.js';
import { noise, picture } from '../../../test/support/pictures.js';
import { describePython, python } from '../../../test/support/python.js';
import { maxDifference } from '../../../test/support/shared.js';
import { runs } from '../../../test/support/runs.js';

describe('waveletReconstruct', () => {
  it('gives back every picture from 2 × 2 on, with every wavelet and level', () => {
    const sides = [2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33];
    for (const wavelet of waveletNames) {
      for (const [i, width] of sides.entries()) {
        const height = sides[(i * 4 + wavelet.length) % sides.length];
        for (let levels = 1; levels <= 8; levels++) {
          const image = noise(width, height, levels % 2 ? 3 : 1, 'floats', levels);
          const back = waveletReconstruct(waveletDecompose(image, { wavelet, levels }));
          expect(maxDifference(back.data, image.data), `${wavelet} ${levels} ${width}×${height}`).toBeLessThan(1e-4);
        }
      }
    }
  });

  it('gives back random pictures with random choices, thresholds of 0 too', () => {
    const choice = fc.record({
      width: fc.integer({ min: 2, max: 80 }),
      height: fc.integer({ min: 2, max: 80 }),
      wavelet: fc.constantFrom(...waveletNames),
      levels: fc.integer({ min: 1, max: 12 }),
      threshold: fc.constantFrom('soft' as const, 'hard' as const),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(choice, ({ width, height, wavelet, levels, threshold, seed }) => {
        const image = noise(width, height, 3, 'floats', seed);
        const coefficients = waveletDecompose(image, { wavelet, levels });
        const thresholds = waveletThresholds(coefficients, { sigma: 0 });
        const back = waveletReconstruct(coefficients, { thresholds, threshold });
        expect(maxDifference(back.data, image.data)).toBeLessThan(1e-4);
      }),
      { numRuns: runs(300), seed: 31 },
    );
  });

  it('is the chain of denoiseWavelet without its colour', () => {
    for (const wavelet of ['db1', 'sym5', 'bior2.2'] as const) {
      for (const threshold of ['soft', 'hard'] as const) {
        const image = picture(45, 37);
        const coefficients = waveletDecompose(image, { wavelet, levels: 3 });
        const copy = structuredClone(coefficients);
        const thresholds = waveletThresholds(coefficients, { sigma: 0.07 });
        const parts = waveletReconstruct(coefficients, { thresholds, threshold });
        const options = { wavelet, levels: 3, threshold, sigma: 0.07, ycbcr: false, sigmaScale: 'rescaled' } as const;
        expect(maxDifference(parts.data, denoiseWavelet(image, options).data)).toBeLessThan(1e-3);
        expect(coefficients).toEqual(copy);
      }
    }
  });

  it('refuses thresholds of something else', () => {
    const coefficients = waveletDecompose(picture(20, 20), { levels: 2 });
    const thresholds = waveletThresholds(waveletDecompose(picture(20, 20), { levels: 3 }));
    expect(() => waveletReconstruct(coefficients, { thresholds })).toThrow('Expected thresholds of the same channels');
    expect(() => waveletReconstruct({ ...coefficients, channels: [] })).toThrow('Expected 1 or 3 channels');
    expect(() => waveletDecompose(picture(20, 1))).toThrow('Expected an integer of at least 2 for image.height');
    expect(() => waveletThresholds(coefficients, { sigma: -1 })).toThrow('but received -1');
  });
});

describePython('pywt', 'waveletDecompose against PyWavelets', () => {
  const sizes = [
    [33, 46, 2],
    [2, 3, 1],
    [5, 64, 4],
    [128, 96, 5],
  ] as const;
  for (const [width, height, levels] of sizes) {
    it(`${width} × ${height}, ${levels} levels, all wavelets`, () => {
      const image = noise(width, height, 1, 'floats', 3);
      const script = [
        'import pywt',
        'x = inputs[0].reshape(args["shape"])',
        'parts = []',
        'for name in args["names"]:',
        '    coefficients = pywt.wavedec2(x, name, "symmetric", args["levels"])',
        '    parts += [coefficients[0]] + [band for level in coefficients[:0:-1] for band in level]',
        'output = np.concatenate([part.ravel() for part in parts])',
      ].join('\n');
      const expected = python(script, [image.data], { shape: [height, width], names: waveletNames, levels });
      const actual = waveletNames.flatMap((wavelet) => {
        const { approximation, details } = waveletDecompose(image, { wavelet, levels }).channels[0];
        const bands = details.flatMap((detail) => bandNames.map((name) => detail[name]));
        return [approximation, ...bands].map(({ data }) => data);
      });
      const flat = Float64Array.from(actual.flatMap((data) => [...data]));
      expect(maxDifference(flat, expected)).toBeLessThan(1e-9 * 255 * 2 ** levels);
    });
  }

  it('maxLevel is dwt_max_level', () => {
    const pairs = [1, 2, 3, 5, 8, 19, 20, 37, 100, 1000, 4096].flatMap((n) => [2, 4, 8, 18, 20].map((f) => [n, f]));
    const expected = python('import pywt\noutput = [pywt.dwt_max_level(n, f) for n, f in args]', [], pairs);
    expect(pairs.map(([n, f]) => maxLevel(n, f))).toEqual([...expected]);
  });
});

describe('the parts of the chain', () => {
  it('has orthonormal filters, or biorthogonal ones', () => {
    for (const name of waveletNames) {
      const { analysisLow, analysisHigh, synthesisLow, synthesisHigh, length } = filterBank(name);
      for (let shift = 0; shift < length; shift += 2) {
        const product = (a: Float64Array, b: Float64Array) => {
          let sum = 0;
          for (let k = shift; k < length; k++) sum += a[k] * b[k - shift];
          return sum;
        };
        // PyWavelets' coif tables hold some ten digits.
        expect(product(analysisLow, synthesisLow)).toBeCloseTo(shift === 0 ? 1 : 0, 9);
        expect(product(analysisHigh, synthesisHigh)).toBeCloseTo(shift === 0 ? 1 : 0, 9);
        expect(product(analysisLow, synthesisHigh)).toBeCloseTo(0, 9);
      }
    }
  });

  it('takes as many levels as scikit-image', () => {
    expect(defaultLevels(224, 224, 2)).toBe(4);
    expect(defaultLevels(4000, 3000, 2)).toBe(8);
    expect(defaultLevels(16, 16, 8)).toBe(1);
    expect(defaultLevels(2, 1000, 20)).toBe(1);
  });

  it('estimates the noise that was added, and 0 where there is none', () => {
    const { data } = waveletDecompose(noise(256, 256, 1, 'floats', 8)).channels[0].details[0].diagonal;
    // Uniform noise over 0…255 has a deviation of 255/√12; its diagonal coefficients are close to normal.
    expect(estimateSigma(data) / (255 / Math.sqrt(12))).toBeCloseTo(1, 1);
    expect(estimateSigma(new Float32Array(10))).toBe(0);
    expect(estimateSigma(Float32Array.from([0, -3, 0, 1, 2]))).toBeCloseTo(2 / 0.6744897501960817, 12);
    expect(estimateSigma(Float32Array.from([4, -3, 1, 2]))).toBeCloseTo(2.5 / 0.6744897501960817, 12);
  });
});
