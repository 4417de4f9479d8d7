import type { Call, Operators } from './call.js';
import { make, sizeOf, type Tensor64 } from './tensor.js';
import { type Geometry, geometryOf, tapsOf } from './windows.js';

/** X [N, C, …], W [M, C / group, …kernel], B [M]. */
function conv(call: Call): Tensor64 {
  const [x, w, bias] = [call.input(0), call.input(1), call.optional(2)];
  const [batch, channels, ...size] = x.dims;
  const [maps, perGroup, ...kernel] = w.dims;
  const geometry = geometryOf(call, size, kernel);
  const taps = tapsOf(size, geometry);
  const [inSize, outSize, kernelSize] = [sizeOf(size), sizeOf(geometry.out), sizeOf(kernel)];
  const mapsPerGroup = maps / call.int('group', 1);
  const y = make([batch, maps, ...geometry.out]);
  for (let n = 0; n < batch; n++) {
    for (let m = 0; m < maps; m++) {
      const firstChannel = n * channels + Math.floor(m / mapsPerGroup) * perGroup;
      for (let o = 0; o < outSize; o++) {
        let sum = bias?.data[m] ?? 0;
        for (let c = 0; c < perGroup; c++) {
          const from = (firstChannel + c) * inSize;
          const weights = (m * perGroup + c) * kernelSize;
          for (let k = 0; k < kernelSize; k++) {
            const tap = taps[o * kernelSize + k];
            if (tap >= 0) sum += x.data[from + tap] * w.data[weights + k];
          }
        }
        y.data[(n * maps + m) * outSize + o] = sum;
      }
    }
  }
  return y;
}

/** Sizes and padding of the picture that a ConvTranspose writes, as "ConvTranspose" of the specification computes them. */
function transposedGeometry(call: Call, input: readonly number[], kernel: readonly number[]) {
  const rank = input.length;
  const ones = input.map(() => 1);
  const zeros = input.map(() => 0);
  const strides = call.ints('strides', ones);
  const dilations = call.ints('dilations', ones);
  const extra = call.ints('output_padding', zeros);
  const auto = call.string('auto_pad', 'NOTSET');
  const same = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  const pads = [...(auto === 'NOTSET' ? call.ints('pads', [...zeros, ...zeros]) : [...zeros, ...zeros])];
  const full = input.map((n, axis) => strides[axis] * (n - 1) + extra[axis] + (kernel[axis] - 1) * dilations[axis] + 1);
  const wanted = call.has('output_shape')
    ? call.ints('output_shape', []).slice(-rank)
    : same
      ? input.map((n, axis) => n * strides[axis])
      : undefined;
  if (wanted !== undefined) {
    for (let axis = 0; axis < rank; axis++) {
      const total = Math.max(full[axis] - wanted[axis], 0);
      const less = Math.floor(total / 2);
      pads[axis] = auto === 'SAME_UPPER' ? less : total - less;
      pads[axis + rank] = total - pads[axis];
    }
  }
  const size = wanted ?? full.map((n, axis) => n - pads[axis] - pads[axis + rank]);
  const geometry: Geometry = { kernel, strides, dilations, pads, out: input };
  return { size, geometry };
}

/** X [N, C, …], W [C, M / group, …kernel], B [M]: the transpose of the convolution from the output's size to the input's. */
function convTranspose(call: Call): Tensor64 {
  const [x, w, bias] = [call.input(0), call.input(1), call.optional(2)];
  const [batch, channels, ...input] = x.dims;
  const [, mapsPerGroup, ...kernel] = w.dims;
  const groups = call.int('group', 1);
  const { size, geometry } = transposedGeometry(call, input, kernel);
  const taps = tapsOf(size, geometry);
  const [inSize, outSize, kernelSize] = [sizeOf(input), sizeOf(size), sizeOf(kernel)];
  const maps = mapsPerGroup * groups;
  const y = make([batch, maps, ...size]);
  if (bias) for (let i = 0; i < y.data.length; i++) y.data[i] = bias.data[Math.floor(i / outSize) % maps];
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const firstMap = n * maps + Math.floor(c / (channels / groups)) * mapsPerGroup;
      for (let m = 0; m < mapsPerGroup; m++) {
        const to = (firstMap + m) * outSize;
        const weights = (c * mapsPerGroup + m) * kernelSize;
        for (let i = 0; i < inSize; i++) {
          const value = x.data[(n * channels + c) * inSize + i];
          for (let k = 0; k < kernelSize; k++) {
            const tap = taps[i * kernelSize + k];
            if (tap >= 0) y.data[to + tap] += value * w.data[weights + k];
          }
        }
      }
    }
  }
  return y;
}

export const convolution: Operators = { Conv: conv, ConvTranspose: convTranspose };
