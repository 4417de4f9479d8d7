import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { denoiseWavelet, holdThresholds, type WaveletOptions } from './denoise.js';
import { waveletNames, type WaveletName } from './filters.js';
import type { FullImage } from '../../core/image.js';
import { describePython, pythonAll } from '../../../test/support/python.js';
import { arbitraryImage, noise, picture } from '../../../test/support/pictures.js';
import { describeShared, maxDifference, referenceFloats, referenceJson } from '../../../test/support/shared.js';

interface Case {
  input: { file: string; shape: number[] };
  params: {
    sigma: number | null;
    wavelet: WaveletName;
    mode: 'soft' | 'hard';
    wavelet_levels: number | null;
    convert2ycbcr: boolean;
    method: 'BayesShrink' | 'VisuShrink';
    sigma_scale: 'published' | 'rescaled' | 'unscaled';
  };
  output: { file: string };
}

/** An image of [0,1] samples, in this library's units. */
function fromUnit(data: ArrayLike<number>, [height, width, channels = 1]: number[]): FullImage<Float32Array> {
  return { width, height, channels: channels as 1 | 3, data: Float32Array.from(data, (value) => value * 255) };
}

describeShared('denoiseWavelet against the stored outputs of scikit-image', () => {
  for (const { input, params, output } of referenceJson<Case[]>('wavelet.json')) {
    it(`${output.file}: ${JSON.stringify(params)} of ${input.shape.join(' × ')}`, () => {
      const result = denoiseWavelet(fromUnit(referenceFloats(input.file), input.shape), {
        wavelet: params.wavelet,
        levels: params.wavelet_levels ?? undefined,
        method: params.method,
        threshold: params.mode,
        sigma: params.sigma ?? 'estimate',
        ycbcr: params.convert2ycbcr,
        sigmaScale: params.sigma_scale,
      });
      expect(
        maxDifference(
          result.data,
          referenceFloats(output.file).map((v) => v * 255),
        ),
      ).toBeLessThan(2e-5 * 255);
    });
  }
});

/** scikit-image of this machine, and on top of its parts the chain of January 2018. */
const script = `
import skimage.restoration as r, skimage.color as color
from skimage.restoration import cycle_spin
shape, p = args["shape"], args["p"]
x = inputs[0].reshape(shape)
def published(x):
    kw = dict(wavelet=p["wavelet"], method=p["method"], mode=p["threshold"], wavelet_levels=p["levels"], sigma=p["sigma"])
    if p["ycbcr"] and len(shape) == 3:
        y = color.rgb2ycbcr(x)
        for i in range(3):
            lo, hi = y[..., i].min(), y[..., i].max()
            y[..., i] = np.clip(r.denoise_wavelet((y[..., i] - lo) / (hi - lo), **kw), 0, 1) * (hi - lo) + lo
        z = color.ycbcr2rgb(y)
    else:
        z = r.denoise_wavelet(x, channel_axis=-1 if len(shape) == 3 else None, **kw)
    return np.clip(z, 0, 1)
def later(x):
    return r.denoise_wavelet(x, sigma=p["sigma"], wavelet=p["wavelet"], mode=p["threshold"], wavelet_levels=p["levels"],
        method=p["method"], convert2ycbcr=p["ycbcr"] and len(shape) == 3, rescale_sigma=p["sigmaScale"] == "rescaled",
        channel_axis=-1 if len(shape) == 3 else None)
run = published if p["sigmaScale"] == "published" else later
n = args["spin"]
output = cycle_spin(x, run, max_shifts=[n, n] + [0] * (len(shape) - 2)) if n else run(x)
`;
import { runs } from '../../../test/support/runs.js';

