import { defineAttack } from './runner/define.js';
import { stepped, sumOfSizes } from './runner/directions.js';
import { count, length, real } from './runner/fields.js';
import type { AttackOptions } from './runner/options.js';
import { type Goal, gradientAt, moveTo, type Steps } from './runner/steps.js';

/** Published settings of {@link miFgsm}; lengths in levels. All have a decay of 1, as the paper. */
export const miFgsmPresets = {
  /** `MomentumIterativeMethod` of cleverhans at commit b9169a3b: ε 0.3, step 0.06 of [0,1]. */
  'cleverhans-2018': { epsilon: 0.3 * 255, step: 0.06 * 255, iterations: 10, decay: 1 },
  /** `LinfMomentumIterativeFastGradientMethod` of foolbox 3.3.4: a fifth of ε, which the caller gives. */
  foolbox: { step: (epsilon: number) => 0.2 * epsilon, iterations: 10, decay: 1 },
  /** `MIFGSM` of torchattacks 3.5.1. */
  torchattacks: { epsilon: 8, step: 2, iterations: 10, decay: 1 },
} as const;

export interface MiFgsmOptions extends AttackOptions {
  /** Where ε, step, iterations and decay that are not given come from. Default: ε 2, step ε/4 (levels), 10, 1. */
  preset?: keyof typeof miFgsmPresets;
  /** How far each sample moves in one iteration, above 0, in `unit`. */
  step?: number;
  /** Steps, at least 1. */
  iterations?: number;
  /** μ: how much of the momentum is kept in each iteration, at least 0; 0 is `igsm`. */
  decay?: number;
}

interface Settings {
  step: number;
  iterations: number;
  decay: number;
}

/** g ← μ · g + ∇ / ‖∇‖₁, equation (6); a gradient of 0 adds nothing. */
function accumulate(momentum: Float32Array, gradient: Float32Array, decay: number): void {
  const sum = sumOfSizes(gradient);
  // By their mean size: the length of g is of no account, and float32 keeps its digits.
  const factor = sum === 0 ? 0 : gradient.length / sum;
  for (let i = 0; i < momentum.length; i++) momentum[i] = decay * momentum[i] + factor * gradient[i];
}

function* miFgsmSteps({ clean, label, target, norm }: Goal, { step, iterations, decay }: Settings): Steps {
  const signed = target === undefined ? step : -step;
  const momentum = new Float32Array(clean.data.length);
  let picture = clean;
  for (let i = 0; i < iterations; i++) {
    accumulate(momentum, yield* gradientAt(picture, target ?? label), decay);
    // x ← x + step · sign g, equation (7).
    picture = yield* moveTo(stepped(norm, picture.data, momentum, signed));
  }
}

/**
 * The momentum iterative fast gradient sign method (Y. Dong, F. Liao, T. Pang, H. Su, J. Zhu, X. Hu and J. Li, "Boosting
 * adversarial attacks with momentum", arXiv 1710.06081, algorithm 1): as `igsm`, by the sign of a sum of the gradients so
 * far, each divided by its L1 length and the sum multiplied by the decay μ in each iteration. Made for adversaries that
 * other models take for the same. With `targets` it goes down the cross-entropy of the target.
 *
 * cleverhans and torchattacks divide by the mean of the absolute gradient, which gives the same signs; so does this.
 * foolbox sums signs in place of divided gradients.
 */
export const miFgsm = defineAttack<MiFgsmOptions, Settings>({
  name: 'mi-fgsm',
  title: 'momentum iterative fast gradient sign method',
  paper: 'Dong, Liao, Pang, Su, Zhu, Hu and Li, 2017, arXiv 1710.06081',
  kind: 'budget',
  norms: ['linf'],
  needs: 'gradients',
  targeted: true,
  random: false,
  fields: { step: length(), iterations: count(1), decay: real(0) },
  defaults: { epsilon: 2, step: (epsilon) => epsilon / 4, iterations: 10, decay: 1 },
  presets: miFgsmPresets,
  steps: miFgsmSteps,
});
