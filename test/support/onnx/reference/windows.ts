import type { Call } from './call.js';
import { sizeOf, stridesOf } from './tensor.js';

/** A place of a window that lies in the padding. */
export const PADDED = -1;
/** One that lies even beyond the padding: the last window of `ceil_mode` may reach there. */
export const BEYOND = -2;

/** Kernel, strides and padding of a convolution or pooling, one number to a spatial axis. */
export interface Geometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** All starts, then all ends. */
  readonly pads: readonly number[];
  readonly out: readonly number[];
}

/** The geometry of Conv and of the pools, by "Conv", "MaxPool" and "AveragePool" of the ONNX specification. */
export function geometryOf(call: Call, input: readonly number[], kernel: readonly number[]): Geometry {
  const rank = input.length;
  const ones = input.map(() => 1);
  const strides = call.ints('strides', ones);
  const dilations = call.ints('dilations', ones);
  const auto = call.string('auto_pad', 'NOTSET');
  const reach = kernel.map((size, axis) => (size - 1) * dilations[axis] + 1);
  const pads = [...(auto === 'NOTSET' ? call.ints('pads', [...ones, ...ones].fill(0)) : [...ones, ...ones].fill(0))];
  const ceil = call.int('ceil_mode', 0) === 1;
  const out = input.map((size, axis) => {
    if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
      const count = Math.ceil(size / strides[axis]);
      const total = Math.max((count - 1) * strides[axis] + reach[axis] - size, 0);
      const less = Math.floor(total / 2);
      pads[axis] = auto === 'SAME_UPPER' ? less : total - less;
      pads[axis + rank] = total - pads[axis];
      return count;
    }
    const steps = (size + pads[axis] + pads[axis + rank] - reach[axis]) / strides[axis];
    const count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // A window that would start in the padding after the input is left out.
    return ceil && (count - 1) * strides[axis] >= size + pads[axis] ? count - 1 : count;
  });
  return { kernel, strides, dilations, pads, out };
}

/**
 * Where each place of each window is in the input's spatial values, or PADDED or BEYOND: windows in order of the output,
 * `sizeOf(kernel)` places to each.
 */
export function tapsOf(input: readonly number[], geometry: Geometry): Int32Array {
  const { kernel, strides, dilations, pads, out } = geometry;
  const rank = input.length;
  const inputStrides = stridesOf(input);
  const outStrides = stridesOf(out);
  const kernelStrides = stridesOf(kernel);
  const perWindow = sizeOf(kernel);
  const taps = new Int32Array(sizeOf(out) * perWindow);
  for (let i = 0; i < taps.length; i++) {
    const window = Math.floor(i / perWindow);
    const tap = i % perWindow;
    let place = 0;
    for (let axis = 0; axis < rank; axis++) {
      const o = Math.floor(window / outStrides[axis]) % out[axis];
      const k = Math.floor(tap / kernelStrides[axis]) % kernel[axis];
      const at = o * strides[axis] - pads[axis] + k * dilations[axis];
      if (at >= input[axis] + pads[axis + rank]) place = BEYOND;
      else if ((at < 0 || at >= input[axis]) && place !== BEYOND) place = PADDED;
      else if (place >= 0) place += at * inputStrides[axis];
    }
    taps[i] = place;
  }
  return taps;
}
