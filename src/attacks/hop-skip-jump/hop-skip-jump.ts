import type { LogitsModel } from '../../models/model.js';
import { outOfRange, wrongType } from '../../core/checks.js';
import type { Image } from '../../core/image.js';
import { directionOf, toBoundary } from './boundary.js';
import { labelOracle } from './oracle.js';
import { defineAttack } from '../runner/define.js';
import { stepped } from '../runner/directions.js';
import { count, type Field, positive } from '../runner/fields.js';
import { cleanPictures } from '../runner/inputs.js';
import type { MinimumNormOptions, RandomAttackOptions } from '../runner/options.js';
import { distance, type Norm } from '../runner/result.js';
import type { Goal, Steps } from '../runner/steps.js';

export interface HopSkipJumpOptions extends MinimumNormOptions, RandomAttackOptions {
  /** What distances are measured by. Default `'l2'`. */
  norm?: Norm;
  /**
   * The most queries that a result may count, at least 30: the clean picture, all that the attack asks, and the judging of
   * the adversary before and after rounding. The attack goes on until they are spent. Default 5000.
   */
  queries?: number;
  /** Queries of the first estimate of a direction, at least 1; estimate t takes √t times as many. Default 100. */
  initialEvaluations?: number;
  /**
   * How far from the boundary the search for it may end, and how far around it is asked for the direction: the threshold
   * is gamma / d^1.5 (L2) or gamma / d² (L∞) of the distance, d the number of samples; above 0. Default 1.
   */
  gamma?: number;
  /**
   * A picture for each that is attacked to begin with, at the model's size and of the class to be reached (for an
   * untargeted attack of any class but the label). Needed with `targets`. Default: uniform noise.
   */
  starts?: readonly Image[];
}

interface Settings {
  queries: number;
  initialEvaluations: number;
  gamma: number;
  starts: readonly Image[] | undefined;
}

/**
 * Per sample, what an estimate moves by at least, in levels: 64 times what float32 can tell apart near 255, and enough
 * for the logits of a float32 network to change by more than its rounding.
 */
const leastMove = 2 ** -10;

const pictures: Field<readonly Image[] | undefined> = (value, name) => {
  if (!Array.isArray(value)) throw wrongType('an array of pictures', name, value);
  return value as Image[];
};

function* hopSkipJumpSteps(goal: Goal, { queries, initialEvaluations, gamma, starts }: Settings): Steps {
  const { clean, norm, bounds, random, picture, target, label, project } = goal;
  const d = clean.data.length;
  const threshold = gamma / (norm === 'l2' ? d ** 1.5 : d * d);
  const searches = Math.ceil(Math.max(0, -Math.log2(threshold)));
  const oracle = labelOracle(goal, queries);
  const boundary = (from: Float32Array, least: number, by: Norm = norm) =>
    toBoundary(clean.data, from, by, least, oracle);

  let start: Float32Array | undefined;
  if (starts) {
    start = new Float32Array(starts[picture].data);
    if (!(yield* oracle.ask([start]))[0]) {
      const wanted = target === undefined ? `another class than ${label}` : `class ${target}`;
      throw outOfRange(`a picture to which the model gives ${wanted}`, `starts[${picture}]`, 'one of another');
    }
  }
  while (!start && oracle.left() > 1) {
    const noise = new Float32Array(d);
    for (let i = 0; i < d; i++) noise[i] = random.uniform(bounds[0], bounds[1]);
    if ((yield* oracle.ask([noise]))[0]) start = noise;
  }
  if (!start) return;
  // Noise blended into the picture, no more of it than is needed, to a thousandth.
  let at = starts ? start : yield* boundary(start, 1e-3, 'l2');
  yield* oracle.propose(at);
  let moved = distance(norm, clean.data, at);
  at = yield* boundary(at, threshold);
  if (oracle.left() > 0) yield* oracle.propose(at);

  // Each turn takes an estimate, a jump, the way back to the boundary, and the judging of what it leads to.
  for (let t = 1; oracle.left() > searches + 2; t++) {
    // δ: a tenth of the range, then 1 / d of the distance: √d θ ‖x̃ - x‖₂ and d θ ‖x̃ - x‖∞ (Algorithm 2).
    const usual = t === 1 ? 0.1 * (bounds[1] - bounds[0]) : (gamma * moved) / d;
    const reach = Math.max(usual, leastMove * Math.sqrt(d));
    const evaluations = Math.min(Math.floor(initialEvaluations * Math.sqrt(t)), oracle.left() - searches - 2);
    const direction = yield* directionOf(at, reach, evaluations, goal, oracle);
    // ξ = ‖x_t - x‖ / √t, halved until the jump ends on the adversarial side (Algorithm 2).
    let jump: Float32Array | undefined;
    for (let size = distance(norm, clean.data, at) / Math.sqrt(t); !jump && oracle.left() > 1; size /= 2) {
      const tried = stepped(norm, at, direction, size);
      project(tried);
      if ((yield* oracle.ask([tried]))[0]) jump = tried;
    }
    if (!jump) return;
    moved = distance(norm, clean.data, jump);
    at = yield* boundary(jump, threshold);
    yield* oracle.propose(at);
  }
}

/**
 * HopSkipJump (J. Chen, M. I. Jordan and M. J. Wainwright, "HopSkipJumpAttack: A query-efficient decision-based attack",
 * arXiv 1904.02144), an attack that sees no gradient and no score, only which class is named. It walks along the boundary
 * of the label towards the clean picture: at a picture on the boundary it asks for the classes of many others next to
 * it, whose votes give the boundary's normal; it jumps along that, and goes back to the boundary by bisection.
 *
 * As in the authors' code: uniform noise blended into the picture as the start, 100 √t queries for estimate t, votes
 * less their mean, steps by geometric progression. Different from it: `queries` bounds everything together, in place of
 * a number of iterations; and since pictures are float32, an estimate moves each sample by 2⁻¹⁰ levels or more in the
 * root mean square, where the published distance of 1 / d of the way would be lost in rounding on pictures of usual size,
 * and a bisection ends where its pictures no longer differ.
 *
 * @throws besides what all attacks throw, RangeError for `targets` without `starts`, and for a start that does not work
 */
export const hopSkipJump = defineAttack<HopSkipJumpOptions, Settings, LogitsModel>({
  name: 'hop-skip-jump',
  title: 'HopSkipJump (labels only)',
  paper: 'Chen, Jordan and Wainwright, 2020, arXiv 1904.02144',
  kind: 'minimum',
  norms: ['l2', 'linf'],
  needs: 'class',
  targeted: true,
  random: true,
  fields: { queries: count(30), initialEvaluations: count(1), gamma: positive(), starts: pictures },
  defaults: { queries: 5000, initialEvaluations: 100, gamma: 1, starts: undefined },
  check: ({ starts }, model, { targets, images }) => {
    if (starts) {
      cleanPictures(starts, model, 'starts');
      if (Array.isArray(images) && starts.length !== images.length) {
        throw outOfRange(`one picture for each that is attacked (${images.length})`, 'starts', starts);
      }
    } else if (targets !== undefined) {
      throw outOfRange('pictures of the target classes (with targets)', 'starts', starts);
    }
  },
  steps: hopSkipJumpSteps,
});
