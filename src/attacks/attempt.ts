import type { FullImage } from '../core/image.js';
import { highest } from '../models/ranking.js';
import type { Budget } from './budget.js';
import { AttackError } from './errors.js';
import { type AttackResult, measure, type Picture } from './result.js';
import type { Attack, Goal } from './steps.js';
import type { Job } from './together.js';

/** A picture with what is known of it before it is attacked. */
export interface Task extends Goal {
  /** Its place in the array that was given. */
  readonly picture: number;
  /** What the model names for the clean picture. */
  readonly prediction: number;
}

/** What the options say about the attack of one picture. */
export interface Rules {
  readonly epsilon: number;
  readonly surviveRounding: boolean;
  readonly earlyStop: boolean;
}

/** A picture on the way of an attack. */
interface Iterate {
  readonly image: Picture;
  readonly steps: number;
}

/** The class of the highest logit; of equal ones the first. */
export function predicted(logits: Float32Array, picture: number): number {
  const bad = logits.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new AttackError(picture, `the model gives ${logits[bad]} as its logit of class ${bad}`);
  return highest(logits, 1)[0];
}

/** Whether a gradient is zero everywhere; one that is not finite is reported with its place. */
function isZero(gradient: Float32Array, { picture, clean }: Task, step: number): boolean {
  let zero = true;
  for (let i = 0; i < gradient.length; i++) {
    const value = gradient[i];
    if (!Number.isFinite(value)) {
      const pixel = Math.floor(i / 3);
      const place = `x ${pixel % clean.width}, y ${Math.floor(pixel / clean.width)}, channel ${i % 3}`;
      throw new AttackError(picture, `the model's gradient is ${value} at ${place}, in step ${step}`);
    }
    if (value !== 0) zero = false;
  }
  return zero;
}

/**
 * Attacks one picture: answers the attack's steps, keeps every iterate inside of the budget, judges those that the rules
 * ask for, and measures the adversary.
 */
export function* attempt(attack: Attack, task: Task, budget: Budget, rules: Rules): Job<AttackResult> {
  const { picture, clean, label, target } = task;
  const skipped = task.prediction !== label;
  const counts = { queries: 1, gradients: 0, zeroGradients: 0 };
  const works = (prediction: number) =>
    !skipped && (target === undefined ? prediction !== label : prediction === target);
  const round = (image: Picture): FullImage<Uint8Array> => ({ ...clean, data: budget.round(image.data) });
  function* ask(image: FullImage): Job<number> {
    const logits = yield { kind: 'logits', image: { ...clean, data: new Float32Array(image.data) } };
    counts.queries++;
    return predicted(logits, picture);
  }

  let current: Iterate = { image: { ...clean, data: clean.data.slice() }, steps: 0 };
  let working: Iterate | undefined;
  const steps = attack(task);
  let step = skipped ? steps.return() : steps.next();
  while (!step.done) {
    if (step.value.kind === 'gradient') {
      const gradient = yield { kind: 'gradient', image: step.value.at, label: step.value.label };
      counts.gradients++;
      if (isZero(gradient, task, current.steps + 1)) counts.zeroGradients++;
      step = steps.next(gradient);
      continue;
    }
    const { moved } = step.value;
    budget.project(moved);
    current = { image: { ...clean, data: moved }, steps: current.steps + 1 };
    const judged = rules.surviveRounding ? round(current.image) : rules.earlyStop ? current.image : undefined;
    if (judged !== undefined && works(yield* ask(judged))) working = current;
    step = working && rules.earlyStop ? steps.return() : steps.next(current.image);
  }

  const { image: adversary, steps: iterations } = working ?? current;
  const rounded = round(adversary);
  const prediction = iterations === 0 ? task.prediction : yield* ask(adversary);
  const predictionAfterRounding = yield* ask(rounded);
  return {
    picture,
    epsilon: rules.epsilon,
    label,
    target,
    skipped,
    adversary,
    rounded,
    success: works(prediction),
    successAfterRounding: works(predictionAfterRounding),
    prediction,
    predictionAfterRounding,
    distances: measure(clean, adversary),
    distancesAfterRounding: measure(clean, rounded),
    iterations,
    ...counts,
  };
}