describePython('skimage', 'denoiseWavelet against the scikit-image of this machine', () => {
  type Given = [number, number, 1 | 3, WaveletOptions];
  const cases: Given[] = [
    [33, 47, 3, {}],
    [2, 2, 3, {}],
    [2, 301, 3, { sigma: 0.1 }],
    [224, 31, 3, { sigmaScale: 'rescaled' }],
    [63, 65, 3, { threshold: 'hard', sigma: 0.07 }],
    [64, 64, 3, { levels: 6, sigma: 0.2 }],
    [65, 33, 3, { wavelet: 'db2', levels: 4, sigma: 0.1 }],
    [50, 61, 3, { method: 'VisuShrink', sigma: 0.02 }],
    [50, 61, 3, { method: 'VisuShrink', sigma: 'estimate', sigmaScale: 'rescaled' }],
    [50, 61, 3, { sigma: 'estimate' }],
    [37, 91, 1, { sigma: 0.08 }],
    [37, 91, 1, { sigma: 'estimate', threshold: 'hard', sigmaScale: 'rescaled' }],
    [40, 40, 3, { ycbcr: false, sigma: 0.09 }],
    [41, 40, 3, { ycbcr: false, sigma: 0.09, sigmaScale: 'rescaled', wavelet: 'sym3' }],
    [41, 44, 3, { sigmaScale: 'unscaled' }],
    [24, 31, 3, { cycleSpin: 2 }],
    [24, 31, 3, { cycleSpin: 1, wavelet: 'db3', sigmaScale: 'rescaled' }],
    [24, 31, 1, { cycleSpin: 3, sigma: 0.1 }],
    ...waveletNames.map((wavelet): Given => [57, 38, 3, { wavelet, sigma: 0.06 }]),
  ];
  const imageOf = ([width, height, channels]: Given) => picture(width, height, channels);
  const usual = { wavelet: 'db1', levels: null, method: 'BayesShrink', threshold: 'soft', ycbcr: true };
  const jobOf = (given: Given) => {
    const [width, height, channels, options] = given;
    const p = { ...usual, sigma: 0.04, sigmaScale: 'published', ...options };
    return {
      arrays: [Float64Array.from(imageOf(given).data, (v) => v / 255)],
      args: {
        shape: channels === 1 ? [height, width] : [height, width, 3],
        p: { ...p, sigma: p.sigma === 'estimate' ? null : p.sigma },
        spin: options.cycleSpin ?? 0,
      },
    };
  };
  let expected: Float64Array[];
  beforeAll(() => {
    expected = pythonAll(script, cases.map(jobOf));
  });
  for (const [index, given] of cases.entries()) {
    const [width, height, channels, options] = given;
    it(`${width} × ${height} × ${channels} ${JSON.stringify(options)}`, () => {
      const result = denoiseWavelet(imageOf(given), options);
      const wanted = expected[index].map((v) => v * 255);
      expect(wanted.length).toBe(result.data.length);
      expect(maxDifference(result.data, wanted)).toBeLessThan(2e-5 * 255);
    });
  }
});

describe('properties of denoiseWavelet', () => {
  const options = fc.record({
    wavelet: fc.constantFrom(...waveletNames),
    method: fc.constantFrom('BayesShrink' as const, 'VisuShrink' as const),
    threshold: fc.constantFrom('soft' as const, 'hard' as const),
    sigma: fc.constantFrom(0.01, 0.08, 0.3, 'estimate' as const),
    ycbcr: fc.boolean(),
    sigmaScale: fc.constantFrom('published' as const, 'rescaled' as const, 'unscaled' as const),
    cycleSpin: fc.constantFrom(0, 0, 1),
  });

  it('leaves input and alpha alone, writes into out, rounds bytes once', () => {
    fc.assert(
      fc.property(arbitraryImage({ minSide: 2 }), options, (image, given) => {
        const before = image.data.slice();
        const result = denoiseWavelet(image, given);
        expect(image.data).toEqual(before);
        expect(result.data.constructor).toBe(image.data.constructor);
        if (image.channels === 4) for (let i = 3; i < before.length; i += 4) expect(result.data[i]).toBe(before[i]);
        const inPlace = { ...image, data: image.data.slice() };
        expect(denoiseWavelet(inPlace, { ...given, out: inPlace }).data).toBe(inPlace.data);
        expect(inPlace.data).toEqual(result.data);
        const floats = denoiseWavelet({ ...image, data: Float32Array.from(image.data) }, given);
        if (!(image.data instanceof Float32Array)) {
          const rounded = floats.data.map((v) => Math.min(255, Math.max(0, Math.round(v))));
          expect(maxDifference(result.data, rounded)).toBeLessThanOrEqual(1);
          expect(
            maxDifference(
              result.data,
              floats.data.map((v) => Math.min(255, Math.max(0, v))),
            ),
          ).toBeLessThan(0.501);
        }
      }),
      { numRuns: runs(300), seed: 21 },
    );
  });

  it('keeps constants constant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 2, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 }),
        options,
        (width, height, colour, given) => {
          const data = Float32Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]);
          const result = denoiseWavelet({ width, height, data }, given);
          // Single precision: the 18 taps of coif3 are 9 rotations, there and back along rows and columns 36 a level, each of
          // which rounds by up to 8e-6 near 255.
          expect(maxDifference(result.data, data)).toBeLessThan(5e-4);
          const reference = denoiseWavelet({ width, height, data }, { ...given, backend: 'js' });
          expect(maxDifference(reference.data, data)).toBeLessThan(2e-4);
        },
      ),
      { numRuns: runs(200), seed: 22 },
    );
  });

  it('gives the same with the thresholds that it would use held', () => {
    fc.assert(
      fc.property(arbitraryImage({ minSide: 2 }), options, (image, given) => {
        const held = holdThresholds(image, given);
        expect(denoiseWavelet(image, { ...given, held })).toEqual(denoiseWavelet(image, given));
      }),
      { numRuns: runs(100), seed: 23 },
    );
  });

  it('takes an ImageData', () => {
    const { data } = noise(9, 6, 4, 'clamped', 2);
    const result = denoiseWavelet({ width: 9, height: 6, data });
    expect(result).toMatchObject({ width: 9, height: 6, channels: 4 });
    expect(result.data).toBeInstanceOf(Uint8ClampedArray);
  });
});

