import { defineAttack } from './runner/define.js';
import { stepped } from './runner/directions.js';
import type { AttackOptions } from './runner/options.js';
import type { Norm } from './runner/result.js';
import { type Goal, gradientAt, moveTo, type Steps } from './runner/steps.js';

/** Published settings of {@link fgsm}; ε in levels. foolbox 3.3.4 leaves ε to the caller. */
export const fgsmPresets = {
  /** `FastGradientMethod` of cleverhans at commit b9169a3b: ε 0.3 of [0,1], in either norm. */
  'cleverhans-2018': { epsilon: 0.3 * 255 },
  /** `FGSM` of torchattacks 3.5.1: ε 8/255. It has L∞ only; the L2 of 255 is that of its `PGDL2`. */
  torchattacks: { epsilon: { linf: 8, l2: 255 } },
} as const;

export interface FgsmOptions extends AttackOptions {
  /** What ε is measured by. Default `'linf'`. */
  norm?: Norm;
  /** Where an ε that is not given comes from. Default: ε 2 for L∞, 255 for L2 (levels). */
  preset?: keyof typeof fgsmPresets;
}

function* fgsmSteps({ clean, label, target, norm, epsilon }: Goal): Steps {
  const gradient = yield* gradientAt(clean, target ?? label);
  // x + ε · sign ∇ J(x, label), section 4; towards a target it goes down.
  yield* moveTo(stepped(norm, clean.data, gradient, target === undefined ? epsilon : -epsilon));
}

/**
 * The fast gradient sign method (I. Goodfellow, J. Shlens and C. Szegedy, "Explaining and harnessing adversarial
 * examples", arXiv 1412.6572): one step of ε, x + ε · sign ∇ cross-entropy, clipped to the box. In L2 the step goes along
 * the gradient, as long as ε before clipping (`L2FastGradientAttack` of foolbox). With `targets` it goes down the
 * cross-entropy of the target.
 *
 * A sample whose gradient is exactly 0 stays. The label is what the model names unless it is given.
 */
export const fgsm = defineAttack<FgsmOptions, object>({
  name: 'fgsm',
  title: 'fast gradient sign method',
  paper: 'Goodfellow, Shlens and Szegedy, 2014, arXiv 1412.6572',
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'gradients',
  targeted: true,
  random: false,
  fields: {},
  defaults: { epsilon: { linf: 2, l2: 255 } },
  presets: fgsmPresets,
  steps: fgsmSteps,
});
