import { defineAttack } from './runner/define.js';
import { randomPoint, stepped } from './runner/directions.js';
import { count, flag, length } from './runner/fields.js';
import type { RandomAttackOptions } from './runner/options.js';
import type { Norm } from './runner/result.js';
import { type Goal, gradientAt, moveTo, type Steps, works } from './runner/steps.js';

/** Published settings of {@link pgd}; lengths in levels. Both start at random, once. */
export const pgdPresets = {
  /** `LinfPGD` and `L2PGD` of foolbox 3.3.4: steps of ε/30 and ε/40; ε is the caller's. */
  foolbox: {
    step: (epsilon: number, norm: Norm) => (norm === 'linf' ? epsilon / 30 : epsilon / 40),
    iterations: (_: number, norm: Norm) => (norm === 'linf' ? 40 : 50),
  },
  /** `PGD` and `PGDL2` of torchattacks 3.5.1: ε 8/255 and step 2/255; ε 1 and step 0.2 of [0,1]. */
  torchattacks: {
    epsilon: { linf: 8, l2: 255 },
    step: (_: number, norm: Norm) => (norm === 'linf' ? 2 : 0.2 * 255),
    iterations: 10,
  },
} as const;

export interface PgdOptions extends RandomAttackOptions {
  /** What ε is measured by. Default `'linf'`. */
  norm?: Norm;
  /**
   * Where ε, step and iterations that are not given come from. Default: ε 2 (L∞) or 255 (L2), step ε/4 (levels), 20
   * iterations.
   */
  preset?: keyof typeof pgdPresets;
  /** How far one iteration moves, above 0, in `unit`: each sample (L∞), or the picture along its gradient (L2). */
  step?: number;
  /** Steps of each start, at least 1. */
  iterations?: number;
  /** Starts, at least 1; there is no other after one whose end works. Default 1. */
  restarts?: number;
  /** Whether the first start is random too, or else the clean picture; further ones always are. Default true. */
  randomStart?: boolean;
}

interface Settings {
  step: number;
  iterations: number;
  restarts: number;
  randomStart: boolean;
}

function* pgdSteps(goal: Goal, { step, iterations, restarts, randomStart }: Settings): Steps {
  const { clean, label, target, norm } = goal;
  const signed = target === undefined ? step : -step;
  for (let start = 0; start < restarts; start++) {
    let picture = start > 0 || randomStart ? randomPoint(goal, goal.epsilon) : clean;
    for (let i = 0; i < iterations; i++) {
      const gradient = yield* gradientAt(picture, target ?? label);
      // x ← Π(x + step · sign ∇ L), equation (2) of section 2.1; Π is the runner's.
      picture = yield* moveTo(stepped(norm, picture.data, gradient, signed));
    }
    if (yield* works()) return;
  }
}

/**
 * Projected gradient descent (A. Madry, A. Makelov, L. Schmidt, D. Tsipras and A. Vladu, "Towards deep learning models
 * resistant to adversarial attacks", arXiv 1706.06083): from a random point of the ball, steps up the cross-entropy, each
 * brought back to the nearest point of ball and box, and that from several starts. L∞ steps go by the gradient's sign, L2
 * steps along the gradient made 1 long. With `targets` it goes down the cross-entropy of the target.
 *
 * The adversary is the last iterate that works, else the last of all (`iterations` counts those of starts before it).
 * foolbox and torchattacks give the last of their one start. Starts are equally likely everywhere in the ball, as in
 * foolbox; torchattacks draws an L2 start's distance uniformly from 0 to ε, mostly nearer to the picture. Both clip an L2
 * step to the ball first and to the box then, which is not always the nearest point of the two.
 */
export const pgd = defineAttack<PgdOptions, Settings>({
  name: 'pgd',
  title: 'projected gradient descent',
  paper: 'Madry, Makelov, Schmidt, Tsipras and Vladu, 2017, arXiv 1706.06083',
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'gradients',
  targeted: true,
  random: true,
  keep: 'working',
  // An L2 step may be longer than the range of a sample.
  fields: { step: length(Infinity), iterations: count(1), restarts: count(1), randomStart: flag },
  defaults: {
    epsilon: { linf: 2, l2: 255 },
    step: (epsilon) => epsilon / 4,
    iterations: 20,
    restarts: 1,
    randomStart: true,
  },
  presets: pgdPresets,
  steps: pgdSteps,
});
