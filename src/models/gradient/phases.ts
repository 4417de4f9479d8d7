import { intAttribute, intsAttribute, node, stringAttribute } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import type { Backward, Dimension } from './backward.js';
import type { Builder } from './builder.js';
import { phasedConvolution } from './phased-convolution.js';
import { pixelKernel, pixelWeights } from './pixel-kernel.js';

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
const operator = 'PhasesToSpace';

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
  return b.emit(operator, phases, {
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

function phasesOf(one: NodeProto): Phases {
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
function interleave(
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

/** One phase of a value of the same picture, by a depthwise convolution that takes single pixels. */
function slice(builder: Builder, value: string, phases: Phases, r: number, c: number): string {
  const { channels, strides, lengths, sizes, begin } = phases;
  const end = [r, c].map((at, axis) =>
    Math.max(0, (lengths[axis] - 1) * strides[axis] + at + 1 - sizes[axis] - begin[axis]),
  );
  const kernel = pixelKernel([r, c], [r + 1, c + 1], sizes[0] + begin[0] + end[0]);
  const weights = builder.constant(phases.type, pixelWeights(kernel, channels, 1), [channels, 1, ...kernel.size]);
  const [top, left, bottom, right] = kernel.pads;
  return builder.emit('Conv', [value, weights], 1, {
    kernel_shape: { ints: kernel.size },
    strides: { ints: strides },
    dilations: { ints: kernel.dilations },
    group: { int: channels },
    pads: { ints: [begin[0] + top, begin[1] + left, end[0] + bottom, end[1] + right] },
  })[0];
}

const pointwise = (one: NodeProto) =>
  ['kernel_shape', 'strides'].every(
    (name) => intsAttribute(one, name)?.every((size) => size === 1) ?? name === 'strides',
  ) &&
  (intsAttribute(one, 'pads')?.every((size) => size === 0) ?? true) &&
  (intAttribute(one, 'group') ?? 1) === 1 &&
  one.input.length === 2;

/**
 * Masks of a maximum pool's input that its gradient goes through: on the output, before the pool, they do the same, on
 * fewer values.
 */
interface Gates {
  /** For the gradient of a pool's output the masks. */
  readonly before: ReadonlyMap<string, readonly { mask: NodeProto; at: string }[]>;
  /** Results of multiplications that are not needed any more. */
  readonly passed: ReadonlySet<string>;
}

function gatesOf(builder: Builder, uses: ReadonlyMap<string, number>): Gates {
  const pools = new Map<string, NonNullable<Phases['from']>>();
  const masks = new Map<string, NodeProto>();
  const before = new Map<string, { mask: NodeProto; at: string }[]>();
  const passed = new Set<string>();
  builder.rewrite((one) => {
    builder.keep(one);
    const [output] = one.output;
    const [first, second] = one.input;
    if (one.opType === 'HardSigmoid') masks.set(output, one);
    const from = one.opType === operator ? phasesOf(one).from : undefined;
    if (from !== undefined) pools.set(output, from);
    const pool = one.opType === 'Mul' && uses.get(first) === 1 ? pools.get(first) : undefined;
    const mask = masks.get(second);
    if (pool === undefined || mask?.input[0] !== pool.input) return;
    before.set(pool.gradient, [...(before.get(pool.gradient) ?? []), { mask, at: pool.output }]);
    pools.set(output, pool);
    passed.add(output);
  });
  return { before, passed };
}

/**
 * Replaces every picture in phases by nodes of ONNX, after the operations on single pixels that it alone goes through.
 * @param shapeOf shapes of the values of the graph that is differentiated
 */
export function arrangePhases(builder: Builder, shapeOf: (name: string) => readonly Dimension[] | undefined): void {
  const uses = new Map<string, number>();
  const masks = new Map<string, NodeProto>();
  const pending = new Map<string, Phases>();
  const done = new Set<NodeProto>();
  const users = new Map<string, NodeProto>();
  builder.rewrite((one) => {
    for (const name of one.input) {
      uses.set(name, (uses.get(name) ?? 0) + 1);
      users.set(name, one);
    }
    builder.keep(one);
  });
  const gates = gatesOf(builder, uses);
  const only = (name: string) => (uses.get(name) === 1 ? pending.get(name) : undefined);
  const map = (phases: Phases, change: (value: string, row: number, column: number) => string): string[] =>
    phases.values.map((value, i) =>
      value === '' ? '' : change(value, Math.floor(i / phases.strides[1]), i % phases.strides[1]),
    );
  const slices = new Map<string, string>();
  const sliced = (value: string, phases: Phases, r: number, c: number) => {
    const key = `${phases.strides.join()}:${r}:${c}:${value}`;
    const made = slices.get(key) ?? slice(builder, value, phases, r, c);
    slices.set(key, made);
    return made;
  };
  /** Whether a value has every pixel and channel of the picture: it does not broadcast. */
  const covers = (name: string, { channels, sizes }: Phases) =>
    shapeOf(name)?.slice(1).join() === [channels, ...sizes].join();
  builder.rewrite((one) => {
    const [output] = one.output;
    if (one.opType === operator) {
      pending.set(output, phasesOf(one));
      return;
    }
    if (one.opType === 'HardSigmoid') masks.set(output, one);
    const [first, second] = one.input;
    const phases = first === undefined ? undefined : only(first);
    const mask = masks.get(second);
    if (gates.passed.has(output)) {
      pending.delete(first);
      pending.set(output, phases!);
      return;
    }
    const gated = gates.before.get(output) ?? [];
    if (gated.length > 0) {
      const value = gated.reduce((gradient, { mask: by, at }) => {
        const name = builder.unique('HardSigmoid');
        builder.keepLike(by, [at], name);
        return builder.emit('Mul', [gradient, name], 1)[0];
      }, first);
      builder.keepLike(one, [value], output);
      return;
    }
    if (phases !== undefined && one.opType === 'Mul' && mask !== undefined && covers(mask.input[0], phases)) {
      const masked = map(phases, (value, r, c) => {
        const name = builder.unique('HardSigmoid');
        builder.keepLike(mask, [sliced(mask.input[0], phases, r, c)], name);
        return builder.emit('Mul', [value, name], 1)[0];
      });
      pending.delete(first);
      pending.set(output, { ...phases, values: masked });
      return;
    }
    const weights = phases === undefined ? undefined : builder.constantOf(second);
    if (phases !== undefined && one.opType === 'Conv' && weights !== undefined && pointwise(one)) {
      if (weights.dims[0] <= phases.channels) {
        const values = map(phases, (value) => {
          const name = builder.unique('Conv');
          builder.keepLike(one, [value, second], name);
          return name;
        });
        pending.delete(first);
        pending.set(output, { ...phases, values, channels: weights.dims[0] });
        return;
      }
    }
    if (done.has(one)) return;
    const user = uses.get(output) === 1 ? users.get(output) : undefined;
    if (phases !== undefined && one.opType === 'Conv' && user !== undefined) {
      if (phasedConvolution(builder, one, user, phases)) {
        pending.delete(first);
        done.add(user);
        return;
      }
    }
    for (const name of one.input) {
      const waiting = pending.get(name);
      if (waiting === undefined) continue;
      interleave(builder, waiting, name);
      pending.delete(name);
    }
    builder.keep(one);
  });
  for (const [name, phases] of pending) interleave(builder, phases, name);
}
