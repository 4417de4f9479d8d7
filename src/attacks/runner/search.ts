import type { FullImage } from '../../core/image.js';
import { askLogits, predicted } from './ask.js';
import type { Budget } from './budget.js';
import { AttackError } from './errors.js';
import { distance, type Norm, type Picture } from './result.js';
import type { Accepts, Slope, Steps } from './steps.js';
import type { Job } from './together.js';

/** Which iterate is the adversary: the last of all, the last that works, or of those that work the nearest. */
export type Keep = 'last' | 'working' | 'nearest';

/** What the options say about the attack of one picture. */
export interface Rules {
  readonly keep: Keep;
  readonly norm: Norm;
  readonly surviveRounding: boolean;
  readonly earlyStop: boolean;
  /** How near an adversary is near enough for `earlyStop`, where the nearest is looked for; in levels. */
  readonly enough: number;
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
  /** What the attack asks of an adversary besides its class. */
  readonly accepts?: Accepts | undefined;
  prediction?: number;
  /** Whether the logits are accepted; known where the class is. */
  accepted?: boolean;
  rounded?: { readonly image: FullImage<Uint8Array>; prediction?: number; accepted?: boolean };
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

/** Whether a gradient is zero everywhere; one that is not finite is reported with its place. */
function isZero(gradient: Float32Array, { picture, clean }: Subject, step: number): boolean {
  // In doubles the sum of float32 sizes is finite where all of them are, and 0 where all are.
  let sizes = 0;
  for (let i = 0; i < gradient.length; i++) sizes += Math.abs(gradient[i]);
  if (Number.isFinite(sizes)) return sizes === 0;
  const at = gradient.findIndex((value) => !Number.isFinite(value));
  const pixel = Math.floor(at / 3);
  const place = `x ${pixel % clean.width}, y ${Math.floor(pixel / clean.width)}, channel ${at % 3}`;
  throw new AttackError(picture, `the model's gradient is ${gradient[at]} at ${place}, in step ${step}`);
}

/** The class of one picture, and whether the attack accepts its logits: a query. */
function* ask(
  image: FullImage,
  { picture }: Subject,
  accepts: Accepts | undefined,
  counts: Counts,
): Job<{ prediction: number; accepted: boolean }> {
  const shown: Picture = { ...image, data: new Float32Array(image.data) };
  const [logits] = yield* askLogits([shown]);
  counts.queries++;
  return { prediction: predicted(logits, picture), accepted: accepts?.(logits) ?? true };
}

/** The class of an iterate, which is asked for where it is not known. */
export function* predictionOf(iterate: Iterate, subject: Subject, counts: Counts): Job<number> {
  if (iterate.prediction === undefined) {
    Object.assign(iterate, yield* ask(iterate.image, subject, iterate.accepts, counts));
  }
  return iterate.prediction!;
}

/** The iterate as 8 bits, and its class. */
export function* roundedOf(iterate: Iterate, budget: Budget, subject: Subject, counts: Counts) {
  const rounded = (iterate.rounded ??= {
    image: { ...subject.clean, data: budget.round(iterate.image.data) },
  });
  if (rounded.prediction === undefined) {
    Object.assign(rounded, yield* ask(rounded.image, subject, iterate.accepts, counts));
  }
  return { image: rounded.image, prediction: rounded.prediction! };
}

/**
 * Takes the steps of an attack on one picture: keeps every iterate inside of the budget, answers what the steps ask, and
 * keeps the iterate that the rules want. Logits or a gradient asked for at the last iterate tell at no cost whether it
 * works; only rounded pictures, iterates that a step asks about, and those of `earlyStop` take a query.
 */
export function* search(steps: Steps, subject: Subject, budget: Budget, rules: Rules, counts: Counts): Job<Found> {
  const { clean, picture, works } = subject;
  const { keep, norm, surviveRounding, earlyStop, enough } = rules;
  let last: Iterate = { image: { ...clean, data: clean.data.slice() }, steps: 0 };
  let working: Iterate | undefined;
  let nearest = Infinity;
  const sizeOf = ({ image, rounded }: Iterate) =>
    distance(norm, clean.data, (surviveRounding ? rounded?.image : image)?.data ?? image.data);
  const keepIt = (iterate: Iterate) => {
    if (working === iterate) return;
    const size = keep === 'nearest' ? sizeOf(iterate) : 0;
    if (keep === 'nearest' && size >= nearest) return;
    working = iterate;
    nearest = size;
  };
  const done = () => earlyStop && working !== undefined && nearest <= enough;
  function* judge(): Job<boolean> {
    if (last.steps === 0) return false;
    if (surviveRounding) yield* roundedOf(last, budget, subject, counts);
    else yield* predictionOf(last, subject, counts);
    const { prediction, accepted } = surviveRounding ? last.rounded! : last;
    const good = works(prediction!) && accepted!;
    // Of an attack that keeps its last iterate, a step may ask about others.
    if (good && (keep !== 'last' || surviveRounding || earlyStop)) keepIt(last);
    return good;
  }
  // What an answer tells of the last iterate at no cost.
  const learn = (at: Picture, logits: Float32Array) => {
    const prediction = predicted(logits, picture);
    if (at !== last.image || keep === 'last' || surviveRounding || last.steps === 0) return;
    last.prediction = prediction;
    last.accepted = last.accepts?.(logits) ?? true;
    if (works(prediction) && last.accepted) keepIt(last);
  };

  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    if (value.kind === 'logits') {
      const logits = yield value;
      counts.queries += value.images.length;
      value.images.forEach((image, i) => learn(image, (logits as readonly Float32Array[])[i]));
      step = done() ? steps.return() : steps.next(logits);
    } else if (value.kind === 'gradients') {
      const slopes = (yield value) as readonly Slope[];
      counts.gradients += slopes.length;
      for (const { gradient } of slopes) if (isZero(gradient, subject, last.steps + 1)) counts.zeroGradients++;
      learn(value.at, slopes[0].logits);
      step = done() ? steps.return() : steps.next(slopes);
    } else if (value.kind === 'judge') {
      const good = yield* judge();
      step = done() ? steps.return() : steps.next(good);
    } else {
      budget.project(value.moved);
      last = { image: { ...clean, data: value.moved }, steps: last.steps + 1, accepts: value.accepts };
      if (surviveRounding || (earlyStop && keep === 'last')) yield* judge();
      step = done() ? steps.return() : steps.next(last.image);
    }
  }
  // The last iterate of all has had no gradient taken at it.
  if (keep !== 'last' && !done()) yield* judge();
  return { last, working };
}
