import { elementTypes } from '../../onnx/tensors.js';
import type { Backward, Rule } from '../backward.js';
import { phasesToSpace, pixelWeights } from '../layout/phases.js';
import { channelsOf, combinations, crop, extent, type Window, windowOf } from './convolution-window.js';

/** The attributes of the node's window, for the same window again. */
function windowAttributes(b: Backward) {
  const kernel = b.ints('kernel_shape');
  const ones = kernel.map(() => 1);
  const automatic = b.string('auto_pad', 'NOTSET');
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: b.ints('strides', ones) },
    dilations: { ints: b.ints('dilations', ones) },
    ceil_mode: { int: b.int('ceil_mode', 0) },
    ...(automatic === 'NOTSET'
      ? {
          pads: {
            ints: b.ints(
              'pads',
              [...ones, ...ones].map(() => 0),
            ),
          },
        }
      : { auto_pad: { string: automatic } }),
  };
}

/** For any window: each gradient is added to where its maximum came from, of which the runtime keeps the place. */
function scattered(b: Backward, gradient: string): string {
  const x = b.input(0);
  const [, places] = b.emitAll('MaxPool', [x.name], 2, windowAttributes(b));
  const flat = b.int64([-1]);
  const [indices, updates] = [places, gradient].map((value) => b.emit('Reshape', [value, flat]));
  const shape = b.shape(x);
  const zeros = b.emit('Expand', [b.floats([0], [1]), b.emit('ReduceProd', [shape], { keepdims: { int: 1 } })]);
  const sums = b.emit('ScatterElements', [zeros, indices, updates], {
    axis: { int: 0 },
    reduction: { string: 'add' },
  });
  return b.emit('Reshape', [sums, shape]);
}

/** Below every activation, and far enough from the limit of float32 for a difference to be finite. */
const lowest = -1e38;

/** 2¹²⁴: times any normal float it is at least 1. */
const huge = 2 ** 124;

/**
 * For pictures: the maximum is compared with each tap in turn, as the runtime looks for the first of the largest values.
 * What a tap takes of the gradient is not left for the next ones. All of this happens on as many values as the pool gives,
 * in depthwise convolutions of single pixels and masks, which keep the blocked layout of the convolutions around; each
 * phase of the picture is the sum of its taps.
 */
function compared(b: Backward, gradient: string, window: Window, channels: number): string {
  const { input, output, kernel, strides, dilations, begin } = window;
  const reach = input.map((_, axis) => (output[axis] - 1) * strides[axis] + extent(kernel[axis], dilations[axis]));
  const end = reach.map((size, axis) => Math.max(0, size - begin[axis] - input[axis]));
  const padded = [...begin, ...end].some((size) => size > 0);
  const x = padded
    ? b.emit('Pad', [b.input(0).name, b.int64([0, 0, ...begin, 0, 0, ...end]), b.floats([lowest], [])])
    : b.input(0).name;
  const room = input.map((size, axis) => size + begin[axis] + end[axis]);
  /** Weighs one pixel of windows of a size. */
  const single = (value: string, weight: number, at: readonly number[], size: readonly number[], attributes = {}) => {
    const weights = pixelWeights(channels, size, at, weight);
    return b.emit('Conv', [value, b.floats(weights, [channels, 1, ...size])], {
      kernel_shape: { ints: size },
      group: { int: channels },
      ...attributes,
    });
  };
  const taps = combinations(kernel);
  const lengths = room.map((size, axis) => Math.ceil(size / strides[axis]));
  const pieces = new Map<number, string>();
  /** Positions of each axis that the windows reach in one phase, from the first on. */
  const reached = (phase: number[]) =>
    phase.map((at, axis) => output[axis] + Math.floor((kernel[axis] - 1 - at) / strides[axis]));
  /** The pixels of x in one phase. */
  const piece = (index: number, phase: number[]) => {
    const known = pieces.get(index);
    if (known !== undefined) return known;
    // A window as long as makes that many.
    const size = reached(phase).map((count, axis) => Math.max(phase[axis] + 1, room[axis] - strides[axis] * count + 1));
    const made = single(x, 1, phase, size, { strides: { ints: strides } });
    pieces.set(index, made);
    return made;
  };
  const sums = new Map<number, string>();
  const entry = b.emit('Identity', [gradient]);
  let rest = entry;
  taps.forEach(([row, column], i) => {
    const at = [row % strides[0], column % strides[1]];
    const phase = at[0] * strides[1] + at[1];
    const before = [Math.floor(row / strides[0]), Math.floor(column / strides[1])];
    const after = lengths.map((length, axis) => length - output[axis] - before[axis]);
    let taken = rest;
    if (i < taps.length - 1) {
      const size = reached(at).map((count, axis) => count - output[axis] + 1);
      const negative = single(piece(phase, at), -1, before, size);
      const lower = b.emit('Add', [negative, b.output().name]);
      const others = b.emit('HardSigmoid', [lower], { alpha: { float: huge }, beta: { float: 0 } });
      const left = b.emit('Mul', [rest, others]);
      taken = b.emit('Add', [single(left, -1, [0, 0], [1, 1]), rest]);
      rest = left;
    }
    const pads = [...before, ...after];
    const placed = pads.every((size) => size === 0)
      ? taken
      : single(taken, 1, [0, 0], [1, 1], { pads: { ints: pads } });
    const sum = sums.get(phase);
    sums.set(phase, sum === undefined ? placed : b.emit('Add', [placed, sum]));
  });
  const phases = Array.from({ length: strides[0] * strides[1] }, (_, phase) => sums.get(phase) ?? '');
  if (phases.length === 1) {
    return crop(
      b,
      phases[0],
      lengths,
      begin,
      lengths.map((length, axis) => length - begin[axis] - input[axis]),
    );
  }
  return phasesToSpace(b, phases, window, channels, lengths, {
    begin,
    from: { input: b.input(0).name, output: b.output().name, gradient: entry },
  });
}

/** Whether the runtime has a blocked layout for the pool, and its taps are few and reach every row and column. */
function suitsComparison({ kernel, strides, dilations, input }: Window, channels: number): boolean {
  return (
    input.length === 2 &&
    channels >= 16 &&
    channels % 4 === 0 &&
    kernel[0] * kernel[1] <= 16 &&
    kernel.every((taps, axis) => taps >= strides[axis] && dilations[axis] === 1)
  );
}

export const maxPool: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const window = windowOf(b, b.input(0), b.output(), b.ints('kernel_shape'));
  const channels = channelsOf(b, b.input(0));
  return [
    b.input(0).type === elementTypes.float && suitsComparison(window, channels)
      ? compared(b, gradient, window, channels)
      : scattered(b, gradient),
  ];
};
