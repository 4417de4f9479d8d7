import { integer, knownOptions, number } from '../core/checks.js';
import {
  checkImage,
  colourChannels,
  copyAlpha,
  type FullImage,
  type Image,
  type PixelData,
  prepareOut,
  type Transform,
  writePlane,
} from '../core/image.js';
import { type KernelOptions, usesKernels } from '../core/kernels/backend.js';
import { totalVariationKernels, type TotalVariationSettings } from './kernels/total-variation.js';

export interface TotalVariationOptions extends KernelOptions {
  /** How much variation is taken out, in units of a picture of [0,1]; at least 1e-6. More is smoother. Default 0.1. */
  weight?: number;
  /** Stops when the energy changes by less than this part of its first value; at least 0. Default 0.0002. */
  eps?: number;
  /** The most iterations for each channel; at least 1. Default 200. */
  maxIterations?: number;
}

/** @internal The options of `denoiseTotalVariation`, checked and complete. */
export interface TotalVariationPlan extends TotalVariationSettings {
  readonly kernels: boolean;
}

/** @internal */
export function resolveTotalVariation(options: TotalVariationOptions): TotalVariationPlan {
  knownOptions(options, 'denoiseTotalVariation', ['weight', 'eps', 'maxIterations', 'backend', 'out']);
  return {
    // Energy and steps scale with the samples: values 0…255 with 255 times the weight are values in [0,1].
    lambda: 255 * number(options.weight ?? 0.1, 'weight', 1e-6),
    eps: number(options.eps ?? 0.0002, 'eps', 0),
    maxIterations: integer(options.maxIterations ?? 200, 'maxIterations', 1),
    kernels: usesKernels(options.backend),
  };
}

/**
 * Total-variation minimisation: the picture closest to the input among those of less variation, found with
 * A. Chambolle's dual projection ("An Algorithm for Total Variation Minimization and Applications", JMIV 20, 2004) for
 * each channel on its own, step by step as `skimage.restoration.denoise_tv_chambolle` does it (the same from
 * January 2018, when the published repository called it with these defaults, to 0.19.3). Any size; alpha passes through.
 *
 * @throws TypeError or RangeError for an option that is unknown or out of range
 */
export function denoiseTotalVariation<T extends PixelData>(
  image: Image<T>,
  options: TotalVariationOptions = {},
): FullImage<T> {
  const input = checkImage(image);
  const plan = resolveTotalVariation(options);
  const result = prepareOut(input, options.out);
  prepareTotalVariation(input, plan)(input, result);
  return result;
}

/** @internal For one picture after another like the first. A channel as a gray picture gives the same as in one of colours. */
export function prepareTotalVariation(like: FullImage, plan: TotalVariationPlan): Transform {
  const run = plan.kernels ? totalVariationKernels(like, plan) : undefined;
  return (input, result) => {
    if (!run?.(input, result)) minimise(input, result, plan);
    copyAlpha(input, result);
  };
}

function minimise(input: FullImage, result: FullImage, settings: TotalVariationSettings): void {
  const { lambda, eps, maxIterations } = settings;
  const { width, height, channels } = input;
  const size = width * height;
  const plane = new Float32Array(size);
  const denoised = new Float64Array(size);
  const down = new Float64Array(size);
  const right = new Float64Array(size);
  for (let c = 0; c < colourChannels(input); c++) {
    for (let i = 0, j = c; i < size; i++, j += channels) plane[i] = input.data[j];
    down.fill(0);
    right.fill(0);
    let first = 0;
    let previous = 0;
    for (let i = 0; i < maxIterations; i++) {
      const energy = iterate(plane, width, height, lambda, down, right, denoised);
      if (i === 0) first = energy;
      else if (Math.abs(previous - energy) < eps * first) break;
      previous = energy;
    }
    writePlane(result, c, denoised);
  }
}

/**
 * One iteration in one sweep: `denoised` = `plane` + div p, then p moved against the gradient of `denoised` and
 * projected, where p is (`down`, `right`). A row of p may move once the row of `denoised` below it is known.
 * @returns the energy Σ (div p)² + lambda Σ |∇ denoised|
 */
function iterate(
  plane: Float32Array,
  width: number,
  height: number,
  lambda: number,
  down: Float64Array,
  right: Float64Array,
  denoised: Float64Array,
): number {
  const tau = 0.25; // 1 / (2 × axes): Chambolle's proof asks for at most 1/8, this is skimage's faster step.
  const ratio = tau / lambda;
  let fidelity = divergeRow(plane, width, 0, down, right, denoised);
  let variation = 0;
  for (let y = 0; y < height; y++) {
    const last = y === height - 1;
    if (!last) fidelity += divergeRow(plane, width, y + 1, down, right, denoised);
    const end = (y + 1) * width - 1;
    for (let i = y * width; i <= end; i++) {
      const value = denoised[i];
      const gradientDown = last ? 0 : denoised[i + width] - value;
      const gradientRight = i < end ? denoised[i + 1] - value : 0;
      const norm = Math.sqrt(gradientDown * gradientDown + gradientRight * gradientRight);
      variation += norm;
      // p ← (p - τ ∇u) / (1 + τ/λ |∇u|), the fixed point of Chambolle's equation (9).
      const shrink = 1 / (1 + ratio * norm);
      down[i] = (down[i] - tau * gradientDown) * shrink;
      right[i] = (right[i] - tau * gradientRight) * shrink;
    }
  }
  return fidelity + lambda * variation;
}

/** Row `y` of `denoised` = `plane` + div p; returns the sum of (div p)² over the row. */
function divergeRow(
  plane: Float32Array,
  width: number,
  y: number,
  down: Float64Array,
  right: Float64Array,
  denoised: Float64Array,
): number {
  const start = y * width;
  let sum = 0;
  let left = 0;
  for (let i = start; i < start + width; i++) {
    const here = right[i];
    const above = y > 0 ? down[i - width] : 0;
    const d = above - down[i] + (left - here);
    left = here;
    denoised[i] = plane[i] + d;
    sum += d * d;
  }
  return sum;
}
