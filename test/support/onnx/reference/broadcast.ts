import type { Call, Operator, Operators } from './call.js';
import { BOOL, broadcastShape, broadcastWalk, INT32, INT64, sizeOf, type Tensor64 } from './tensor.js';

function combine(a: Tensor64, b: Tensor64, f: (x: number, y: number) => number, type: number): Tensor64 {
  const dims = broadcastShape(a.dims, b.dims);
  const left = broadcastWalk(a.dims, dims);
  const right = broadcastWalk(b.dims, dims);
  const data = new Float64Array(sizeOf(dims));
  for (let i = 0; i < data.length; i++) data[i] = f(a.data[left[i]], b.data[right[i]]);
  return { dims, data, type };
}

/** An operator that is a function of two numbers. */
function both(f: (x: number, y: number) => number, type?: number): Operator {
  return (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    return combine(a, b, f, type ?? a.type);
  };
}

/** A test of two numbers. */
function test(f: (x: number, y: number) => boolean): Operator {
  return both((x, y) => Number(f(x, y)), BOOL);
}

/** All inputs, taken together one after the other. */
function fold(call: Call, f: (x: number, y: number) => number): Tensor64 {
  let result = call.input(0);
  for (let i = 1; i < call.count; i++) result = combine(result, call.input(i), f, result.type);
  return result;
}

function all(f: (x: number, y: number) => number): Operator {
  return (call) => fold(call, f);
}

function isWhole({ type }: Tensor64): boolean {
  return type === INT32 || type === INT64;
}

function divide(call: Call): Tensor64 {
  const a = call.input(0);
  return combine(a, call.input(1), isWhole(a) ? (x, y) => Math.trunc(x / y) : (x, y) => x / y, a.type);
}

/** The remainder takes the sign of the divisor, or with `fmod` that of the dividend. */
function mod(call: Call): Tensor64 {
  const f = call.int('fmod', 0) ? (x: number, y: number) => x % y : (x: number, y: number) => ((x % y) + y) % y;
  return combine(call.input(0), call.input(1), f, call.input(0).type);
}

function mean(call: Call): Tensor64 {
  const sum = fold(call, (x, y) => x + y);
  return { ...sum, data: sum.data.map((x) => x / call.count) };
}

function where(call: Call): Tensor64 {
  const [condition, a, b] = [call.input(0), call.input(1), call.input(2)];
  const dims = broadcastShape(condition.dims, a.dims, b.dims);
  const [test, left, right] = [condition, a, b].map((tensor) => broadcastWalk(tensor.dims, dims));
  const data = new Float64Array(sizeOf(dims));
  for (let i = 0; i < data.length; i++) data[i] = condition.data[test[i]] ? a.data[left[i]] : b.data[right[i]];
  return { dims, data, type: a.type };
}

export const broadcast: Operators = {
  Add: both((x, y) => x + y),
  Sub: both((x, y) => x - y),
  Mul: both((x, y) => x * y),
  Div: divide,
  Mod: mod,
  Pow: both((x, y) => x ** y),
  PRelu: both((x, slope) => (x < 0 ? slope * x : x)),
  Min: all(Math.min),
  Max: all(Math.max),
  Sum: all((x, y) => x + y),
  Mean: mean,
  Where: where,
  Equal: test((x, y) => x === y),
  Greater: test((x, y) => x > y),
  GreaterOrEqual: test((x, y) => x >= y),
  Less: test((x, y) => x < y),
  LessOrEqual: test((x, y) => x <= y),
  And: test((x, y) => x !== 0 && y !== 0),
  Or: test((x, y) => x !== 0 || y !== 0),
  Xor: test((x, y) => (x !== 0) !== (y !== 0)),
};
