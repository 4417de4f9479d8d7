import { integer, knownOptions, number, outOfRange } from '../core/checks.js';
import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  type PixelData,
  prepareOut,
  readPlane,
  type Transform,
  writePlane,
} from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { wienerKernels } from './kernels/wiener.js';

export interface WienerOptions extends KernelOptions {
  /** Side of the square window in pixels; odd, at least 1. Default 3. */
  size?: number;
  /**
   * Variance of the noise, in units of a picture of [0,1] (σ = 0.04 is 0.0016); at least 0. Default: the mean of the
   * local variances of the channel.
   */
  noise?: number;
}

/** @internal The options of `denoiseWiener`, checked and complete. */
export interface WienerSettings {
  readonly size: number;
  /** In units of the samples, squared; undefined: the mean of the local variances. */
  readonly noise: number | undefined;
  readonly kernels: boolean;
}

/** @internal */
export function resolveWiener(options: WienerOptions): WienerSettings {
  knownOptions(options, 'denoiseWiener', ['size', 'noise', 'backend', 'out']);
  const size = integer(options.size ?? 3, 'size', 1);
  if (size % 2 === 0) throw outOfRange('an odd integer', 'size', size);
  const noise = options.noise === undefined ? undefined : number(options.noise, 'noise', 0) * 255 * 255;
  return { size, noise, kernels: usesKernels(options.backend) };
}

/**
 * The adaptive Wiener filter (J. S. Lim, "Two-Dimensional Signal and Image Processing", 1990, p. 548) for each channel on
 * its own, as `scipy.signal.wiener`: a sample moves towards the mean of its window, the more the less the window varies
 * beyond the noise. Outside the picture is black, so that a light border darkens a little. Float32Array results may leave
 * 0…255. Any size; alpha passes through.
 *
 * The published repository offers `wiener(img)` as its denoiser `'deconv'` but imports scikit-image's deconvolution, which
 * needs a point spread function and a balance and cannot run as written; this is the filter that the call describes.
 *
 * @throws TypeError or RangeError for an option that is unknown or out of range
 */
export function denoiseWiener<T extends PixelData>(image: Image<T>, options: WienerOptions = {}): FullImage<T> {
  const input = checkImage(image);
  const settings = resolveWiener(options);
  const result = prepareOut(input, options.out);
  prepareWiener(input, settings)(input, result);
  return result;
}

/** @internal For one picture after another like the first. A channel as a gray picture gives the same as in one of colours. */
export function prepareWiener(like: FullImage, { size, noise, kernels }: WienerSettings): Transform {
  const run = kernels ? wienerKernels(like, size, noise) : undefined;
  return (input, result) => {
    if (!run?.(input, result)) {
      for (let c = 0; c < colourChannels(input); c++) {
        const plane = readPlane(input, c);
        filter(plane, input.width, input.height, size, noise);
        writePlane(result, c, plane);
      }
    }
    copyAlpha(input, result);
  };
}

function filter(plane: Float64Array, width: number, height: number, size: number, noise: number | undefined): void {
  const { mean, variance } = localMoments(plane, width, height, size);
  let power = noise ?? 0;
  if (noise === undefined) {
    for (let i = 0; i < variance.length; i++) power += variance[i];
    // Variances of nothing may be rounded to less than nothing.
    power = Math.max(0, power / variance.length);
  }
  for (let i = 0; i < plane.length; i++) {
    // At equality the second line is the mean too, but 0/0 where a window is flat and there is no noise.
    plane[i] = variance[i] <= power ? mean[i] : mean[i] + (plane[i] - mean[i]) * (1 - power / variance[i]);
  }
}

/** Mean and variance of the window around each sample, zeros outside the picture counted. */
function localMoments(plane: Float64Array, width: number, height: number, size: number) {
  const mean = new Float64Array(plane.length);
  const variance = new Float64Array(plane.length);
  const half = (size - 1) / 2;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  const area = size * size;
  const addRow = (y: number, sign: number): void => {
    if (y < 0 || y >= height) return;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const value = plane[i];
      sums[x] += sign * value;
      squares[x] += sign * value * value;
    }
  };
  for (let y = 0; y < Math.min(half, height); y++) addRow(y, 1);
  for (let y = 0, i = 0; y < height; y++) {
    addRow(y + half, 1);
    addRow(y - half - 1, -1);
    let sum = 0;
    let square = 0;
    for (let x = 0; x < Math.min(half, width); x++) {
      sum += sums[x];
      square += squares[x];
    }
    for (let x = 0; x < width; x++, i++) {
      if (x + half < width) {
        sum += sums[x + half];
        square += squares[x + half];
      }
      if (x > half) {
        sum -= sums[x - half - 1];
        square -= squares[x - half - 1];
      }
      const m = sum / area;
      mean[i] = m;
      variance[i] = square / area - m * m;
    }
  }
  return { mean, variance };
}
