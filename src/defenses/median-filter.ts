import { integer, knownOptions } from '../core/checks.js';
import { checkImage, colourChannels, copyAlpha, type FullImage, type Image } from '../core/image.js';
import { isByteData, type PixelData, prepareOut, type Transform } from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { medianKernels } from './kernels/median.js';

export interface MedianFilterOptions extends KernelOptions {
  /** Side of the square window in pixels, an integer from 1 to 255. Default 2, the paper's choice for ImageNet. */
  size?: number;
}

/** @internal The options of `medianFilter`, checked and complete. */
export interface MedianSettings {
  readonly size: number;
  readonly kernels: boolean;
}

/** @internal */
export function resolveMedian(options: MedianFilterOptions): MedianSettings {
  knownOptions(options, 'medianFilter', ['size', 'backend', 'out']);
  return { size: integer(options.size ?? 2, 'size', 1, 255), kernels: usesKernels(options.backend) };
}

/** A channel with a margin around it, so that every window lies inside. */
interface Padded {
  readonly data: Uint8Array | Float32Array;
  /** Samples in a row of `data`. */
  readonly stride: number;
}

/** Where a row or column outside the picture is found in it: mirrored at the edges, the edge itself twice (d c b a | a b c d). */
function mirror(index: number, length: number): number {
  const period = 2 * length;
  const inside = ((index % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}

function pad(image: FullImage, channel: number, size: number): Padded {
  const { width, height, channels } = image;
  // An even window has its extra row above and its extra column to the left, as in scipy.ndimage with origin 0.
  const before = size >> 1;
  const stride = width + size - 1;
  const rows = height + size - 1;
  const data = isByteData(image.data) ? new Uint8Array(stride * rows) : new Float32Array(stride * rows);
  const columns = Int32Array.from({ length: stride }, (_, x) => mirror(x - before, width) * channels + channel);
  for (let y = 0, i = 0; y < rows; y++) {
    const row = mirror(y - before, height) * width * channels;
    for (let x = 0; x < stride; x++) data[i++] = image.data[row + columns[x]];
  }
  return { data, stride };
}

/** 2 × 2: the third smallest of two ordered pairs, of which the next window needs the right one again. */
function median2({ data, stride }: Padded, result: FullImage, channel: number): void {
  const { width, height, channels, data: to } = result;
  for (let y = 0, j = channel; y < height; y++) {
    const top = y * stride;
    let low = Math.min(data[top], data[top + stride]);
    let high = Math.max(data[top], data[top + stride]);
    for (let i = top + 1; i <= top + width; i++, j += channels) {
      const a = data[i];
      const b = data[i + stride];
      const nextLow = a < b ? a : b;
      const nextHigh = a < b ? b : a;
      to[j] = Math.max(low, nextLow, Math.min(high, nextHigh));
      low = nextLow;
      high = nextHigh;
    }
  }
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** 3 × 3: the middle one of the greatest low, the middle middle and the least high of three ordered columns. */
function median3({ data, stride }: Padded, result: FullImage, channel: number): void {
  const { width, height, channels, data: to } = result;
  for (let y = 0, j = channel; y < height; y++) {
    // The ordered columns x - 2, x - 1 and x; the first two windows are not whole yet.
    let [l0, m0, h0, l1, m1, h1] = [0, 0, 0, 0, 0, 0];
    for (let x = 0, i = y * stride; x < width + 2; x++, i++) {
      const a = data[i];
      const b = data[i + stride];
      const c = data[i + 2 * stride];
      const small = a < b ? a : b;
      const large = a < b ? b : a;
      const l = c < small ? c : small;
      const h = c > large ? c : large;
      const m = c < small ? small : c > large ? large : c;
      if (x >= 2) {
        to[j] = middle(Math.max(l0, l1, l), middle(m0, m1, m), Math.min(h0, h1, h));
        j += channels;
      }
      [l0, m0, h0, l1, m1, h1] = [l1, m1, h1, l, m, h];
    }
  }
}

/**
 * Bytes, any window: a histogram that slides along the row, and the count below the median (T. S. Huang, G. J. Yang and
 * G. Y. Tang, "A fast two-dimensional median filtering algorithm", IEEE Trans. ASSP 27, 1979).
 */
function medianBytes({ data, stride }: Padded, size: number, result: FullImage, channel: number): void {
  const { width, height, channels, data: to } = result;
  const rank = (size * size) >> 1;
  const histogram = new Int32Array(256);
  for (let y = 0, j = channel; y < height; y++) {
    histogram.fill(0);
    let median = 0;
    let below = 0;
    const move = (x: number, step: 1 | -1): void => {
      for (let row = 0, i = y * stride + x; row < size; row++, i += stride) {
        histogram[data[i]] += step;
        if (data[i] < median) below += step;
      }
    };
    for (let x = 0; x < size - 1; x++) move(x, 1);
    for (let x = 0; x < width; x++, j += channels) {
      move(x + size - 1, 1);
      while (below > rank) below -= histogram[--median];
      while (below + histogram[median] <= rank) below += histogram[median++];
      to[j] = median;
      move(x, -1);
    }
  }
}

/** The value that `rank` others precede in order; C. A. R. Hoare's FIND (1961). Reorders `values`. */
function select(values: Float32Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[rank];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (pivot < values[j]) j--;
      if (i <= j) {
        const swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (j < rank) low = i;
    if (rank < i) high = j;
  }
  return values[rank];
}

/** Floats, any window. */
function medianFloats({ data, stride }: Padded, size: number, result: FullImage, channel: number): void {
  const { width, height, channels, data: to } = result;
  const rank = (size * size) >> 1;
  const window = new Float32Array(size * size);
  for (let y = 0, j = channel; y < height; y++) {
    for (let x = 0; x < width; x++, j += channels) {
      for (let row = 0; row < size; row++) {
        const start = (y + row) * stride + x;
        for (let i = 0; i < size; i++) window[row * size + i] = data[start + i];
      }
      to[j] = select(window, rank);
    }
  }
}

function filter(input: FullImage, result: FullImage, size: number): void {
  for (let c = 0; c < colourChannels(input); c++) {
    const padded = pad(input, c, size);
    if (size === 2) median2(padded, result, c);
    else if (size === 3) median3(padded, result, c);
    else if (isByteData(input.data)) medianBytes(padded, size, result, c);
    else medianFloats(padded, size, result, c);
  }
}

/**
 * Replaces each sample by the median of the window around it, each colour channel for itself: the second squeezer of
 * W. Xu, D. Evans and Y. Qi, "Feature Squeezing", NDSS 2018.
 *
 * As `median_filter_py` in `utils/squeeze.py` of mzweilin/EvadeML-Zoo, that is `scipy.ndimage.median_filter` with mode
 * `'reflect'`: edges are mirrored, a window of even size reaches further up and to the left, and of an even number of
 * samples the upper one of the middle two is taken. The default is the `median_filter_2_2` of its ImageNet run
 * (`Reproduce_FeatureSqueezing.md`).
 *
 * Takes 1, 3 or 4 channels of any sample type; results are samples of the input, never means. Alpha passes through.
 * @throws TypeError or RangeError for options out of range
 */
export function medianFilter<T extends PixelData>(image: Image<T>, options: MedianFilterOptions = {}): FullImage<T> {
  const input = checkImage(image);
  const settings = resolveMedian(options);
  const result = prepareOut(input, options.out);
  prepareMedian(input, settings)(input, result);
  return result;
}

/** @internal The medians of one picture after another like the first, or of rows of one with half a window around them. */
export function prepareMedian(like: FullImage, { size, kernels }: MedianSettings): Transform {
  // Larger windows are counted in histograms, which have no vectors.
  const run = kernels && (size === 2 || size === 3) ? medianKernels(like, size) : undefined;
  return (input, result) => {
    if (!run?.(input, result)) filter(input, result, size);
    copyAlpha(input, result);
  };
}