describe('bad input of denoiseWavelet', () => {
  const image = picture(16, 12);
  const cases: [WaveletOptions | Record<string, unknown>, string][] = [
    [{ sigma: Number.NaN }, "Expected a finite number of at least 0 for sigma (or 'estimate') but received NaN"],
    [{ sigma: -0.1 }, 'but received -0.1'],
    [{ wavelet: 'haar2' }, 'for wavelet but received "haar2"'],
    [{ levels: 0 }, 'Expected an integer from 1 to 32 for levels but received 0'],
    [{ method: 'SureShrink' }, "Expected one of 'BayesShrink', 'VisuShrink' for method"],
    [{ cycleSpin: -1 }, 'Expected an integer from 0 to 64 for cycleSpin but received -1'],
    [{ ycbcr: 'yes' }, 'Expected true or false for ycbcr but received "yes"'],
    [{ mode: 'soft' }, 'for the options of denoiseWavelet but received "mode"'],
    [{ held: holdThresholds(image, { levels: 2 }) }, 'Expected thresholds of 1 shifts, 3 channels, 1 levels for held'],
    [{ out: picture(12, 16) }, 'Expected an image of 16 × 12 × 3 for out but received "12 × 16 × 3"'],
    [{ out: picture(16, 12, 3, 'bytes') }, 'Expected the sample type of the input (Float32Array) for out.data'],
  ];
  for (const [options, text] of cases) {
    it(text, () => expect(() => denoiseWavelet(image, options)).toThrow(text));
  }

  it('holds the thresholds of a picture, with no place for out or held', () => {
    const held = holdThresholds(image);
    expect(() => holdThresholds(image, { held } as object)).toThrow('Expected neither out nor held for holdThresholds');
    expect(() => holdThresholds(image, { out: image } as object)).toThrow('Expected neither out nor held');
  });

  it('refuses a side of 1 and samples that are no numbers, and writes nothing', () => {
    expect(() => denoiseWavelet(picture(1, 9))).toThrow(
      'Expected an integer of at least 2 for image.width but received 1',
    );
    for (const wavelet of ['db1', 'db4'] as const) {
      for (const bad of [Number.NaN, Infinity]) {
        const data = image.data.slice() as Float32Array;
        data[100] = bad;
        const out = { ...image, data: new Float32Array(data.length).fill(7) };
        expect(() => denoiseWavelet({ ...image, data }, { wavelet, out })).toThrow(
          'Expected finite samples for image.data',
        );
        expect(out.data.every((value) => value === 7)).toBe(true);
      }
    }
  });
});
