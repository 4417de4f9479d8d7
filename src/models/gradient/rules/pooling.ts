import type { Backward, Rule } from '../backward.js';
import { convolutionAdjoint } from './convolution-adjoint.js';
import { channelsOf, combinations, extent, spatialSizes, type Window, windowOf } from './convolution-window.js';
import { maxPool } from './pooling-max.js';

/** Number of taps of each position of a window along one axis that lie on [−low, size + high). */
function tapsWithin(window: Window, axis: number, low: number, high: number): number[] {
  const [stride, dilation, begin] = [window.strides[axis], window.dilations[axis], window.begin[axis]];
  return Array.from({ length: window.output[axis] }, (_, o) => {
    let count = 0;
    for (let tap = 0; tap < window.kernel[axis]; tap++) {
      const at = o * stride - begin + tap * dilation;
      if (at >= -low && at < window.input[axis] + high) count++;
    }
    return count;
  });
}

/** 1 / (number of values that an average is over), for each position: [1,1,…]. */
function averageWeights(b: Backward, window: Window): { dims: number[]; data: number[] } {
  const padded = b.int('count_include_pad', 0) === 1;
  const pads = window.input.map((size, axis) => {
    if (!padded) return [0, 0];
    const low = window.begin[axis];
    const given = b.ints('pads', [])[window.input.length + axis];
    const whole =
      (window.output[axis] - 1) * window.strides[axis] + extent(window.kernel[axis], window.dilations[axis]);
    const automatic = b.string('auto_pad', 'NOTSET') !== 'NOTSET';
    return [low, automatic ? Math.max(0, whole - size - low) : (given ?? 0)];
  });
  const counts = pads.map(([low, high], axis) => tapsWithin(window, axis, low, high));
  return {
    dims: [1, 1, ...window.output],
    data: combinations(window.output).map((at) => 1 / at.reduce((product, o, axis) => product * counts[axis][o], 1)),
  };
}

/** The gradient of the mean over everything: the same everywhere, without windows. */
function spread(b: Backward, gradient: string, input: readonly number[]): string {
  const size = input.reduce((a, c) => a * c, 1);
  const share = b.emit('Mul', [gradient, b.floats([1 / size], [])]);
  return b.emit('Expand', [share, b.int64([1, 1, ...input])]);
}

const globalAveragePool: Rule = (b, [gradient]) =>
  gradient === undefined ? [] : [spread(b, gradient, spatialSizes(b, b.input(0)))];

/** Every position gives its share to what it was the mean of. */
const averagePool: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const x = b.input(0);
  const window = windowOf(b, x, b.output(), b.ints('kernel_shape'));
  const { input, output, kernel, begin } = window;
  if (input.every((size, axis) => output[axis] === 1 && kernel[axis] === size && begin[axis] === 0)) {
    return [spread(b, gradient, input)];
  }
  const weights = averageWeights(b, window);
  const same = weights.data.every((value) => value === weights.data[0]);
  const share = b.emit('Mul', [
    gradient,
    same ? b.floats([weights.data[0]], []) : b.floats(weights.data, weights.dims),
  ]);
  const channels = channelsOf(b, x);
  const size = kernel.reduce((a, c) => a * c, channels);
  const ones = { dims: [channels, 1, ...kernel], data: new Float32Array(size).fill(1) };
  return [convolutionAdjoint(b, share, ones, window, channels)];
};

/** The first of the largest values takes it all. */
const globalMaxPool: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const x = b.input(0);
  const [channels, spatial] = [channelsOf(b, x), spatialSizes(b, x)];
  const count = spatial.reduce((a, c) => a * c, 1);
  const flat = b.emit('Reshape', [x.name, b.int64([0, channels, -1])]);
  const largest = b.emit('ArgMax', [flat], { axis: { int: 2 } });
  const places = b.int64(
    Array.from({ length: count }, (_, i) => i),
    [1, 1, count],
  );
  const chosen = b.emit('Where', [
    b.emit('Equal', [places, largest]),
    b.emit('Reshape', [gradient, b.int64([0, channels, 1])]),
    b.floats([0], []),
  ]);
  return [b.emit('Reshape', [chosen, b.int64([0, channels, ...spatial])])];
};

export const poolingRules: Record<string, Rule> = {
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  MaxPool: maxPool,
  GlobalMaxPool: globalMaxPool,
};
