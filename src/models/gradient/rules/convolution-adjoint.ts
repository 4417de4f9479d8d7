import type { Backward } from '../backward.js';
import { phasesToSpace } from '../layout/phases.js';
import { type Axis, axisOf, reached } from './convolution-axis.js';
import { combinations, crop, type Window } from './convolution-window.js';

/** Weights [M, C/group, …taps] of a convolution, known while the graph is built. */
export interface Weights {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Weights of the new convolution: [group · phases · C/group, M/group, …], flipped, its inputs and outputs exchanged. */
function adjointWeights({ dims, data }: Weights, group: number, axes: readonly Axis[]): Weights {
  const [outputs, channels, ...kernel] = dims;
  const perGroup = outputs / group;
  const size = kernel.reduce((a, b) => a * b, 1);
  const phases = combinations(axes.map((axis) => axis.phases.length));
  const places = combinations(axes.map((axis) => axis.kernel));
  const taken: [phase: number, place: number, tap: number][] = [];
  phases.forEach((phase, p) =>
    places.forEach((place, at) => {
      const taps = axes.map((axis, i) => axis.tap(axis.phases[phase[i]], place[i]));
      if (taps.includes(-1)) return;
      taken.push([p, at, taps.reduce((index, tap, i) => index * kernel[i] + tap, 0)]);
    }),
  );
  const result = new Float32Array(group * phases.length * channels * perGroup * places.length);
  for (let g = 0; g < group; g++) {
    for (let m = 0; m < perGroup; m++) {
      for (let c = 0; c < channels; c++) {
        const from = ((g * perGroup + m) * channels + c) * size;
        for (const [phase, place, tap] of taken) {
          const row = ((g * phases.length + phase) * channels + c) * perGroup + m;
          result[row * places.length + place] = data[from + tap];
        }
      }
    }
  }
  return {
    dims: [group * phases.length * channels, perGroup, ...axes.map((axis) => axis.kernel)],
    data: result,
  };
}

/** Puts phases [N, group · phases · C/group, …] beside each other: [N, C, …] of `window.input`. */
function interleave(
  b: Backward,
  value: string,
  window: Window,
  axes: readonly Axis[],
  group: number,
  channels: number,
) {
  const n = axes.length;
  const phases = axes.map((axis) => axis.phases.length);
  const lengths = axes.map((axis) => axis.length);
  const sizes = axes.map((axis) => axis.phases.length * axis.length);
  let wide: string;
  if (n === 2 && group === 1 && phases[0] === phases[1]) {
    wide = b.emit('DepthToSpace', [value], { blocksize: { int: phases[0] } });
  } else {
    const split = b.emit('Reshape', [value, b.int64([0, group, ...phases, channels, ...lengths])]);
    const spatial = lengths.flatMap((_, axis) => [3 + n + axis, 2 + axis]);
    const beside = b.emit('Transpose', [split], { perm: { ints: [0, 1, 2 + n, ...spatial] } });
    wide = b.emit('Reshape', [beside, b.int64([0, group * channels, ...sizes])]);
  }
  return crop(
    b,
    wide,
    sizes,
    sizes.map(() => 0),
    sizes.map((size, axis) => size - window.input[axis]),
  );
}

/** The convolution of stride 1 that gives the phases of the axes, beside each other in the channels. */
function phasesOf(
  b: Backward,
  gradient: string,
  weights: Weights,
  window: Window,
  group: number,
  axes: readonly Axis[],
) {
  const cropped = crop(
    b,
    gradient,
    window.output,
    axes.map((axis) => -axis.begin),
    axes.map((axis) => -axis.end),
  );
  const arranged = adjointWeights(weights, group, axes);
  return b.emit('Conv', [cropped, b.floats(arranged.data, arranged.dims)], {
    kernel_shape: { ints: axes.map((axis) => axis.kernel) },
    dilations: { ints: axes.map((axis) => axis.dilation) },
    group: { int: group },
    pads: { ints: [...axes.map((axis) => Math.max(0, axis.begin)), ...axes.map((axis) => Math.max(0, axis.end))] },
  });
}

/** Fewer channels than this fill no block of the runtime's layout: one convolution for all phases is faster. */
const fewChannels = 16;

/**
 * Whether each phase is to be a convolution of its own: for pictures, where it keeps a depthwise convolution one, and has
 * no taps that are 0 for many channels.
 */
function apart({ dims }: Weights, window: Window, group: number): boolean {
  if (window.input.length !== 2) return false;
  // Phases without taps are put in as zeros at the ends.
  if (![0, 1].every((axis) => reached(window, axis).every((phase, i, all) => phase === all[0] + i))) return false;
  return group === 1 ? dims[1] >= fewChannels : group === dims[0] && dims[1] === 1;
}

/**
 * The adjoint of a convolution with known weights: from the gradient of its output [N,M,…] to that of its input
 * [N,C,…]. It is a convolution with stride 1 and weights that are arranged while the graph is built, which ONNX Runtime
 * runs several times faster than ConvTranspose.
 */
export function convolutionAdjoint(
  b: Backward,
  gradient: string,
  weights: Weights,
  window: Window,
  group: number,
): string {
  const all = window.strides.map((stride) => Array.from({ length: stride }, (_, phase) => phase));
  const axes = all.map((phases, axis) => axisOf(window, axis, phases));
  if (axes.every((axis) => axis.phases.length === 1)) return phasesOf(b, gradient, weights, window, group, axes);
  if (apart(weights, window, group)) {
    const some = all.map((_, axis) => reached(window, axis));
    const phases = all[0].flatMap((row) =>
      all[1].map((column) => {
        if (!some[0].includes(row) || !some[1].includes(column)) return '';
        const one = [row, column].map((phase, axis) => axisOf(window, axis, [phase]));
        return phasesOf(b, gradient, weights, window, group, one);
      }),
    );
    return phasesToSpace(
      b,
      phases,
      window,
      group * weights.dims[1],
      axes.map((axis) => axis.length),
    );
  }
  const together = phasesOf(b, gradient, weights, window, group, axes);
  return interleave(b, together, window, axes, group, weights.dims[1]);
}
