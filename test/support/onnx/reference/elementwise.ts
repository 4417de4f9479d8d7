import type { Call, Operator, Operators } from './call.js';
import { erf, roundEven, sigmoid, softplus } from './special.js';
import { BOOL, INT32, INT64, INT8, make, type Tensor64, UINT8 } from './tensor.js';

function map(x: Tensor64, f: (value: number) => number, type = x.type): Tensor64 {
  return { dims: x.dims, data: x.data.map(f), type };
}

/** An operator that is a function of one number. */
function each(f: (value: number) => number): Operator {
  return (call) => map(call.input(), f);
}

/** One whose function depends on attributes. */
function eachBy(make: (call: Call) => (value: number) => number): Operator {
  return (call) => map(call.input(), make(call));
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

function limits(call: Call): [number, number] {
  if (call.opset < 11) return [call.float('min', -Infinity), call.float('max', Infinity)];
  return [call.optional(1)?.data[0] ?? -Infinity, call.optional(2)?.data[0] ?? Infinity];
}

function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function geluErf(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

function cast(call: Call): Tensor64 {
  const type = call.int('to', 1);
  if (type === BOOL) return map(call.input(), (x) => Number(x !== 0), BOOL);
  const whole = [INT32, INT64, INT8, UINT8].includes(type);
  return map(call.input(), whole ? Math.trunc : (x) => x, type);
}

function dropout(call: Call): Tensor64[] {
  const x = call.input();
  if (call.optional(2)?.data[0]) throw new Error('Dropout of training');
  return [x, make(x.dims, new Float64Array(x.data.length).fill(1), BOOL)];
}

export const elementwise: Operators = {
  Relu: each((x) => Math.max(x, 0)),
  LeakyRelu: eachBy((call) => {
    const alpha = call.float('alpha', 0.01);
    return (x) => (x < 0 ? alpha * x : x);
  }),
  ThresholdedRelu: eachBy((call) => {
    const alpha = call.float('alpha', 1);
    return (x) => (x > alpha ? x : 0);
  }),
  Elu: eachBy((call) => {
    const alpha = call.float('alpha', 1);
    return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
  }),
  Celu: eachBy((call) => {
    const alpha = call.float('alpha', 1);
    return (x) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
  }),
  Selu: eachBy((call) => {
    const alpha = call.float('alpha', 1.6732632423543772);
    const gamma = call.float('gamma', 1.0507009873554805);
    return (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x));
  }),
  Clip: eachBy((call) => {
    const [low, high] = limits(call);
    return (x) => clamp(x, low, high);
  }),
  HardSigmoid: eachBy((call) => {
    const alpha = call.float('alpha', 0.2);
    const beta = call.float('beta', 0.5);
    return (x) => clamp(alpha * x + beta, 0, 1);
  }),
  HardSwish: each((x) => x * clamp(x / 6 + 0.5, 0, 1)),
  Sigmoid: each(sigmoid),
  Tanh: each(Math.tanh),
  Softplus: each(softplus),
  Softsign: each((x) => x / (1 + Math.abs(x))),
  Mish: each((x) => x * Math.tanh(softplus(x))),
  Gelu: eachBy((call) => (call.string('approximate', 'none') === 'tanh' ? geluTanh : geluErf)),
  'com.microsoft.Gelu': each(geluErf),
  'com.microsoft.QuickGelu': eachBy((call) => {
    const alpha = call.float('alpha', 1.702);
    return (x) => x * sigmoid(alpha * x);
  }),
  Erf: each(erf),
  Sqrt: each(Math.sqrt),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Neg: each((x) => -x),
  Abs: each(Math.abs),
  Reciprocal: each((x) => 1 / x),
  Sin: each(Math.sin),
  Cos: each(Math.cos),
  Floor: each(Math.floor),
  Ceil: each(Math.ceil),
  Round: each(roundEven),
  Sign: each(Math.sign),
  Not: each((x) => Number(x === 0)),
  Identity: (call) => call.input(),
  Cast: cast,
  Dropout: dropout,
};
