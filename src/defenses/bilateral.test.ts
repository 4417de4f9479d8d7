import { describe, expect, it } from 'vitest';
import {
  constant,
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
import { type BilateralOptions, denoiseBilateral } from './bilateral.js';

describeShared('denoiseBilateral against the stored reference', () => {
  it('case 2: the defaults', () => {
    const params = { bins: 1000, sigma_color: null, sigma_spatial: 1, mode: 'constant' };
    expect(differenceFromReference(2, params, denoiseBilateral)).toBeLessThan(1e-3);
  });
});

const toSkimage = `
import skimage.restoration._denoise as module
names = dict(windowSize='win_size', sigmaColor='sigma_color', sigmaSpatial='sigma_spatial')
def denoise(a, args):
    options = dict(bins=1000)
    options.update((names.get(key, key), args[key]) for key in args)
    gray = a.shape[2] == 1
    return module.denoise_bilateral(a[..., 0] if gray else a, channel_axis=None if gray else -1, **options)
`;

function compare(script: string, cases: [FullImage, BilateralOptions][], extra: BilateralOptions = {}): void {
  const expected = inPython(
    script,
    cases.map(([image]) => image),
    cases.map(([, options]) => options),
  );
  cases.forEach(([image, options], i) => {
    const floats = { ...image, data: Float32Array.from(image.data) };
    const result = denoiseBilateral(floats, { ...options, ...extra });
    // Where a distance falls between two bins, one rounding moves a weight by a thousandth of itself.
    expect(maxDifference(unitColour(result), expected[i]), `case ${i}`).toBeLessThan(2e-6);
  });
}

describePython('skimage', 'denoiseBilateral side by side with scikit-image', () => {
  it('agrees on sizes, channels and options other than the stored ones', () => {
    compare(toSkimage, [
      [picture(61, 43, 3, 'floats', 9), {}],
      [noise(29, 31, 4, 'floats', 10), { sigmaColor: 0.2, bins: 10_000 }],
      [picture(40, 33, 1, 'floats', 11), { sigmaColor: 0.05, sigmaSpatial: 2.3 }],
      [noise(24, 24, 3, 'floats', 12), { windowSize: 11, sigmaSpatial: 3, cval: 0.7 }],
      [noise(24, 19, 1, 'floats', 13), { windowSize: 3, bins: 40, cval: 3.5 }],
      [noise(13, 9, 3, 'floats', 14), { windowSize: 1 }],
      [noise(1, 12, 3, 'floats', 15), { sigmaSpatial: 0.4 }],
      [noise(2, 1, 1, 'floats', 16), { bins: 1 }],
    ]);
  });

  it('agrees in every mode, where the window is larger than the picture too', () => {
    const modes = ['constant', 'edge', 'symmetric', 'reflect', 'wrap'] as const;
    const images = [noise(23, 17, 3, 'floats', 17), noise(2, 3, 1, 'floats', 18), noise(1, 4, 3, 'floats', 19)];
    compare(
      toSkimage,
      modes.flatMap((mode) =>
        images.map((image): [FullImage, BilateralOptions] => [image, { mode, windowSize: 13, sigmaSpatial: 4 }]),
      ),
    );
  });

  it('agrees on pictures with negative samples', () => {
    const image = noise(15, 12, 3, 'floats', 20);
    const lower = { ...image, data: image.data.map((v) => v - 100) };
    compare(toSkimage, [
      [lower, { sigmaColor: 0.1 }],
      [lower, { cval: 0.5, mode: 'constant' }],
    ]);
  });

  it("agrees with 'centred' where scikit-image is given the table of distances from the middle", () => {
    const centred = `
${toSkimage}
def table(size, sigma, *, dtype=float):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return np.exp(-0.5 * (x ** 2 + y ** 2) / sigma ** 2).astype(dtype).ravel()
module._compute_spatial_lut = table
`;
    const cases: [FullImage, BilateralOptions][] = [
      [picture(45, 31, 3, 'floats', 21), {}],
      [noise(16, 21, 1, 'floats', 22), { sigmaSpatial: 2, sigmaColor: 0.3, mode: 'edge' }],
    ];
    compare(centred, cases, { spatialWeights: 'centred' });
  });
});

describe('denoiseBilateral', () => {
  itIsATransform(denoiseBilateral);
  itKeepsConstants((image) => denoiseBilateral(image, { mode: 'edge' }));

  it('keeps a picture whose samples are all equal, whatever is outside', () => {
    const gray = constant(9, 6, 3, 77);
    expect(denoiseBilateral(gray, { cval: 1 }).data).toEqual(gray.data);
  });

  it("leaves a symmetric picture symmetric with 'centred', and slants it with the default", () => {
    const dot = constant(15, 15, 1, 0);
    dot.data[7 * 15 + 7] = 128;
    const options: BilateralOptions = { sigmaColor: 100, mode: 'edge' };
    const { data } = denoiseBilateral(dot, { ...options, spatialWeights: 'centred' });
    expect(maxDifference(data, data.toReversed())).toBeLessThan(1e-5);
    expect(data[7 * 15 + 7]).toBe(Math.max(...data));
    const slanted = denoiseBilateral(dot, options).data;
    expect(slanted[5 * 15 + 9]).toBe(Math.max(...slanted));
  });

  it('keeps an edge that is much higher than sigmaColor and smooths what is lower', () => {
    const image = picture(24, 24, 1, 'floats', 4);
    image.data.forEach((_, i) => (image.data[i] = (i % 24 < 12 ? 40 : 200) + (i % 2 === 0 ? 4 : -4)));
    const { data } = denoiseBilateral(image, { sigmaColor: 0.06, mode: 'edge', spatialWeights: 'centred' });
    for (let i = 0; i < data.length; i++) expect(Math.abs(data[i] - (i % 24 < 12 ? 40 : 200))).toBeLessThan(3);
  });

  it('keeps pixels whose weights all underflow', () => {
    const image = noise(9, 9, 3, 'floats', 3);
    for (const sigmaSpatial of [0.01, 1e-200]) {
      expect(denoiseBilateral(image, { windowSize: 3, sigmaSpatial }).data).toEqual(image.data);
    }
  });

  it.each([
    [{ windowSize: 4 }, 'Expected an odd integer for windowSize but received 4'],
    [{ windowSize: 0 }, 'Expected an integer from 1 to 999 for windowSize but received 0'],
    [{ sigmaColor: 0 }, 'Expected a number above 0 for sigmaColor but received 0'],
    [{ sigmaSpatial: -1 }, 'Expected a number from 0 to 100 for sigmaSpatial but received -1'],
    [{ bins: 0 }, 'Expected an integer from 1 to 1000000 for bins but received 0'],
    [{ mode: 'edge', cval: 0 } as const, "Expected no value with mode 'edge' for cval but received 0"],
    [{ cval: Number.NaN }, 'Expected a finite number for cval but received NaN'],
  ])('refuses %o', (options, message) => {
    expect(() => denoiseBilateral(picture(4, 4), options)).toThrow(new RangeError(message));
  });

  it('refuses unknown words', () => {
    expect(() => denoiseBilateral(picture(4, 4), { mode: 'mirror' as 'wrap' })).toThrow(
      "Expected one of 'constant', 'edge', 'symmetric', 'reflect', 'wrap' for mode but received \"mirror\"",
    );
    expect(() => denoiseBilateral(picture(4, 4), { spatialWeights: 'old' as 'centred' })).toThrow(
      "Expected one of 'skimage', 'centred' for spatialWeights but received \"old\"",
    );
  });
});
