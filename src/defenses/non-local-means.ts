import { boolean, integer, knownOptions, number, outOfRange } from '../core/checks.js';
import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  isByteData,
  type PixelData,
  prepareOut,
  type Transform,
  toByte,
} from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { patchKernels } from './kernels/non-local-means.js';
import { colourPadding } from './padding.js';
import { BoxWeights } from './non-local-means/box-weights.js';
import { GaussianWeights } from './non-local-means/gaussian-weights.js';
import {
  type PaddedColour,
  type PatchOptions,
  type PatchWeights,
  weightIndex,
  weightStride,
} from './non-local-means/similarity.js';

export interface NonLocalMeansOptions extends KernelOptions {
  /** Side of the square patches that are compared, in pixels; odd, 3 to 99. Default 7. */
  patchSize?: number;
  /** How far a like patch may lie on each axis, in pixels; 0 to 99. Default 11. */
  patchDistance?: number;
  /** How different patches may be, in units of a picture of [0,1]; at least 1e-6. More is smoother. Default 0.1. */
  h?: number;
  /**
   * True: every pixel of a patch counts the same, and patches beyond the border count. False: the middle of a patch
   * counts more and like patches lie within the picture, a little slower. Default true.
   */
  fast?: boolean;
  /** Standard deviation of the noise, in units of a picture of [0,1], taken off the differences; at least 0. Default 0. */
  sigma?: number;
}

/** @internal The options of `denoiseNonLocalMeans`, checked and complete. */
export interface NonLocalMeansSettings extends Required<Omit<NonLocalMeansOptions, 'backend' | 'out'>> {
  readonly kernels: boolean;
}

/** @internal */
export function resolveNonLocalMeans(options: NonLocalMeansOptions): NonLocalMeansSettings {
  knownOptions(options, 'denoiseNonLocalMeans', ['patchSize', 'patchDistance', 'h', 'fast', 'sigma', 'backend', 'out']);
  const patchSize = integer(options.patchSize ?? 7, 'patchSize', 3, 99);
  if (patchSize % 2 === 0) throw outOfRange('an odd integer', 'patchSize', patchSize);
  return {
    patchSize,
    patchDistance: integer(options.patchDistance ?? 11, 'patchDistance', 0, 99),
    h: number(options.h ?? 0.1, 'h', 1e-6),
    sigma: number(options.sigma ?? 0, 'sigma', 0),
    fast: boolean(options.fast ?? true, 'fast'),
    kernels: usesKernels(options.backend),
  };
}

/** @internal How far around a pixel its mean reaches, in pixels. */
export function nonLocalMargin({ patchSize, patchDistance }: NonLocalMeansSettings): number {
  return patchDistance + (patchSize - 1) / 2;
}

/**
 * Non-local means: each pixel becomes the mean of those around it whose patches look alike in all channels together
 * (A. Buades, B. Coll, J.-M. Morel, "A Non-Local Algorithm for Image Denoising", CVPR 2005; with `fast` after J. Darbon
 * et al., "Fast Nonlocal Filtering Applied to Electron Cryomicroscopy", ISBI 2008), with the weights of
 * `skimage.restoration.denoise_nl_means` of 0.19.3: its fast approximation of the exponential, none below exp(-5). (The
 * version of January 2018 counted the pixel itself twice.) Any size; alpha passes through.
 *
 * @throws TypeError or RangeError for an option that is unknown or out of range
 */
export function denoiseNonLocalMeans<T extends PixelData>(
  image: Image<T>,
  options: NonLocalMeansOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  const settings = resolveNonLocalMeans(options);
  const result = prepareOut(input, options.out);
  prepareNonLocalMeans(input, settings)(input, result);
  return result;
}

