import { defineAttack } from './runner/define.js';
import { stepped } from './runner/directions.js';
import { count, length } from './runner/fields.js';
import type { AttackOptions } from './runner/options.js';
import { type Goal, gradientAt, moveTo, type Steps } from './runner/steps.js';

/** Published settings of {@link igsm}; lengths in levels. */
export const igsmPresets = {
  /** `BasicIterativeMethod` of cleverhans at commit b9169a3b: ε 0.3, step 0.05 of [0,1]. */
  'cleverhans-2018': { epsilon: 0.3 * 255, step: 0.05 * 255, iterations: 10 },
  /** `LinfBasicIterativeAttack` of foolbox 3.3.4: a fifth of ε, which the caller gives. */
  foolbox: { step: (epsilon: number) => 0.2 * epsilon, iterations: 10 },
  /** `BIM` of torchattacks 3.5.1. */
  torchattacks: { epsilon: 8, step: 2, iterations: 10 },
} as const;

export interface IgsmOptions extends AttackOptions {
  /** Where ε, step and iterations that are not given come from. Default: ε 2 levels, step ε/4, 10 iterations. */
  preset?: keyof typeof igsmPresets;
  /** How far each sample moves in one iteration, above 0, in `unit`. Default: a quarter of ε. */
  step?: number;
  /** Steps, at least 1. */
  iterations?: number;
}

interface Settings {
  step: number;
  iterations: number;
}

function* igsmSteps({ clean, label, target, norm }: Goal, { step, iterations }: Settings): Steps {
  // Away from the label, or towards the target.
  const signed = target === undefined ? step : -step;
  let picture = clean;
  for (let i = 0; i < iterations; i++) {
    const gradient = yield* gradientAt(picture, target ?? label);
    picture = yield* moveTo(stepped(norm, picture.data, gradient, signed));
  }
}

/**
 * The iterative gradient sign method, or basic iterative method (A. Kurakin, I. Goodfellow and S. Bengio, "Adversarial
 * examples in the physical world", arXiv 1607.02533): x ← clip(x + step · sign ∇ cross-entropy), each time to the box and
 * to ε around the clean picture. With `targets` it goes down the cross-entropy of the target.
 *
 * The same steps as `BasicIterativeMethod` of cleverhans at commit b9169a3b (January 2018), which the defense was
 * published against: no random start, all iterations taken, the label what the model names at the beginning. A sample
 * whose gradient is exactly 0 stays (TensorFlow's `sign`). Of equally likely classes the first is the label; cleverhans
 * divides the label among them. It clips to a box only where it is told one; here it always does.
 */
export const igsm = defineAttack<IgsmOptions, Settings>({
  name: 'igsm',
  title: 'iterative gradient sign method (BIM)',
  paper: 'Kurakin, Goodfellow and Bengio, 2016, arXiv 1607.02533',
  kind: 'budget',
  norms: ['linf'],
  needs: 'gradients',
  targeted: true,
  random: false,
  fields: { step: length(), iterations: count(1) },
  defaults: { epsilon: 2, step: (epsilon) => epsilon / 4, iterations: 10 },
  presets: igsmPresets,
  steps: igsmSteps,
});
