import { intAttribute, intsAttribute, node, stringAttribute } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import type { Backward } from '../backward.js';
import type { Builder } from '../builder.js';

/**
 * A picture in phases: phase (r, c) holds the pixels in the rows r, r + s₁, … and the columns c, c + s₂, … It is what the
 * gradient of a convolution or pool with strides comes in. Putting the phases beside each other costs more than
 * computing them, so that operations on single pixels are done on the phases before ({@link arrangePhases}).
 */
export interface Phases {
  /** Values [N, channels, rows, columns] row by row, '' for one that is 0. */
  readonly values: readonly string[];
  readonly channels: number;
  readonly strides: readonly [rows: number, columns: number];
  /** Rows and columns of each phase. */
  readonly lengths: readonly [rows: number, columns: number];
  /** Rows and columns of the picture; the last ones of the phases may lie outside. */
  readonly sizes: readonly [rows: number, columns: number];
  /** Rows and columns before the picture's first in phase (0, 0). */
  readonly begin: readonly [rows: number, columns: number];
  /** Element type. */
  readonly type: number;
  /**
   * For a maximum pool its input, its output, and the gradient of that: what reaches a pixel of the picture comes from
   * outputs that are equal to the input there.
   */
  readonly from?: { readonly input: string; readonly output: string; readonly gradient: string };
}

/** Stands for a picture in phases until {@link arrangePhases} replaces it. */
export const phasesOperator = 'PhasesToSpace';

/**
 * The picture [N, channels, …] of its phases.
 * @param phases values [N, channels, rows, columns] row by row, '' for one that is 0
 * @param window of which the strides are the number of phases, and the input the size of the picture
 * @param rest as in {@link Phases}
 */
export function phasesToSpace(
  b: Backward,
  phases: readonly string[],
  { input, strides }: { readonly input: readonly number[]; readonly strides: readonly number[] },
  channels: number,
  lengths: readonly number[],
  { begin = [0, 0], from }: { begin?: readonly number[]; from?: Phases['from'] } = {},
): string {
  return b.emit(phasesOperator, phases, {
    channels: { int: channels },
    strides: { ints: strides },
    lengths: { ints: lengths },
    sizes: { ints: input },
    begin: { ints: begin },
    type: { int: b.output().type },
    ...(from && {
      from_input: { string: from.input },
      from_output: { string: from.output },
      from_gradient: { string: from.gradient },
    }),
  });
}

export function phasesOf(one: NodeProto): Phases {
  const pair = (name: string) => intsAttribute(one, name) as [number, number];
  const input = stringAttribute(one, 'from_input');
  const from = input !== undefined && {
    input,
    output: stringAttribute(one, 'from_output')!,
    gradient: stringAttribute(one, 'from_gradient')!,
  };
  return {
    values: one.input,
    channels: intAttribute(one, 'channels')!,
    strides: pair('strides'),
    lengths: pair('lengths'),
    sizes: pair('sizes'),
    begin: pair('begin'),
    type: intAttribute(one, 'type')!,
    ...(from && { from }),
  };
}

/** The first and the last that are there. */
function ends(present: readonly boolean[]): { first: number; last: number } {
  return { first: present.indexOf(true), last: present.lastIndexOf(true) };
}

/**
 * Puts phases beside each other with channels last, where whole pixels are copied: ONNX Runtime transposes such axes
 * while it leaves and enters its blocked layout, and DepthToSpace copies single numbers, which takes ten times as long.
 */
export function interleave(
  builder: Builder,
  { values, channels, strides, lengths, sizes, begin }: Phases,
  output: string,
): void {
  const emit = (op: string, inputs: readonly string[], attributes = {}) => builder.emit(op, inputs, 1, attributes)[0];
  const int64 = (...data: number[]) => builder.int64(data);
  const [s1, s2] = strides;
  const [rows, columns] = lengths;
  const at = (r: number, c: number) => values[r * s2 + c];
  const pad = (value: string, axis: number, rank: number, before: number, after: number) => {
    if (before === 0 && after === 0) return value;
    const pads = Array.from({ length: 2 * rank }, () => 0);
    pads[axis] = before;
    pads[rank + axis] = after;
    return emit('Pad', [value, builder.int64(pads)]);
  };
  const inRow = Array.from({ length: s1 }, (_, r) => Array.from({ length: s2 }, (_, c) => at(r, c) !== ''));
  const rowEnds = ends(inRow.map((row) => row.some(Boolean)));
  const lines = inRow.slice(rowEnds.first, rowEnds.last + 1).map((row, i) => {
    const { first, last } = ends(row);
    const there = Array.from({ length: last - first + 1 }, (_, c) => at(rowEnds.first + i, first + c));
    const joined = there.length === 1 ? there[0] : emit('Concat', there, { axis: { int: 1 } });
    const pixels = emit('Transpose', [joined], { perm: { ints: [0, 2, 3, 1] } });
    const whole = pad(pixels, 3, 4, first * channels, (s2 - 1 - last) * channels);
    return emit('Reshape', [whole, int64(0, rows, columns * s2 * channels)]);
  });
  const line = columns * s2 * channels;
  const joined = lines.length === 1 ? lines[0] : emit('Concat', lines, { axis: { int: 2 } });
  const whole = pad(joined, 2, 3, rowEnds.first * line, (s1 - 1 - rowEnds.last) * line);
  let picture = emit('Reshape', [whole, int64(0, rows * s1, columns * s2, channels)]);
  if (rows * s1 > sizes[0] || columns * s2 > sizes[1]) {
    const end = sizes.map((size, axis) => begin[axis] + size);
    picture = emit('Slice', [picture, int64(...begin), int64(...end), int64(1, 2)]);
  }
  const perm = { perm: { ints: [0, 3, 1, 2] } };
  builder.keep(node('Transpose', [picture], [output], perm, builder.unique('Transpose_node')));
}

/** Weights [channels, 1, …kernel] of a depthwise convolution that weighs one pixel of its window. */
export function pixelWeights(
  channels: number,
  kernel: readonly number[],
  at: readonly number[],
  weight: number,
): Float32Array {
  const size = kernel[0] * kernel[1];
  const weights = new Float32Array(channels * size);
  for (let i = at[0] * kernel[1] + at[1]; i < weights.length; i += size) weights[i] = weight;
  return weights;
}

/** One phase of a value of the same picture, by a depthwise convolution that takes single pixels. */
export function slice(builder: Builder, value: string, phases: Phases, r: number, c: number): string {
  const { channels, strides, lengths, sizes, begin } = phases;
  const kernel = [r + 1, c + 1];
  const end = kernel.map((size, axis) =>
    Math.max(0, (lengths[axis] - 1) * strides[axis] + size - sizes[axis] - begin[axis]),
  );
  const weights = pixelWeights(channels, kernel, [r, c], 1);
  return builder.emit('Conv', [value, builder.constant(phases.type, weights, [channels, 1, ...kernel])], 1, {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    group: { int: channels },
    pads: { ints: [...begin, ...end] },
  })[0];
}
