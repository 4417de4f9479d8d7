import { type Aim, aimOf, aims } from '../shared/aim.js';
import { minimise } from './minimise.js';
import { defineAttack } from '../runner/define.js';
import { count, positive, word } from '../runner/fields.js';
import type { MinimumNormOptions, RandomAttackOptions } from '../runner/options.js';
import type { Picture } from '../runner/result.js';
import { type Goal, moveTo, slopeAt, type Steps, works } from '../runner/steps.js';
import { crossEntropyOf } from '../shared/logits.js';
import { toBoundary } from '../shared/to-boundary.js';

/** Published settings of {@link lbfgs}. */
export const lbfgsPresets = {
  /** `LBFGS` of cleverhans at commit b9169a3b. */
  'cleverhans-2018': { initialConst: 0.01, binarySearchSteps: 5, iterations: 1000, aim: 'random' },
} as const;

export interface LbfgsOptions extends MinimumNormOptions, RandomAttackOptions {
  /** Where options that are not given come from. Default: the values below. */
  preset?: keyof typeof lbfgsPresets;
  /** The first c, above 0: what a unit of cross-entropy is worth in squared distance, of samples in [0,1]. Default 0.01. */
  initialConst?: number;
  /** Values of c that are tried, at least 1. Default 5. */
  binarySearchSteps?: number;
  /**
   * Points that L-BFGS goes to for each c at most, at least 1; it ends before where five steps lower the loss by less
   * than 1 %. Default 1000.
   */
  iterations?: number;
  /**
   * What it goes for without `targets`: `'second'`, the likeliest other class of the clean picture, or `'random'`, any
   * other class, drawn from `seed`. Default `'second'`.
   */
  aim?: Aim;
}

interface Settings {
  initialConst: number;
  binarySearchSteps: number;
  iterations: number;
  aim: Aim;
}

/**
 * The part of the loss that five steps have to lower it by. Networks of ReLU have kinks, at which thousands of small steps
 * lead down a little: photos come out within 1 % of as near without them, for a small part of the gradients.
 */
const tolerance = 0.01;

/** Beyond this no c is tried. */
const mostConst = 1e10;

function* lbfgsSteps(goal: Goal, { initialConst, binarySearchSteps, iterations, aim }: Settings): Steps {
  const { data: clean } = goal.clean;
  const range = goal.bounds[1] - goal.bounds[0];
  const curvature = 2 / range ** 2;
  const target = aimOf(goal, aim);
  let [low, high, c] = [0, Infinity, initialConst];
  let nearest: Picture | undefined;
  let least = Infinity;

  /** ‖x' - x‖² + c · cross-entropy of the target, and its gradient per level. */
  function* evaluate(point: Float32Array): Steps<{ value: number; gradient: Float32Array; working: boolean }> {
    const picture = yield* moveTo(point);
    const slope = yield* slopeAt(picture, { crossEntropy: target });
    const gradient = new Float32Array(clean.length);
    let squares = 0;
    for (let i = 0; i < gradient.length; i++) {
      const away = picture.data[i] - clean[i];
      squares += away * away;
      gradient[i] = curvature * away + c * slope.gradient[i];
    }
    const value = squares / range ** 2 + c * crossEntropyOf(slope.logits, target);
    const working = yield* works();
    if (working && squares < least) [least, nearest] = [squares, picture];
    return { value, gradient, working };
  }

  for (let n = 0; n < binarySearchSteps; n++) {
    // With many searches the last repeats the best, as published.
    if (n === binarySearchSteps - 1 && binarySearchSteps >= 10) c = Math.min(high, mostConst);
    const { working } = yield* minimise(clean, evaluate, { bounds: goal.bounds, iterations, curvature, tolerance });
    if (working) high = c;
    else low = c;
    c = Math.min(mostConst, high === Infinity ? c * 10 : (low + high) / 2);
  }
  if (nearest) yield* toBoundary(goal.clean, nearest);
}

/**
 * The attack of Szegedy et al. ("Intriguing properties of neural networks", arXiv 1312.6199): the smallest
 * ‖x' - x‖² + c · cross-entropy(x', target) inside of the box by L-BFGS, for several c, in the form of `LBFGS` of
 * cleverhans at commit b9169a3b. c begins at `initialConst`, grows tenfold until the smallest is an adversary, then is
 * halved between the highest that failed and the lowest that did not.
 *
 * Distances in the loss are of samples in [0,1], the model's box, so that c means what it means there, whatever `unit` is.
 * It is published for targets; without any it goes for the likeliest other class, where cleverhans draws one
 * (`aim: 'random'`), and works as soon as the label is lost. The nearest adversary of all points that L-BFGS went to is
 * kept, not of its last ones alone, and brought to the boundary on the line from the clean picture by a bisection of 14
 * queries, which the published code does not do.
 */
export const lbfgs = defineAttack<LbfgsOptions, Settings>({
  name: 'l-bfgs',
  title: 'box-constrained L-BFGS',
  paper: 'Szegedy et al., 2013, arXiv 1312.6199',
  kind: 'minimum',
  norms: ['l2'],
  needs: 'gradients',
  targeted: true,
  random: true,
  fields: {
    initialConst: positive(),
    binarySearchSteps: count(1),
    iterations: count(1),
    aim: word(...aims),
  },
  defaults: { initialConst: 0.01, binarySearchSteps: 5, iterations: 1000, aim: 'second' },
  presets: lbfgsPresets,
  steps: lbfgsSteps,
});
