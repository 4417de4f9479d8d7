import type { Backward, Rule } from '../backward.js';
import { scaled } from './masks.js';

/** The axes that the node reduces, from 0 up, or undefined where it reduces none (noop_with_empty_axes). */
function reducedAxes(b: Backward): number[] | undefined {
  const rank = b.input(0).shape.length;
  const given = b.hasInput(1) ? b.known(b.input(1)) : { data: [] };
  if (given === undefined) throw b.error('has axes that are computed: export it with constant axes');
  if (given.data.length > 0) return given.data.map((axis) => (axis + rank) % rank).toSorted((a, c) => a - c);
  if (b.int('noop_with_empty_axes', 0) === 1) return undefined;
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** A value of the output's shape with the reduced axes as axes of size 1. */
function kept(b: Backward, value: string, axes: readonly number[]): string {
  return b.int('keepdims', 1) === 1 || axes.length === 0 ? value : b.emit('Unsqueeze', [value, b.int64(axes)]);
}

/** A value with axes of size 1 where the node reduces, repeated there to the shape of the input. */
function repeated(b: Backward, value: string, axes: readonly number[]): string {
  const { name, type, shape } = b.input(0);
  if (axes.every((axis) => shape[axis] === 1)) return value;
  // Expand keeps an axis that is 1 in the shape asked for: what is not reduced need not be known.
  const target = shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  return b.emit('Expand', [value, b.shape({ name, type, shape: target })]);
}

const reduceSum: Rule = (b, [gradient]) => {
  const axes = reducedAxes(b);
  return [axes ? repeated(b, kept(b, gradient!, axes), axes) : gradient];
};

/** A gradient divided by the number of elements that become one. */
function shared(b: Backward, gradient: string, axes: readonly number[]): string {
  const x = b.input(0);
  const sizes = axes.map((axis) => x.shape[axis]);
  if (sizes.every((size) => size !== undefined)) {
    return scaled(
      b,
      gradient,
      sizes.reduce((count, size) => count / size, 1),
    );
  }
  const count = b.emit('ReduceProd', [b.emit('Gather', [b.shape(x), b.int64(axes)])], { keepdims: { int: 0 } });
  return b.emit('Div', [gradient, b.emit('Cast', [count], { to: { int: x.type } })]);
}

const reduceMean: Rule = (b, [gradient]) => {
  const axes = reducedAxes(b);
  return [axes ? repeated(b, shared(b, kept(b, gradient!, axes), axes), axes) : gradient];
};

/** Places that share the extreme value share the gradient. */
const reduceExtremum: Rule = (b, [gradient]) => {
  const axes = reducedAxes(b);
  if (axes === undefined) return [gradient];
  const { name, type } = b.input(0);
  const equal = b.emit('Equal', [name, kept(b, b.output().name, axes)]);
  const places = b.emit('Cast', [equal], { to: { int: type } });
  const count = b.emit('ReduceSum', [places, b.int64(axes)]);
  return [b.emit('Mul', [places, b.emit('Div', [kept(b, gradient!, axes), count])])];
};

/** The rules of reductions along axes. */
export const reductions: Readonly<Record<string, Rule>> = {
  ReduceMax: reduceExtremum,
  ReduceMean: reduceMean,
  ReduceMin: reduceExtremum,
  ReduceSum: reduceSum,
};
