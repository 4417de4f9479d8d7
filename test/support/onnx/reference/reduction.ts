import type { Call, Operator, Operators } from './call.js';
import { transpose } from './shape.js';
import { axisOf, INT64, make, sizeOf, type Tensor64 } from './tensor.js';

/** Axes are an attribute before opset `since`, and an input from then on. Without: all axes, or each value by itself. */
function reduce(since: number, f: (values: Float64Array) => number): Operator {
  return (call) => {
    const x = call.input();
    const rank = x.dims.length;
    const given = call.list('axes', since, 1) ?? [];
    const every = given.length === 0 && call.int('noop_with_empty_axes', 0) === 0;
    const axes = new Set(every ? x.dims.keys() : given.map((axis) => axisOf(axis, rank)));
    const order = [...x.dims.keys()];
    const kept = order.filter((axis) => !axes.has(axis));
    const sorted = transpose(x, [...kept, ...order.filter((axis) => axes.has(axis))]);
    const length = sizeOf([...axes].map((axis) => x.dims[axis]));
    const keep = call.int('keepdims', 1) === 1;
    const dims = keep ? x.dims.map((size, axis) => (axes.has(axis) ? 1 : size)) : kept.map((axis) => x.dims[axis]);
    const y = make(dims, undefined, x.type);
    for (let i = 0; i < y.data.length; i++) y.data[i] = f(sorted.data.subarray(i * length, (i + 1) * length));
    return y;
  };
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function logSumExp(values: Float64Array): number {
  const top = largest(values);
  return top + Math.log(sum(values.map((x) => Math.exp(x - top))));
}

/** Applies a function of one run of values along an axis, or before opset 13 along it and all after it. */
function along(f: (values: Float64Array) => Float64Array): Operator {
  return (call) => {
    const x = call.input();
    const rank = x.dims.length;
    const axis = axisOf(call.int('axis', call.opset < 13 ? 1 : -1), rank);
    const order = [...x.dims.keys()];
    const axes = call.opset < 13 ? order : [...order.filter((i) => i !== axis), axis];
    const length = call.opset < 13 ? sizeOf(x.dims.slice(axis)) : x.dims[axis];
    const sorted = transpose(x, axes);
    const data = new Float64Array(x.data.length);
    for (let i = 0; i < data.length; i += length) data.set(f(sorted.data.subarray(i, i + length)), i);
    return transpose(
      { ...sorted, data },
      order.map((i) => axes.indexOf(i)),
    );
  };
}

function logSoftmax(values: Float64Array): Float64Array {
  const total = logSumExp(values);
  return values.map((x) => x - total);
}

/** The place of the largest value along an axis: the first of several. */
function argMax(call: Call): Tensor64 {
  const x = call.input();
  const rank = x.dims.length;
  const axis = axisOf(call.int('axis', 0), rank);
  const kept = [...x.dims.keys()].filter((i) => i !== axis);
  const sorted = transpose(x, [...kept, axis]);
  const length = x.dims[axis];
  const dims = call.int('keepdims', 1) ? x.dims.with(axis, 1) : kept.map((i) => x.dims[i]);
  const y = make(dims, undefined, INT64);
  for (let i = 0; i < y.data.length; i++) {
    const values = sorted.data.subarray(i * length, (i + 1) * length);
    y.data[i] = values.indexOf(largest(values));
  }
  return y;
}

export const reduction: Operators = {
  ReduceMean: reduce(18, (values) => sum(values) / values.length),
  ReduceSum: reduce(13, sum),
  ReduceMax: reduce(18, largest),
  ReduceMin: reduce(18, (values) => values.reduce((a, b) => Math.min(a, b), Infinity)),
  ReduceProd: reduce(18, (values) => values.reduce((a, b) => a * b, 1)),
  ReduceL1: reduce(18, (values) => sum(values.map(Math.abs))),
  ReduceL2: reduce(18, (values) => Math.sqrt(sum(values.map((x) => x * x)))),
  ReduceSumSquare: reduce(18, (values) => sum(values.map((x) => x * x))),
  ReduceLogSumExp: reduce(18, logSumExp),
  Softmax: along((values) => logSoftmax(values).map(Math.exp)),
  LogSoftmax: along(logSoftmax),
  ArgMax: argMax,
};
