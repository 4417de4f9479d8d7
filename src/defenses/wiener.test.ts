import { describe, expect, it } from 'vitest';
import {
  constant,
  differenceFromReference,
  inPython,
  itIsATransform,
  unitColour,
} from '../../test/support/denoiser.js';
import { noise, picture } from '../../test/support/pictures.js';
import { describePython } from '../../test/support/python.js';
import { describeShared, maxDifference } from '../../test/support/shared.js';
import type { FullImage } from '../core/image.js';
import { denoiseWiener, type WienerOptions } from './wiener.js';

describeShared('denoiseWiener against the stored reference', () => {
  it('case 4: a window of 3', () => {
    expect(differenceFromReference(4, { mysize: 3 }, denoiseWiener)).toBeLessThan(1e-4);
  });
});

describePython('scipy.signal', 'denoiseWiener side by side with SciPy', () => {
  it('agrees on sizes, channels and options other than the stored ones', () => {
    const cases: [FullImage, WienerOptions][] = [
      [picture(71, 45, 3, 'floats', 2), {}],
      [noise(30, 41, 4, 'floats', 3), { size: 7 }],
      [picture(33, 28, 1, 'floats', 4), { size: 5, noise: 0.0016 }],
      [noise(25, 26, 3, 'bytes', 5), { size: 1, noise: 0.1 }],
      [noise(9, 12, 3, 'floats', 6), { size: 9, noise: 0.05 }],
      [noise(1, 37, 1, 'floats', 7), {}],
      [noise(40, 2, 3, 'floats', 8), { size: 3, noise: 0.02 }],
      [noise(14, 3, 3, 'floats', 9), { size: 11 }],
      [noise(1, 1, 3, 'floats', 10), {}],
    ];
    const expected = inPython(
      `
from scipy.signal import wiener
def denoise(a, args):
    size, noise = args.get('size', 3), args.get('noise')
    return np.stack([wiener(a[..., c], size, noise) for c in range(a.shape[2])], -1)
`,
      cases.map(([image]) => image),
      cases.map(([, options]) => options),
    );
    cases.forEach(([image, options], i) => {
      const floats = { ...image, data: Float32Array.from(image.data) };
      expect(maxDifference(unitColour(denoiseWiener(floats, options)), expected[i]), `case ${i}`).toBeLessThan(1e-6);
    });
  });
});

describe('denoiseWiener', () => {
  itIsATransform(denoiseWiener);

  it('keeps black, and one colour wherever the window is inside', () => {
    expect(denoiseWiener(constant(7, 5, 3, 0)).data).toEqual(constant(7, 5, 3, 0).data);
    const { data } = denoiseWiener(constant(12, 9, 1, 200), { size: 5 });
    for (let i = 0; i < data.length; i++) {
      const x = i % 12;
      const y = Math.floor(i / 12);
      if (x >= 2 && x < 10 && y >= 2 && y < 7) expect(data[i]).toBeCloseTo(200, 4);
      else expect(data[i]).toBeLessThan(200);
    }
  });

  it('changes nothing without noise and gives the mean of the window with a great deal of it', () => {
    const image = noise(16, 11, 3, 'floats', 3);
    expect(maxDifference(denoiseWiener(image, { noise: 0 }).data, image.data)).toBeLessThan(1e-4);
    const { data } = denoiseWiener(image, { noise: 1000 });
    let sum = 0;
    for (let y = 4; y <= 6; y++) for (let x = 7; x <= 9; x++) sum += image.data[(y * 16 + x) * 3 + 1];
    expect(data[(5 * 16 + 8) * 3 + 1]).toBeCloseTo(sum / 9, 4);
  });

  it.each([
    [{ size: 2 }, 'Expected an odd integer for size but received 2'],
    [{ size: 0 }, 'Expected an integer of at least 1 for size but received 0'],
    [{ noise: -1 }, 'Expected a finite number of at least 0 for noise but received -1'],
    [{ noise: Number.POSITIVE_INFINITY }, 'Expected a finite number of at least 0 for noise but received Infinity'],
  ])('refuses %o', (options, message) => {
    expect(() => denoiseWiener(picture(4, 4), options)).toThrow(new RangeError(message));
  });

  it('gives back a picture in windows of one sample, whatever sums are rounded to', () => {
    for (let seed = 0; seed < 50; seed++) {
      const image = noise(3, 7, 3, 'floats', seed);
      image.data.forEach((value, i) => (image.data[i] = 1.4 * value - 50));
      expect(maxDifference(denoiseWiener(image, { size: 1 }).data, image.data)).toBeLessThan(1e-3);
    }
  });
});
