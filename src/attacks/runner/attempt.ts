import { createRandom } from '../../core/random.js';
import { fingerprint } from '../../core/fingerprint.js';
import type { Budget } from './budget.js';
import { budgetOf } from './budget-of.js';
import type { Plan, Task } from './plan.js';
import { type AttackResult, distance, isAdversarial, measure, type Picture, type Scaling } from './result.js';
import { scaled } from './scaling.js';
import { type Counts, type Found, type Iterate, predictionOf, roundedOf, search, type Subject } from './search.js';
import type { Goal } from './steps.js';
import type { Job } from './together.js';

/** What an attack is told about a picture. */
function goalOf({ name, bounds, options }: Plan, task: Task, epsilon: number): Goal {
  const { picture, clean, logits, label, target } = task;
  const { norm, seed } = options;
  const { project } = budgetOf(norm, clean, epsilon, bounds);
  return {
    picture,
    clean,
    logits,
    label,
    target,
    norm,
    epsilon,
    bounds,
    project,
    random: createRandom(seed ?? 0, `${name}/${fingerprint(clean)}`),
  };
}

function subjectOf(task: Task): Subject {
  const { picture, clean, label, prediction } = task;
  const skipped = prediction !== label;
  return { picture, clean, works: (named) => !skipped && isAdversarial(task, named) };
}

/** What was found without a budget, brought inside of one; where that makes another picture, its class is not known. */
function broughtInside(
  { image, steps, prediction, rounded }: Iterate,
  clean: Picture,
  budget: Budget,
  fits: (data: ArrayLike<number>) => boolean,
): Iterate {
  // A copy: no two results are to share their samples.
  const levels =
    rounded && fits(rounded.image.data)
      ? { rounded: { ...rounded, image: { ...clean, data: rounded.image.data.slice() } } }
      : {};
  const data = new Float32Array(image.data);
  if (fits(data)) {
    const known = prediction === undefined ? {} : { prediction };
    return { image: { ...clean, data }, steps, ...known, ...levels };
  }
  if (levels.rounded?.prediction !== undefined) {
    // Rounding alone has brought it inside, and it is the rounded picture that was looked for.
    const whole = new Float32Array(levels.rounded.image.data);
    return { image: { ...clean, data: whole }, steps, prediction: levels.rounded.prediction, ...levels };
  }
  budget.project(data);
  return { image: { ...clean, data }, steps };
}

/** An adversary judged and measured, for one ε. */
function* resultOf(
  plan: Plan,
  task: Task,
  epsilon: number,
  found: Iterate,
  counts: Counts,
  scaling?: Scaling,
): Job<AttackResult> {
  const { picture, clean, label, target } = task;
  const { norm, seed } = plan.options;
  const subject = subjectOf(task);
  const budget = budgetOf(norm, clean, epsilon, plan.bounds);
  let chosen = found;
  if (found.steps === 0) chosen.prediction = task.prediction;
  if (epsilon !== Infinity && plan.keep === 'nearest') {
    chosen = broughtInside(found, clean, budget, (data) => distance(norm, clean.data, data) <= epsilon);
  }
  const own = { ...counts };
  const prediction = yield* predictionOf(chosen, subject, own);
  const { image: rounded, prediction: predictionAfterRounding } = yield* roundedOf(chosen, budget, subject, own);
  const adversary = chosen.image;
  return {
    picture,
    norm,
    epsilon: epsilon === Infinity ? undefined : epsilon,
    seed,
    scaling,
    label,
    target,
    skipped: task.prediction !== label,
    adversary,
    rounded,
    success: subject.works(prediction),
    successAfterRounding: subject.works(predictionAfterRounding),
    prediction,
    predictionAfterRounding,
    distances: measure(clean, adversary),
    distancesAfterRounding: measure(clean, rounded),
    iterations: chosen.steps,
    ...own,
  };
}

/**
 * Attacks one picture within one budget, or looks for its nearest adversary.
 * @returns the results of `epsilons`, in their order: a search for the nearest adversary answers for all of them
 */
export function* attempt(plan: Plan, task: Task, epsilons: readonly number[]): Job<AttackResult[]> {
  const { keep, options, bounds } = plan;
  const { norm, surviveRounding, earlyStop, scaling } = options;
  const radius = keep === 'nearest' ? Infinity : epsilons[0];
  const subject = subjectOf(task);
  const budget = budgetOf(norm, task.clean, radius, bounds);
  const counts: Counts = { queries: 1, gradients: 0, zeroGradients: 0 };
  // What is farther than ε is a failure, and nothing to stop at.
  const enough = keep === 'nearest' ? Math.min(...epsilons) : Infinity;
  const rules = { keep, norm, surviveRounding, earlyStop, enough };
  const run = (steps: Plan['steps']): Job<Found> =>
    search(steps(goalOf(plan, task, radius)), subject, budget, rules, counts);

  if (task.prediction !== task.label) {
    const untouched: Iterate = { image: { ...task.clean, data: task.clean.data.slice() }, steps: 0 };
    const results: AttackResult[] = [];
    for (const epsilon of epsilons) results.push(yield* resultOf(plan, task, epsilon, untouched, counts));
    return results;
  }
  if (scaling) {
    const { iterate, made } = yield* scaled(plan, task, scaling, run);
    return [yield* resultOf(plan, task, Infinity, iterate, counts, made)];
  }
  const { working, last } = yield* run(plan.steps);
  const results: AttackResult[] = [];
  for (const epsilon of epsilons) results.push(yield* resultOf(plan, task, epsilon, working ?? last, counts));
  return results;
}
