import type { FullImage } from '../../core/image.js';
import { highest } from '../../models/ranking.js';
import type { Budget } from './budget.js';
import { AttackError } from './errors.js';
import { distance, type Norm, type Picture } from './result.js';
import type { Slope, Steps } from './steps.js';
import type { Job } from './together.js';

/** Which iterate is the adversary: the last of all, the last that works, or of those that work the nearest. */
export type Keep = 'last' | 'working' | 'nearest';

/** What the options say about the attack of one picture. */
export interface Rules {
  readonly keep: Keep;
  readonly norm: Norm;
  readonly surviveRounding: boolean;
  readonly earlyStop: boolean;
}

/** What an attack asked of the model. */
export interface Counts {
  queries: number;
  gradients: number;
  zeroGradients: number;
}

/** A picture on the way of an attack, with what is known of it. */
export interface Iterate {
  readonly image: Picture;
  readonly steps: number;
  prediction?: number;
  rounded?: { readonly image: FullImage<Uint8Array>; prediction?: number };
}

/** Where a search ended. */
export interface Found {
  readonly last: Iterate;
  /** The iterate that is kept; undefined where none is known to work. */
  readonly working: Iterate | undefined;
}

/** The picture that is attacked, and what a class would mean for it. */
export interface Subject {
  readonly picture: number;
  readonly clean: Picture;
  /** Whether an adversary of this class works. */
  readonly works: (prediction: number) => boolean;
}

/** The class of the highest logit; of equal ones the first. */
export function predicted(logits: Float32Array, picture: number): number {
  const bad = logits.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new AttackError(picture, `the model gives ${logits[bad]} as its logit of class ${bad}`);
  return highest(logits, 1)[0];
}

/** Whether a gradient is zero everywhere; one that is not finite is reported with its place. */
function isZero(gradient: Float32Array, { picture, clean }: Subject, step: number): boolean {
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

/** The class of one picture: a query. */
export function* ask(image: FullImage, { picture }: Subject, counts: Counts): Job<number> {
  const shown: Picture = { ...image, data: new Float32Array(image.data) };
  const [logits] = (yield { kind: 'logits', images: [shown] }) as readonly Float32Array[];
  counts.queries++;
  return predicted(logits, picture);
}

/** The class of an iterate, which is asked for where it is not known. */
export function* predictionOf(iterate: Iterate, subject: Subject, counts: Counts): Job<number> {
  return (iterate.prediction ??= yield* ask(iterate.image, subject, counts));
}

/** The iterate as 8 bits, and its class. */
export function* roundedOf(iterate: Iterate, budget: Budget, subject: Subject, counts: Counts) {
  const rounded = (iterate.rounded ??= {
    image: { ...subject.clean, data: budget.round(iterate.image.data) },
  });
  const prediction = (rounded.prediction ??= yield* ask(rounded.image, subject, counts));
  return { image: rounded.image, prediction };
}

/**
 * Takes the steps of an attack on one picture: keeps every iterate inside of the budget, answers what the steps ask, and
 * keeps the iterate that the rules want. The logits beside a gradient at the last iterate tell at no cost whether it
 * works; only rounded pictures, iterates that a step asks about, and those of `earlyStop` take a query.
 */
export function* search(steps: Steps, subject: Subject, budget: Budget, rules: Rules, counts: Counts): Job<Found> {
  const { clean, picture, works } = subject;
  const { keep, norm, surviveRounding, earlyStop } = rules;
  let last: Iterate = { image: { ...clean, data: clean.data.slice() }, steps: 0 };
  let working: Iterate | undefined;
  const sizeOf = ({ image, rounded }: Iterate) =>
    distance(norm, clean.data, (surviveRounding ? rounded?.image : image)?.data ?? image.data);
  const keepIt = (iterate: Iterate) => {
    if (working === iterate) return;
    if (keep !== 'nearest' || working === undefined || sizeOf(iterate) < sizeOf(working)) working = iterate;
  };
  function* judge(): Job<boolean> {
    const prediction = surviveRounding
      ? (yield* roundedOf(last, budget, subject, counts)).prediction
      : yield* predictionOf(last, subject, counts);
    const good = last.steps > 0 && works(prediction);
    if (good) keepIt(last);
    return good;
  }

  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    if (value.kind === 'logits') {
      const logits = yield value;
      counts.queries += value.images.length;
      for (const row of logits as readonly Float32Array[]) predicted(row, picture);
      step = steps.next(logits);
    } else if (value.kind === 'gradients') {
      const slopes = (yield value) as readonly Slope[];
      counts.gradients += slopes.length;
      for (const { gradient } of slopes) if (isZero(gradient, subject, last.steps + 1)) counts.zeroGradients++;
      const prediction = predicted(slopes[0].logits, picture);
      if (value.at === last.image && keep !== 'last' && !surviveRounding && last.steps > 0) {
        last.prediction = prediction;
        if (works(prediction)) keepIt(last);
      }
      step = working && earlyStop ? steps.return() : steps.next(slopes);
    } else if (value.kind === 'judge') {
      const good = yield* judge();
      step = good && earlyStop ? steps.return() : steps.next(good);
    } else {
      budget.project(value.moved);
      last = { image: { ...clean, data: value.moved }, steps: last.steps + 1 };
      if (surviveRounding || (earlyStop && keep === 'last')) yield* judge();
      step = working && earlyStop ? steps.return() : steps.next(last.image);
    }
  }
  // The last iterate of all has had no gradient taken at it.
  if (keep !== 'last' && !(working && earlyStop)) yield* judge();
  return { last, working };
}
