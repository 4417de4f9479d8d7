/** A window that takes one of its pixels. */
export interface PixelKernel {
  /** Rows and columns. */
  readonly size: readonly number[];
  /** The row and column that is taken. */
  readonly at: readonly number[];
  readonly dilations: readonly number[];
  /** Padding: top, left, bottom, right. */
  readonly pads: readonly number[];
}

/**
 * A kernel that takes the pixel `at` of windows of the size `reach`. Where that lies in the first or last row it has two
 * rows so far apart that the other one is always in the padding: the runtime skips it, instead of reading and weighing
 * with 0 what is not taken.
 * @param rows of the input, with its own padding
 */
export function pixelKernel(at: readonly number[], reach: readonly number[], rows: number): PixelKernel {
  const [row, column] = at;
  if (reach[0] < 2 || (row !== 0 && row !== reach[0] - 1)) {
    return { size: reach, at, dilations: [1, 1], pads: [0, 0, 0, 0] };
  }
  const size = [2, reach[1]];
  if (row === 0) return { size, at, dilations: [rows, 1], pads: [0, 0, rows - reach[0] + 1, 0] };
  return { size, at: [1, column], dilations: [rows, 1], pads: [rows - row, 0, 0, 0] };
}

/** Weights [channels, 1, rows, columns] of a depthwise convolution with such a kernel. */
export function pixelWeights({ size, at }: PixelKernel, channels: number, weight: number): Float32Array {
  const area = size[0] * size[1];
  const weights = new Float32Array(channels * area);
  for (let i = at[0] * size[1] + at[1]; i < weights.length; i += area) weights[i] = weight;
  return weights;
}
