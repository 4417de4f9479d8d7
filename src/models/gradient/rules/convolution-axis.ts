import { extent, type Window } from './convolution-window.js';

/**
 * One axis of the adjoint as a convolution of stride 1. Input i of the original reads the outputs o with
 * i = o·stride − begin + tap·dilation, so with i = j·stride + phase only the taps that make (phase + begin − tap·dilation)
 * a multiple of the stride count, at the fixed distance o − j: each phase is a convolution of its own (sub-pixel
 * convolution, Shi et al., CVPR 2016).
 */
export interface Axis {
  /** Those that are computed. */
  readonly phases: readonly number[];
  /** Taps of the new kernel, and the distance between them. */
  readonly kernel: number;
  readonly dilation: number;
  /** Padding of the new convolution; below 0 it takes positions away. */
  readonly begin: number;
  readonly end: number;
  /** Positions of each phase. */
  readonly length: number;
  /** For a phase and a tap of the new kernel the tap of the original, or -1. */
  tap(phase: number, at: number): number;
}

/** Phases of an axis that some tap reaches. */
export function reached(window: Window, axis: number): number[] {
  const [stride, dilation, begin] = [window.strides[axis], window.dilations[axis], window.begin[axis]];
  return Array.from({ length: stride }, (_, phase) => phase).filter((phase) =>
    Array.from({ length: window.kernel[axis] }, (_, tap) => phase + begin - tap * dilation).some(
      (d) => d % stride === 0,
    ),
  );
}

export function axisOf(window: Window, axis: number, phases: readonly number[]): Axis {
  const [input, output, kernel] = [window.input[axis], window.output[axis], window.kernel[axis]];
  const [stride, dilation, begin] = [window.strides[axis], window.dilations[axis], window.begin[axis]];
  if (stride === 1) {
    const before = extent(kernel, dilation) - 1 - begin;
    return {
      phases,
      kernel,
      dilation,
      begin: before,
      end: input - output + extent(kernel, dilation) - 1 - before,
      length: input,
      tap: (_, at) => kernel - 1 - at,
    };
  }
  const taps = new Map<string, number>();
  let least = Infinity;
  let most = -Infinity;
  for (const phase of phases) {
    for (let tap = 0; tap < kernel; tap++) {
      const distance = (phase + begin - tap * dilation) / stride;
      if (!Number.isInteger(distance)) continue;
      taps.set(`${phase}:${distance}`, tap);
      least = Math.min(least, distance);
      most = Math.max(most, distance);
    }
  }
  const length = Math.ceil(input / stride);
  return {
    phases,
    kernel: most - least + 1,
    dilation: 1,
    begin: -least,
    end: length - output + most,
    length,
    tap: (phase, at) => taps.get(`${phase}:${at + least}`) ?? -1,
  };
}
