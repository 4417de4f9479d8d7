import type { Backward } from '../backward.js';
import { crop, extent, type Window } from './convolution-window.js';

/** [N, groups · C, …] to [C, groups · N, …]: what a grouped convolution over the batch needs. */
function batchToChannels(
  b: Backward,
  value: string,
  groups: number,
  channels: number,
  sizes: readonly number[],
): string {
  const spatial = sizes.map((_, axis) => axis + 3);
  const split = b.emit('Reshape', [value, b.int64([0, groups, channels, ...sizes])]);
  const exchanged = b.emit('Transpose', [split], { perm: { ints: [2, 1, 0, ...spatial] } });
  return b.emit('Reshape', [exchanged, b.int64([channels, -1, ...sizes])]);
}

/**
 * The gradient [M, C/group, …taps] of a convolution's weights, from its input [N,C,…] and the gradient of its output
 * [N,M,…]: a convolution of the one with the other over the batch, strides and dilations exchanged.
 */
export function weightGradient(
  b: Backward,
  input: string,
  gradient: string,
  weights: readonly number[],
  window: Window,
  group: number,
): string {
  const [, channels, ...kernel] = weights;
  const x = batchToChannels(b, input, group, channels, window.input);
  const exchange = { perm: { ints: [1, 0, ...kernel.map((_, axis) => axis + 2)] } };
  const d = b.emit('Transpose', [gradient], exchange);
  const end = window.input.map((size, axis) =>
    Math.max(
      0,
      (kernel[axis] - 1) * window.dilations[axis] +
        extent(window.output[axis], window.strides[axis]) -
        size -
        window.begin[axis],
    ),
  );
  const correlated = b.emit('Conv', [x, d], {
    kernel_shape: { ints: [...window.output] },
    strides: { ints: [...window.dilations] },
    dilations: { ints: [...window.strides] },
    group: { int: group },
    pads: { ints: [...window.begin, ...end] },
  });
  const sizes = window.input.map((size, axis) => {
    const room = size + window.begin[axis] + end[axis] - extent(window.output[axis], window.strides[axis]);
    return Math.floor(room / window.dilations[axis]) + 1;
  });
  const taps = crop(
    b,
    correlated,
    sizes,
    sizes.map(() => 0),
    sizes.map((size, axis) => size - kernel[axis]),
  );
  return b.emit('Transpose', [taps], exchange);
}
