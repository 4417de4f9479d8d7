import type { Objective } from './losses.js';
import { gaussianNumbers, lengthOf, stepped, uniformNumbers } from '../runner/directions.js';
import { count, positive } from '../runner/fields.js';
import type { Picture } from '../runner/result.js';
import { type Goal, moveTo, slopeAt, type Steps, works } from '../runner/steps.js';

/** Settings of APGD; lengths come from the budget. */
export interface ApgdSettings {
  iterations: number;
  restarts: number;
  rho: number;
  momentum: number;
}

/** What the attacks of this kind have in common. */
export const apgdDefinition = {
  paper: 'Croce and Hein, 2020, arXiv 2003.01690',
  kind: 'budget',
  norms: ['linf', 'l2'],
  needs: 'gradients',
  targeted: true,
  random: true,
  keep: 'working',
  fields: { iterations: count(1), restarts: count(1), rho: positive(1), momentum: positive(1) },
  defaults: { epsilon: { linf: 2, l2: 255 }, iterations: 100, restarts: 1, rho: 0.75, momentum: 0.75 },
} as const;

/** A random point at the edge of the budget: uniform numbers (L∞) or Gaussian ones (L2), brought to the length ε. */
function randomStart({ clean, norm, epsilon, random }: Goal): Float32Array {
  const start = (norm === 'linf' ? uniformNumbers : gaussianNumbers)(random, clean.data.length, 1);
  const factor = epsilon / lengthOf(start, norm);
  for (let i = 0; i < start.length; i++) start[i] = clean.data[i] + factor * start[i];
  return start;
}

/** A point, the objective there and the gradient of its loss. */
interface Point {
  readonly picture: Picture;
  readonly value: number;
  readonly gradient: Float32Array;
}

function* pointAt(picture: Picture, { value, loss }: Objective): Steps<Point> {
  const { logits, gradient } = yield* slopeAt(picture, loss);
  return { picture, value: value(logits), gradient };
}

/** Algorithm 1 of the paper, before the last projection: x + α (z - x) + (1 - α) (x - x'), with z the projected ascent. */
function propose({ norm, project }: Goal, at: Point, before: Float32Array, step: number, alpha: number): Float32Array {
  const x = at.picture.data;
  const z = stepped(norm, x, at.gradient, step);
  project(z);
  if (alpha === 1) return z;
  for (let i = 0; i < z.length; i++) z[i] = x[i] + alpha * (z[i] - x[i]) + (1 - alpha) * (x[i] - before[i]);
  return z;
}

/** The iterations after which the step may be halved: w_0 = 0, and w_j = ⌈p_j N⌉ (section 3 of the paper). */
export function checkpoints(iterations: number): number[] {
  // Whole numbers as the published code counts them: the first period, how much shorter each is, the shortest.
  const shorter = Math.max(1, Math.floor(0.03 * iterations));
  const shortest = Math.max(1, Math.floor(0.06 * iterations));
  const places: number[] = [];
  let period = Math.max(1, Math.floor(0.22 * iterations));
  for (let place = period; place < iterations; place += period) {
    places.push(place);
    period = Math.max(period - shorter, shortest);
  }
  return places;
}

/** One run from a random start, which is no iterate itself. @returns whether one of its iterates works */
function* run(goal: Goal, objective: Objective, { iterations, rho, momentum }: ApgdSettings): Steps<boolean> {
  const places = new Set(checkpoints(iterations));
  const start = randomStart(goal);
  goal.project(start);
  let at = yield* pointAt({ ...goal.clean, data: start }, objective);
  let fooled = false;
  let best = at;
  let before = at.picture.data;
  // The first step may lead from any side of the ball to the other.
  let eta = 2 * goal.epsilon;
  let rises = 0;
  let since = 0;
  let halved = true;
  let bestBefore = best.value;
  for (let n = 1; n <= iterations; n++) {
    const moved = propose(goal, at, before, objective.sign * eta, n === 1 ? 1 : momentum);
    before = at.picture.data;
    const picture = yield* moveTo(moved);
    // Where the last iterate leads is not asked.
    if (n === iterations) return (yield* works()) || fooled;
    const next = yield* pointAt(picture, objective);
    if (yield* works()) fooled = true;
    if (next.value > at.value) rises++;
    since++;
    at = next;
    if (at.value > best.value) best = at;
    if (!places.has(n)) continue;
    // Condition 1: too few of the steps went up. Condition 2: the step was kept, and nothing better was found.
    const stuck: boolean = rises <= rho * since || (!halved && best.value <= bestBefore);
    halved = stuck;
    bestBefore = best.value;
    rises = 0;
    since = 0;
    if (stuck) {
      eta /= 2;
      at = best;
    }
  }
  return fooled;
}

/** APGD: runs from random starts until one works. */
export function* apgdSteps(goal: Goal, objective: Objective, settings: ApgdSettings): Steps {
  for (let n = 0; n < settings.restarts; n++) if (yield* run(goal, objective, settings)) return;
}
