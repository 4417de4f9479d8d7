import type { Backward, Rule } from '../backward.js';
import { biasGradient, weightSizes } from './convolution.js';
import { weightGradient } from './convolution-weights.js';
import { crop, extent, spatialSizes, type Window } from './convolution-window.js';

/**
 * Padding before the first output of a ConvTranspose, as ONNX defines it: where the output's size is given, or asked to
 * be a multiple of the input's, what is too much is shared, and an odd one goes to the end for SAME_UPPER and to the
 * beginning otherwise.
 */
function beginOf(
  b: Backward,
  input: readonly number[],
  kernel: readonly number[],
  strides: number[],
  dilations: number[],
) {
  const kind = b.string('auto_pad', 'NOTSET');
  const zeros = input.map(() => 0);
  const given = b.ints('output_shape', []).slice(-input.length);
  if (given.length === 0 && kind === 'NOTSET') return b.ints('pads', [...zeros, ...zeros]).slice(0, input.length);
  if (given.length === 0 && kind === 'VALID') return zeros;
  const extra = b.ints('output_padding', zeros);
  return input.map((size, axis) => {
    const wanted = given[axis] ?? size * strides[axis];
    const whole = (size - 1) * strides[axis] + extra[axis] + extent(kernel[axis], dilations[axis]);
    const total = Math.max(0, whole - wanted);
    return kind === 'SAME_UPPER' ? total >> 1 : (total + 1) >> 1;
  });
}

/** The window of the convolution that a ConvTranspose is the adjoint of: it slides over the output. */
function windowOf(b: Backward, kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1);
  const output = spatialSizes(b, b.input(0));
  const strides = b.ints('strides', ones);
  const dilations = b.ints('dilations', ones);
  return {
    input: spatialSizes(b, b.output()),
    output,
    kernel,
    strides,
    dilations,
    begin: beginOf(b, output, kernel, strides, dilations),
  };
}

/** From the gradient of the output to that of the input: the convolution with the same weights. */
function inputGradient(b: Backward, gradient: string, window: Window, group: number): string {
  const end = window.input.map((size, axis) => {
    const whole =
      (window.output[axis] - 1) * window.strides[axis] + extent(window.kernel[axis], window.dilations[axis]);
    return whole - window.begin[axis] - size;
  });
  const zeros = window.input.map(() => 0);
  const cropped = crop(
    b,
    gradient,
    window.input,
    zeros,
    end.map((size) => -size),
  );
  return b.emit('Conv', [cropped, b.input(1).name], {
    kernel_shape: { ints: [...window.kernel] },
    strides: { ints: [...window.strides] },
    dilations: { ints: [...window.dilations] },
    group: { int: group },
    pads: { ints: [...window.begin, ...end.map((size) => Math.max(0, size))] },
  });
}

const convTranspose: Rule = (b, [gradient]) => {
  if (gradient === undefined) return [];
  const sizes = weightSizes(b);
  const window = windowOf(b, sizes.slice(2));
  const group = b.int('group', 1);
  return [
    b.needs(0) ? inputGradient(b, gradient, window, group) : undefined,
    b.needs(1) ? weightGradient(b, gradient, b.input(0).name, sizes, window, group) : undefined,
    b.needs(2) ? biasGradient(b, gradient) : undefined,
  ];
};

export const transposedConvolutionRules: Record<string, Rule> = { ConvTranspose: convTranspose };
