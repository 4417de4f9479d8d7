import type { Call, Operator, Operators } from './call.js';
import { INT64, make, sizeOf, type Tensor64 } from './tensor.js';
import { BEYOND, geometryOf, PADDED, tapsOf } from './windows.js';

/** Calls `visit` with the first value of a channel, the first of its outputs, and the places of one window at a time. */
function eachWindow(call: Call, visit: (from: number, to: number, window: Int32Array) => void): number[] {
  const x = call.input();
  const size = x.dims.slice(2);
  const kernel = call.ints('kernel_shape', []);
  const geometry = geometryOf(call, size, kernel);
  const taps = tapsOf(size, geometry);
  const [inSize, outSize, kernelSize] = [sizeOf(size), sizeOf(geometry.out), sizeOf(kernel)];
  for (let plane = 0; plane < x.dims[0] * x.dims[1]; plane++) {
    for (let o = 0; o < outSize; o++) {
      visit(plane * inSize, plane * outSize + o, taps.subarray(o * kernelSize, (o + 1) * kernelSize));
    }
  }
  return [x.dims[0], x.dims[1], ...geometry.out];
}

/** The largest value, and its place in the flattened input: the first of several. */
function maxPool(call: Call): Tensor64[] {
  if (call.int('storage_order', 0) !== 0) throw new Error('MaxPool in column order');
  const x = call.input();
  const values: number[] = [];
  const places: number[] = [];
  const dims = eachWindow(call, (from, to, window) => {
    let best = -1;
    for (const tap of window) {
      if (tap >= 0 && (best < 0 || x.data[from + tap] > x.data[best])) best = from + tap;
    }
    values[to] = x.data[best];
    places[to] = best;
  });
  return [make(dims, values, x.type), make(dims, places, INT64)];
}

function averagePool(call: Call): Tensor64 {
  const x = call.input();
  const withPadding = call.int('count_include_pad', 0) === 1;
  const values: number[] = [];
  const dims = eachWindow(call, (from, to, window) => {
    let sum = 0;
    let count = 0;
    for (const tap of window) {
      if (tap >= 0) sum += x.data[from + tap];
      if (tap !== BEYOND && (withPadding || tap !== PADDED)) count++;
    }
    values[to] = sum / count;
  });
  return make(dims, values, x.type);
}

function globally(f: (plane: Float64Array) => number): Operator {
  return (call) => {
    const x = call.input();
    const [batch, channels, ...size] = x.dims;
    const length = sizeOf(size);
    const y = make([batch, channels, ...size.map(() => 1)]);
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(x.data.subarray(i * length, (i + 1) * length));
    return y;
  };
}

export const pooling: Operators = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: globally((plane) => plane.reduce((a, b) => a + b, 0) / plane.length),
  GlobalMaxPool: globally((plane) => plane.reduce((a, b) => Math.max(a, b))),
};
