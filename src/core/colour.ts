import { knownOptions, oneOf, outOfRange } from './checks.js';
import {
  checkImage,
  copyAlpha,
  type FullImage,
  type Image,
  isByteData,
  type OutOption,
  type PixelData,
} from './image.js';
import { prepareOut, toByte } from './image.js';

/** A colour transform of values 0…255: three rows of coefficients and an offset for each result. */
interface ColourForm {
  readonly forward: readonly number[];
  readonly backward: readonly number[];
  readonly offset: readonly [number, number, number];
}

/**
 * The two published transforms.
 * - `skimage`: `skimage.color.rgb2ycbcr` (ITU-R BT.601 for digital video: Y 16…235, Cb and Cr 16…240); its inverse is
 *   the exact inverse of the matrix.
 * - `repository`: `rgb2ycc` and `ycc2rgb` of `utils.py` in iamaaditya/pixel-deflection (the JPEG transform, full range,
 *   rounded coefficients, so that going there and back is off by up to 0.02 levels).
 */
const forms: Record<'skimage' | 'repository', ColourForm> = {
  skimage: {
    forward: [65.481, 128.553, 24.966, -37.797, -74.203, 112, 112, -93.786, -18.214].map((v) => v / 255),
    backward: invert3([65.481, 128.553, 24.966, -37.797, -74.203, 112, 112, -93.786, -18.214].map((v) => v / 255)),
    offset: [16, 128, 128],
  },
  repository: {
    forward: [0.299, 0.587, 0.114, -0.1687, -0.3313, 0.5, 0.5, -0.4187, -0.0813],
    backward: [1, 0, 1.402, 1, -0.34414, -0.71414, 1, 1.772, 0],
    offset: [0, 128, 128],
  },
};

function invert3(m: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m;
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const det = a * A + b * B + c * C;
  return [A, c * h - b * i, b * f - c * e, B, a * i - c * g, c * d - a * f, C, b * g - a * h, a * e - b * d].map(
    (v) => v / det,
  );
}

/** @internal The coefficients that the wavelet chain works with. */
export const skimageYCbCr: ColourForm = forms.skimage;

export interface YCbCrOptions extends OutOption {
  /**
   * `'skimage'`: studio range, as `denoise_wavelet` uses it; `'repository'`: full range, as `rgb2ycc` of the published
   * repository. Default `'skimage'`.
   */
  form?: 'skimage' | 'repository';
}

function apply<T extends PixelData>(image: Image<T>, options: YCbCrOptions, back: boolean): FullImage<T> {
  const input = checkImage(image);
  knownOptions(options, back ? 'fromYCbCr' : 'toYCbCr', ['form', 'out']);
  const form = forms[oneOf(options.form ?? 'skimage', 'form', ['skimage', 'repository'])];
  if (input.channels === 1) throw outOfRange('a colour image of 3 or 4 channels', 'image.channels', 1);
  const result = prepareOut(input, options.out);
  const m = back ? form.backward : form.forward;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m;
  const [o0, o1, o2] = form.offset;
  const before = back ? [o0, o1, o2] : [0, 0, 0];
  const after = back ? [0, 0, 0] : [o0, o1, o2];
  const from = input.data;
  const to = result.data;
  const bytes = isByteData(to);
  for (let i = 0; i < from.length; i += input.channels) {
    const a = from[i] - before[0];
    const b = from[i + 1] - before[1];
    const c = from[i + 2] - before[2];
    const x = m0 * a + m1 * b + m2 * c + after[0];
    const y = m3 * a + m4 * b + m5 * c + after[1];
    const z = m6 * a + m7 * b + m8 * c + after[2];
    to[i] = bytes ? toByte(x) : x;
    to[i + 1] = bytes ? toByte(y) : y;
    to[i + 2] = bytes ? toByte(z) : z;
  }
  copyAlpha(input, result);
  return result;
}

/**
 * RGB to YCbCr in one of the two published forms. Values 0…255 in, the form's own range (within 0…255) out; 8-bit images
 * are rounded, so use Float32Array samples where the way back matters. Alpha passes through.
 * @throws RangeError for a gray image
 */
export function toYCbCr<T extends PixelData>(image: Image<T>, options: YCbCrOptions = {}): FullImage<T> {
  return apply(image, options, false);
}

/** YCbCr back to RGB; the opposite of {@link toYCbCr} with the same `form`. Float32Array results are not clipped. */
export function fromYCbCr<T extends PixelData>(image: Image<T>, options: YCbCrOptions = {}): FullImage<T> {
  return apply(image, options, true);
}
