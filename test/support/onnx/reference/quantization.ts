import type { Call, Operators } from './call.js';
import { roundEven } from './special.js';
import { axisOf, INT8, make, sizeOf, type Tensor64, UINT8 } from './tensor.js';

const limits: Readonly<Record<number, readonly [number, number]>> = { [UINT8]: [0, 255], [INT8]: [-128, 127] };

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** For each value of x, the place of its scale: one for all, or one to an index of the axis. */
function scaleAt(call: Call, x: Tensor64, scale: Tensor64): (i: number) => number {
  if (call.int('block_size', 0) !== 0) throw new Error(`${call.node.opType} in blocks`);
  if (scale.data.length === 1) return () => 0;
  const axis = axisOf(call.int('axis', 1), x.dims.length);
  const inner = sizeOf(x.dims.slice(axis + 1));
  return (i) => Math.floor(i / inner) % x.dims[axis];
}

/**
 * The integers clip(round(x / scale) + zero point). With `roundings`, what rounding added at the point of the derivative
 * is added again, so that the derivative is the straight-through one: 1 / scale where the integer is within the limits
 * (both included), 0 where it was clipped.
 */
function quantize(call: Call): Tensor64 {
  const [x, scale, zero] = [call.input(0), call.input(1), call.optional(2)];
  const type = zero?.type ?? (call.int('output_dtype', 0) || UINT8);
  const [low, high] = limits[type];
  const at = scaleAt(call, x, scale);
  const name = call.node.output[0];
  const noted = call.roundings?.get(name);
  const added = new Float64Array(x.data.length);
  const data = x.data.map((value, i) => {
    const exact = value / scale.data[at(i)];
    const offset = zero?.data[at(i)] ?? 0;
    if (noted) return Number.isNaN(noted[i]) ? clamp(exact + offset, low, high) : exact + noted[i] + offset;
    const rounded = roundEven(exact);
    const whole = clamp(rounded + offset, low, high);
    added[i] = whole === rounded + offset ? rounded - exact : NaN;
    return whole;
  });
  if (!noted) call.roundings?.set(name, added);
  return make(x.dims, data, type);
}

function dequantize(call: Call): Tensor64 {
  const [x, scale, zero] = [call.input(0), call.input(1), call.optional(2)];
  const at = scaleAt(call, x, scale);
  return make(
    x.dims,
    x.data.map((value, i) => (value - (zero?.data[at(i)] ?? 0)) * scale.data[at(i)]),
  );
}

export const quantization: Operators = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
};
