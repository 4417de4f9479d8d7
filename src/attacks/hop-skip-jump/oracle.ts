import { highest } from '../../models/ranking.js';
import { isAdversarial, type Picture } from '../runner/result.js';
import { type Goal, logitsOf, moveTo, type Steps, works } from '../runner/steps.js';

/** Queries that the runner may need besides those of the steps: for the clean picture, the adversary, and its rounding. */
const ofTheRunner = 3;

/** Answers whether pictures work, from nothing but their classes, as long as queries are left. */
export interface LabelOracle {
  /** Queries that are left. */
  readonly left: () => number;
  /** Whether each works: a query each. */
  readonly ask: (pictures: readonly Float32Array[]) => Steps<readonly boolean[]>;
  /** Makes samples an iterate, and has it judged: a query. */
  readonly propose: (samples: Float32Array) => Steps;
}

/**
 * An oracle for one picture.
 * @param queries all that the result may count, those of the runner included
 */
export function labelOracle(goal: Goal, queries: number): LabelOracle {
  let left = queries - ofTheRunner;
  return {
    left: () => left,
    *ask(pictures) {
      left -= pictures.length;
      const shown = pictures.map((data): Picture => ({ ...goal.clean, data }));
      return (yield* logitsOf(shown)).map((logits) => isAdversarial(goal, highest(logits, 1)[0]));
    },
    *propose(samples) {
      left--;
      yield* moveTo(samples.slice());
      yield* works();
    },
  };
}
