import type { LogitsModel } from '../models/model.js';
import type { RandomSource } from '../core/random-source.js';
import { bringToLength } from './runner/budget-l2.js';
import { defineAttack } from './runner/define.js';
import { gaussianNumbers, uniformNumbers } from './runner/directions.js';
import { count } from './runner/fields.js';
import type { RandomAttackOptions } from './runner/options.js';
import type { Norm } from './runner/result.js';
import { type Goal, moveTo, type Steps, works } from './runner/steps.js';

export interface NoiseOptions extends RandomAttackOptions {
  /** What ε is measured by. Default `'linf'`. */
  norm?: Norm;
  /** Pictures of noise that are tried, at least 1; there is no other after one that works. Default 1. */
  draws?: number;
}

interface Settings {
  draws: number;
}

/** Adds noise of which each draw is made anew. */
function noiseSteps(numbers: (random: RandomSource, count: number, size: number) => Float32Array) {
  return function* ({ clean, norm, epsilon, bounds, random }: Goal, { draws }: Settings): Steps {
    for (let i = 0; i < draws; i++) {
      const moved = numbers(random, clean.data.length, epsilon);
      for (let k = 0; k < moved.length; k++) moved[k] += clean.data[k];
      if (norm === 'l2') bringToLength(clean.data, moved, epsilon, bounds);
      yield* moveTo(moved);
      if (yield* works()) return;
    }
  };
}

const shared = {
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'class',
  targeted: true,
  random: true,
  keep: 'working',
  fields: { draws: count(1) },
  defaults: { epsilon: { linf: 2, l2: 255 }, draws: 1 },
} as const;

/**
 * Gaussian noise as a control: what a perturbation does that knows nothing of the model.
 *
 * - L∞: each sample plus an independent Gaussian number of standard deviation ε, clipped to ±ε (about a third of them)
 *   and to the box
 * - L2: independent Gaussian numbers, made as long that the perturbation has the length ε after it was clipped to the box
 *   (J. Rauber and M. Bethge, "Fast differentiable clipping-aware normalization and rescaling", arXiv 2007.07677;
 *   `L2ClippingAwareAdditiveGaussianNoiseAttack` of foolbox)
 *
 * Of `draws` pictures the first that works is the adversary, else the last. torchattacks' `GN` adds noise of a standard
 * deviation, without a budget.
 */
export const gaussianNoise = defineAttack<NoiseOptions, Settings, LogitsModel>({
  ...shared,
  name: 'gaussian-noise',
  title: 'Gaussian noise',
  paper: 'control: knows nothing of the model',
  steps: noiseSteps(gaussianNumbers),
});

/**
 * Uniform noise as a control: what a perturbation does that knows nothing of the model.
 *
 * - L∞: each sample plus an independent number from -ε to ε, clipped to the box
 * - L2: such numbers, made as long that the perturbation has the length ε after it was clipped to the box (Rauber and
 *   Bethge, arXiv 2007.07677; `L2ClippingAwareAdditiveUniformNoiseAttack` of foolbox)
 *
 * Of `draws` pictures the first that works is the adversary, else the last.
 */
export const uniformNoise = defineAttack<NoiseOptions, Settings, LogitsModel>({
  ...shared,
  name: 'uniform-noise',
  title: 'uniform noise',
  paper: 'control: knows nothing of the model',
  steps: noiseSteps(uniformNumbers),
});