/** @internal The means of one picture after another like the first, or of rows of one with {@link nonLocalMargin} rows around them. */
export function prepareNonLocalMeans(like: FullImage, settings: NonLocalMeansSettings): Transform {
  const { width, height } = like;
  const { patchSize, patchDistance, fast, kernels } = settings;
  const colours = colourChannels(like);
  const margin = nonLocalMargin(settings);
  const { data, fill } = colourPadding(like, margin, 'reflect');
  const h = 255 * settings.h;
  const sigma = 255 * settings.sigma;
  const patches: PatchOptions = { width, patchSize, patchDistance, h, noise: 2 * sigma * sigma * colours };
  const around = { width: width + 2 * margin, height: height + 2 * margin, channels: colours, data };
  const run = fast && kernels ? patchKernels(around, like, patches) : undefined;
  return (input, result) => {
    fill(input, 0);
    if (!run?.(around, result)) average({ data, width: around.width, colours, margin }, result, patches, fast);
    copyAlpha(input, result);
  };
}

function average(padded: PaddedColour, result: FullImage, patches: PatchOptions, fast: boolean): void {
  const { width, height } = result;
  const { colours } = padded;
  const { patchDistance } = patches;
  const weights: PatchWeights = fast ? new BoxWeights(padded, patches) : new GaussianWeights(padded, patches);
  const sums = new Float64Array(width * height * (colours + 1));
  // The patch at p is as like that at p + (dx, dy) as the other way round: half of the shifts do.
  for (let dy = 0; dy <= patchDistance; dy++) {
    const firstDx = dy === 0 ? 0 : -patchDistance;
    const top = fast ? -dy : 0;
    const bottom = fast ? height : height - dy;
    weights.start(dy, firstDx, top);
    for (let y = top; y < bottom; y++) {
      const row = weights.next();
      if (y >= 0) gather(sums, y, padded, y + dy, patches, row, firstDx, 1);
      // The shift (0, 0) has only one direction.
      if (y + dy < height) gather(sums, y + dy, padded, y, patches, row, dy === 0 ? 1 : firstDx, -1);
    }
  }
  store(sums, result);
}

/**
 * Adds to row `y` of `sums`, for every pixel x, the samples of row `fromY` of the picture at x + dx (`direction` 1) or
 * x - dx (-1) for all dx from `firstDx` on, times their weights.
 */
function gather(
  sums: Float64Array,
  y: number,
  padded: PaddedColour,
  fromY: number,
  patches: PatchOptions,
  weights: Float32Array,
  firstDx: number,
  direction: 1 | -1,
): void {
  const { data, colours, margin } = padded;
  const { width, patchDistance } = patches;
  const colour = colours === 3;
  const terms = patchDistance - firstDx + 1;
  const step = direction * colours;
  // The pair of x and x - dx has its weight where p = x - dx.
  const first = weightIndex(patches, direction === 1 ? 0 : -firstDx, firstDx);
  const stride = weightStride(patches) + (direction === 1 ? 0 : -1);
  let n = ((fromY + margin) * padded.width + direction * firstDx + margin) * colours;
  for (let x = 0, t = y * width * (colours + 1); x < width; x++, t += colours + 1, n += colours) {
    let total = 0;
    let r = 0;
    let g = 0;
    let b = 0;
    for (let k = 0, w = first + x, i = n; k < terms; k++, w += stride, i += step) {
      const weight = weights[w];
      total += weight;
      r += weight * data[i];
      if (colour) {
        g += weight * data[i + 1];
        b += weight * data[i + 2];
      }
    }
    sums[t] += total;
    sums[t + 1] += r;
    if (colour) {
      sums[t + 2] += g;
      sums[t + 3] += b;
    }
  }
}

/** Divides the sums, each pixel's weights first and then its colours, and writes them. */
function store(sums: Float64Array, result: FullImage): void {
  const { data, channels } = result;
  const colours = colourChannels(result);
  const bytes = isByteData(data);
  for (let from = 0, to = 0; from < sums.length; from += colours + 1, to += channels) {
    // Never 0: a pixel is like itself.
    const inverse = 1 / sums[from];
    for (let c = 0; c < colours; c++) {
      const value = sums[from + 1 + c] * inverse;
      data[to + c] = bytes ? toByte(value) : value;
    }
  }
}
