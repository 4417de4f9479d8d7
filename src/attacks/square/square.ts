import type { LogitsModel } from '../../models/model.js';
import { highest } from '../../models/ranking.js';
import { defineAttack } from '../runner/define.js';
import { count, flag, positive } from '../runner/fields.js';
import type { RandomAttackOptions } from '../runner/options.js';
import { isAdversarial } from '../runner/result.js';
import { type Goal, logitsOf, moveTo, type Steps, works } from '../runner/steps.js';
import { bestOther, crossEntropyOf } from '../shared/logits.js';
import { l2Search } from './l2.js';
import { linfSearch } from './linf.js';
import { shareAt } from './search.js';

export interface SquareOptions extends RandomAttackOptions {
  /** What ε is measured by. Default `'linf'`. */
  norm?: 'linf' | 'l2';
  /** Candidates that are shown to the model at most, after the first: at least 1. Default 5000. */
  queries?: number;
  /** The part of the pixels that a square covers in the beginning: (0,1]. Default 0.8. */
  pInit?: number;
  /**
   * Whether the schedule by which squares become smaller is stretched or shortened from 10,000 queries to `queries`, as
   * in the paper; or else the queries are the first ones of 10,000. Default true.
   */
  rescaleSchedule?: boolean;
}

interface Settings {
  queries: number;
  pInit: number;
  rescaleSchedule: boolean;
}

/** What is made small: the lead of the label before the others, or the cross-entropy of the target. */
function lossOf({ label, target }: Goal): (logits: Float32Array) => number {
  if (target !== undefined) return (logits) => crossEntropyOf(logits, target);
  return (logits) => logits[label] - logits[bestOther(logits, label)];
}

function* squareSteps(goal: Goal, { queries, pInit, rescaleSchedule }: Settings): Steps {
  const { start, candidate } = goal.norm === 'linf' ? linfSearch(goal) : l2Search(goal);
  const loss = lossOf(goal);
  let best = yield* moveTo(start());
  let [logits] = yield* logitsOf([best]);
  let least = loss(logits);
  let good = isAdversarial(goal, highest(logits, 1)[0]);
  if (good && (yield* works())) return;
  for (let n = 0; n < queries; n++) {
    const moved = candidate(best.data, shareAt(n, pInit, rescaleSchedule ? queries : 10_000));
    goal.project(moved);
    [logits] = yield* logitsOf([{ ...best, data: moved }]);
    const value = loss(logits);
    const now = isAdversarial(goal, highest(logits, 1)[0]);
    // The first that works counts, whatever its loss. Where it does not survive rounding, the search goes on.
    if (value >= least && (good || !now)) continue;
    least = value;
    good = now;
    best = yield* moveTo(moved);
    if (good && (yield* works())) return;
  }
}

/**
 * The Square Attack (M. Andriushchenko, F. Croce, N. Flammarion and M. Hein, "Square Attack: a query-efficient black-box
 * adversarial attack via random search", ECCV 2020, arXiv 1912.00049): it asks for logits, never for a gradient. It
 * begins with vertical stripes (L∞) or a grid of patterns (L2) and changes a square at a random place, at the edge of the
 * budget; the change stays where it makes the loss smaller. Squares become smaller by the schedule of the paper. It makes
 * the lead of the label before the best other class small, or with `targets` the target's cross-entropy, and ends at the
 * first candidate that works.
 *
 * Defaults as `Square` of torchattacks 3.5.1 and `SquareAttack` of fra31/auto-attack: 5000 queries, p 0.8, ε 8 of L∞; the
 * L2 of 1275 levels is the 5 of the paper for ImageNet. What differs: squares may lie at the last row and column too; L∞
 * signs that would change nothing are drawn again, as in the authors' first code; a start for L2 in pictures of other
 * shapes than squares is centred.
 */
export const square = defineAttack<SquareOptions, Settings, LogitsModel>({
  name: 'square',
  title: 'Square Attack',
  paper: 'Andriushchenko, Croce, Flammarion and Hein, 2020, arXiv 1912.00049',
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'logits',
  targeted: true,
  random: true,
  keep: 'working',
  fields: { queries: count(1), pInit: positive(1), rescaleSchedule: flag },
  defaults: { epsilon: { linf: 8, l2: 1275 }, queries: 5000, pInit: 0.8, rescaleSchedule: true },
  steps: squareSteps,
});
