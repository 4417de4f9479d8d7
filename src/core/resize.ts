import { type AxisTaps, axisTaps } from './axis-taps.js';
import { integer, knownOptions, outOfRange } from './checks.js';
import { checkImage, type FullImage, type Image, isByteData, type PixelData } from './image.js';
import { prepareOut, sameData, toByte } from './image.js';
import { type KernelOptions, usesKernels } from './kernels/backend.js';
import { runResizeKernels } from './kernels/resize.js';

/** One row, resampled along x, all channels; the sum over taps is in doubles. */
function resizeRow(
  source: ArrayLike<number>,
  offset: number,
  channels: number,
  taps: AxisTaps,
  width: number,
  result: Float32Array,
  resultOffset: number,
): void {
  const { reach, starts, counts, weights } = taps;
  for (let x = 0; x < width; x++) {
    const base = offset + starts[x] * channels;
    const count = counts[x];
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[x * reach + k] * source[base + k * channels + c];
      result[resultOffset + x * channels + c] = sum;
    }
  }
}

/** Colour times alpha, so that the colour of invisible pixels does not bleed into visible ones. */
function premultiply(image: FullImage): FullImage<Float32Array> {
  const data = Float32Array.from(image.data);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] / 255;
    data[i] *= alpha;
    data[i + 1] *= alpha;
    data[i + 2] *= alpha;
  }
  return { ...image, data };
}

/**
 * Resizes a picture with an antialiased bicubic kernel (Pillow's `BICUBIC`, in floating point, without rounding between
 * the two axes). It is the one resampler of this project: only additions, multiplications and divisions in a fixed
 * order, so that Node, browsers and every thread get the same numbers.
 *
 * Colour is weighted by alpha. 8-bit results are rounded and clamped; Float32Array results may leave 0…255 by the
 * kernel's overshoot. Where the size does not change, the samples are copied.
 *
 * @param width pixels in a row of the result, at least 1
 * @param height rows of the result, at least 1
 * @param options.out image of that size to write into; the input itself only where the size does not change
 */
export function resize<T extends PixelData>(
  image: Image<T>,
  width: number,
  height: number,
  options: KernelOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  integer(width, 'width', 1);
  integer(height, 'height', 1);
  knownOptions(options, 'resize', ['backend', 'out']);
  const kernels = usesKernels(options.backend);
  const result = prepareOut(input, options.out, width, height);
  if (width === input.width && height === input.height) {
    if (!sameData(input, result)) result.data.set(input.data);
    return result;
  }
  runResize(input, result, axisTaps(input.width, width), axisTaps(input.height, height), kernels);
  return result;
}

/** @internal Resamples a picture, or the rows of one that `down` needs, along both axes. */
export function runResize(
  input: FullImage,
  result: FullImage,
  across: AxisTaps,
  down: AxisTaps,
  kernels: boolean,
): void {
  if (!kernels || !runResizeKernels(input, result, across, down)) resample(input, result, across, down);
}

function resample(input: FullImage, result: FullImage, across: AxisTaps, down: AxisTaps): void {
  const { width, height } = result;
  const { channels } = input;
  const source = channels === 4 ? premultiply(input) : input;
  const stride = width * channels;
  // A ring of resized rows: only as many as one result row needs.
  const ring = new Float32Array(down.reach * stride);
  const sum = new Float64Array(stride);
  let ready = 0;
  for (let y = 0; y < height; y++) {
    const end = down.starts[y] + down.counts[y];
    for (ready = Math.max(ready, down.starts[y]); ready < end; ready++) {
      const slot = (ready % down.reach) * stride;
      resizeRow(source.data, ready * input.width * channels, channels, across, width, ring, slot);
    }
    sum.fill(0);
    for (let k = 0; k < down.counts[y]; k++) {
      const weight = down.weights[y * down.reach + k];
      const slot = ((down.starts[y] + k) % down.reach) * stride;
      for (let i = 0; i < stride; i++) sum[i] += weight * ring[slot + i];
    }
    storeRow(sum, result, y * stride);
  }
}

/**
 * The adjoint of {@link resize} to the size of `gradient`: the gradient with respect to a picture of `width × height`, from
 * that with respect to its resized form. `resize` is linear but for rounding and clamping, which count as the identity, and
 * for alpha, with which there is no adjoint.
 * @param gradient 1 or 3 channels, any finite values
 * @throws TypeError or RangeError for sizes out of range, and 4 channels
 */
export function resizeAdjoint(gradient: Image<Float32Array>, width: number, height: number): FullImage<Float32Array> {
  const input = checkImage(gradient, 'gradient');
  integer(width, 'width', 1);
  integer(height, 'height', 1);
  const { channels } = input;
  if (channels === 4) throw outOfRange('1 or 3', 'gradient.channels', channels);
  const across = axisTaps(width, input.width);
  const down = axisTaps(height, input.height);
  const result = new Float64Array(width * height * channels);
  const row = new Float64Array(width * channels);
  for (let y = 0; y < input.height; y++) {
    row.fill(0);
    for (let x = 0, from = y * input.width * channels; x < input.width; x++, from += channels) {
      for (let k = 0; k < across.counts[x]; k++) {
        const weight = across.weights[x * across.reach + k];
        const to = (across.starts[x] + k) * channels;
        for (let c = 0; c < channels; c++) row[to + c] += weight * input.data[from + c];
      }
    }
    for (let k = 0; k < down.counts[y]; k++) {
      const weight = down.weights[y * down.reach + k];
      const to = (down.starts[y] + k) * row.length;
      for (let i = 0; i < row.length; i++) result[to + i] += weight * row[i];
    }
  }
  return { width, height, channels, data: Float32Array.from(result) };
}

function storeRow(sum: Float64Array, result: FullImage, offset: number): void {
  const { data, channels } = result;
  if (channels === 4) {
    for (let i = 0; i < sum.length; i += 4) {
      const alpha = sum[i + 3] / 255;
      const scale = alpha > 0 ? 1 / alpha : 0;
      sum[i] *= scale;
      sum[i + 1] *= scale;
      sum[i + 2] *= scale;
    }
  }
  if (isByteData(data)) for (let i = 0; i < sum.length; i++) data[offset + i] = toByte(sum[i]);
  else data.set(sum, offset);
}
