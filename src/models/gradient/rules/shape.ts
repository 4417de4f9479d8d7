import type { Backward, Rule, Value } from '../backward.js';

/** The product of the known sizes. */
function known({ shape }: Value): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}

/** A value with the elements of another in their order, in the shape of that one. */
export function reshapedTo(b: Backward, value: string, from: Value, to: Value): string {
  const unknown = to.shape.filter((size) => size === undefined).length;
  if (unknown === 0 && from.shape.length === to.shape.length && from.shape.join() === to.shape.join()) return value;
  // 0 copies the batch: unlike -1 it tells the runtime that both are the same, so that what follows keeps its layout.
  const copied = from.shape[0] === undefined && to.shape[0] === undefined && known(from) === known(to);
  const shape = unknown > 1 ? b.shape(to) : b.int64(to.shape.map((size) => size ?? (copied ? 0 : -1)));
  return b.emit('Reshape', [value, shape]);
}

/** Of all operators that only change the shape. */
const reshape: Rule = (b, [gradient]) => [reshapedTo(b, gradient!, b.output(), b.input(0))];

const transpose: Rule = (b, [gradient]) => {
  const axes = b.input(0).shape.map((_, axis) => axis);
  const perm = b.ints('perm', axes.toReversed());
  const inverse = axes.map((axis) => perm.indexOf(axis));
  return [b.emit('Transpose', [gradient!], { perm: { ints: inverse } })];
};

/** An axis from 0 up. */
function axisOf(b: Backward, fallback: number): number {
  const rank = b.input(0).shape.length;
  return (b.int('axis', fallback) + rank) % rank;
}

/** Sizes of values along an axis, as an int64 vector. */
function sizesAlong(b: Backward, values: readonly Value[], axis: number): string {
  const sizes = values.map(({ shape }) => shape[axis]);
  if (sizes.every((size) => size !== undefined)) return b.int64(sizes);
  const parts = values.map((value) => b.emit('Shape', [value.name], { start: { int: axis }, end: { int: axis + 1 } }));
  return b.emit('Concat', parts, { axis: { int: 0 } });
}

const concat: Rule = (b, [gradient]) => {
  const axis = axisOf(b, 1);
  const values = b.node.input.map((_, i) => b.input(i));
  if (values.length === 1) return [gradient];
  const sizes = sizesAlong(b, values, axis);
  return b.emitAll('Split', [gradient!, sizes], values.length, { axis: { int: axis } });
};

/** Outputs that nothing depends on have a gradient of zeros. */
const split: Rule = (b, gradients) => {
  const parts = b.node.output.flatMap((name, i) => {
    if (name === '') throw b.error('leaves an output without a name: export the model again');
    return gradients[i] ?? b.emit('Expand', [b.floats([0], []), b.shape(b.output(i))]);
  });
  return [parts.length === 1 ? parts[0] : b.emit('Concat', parts, { axis: { int: axisOf(b, 0) } })];
};

/** The rules of operators that change a tensor's shape, or join and part tensors. */
export const shapes: Readonly<Record<string, Rule>> = {
  Concat: concat,
  Expand: (b, [gradient]) => [b.unbroadcast(gradient!, b.output(), b.input(0))],
  Flatten: reshape,
  Reshape: reshape,
  Split: split,
  Squeeze: reshape,
  Transpose: transpose,
  Unsqueeze: reshape,
};
