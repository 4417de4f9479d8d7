import { l2Budget } from './budget-l2.js';
import { linfBudget } from './budget-linf.js';
import { type Budget, roundInBox } from './budget.js';
import type { Norm, Picture } from './result.js';

/** The box alone: where an attack looks for the nearest adversary. */
function box([lowest, highest]: readonly [number, number]): Budget {
  return {
    project: (moved) => {
      for (let i = 0; i < moved.length; i++) moved[i] = Math.min(highest, Math.max(lowest, moved[i]));
    },
    round: (samples) => roundInBox(samples, lowest, highest),
  };
}

/**
 * The budget of a norm.
 * @param epsilon in levels; Infinity for the box alone
 */
export function budgetOf(norm: Norm, clean: Picture, epsilon: number, bounds: readonly [number, number]): Budget {
  if (epsilon === Infinity) return box(bounds);
  return norm === 'linf' ? linfBudget(clean, epsilon, bounds) : l2Budget(clean, epsilon, bounds);
}
