import type { Backward, Value } from '../backward.js';

/**
 * How a window slides over the spatial axes: the output at o reads the inputs at
 * `o · stride − begin + tap · dilation`, for each axis.
 */
export interface Window {
  /** Sizes of the spatial axes that the window slides over. */
  readonly input: readonly number[];
  /** Number of its positions along each axis. */
  readonly output: readonly number[];
  /** Taps along each axis. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before the first input. */
  readonly begin: readonly number[];
}

/** Sizes of the axes after batch and channels. */
export function spatialSizes(b: Backward, value: Value): number[] {
  return value.shape.slice(2).map((size) => {
    if (size === undefined) throw b.error('works on pictures of changing size: give the sizes of the input');
    return size;
  });
}

/** Number of channels of a value [N,C,…]. */
export function channelsOf(b: Backward, value: Value): number {
  const channels = value.shape[1];
  if (channels === undefined) throw b.error('has a changing number of channels, expected a fixed one');
  return channels;
}

/** Inputs from the first to the last tap of a window, both included. */
export function extent(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/** Padding before the first input, as ONNX defines `pads` and `auto_pad` for Conv and the pools. */
function beginOf(
  b: Backward,
  input: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
): number[] {
  const kind = b.string('auto_pad', 'NOTSET');
  if (kind === 'VALID') return input.map(() => 0);
  if (kind === 'SAME_UPPER' || kind === 'SAME_LOWER') {
    return input.map((size, axis) => {
      const needed = Math.max(0, (Math.ceil(size / strides[axis]) - 1) * strides[axis] + reach[axis] - size);
      return kind === 'SAME_UPPER' ? needed >> 1 : (needed + 1) >> 1;
    });
  }
  return b
    .ints(
      'pads',
      Array.from({ length: 2 * input.length }, () => 0),
    )
    .slice(0, input.length);
}

/** The window of a Conv or pool node from x [N,C,…] to y [N,M,…]. */
export function windowOf(b: Backward, x: Value, y: Value, kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1);
  const input = spatialSizes(b, x);
  const strides = b.ints('strides', ones);
  const dilations = b.ints('dilations', ones);
  const reach = kernel.map((taps, axis) => extent(taps, dilations[axis]));
  return {
    input,
    output: spatialSizes(b, y),
    kernel,
    strides,
    dilations,
    begin: beginOf(b, input, reach, strides),
  };
}

/** Takes away `begin` and `end` positions at the ends of each spatial axis where they are positive. */
export function crop(
  b: Backward,
  value: string,
  sizes: readonly number[],
  begin: readonly number[],
  end: readonly number[],
): string {
  const axes = sizes.map((_, axis) => axis).filter((axis) => begin[axis] > 0 || end[axis] > 0);
  if (axes.length === 0) return value;
  return b.emit('Slice', [
    value,
    b.int64(axes.map((axis) => Math.max(0, begin[axis]))),
    b.int64(axes.map((axis) => sizes[axis] - Math.max(0, end[axis]))),
    b.int64(axes.map((axis) => axis + 2)),
  ]);
}

/** The outer product of per-axis lists: every combination, the last axis fastest. */
export function combinations(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (all, count) => all.flatMap((head) => Array.from({ length: count }, (_, i) => [...head, i])),
    [[]],
  );
}
