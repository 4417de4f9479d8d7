import type { Backward, Rule } from '../backward.js';
import { convolutionAdjoint } from './convolution-adjoint.js';
import { weightGradient } from './convolution-weights.js';
import { extent, type Window, windowOf } from './convolution-window.js';

/** Sizes of weights, which do not depend on the batch. */
export function weightSizes(b: Backward): number[] {
  return b.input(1).shape.map((size) => {
    if (size === undefined) throw b.error('has weights whose size changes with the batch, expected a fixed one');
    return size;
  });
}

/** The gradient [M] of a bias that was added to every position. */
export function biasGradient(b: Backward, gradient: string): string {
  const axes = b.output().shape.map((_, axis) => axis);
  return b.emit('ReduceSum', [gradient, b.int64(axes.filter((axis) => axis !== 1))], { keepdims: { int: 0 } });
}

/** The adjoint of a convolution whose weights the graph computes. */
function computedAdjoint(b: Backward, gradient: string, weights: string, window: Window, group: number): string {
  const rest = window.input.map((size, axis) => {
    const whole =
      (window.output[axis] - 1) * window.strides[axis] + extent(window.kernel[axis], window.dilations[axis]);
    return whole - window.begin[axis] - size;
  });
  return b.emit('ConvTranspose', [gradient, weights], {
    kernel_shape: { ints: [...window.kernel] },
    strides: { ints: [...window.strides] },
    dilations: { ints: [...window.dilations] },
    group: { int: group },
    pads: { ints: [...window.begin, ...rest.map((size) => Math.max(0, size))] },
    output_padding: { ints: rest.map((size) => Math.max(0, -size)) },
  });
}

const conv: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const sizes = weightSizes(b);
  const window = windowOf(b, b.input(0), b.output(), sizes.slice(2));
  const group = b.int('group', 1);
  const known = b.needs(0) ? b.weights(b.input(1)) : undefined;
  return [
    b.needs(0)
      ? known === undefined
        ? computedAdjoint(b, gradient, b.input(1).name, window, group)
        : convolutionAdjoint(b, gradient, known, window, group)
      : undefined,
    b.needs(1) ? weightGradient(b, b.input(0).name, gradient, sizes, window, group) : undefined,
    b.needs(2) ? biasGradient(b, gradient) : undefined,
  ];
};

export const convolutionRules: Record<string, Rule> = { Conv: conv };
