import { createRandom } from '../../core/random.js';
import { fingerprint } from '../../pipeline/fingerprint.js';
import { budgetOf } from './budget-of.js';
import type { Plan, Task } from './plan.js';
import { type AttackResult, distance, measure, type Scaling } from './result.js';
import { scaled } from './scaling.js';
import { type Counts, type Found, type Iterate, predictionOf, roundedOf, search, type Subject } from './search.js';
import type { Goal } from './steps.js';
import type { Job } from './together.js';

/** What an attack is told about a picture. */
function goalOf({ name, bounds, options }: Plan, { clean, logits, label, target }: Task, epsilon: number): Goal {
  const { norm, seed } = options;
  const { project } = budgetOf(norm, clean, epsilon, bounds);
  return {
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

function subjectOf({ picture, clean, label, target, prediction }: Task): Subject {
  const skipped = prediction !== label;
  return {
    picture,
    clean,
    works: (named) => !skipped && (target === undefined ? named !== label : named === target),
  };
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
    // What was found without a budget: brought inside, where it is to be judged again.
    const far = distance(norm, clean.data, found.image.data) > epsilon;
    const data = found.image.data.slice();
    if (far) budget.project(data);
    chosen = { image: { ...clean, data }, steps: found.steps };
    if (!far && found.prediction !== undefined) chosen.prediction = found.prediction;
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
  const rules = { keep, norm, surviveRounding, earlyStop };
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
