import type { Call, Operators } from './call.js';
import { broadcastShape, broadcastWalk, make, sizeOf, type Tensor64 } from './tensor.js';
import { transpose } from './shape.js';

/** numpy's matmul of [..., n, k] and [..., k, m]; a vector is a row on the left and a column on the right. */
export function multiply(left: Tensor64, right: Tensor64): Tensor64 {
  const a = left.dims.length === 1 ? [1, left.dims[0]] : left.dims;
  const b = right.dims.length === 1 ? [right.dims[0], 1] : right.dims;
  const [rows, inner, columns] = [a[a.length - 2], a[a.length - 1], b[b.length - 1]];
  if (b[b.length - 2] !== inner) throw new Error(`[${left.dims}] and [${right.dims}] do not multiply`);
  const batch = broadcastShape(a.slice(0, -2), b.slice(0, -2));
  const fromA = broadcastWalk(a.slice(0, -2), batch);
  const fromB = broadcastWalk(b.slice(0, -2), batch);
  const data = new Float64Array(sizeOf(batch) * rows * columns);
  for (let n = 0; n < sizeOf(batch); n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += left.data[(fromA[n] * rows + i) * inner + k] * right.data[(fromB[n] * inner + k) * columns + j];
        }
        data[(n * rows + i) * columns + j] = sum;
      }
    }
  }
  const ends = [...(left.dims.length === 1 ? [] : [rows]), ...(right.dims.length === 1 ? [] : [columns])];
  return { dims: [...batch, ...ends], data, type: left.type };
}

/** alpha · A′ B′ + beta · C, C broadcast. */
function gemm(call: Call): Tensor64 {
  const a = call.int('transA', 0) ? transpose(call.input(0), [1, 0]) : call.input(0);
  const b = call.int('transB', 0) ? transpose(call.input(1), [1, 0]) : call.input(1);
  const product = multiply(a, b);
  const alpha = call.float('alpha', 1);
  const beta = call.float('beta', 1);
  const c = call.optional(2);
  const places = c && broadcastWalk(c.dims, product.dims);
  return make(
    product.dims,
    product.data.map((value, i) => alpha * value + (c && places ? beta * c.data[places[i]] : 0)),
  );
}

function swapLast(x: Tensor64): Tensor64 {
  const axes = x.dims.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).toReversed()]);
}

function fusedMatMul(call: Call): Tensor64 {
  const a = call.int('transA', 0) ? swapLast(call.input(0)) : call.input(0);
  const b = call.int('transB', 0) ? swapLast(call.input(1)) : call.input(1);
  const alpha = call.float('alpha', 1);
  const product = multiply(a, b);
  return { ...product, data: product.data.map((value) => alpha * value) };
}

export const matrix: Operators = {
  MatMul: (call) => multiply(call.input(0), call.input(1)),
  Gemm: gemm,
  'com.microsoft.FusedMatMul': fusedMatMul,
};
