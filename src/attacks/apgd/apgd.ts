import { checkDlrClasses, crossEntropyObjective, dlrObjective } from './losses.js';
import { apgdDefinition, type ApgdSettings, apgdSteps } from './run.js';
import { defineAttack } from '../runner/define.js';
import type { RandomAttackOptions } from '../runner/options.js';

export interface ApgdOptions extends RandomAttackOptions {
  /** What ε is measured by. Default `'linf'`. */
  norm?: 'linf' | 'l2';
  /** Steps of one run after its random start, at least 1. Default 100. */
  iterations?: number;
  /** Runs from random starts, at least 1; those after one that works are not made. Default 1. */
  restarts?: number;
  /** The step is halved where no more than this part of the steps since the last checkpoint went up: (0,1]. Default 0.75. */
  rho?: number;
  /** The weight of a new step against the one before it, α of the paper: (0,1], 1 for no momentum. Default 0.75. */
  momentum?: number;
}

/**
 * Auto-PGD on the cross-entropy (F. Croce and M. Hein, "Reliable evaluation of adversarial robustness with an ensemble
 * of diverse parameter-free attacks", ICML 2020, arXiv 2003.01690): steepest ascent with momentum from a random start at
 * the edge of the budget, x ← P(x + α (P(x + η d) - x) + (1 - α) (x - x')), where d is the sign of the gradient (L∞) or
 * the gradient at length 1 (L2). The step η begins at 2ε; at checkpoints it is halved, and the best point taken up again,
 * where too few steps went up or nothing better was found. There is no step size to choose. With `targets` it goes down
 * the cross-entropy of the target.
 *
 * Defaults as in `APGDAttack` of fra31/auto-attack: 100 iterations, ρ and α 0.75; ε 2 (L∞) or 255 (L2) levels are this
 * library's. The adversary is the last iterate that works, as there. What differs: the first step
 * counts as one that went up where it beats the start, as in the paper (the code compares its loss with 0); the projection of L2 is the nearest point of ball and box
 * together, where the code clips to the ball, then to the box; no gradient is taken at the last iterate.
 */
export const apgdCe = defineAttack<ApgdOptions, ApgdSettings>({
  ...apgdDefinition,
  name: 'apgd-ce',
  title: 'Auto-PGD on the cross-entropy',
  steps: (goal, settings) => apgdSteps(goal, crossEntropyObjective(goal), settings),
});

/**
 * Auto-PGD (see `apgdCe`) on the difference of logits ratio of the same paper, which no scale of the logits changes: it
 * has a gradient where a very sure model's cross-entropy has none. Untargeted it is
 * -(z_y - max_{i≠y} z_i) / (z_π1 - z_π3), with `targets` -(z_y - z_t) / (z_π1 - (z_π3 + z_π4) / 2).
 *
 * @throws RangeError for a model of fewer than 3 classes, with `targets` 4
 */
export const apgdDlr = defineAttack<ApgdOptions, ApgdSettings>({
  ...apgdDefinition,
  name: 'apgd-dlr',
  title: 'Auto-PGD on the difference of logits ratio',
  check: (_, { classes }, { targets }) => checkDlrClasses(classes, targets !== undefined),
  steps: (goal, settings) => apgdSteps(goal, dlrObjective(goal), settings),
});
