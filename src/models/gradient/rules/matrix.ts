import type { Backward, Dimension, Rule, Value } from '../backward.js';

function scaled(b: Backward, value: string, factor: number): string {
  return factor === 1 ? value : b.emit('Mul', [value, b.floats([factor], [])]);
}

/** Y = alpha · A' B' + beta · C, where A' and B' are transposed or not. */
const gemm: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const [alpha, beta] = [b.float('alpha', 1), b.float('beta', 1)];
  const [transA, transB] = [b.int('transA', 0), b.int('transB', 0)];
  const product = (x: string, y: string, transX: boolean, transY: boolean) =>
    b.emit('Gemm', [x, y], { alpha: { float: alpha }, transA: { int: +transX }, transB: { int: +transY } });
  const [A, B] = [b.input(0).name, b.input(1).name];
  const first = () => (transA ? product(B, gradient, !!transB, true) : product(gradient, B, false, !transB));
  const second = () => (transB ? product(gradient, A, true, !!transA) : product(A, gradient, !transA, false));
  return [
    b.needs(0) ? first() : undefined,
    b.needs(1) ? second() : undefined,
    b.needs(2) ? scaled(b, b.unbroadcast(gradient, b.output(), b.input(2)), beta) : undefined,
  ];
};

/** A product's operand with at least two axes: a vector on the left is a row, on the right a column. */
interface Operand {
  readonly name: string;
  readonly shape: readonly Dimension[];
}

function operand(b: Backward, value: Value, axis: 0 | 1): Operand {
  const { name, shape } = value;
  if (shape.length > 1) return { name, shape };
  return { name: b.emit('Unsqueeze', [name, b.int64([axis])]), shape: axis === 0 ? [1, shape[0]] : [shape[0], 1] };
}

function transposed(b: Backward, { name, shape }: Operand): string {
  const last = shape.length - 1;
  return b.emit('Transpose', [name], {
    perm: { ints: [...Array.from({ length: last - 1 }, (_, axis) => axis), last, last - 1] },
  });
}

/**
 * The gradient of a product of matrices with leading axes that broadcast, and of vectors, as NumPy defines it:
 * d Bᵀ and Aᵀ d, summed over the axes that were broadcast.
 */
const matMul: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const [left, right] = [b.input(0), b.input(1)];
  const A = operand(b, left, 0);
  const B = operand(b, right, 1);
  const missing = [
    ...(left.shape.length === 1 ? [right.shape.length === 1 ? 0 : -2] : []),
    ...(right.shape.length === 1 ? [-1] : []),
  ];
  const d = missing.length === 0 ? gradient : b.emit('Unsqueeze', [gradient, b.int64(wrapped(missing))]);
  const [rows, inner] = A.shape.slice(-2);
  const columns = B.shape.at(-1);
  // Leading axes of the product: those of the output without its rows and columns.
  const { shape } = b.output();
  const leading = shape.slice(0, shape.length - 2 + missing.length);
  const give = (name: string, sizes: readonly Dimension[], to: Operand, value: Value, axis: 0 | 1) => {
    const from = { name, type: value.type, shape: [...leading, ...sizes] };
    const summed = b.unbroadcast(name, from, { name: to.name, type: value.type, shape: to.shape });
    return value.shape.length === 1 ? b.emit('Squeeze', [summed, b.int64([axis])]) : summed;
  };
  return [
    b.needs(0) ? give(b.emit('MatMul', [d, transposed(b, B)]), [rows, inner], A, left, 0) : undefined,
    b.needs(1) ? rightGradient(b, d, A, B, (name) => give(name, [inner, columns], B, right, 1)) : undefined,
  ];
};

/** Axes of Unsqueeze for a product of two vectors, whose gradient is a scalar, are [0, 1]. */
function wrapped(missing: readonly number[]): number[] {
  return missing.length === 2 ? [0, 1] : [...missing];
}

/** Aᵀ d; for one matrix on the right of many, their rows are one long matrix. */
function rightGradient(b: Backward, d: string, A: Operand, B: Operand, give: (name: string) => string): string {
  const [inner, columns] = B.shape;
  if (B.shape.length > 2 || A.shape.length === 2 || inner === undefined || columns === undefined) {
    return give(b.emit('MatMul', [transposed(b, A), d]));
  }
  const rows = b.emit('Reshape', [A.name, b.int64([-1, inner])]);
  const gradients = b.emit('Reshape', [d, b.int64([-1, columns])]);
  const product = b.emit('Gemm', [rows, gradients], { transA: { int: 1 } });
  return B.name === b.input(1).name ? product : b.emit('Squeeze', [product, b.int64([1])]);
}

export const matrixRules: Record<string, Rule> = { Gemm: gemm, MatMul: matMul };
