import type { RandomSource } from '../../core/random-source.js';
import type { Norm, Picture } from './result.js';

/** The picture that an attack works on, and what it is to reach. */
export interface Goal {
  /** The picture's place in the array that was given. */
  readonly picture: number;
  /** The clean picture. It belongs to the runner: to be read only. */
  readonly clean: Picture;
  /** The logits of the clean picture, [classes]; to be read only. */
  readonly logits: Float32Array;
  /** The class to leave. */
  readonly label: number;
  /** The class to reach; undefined for an untargeted attack. */
  readonly target: number | undefined;
  /** What distances are measured by. */
  readonly norm: Norm;
  /** The budget, in levels; Infinity for an attack that looks for the nearest adversary. */
  readonly epsilon: number;
  /** Lowest and highest sample. */
  readonly bounds: readonly [low: number, high: number];
  /** Random numbers of this picture alone, the same for every ε. */
  readonly random: RandomSource;
  /** Brings samples inside of the budget and the box, in place, without making them an iterate. */
  readonly project: (samples: Float32Array) => void;
}

/** What a gradient is of: the cross-entropy of a class, the logits weighted by a cotangent, or any loss of the logits. */
export type Loss =
  | { readonly crossEntropy: number }
  | { readonly cotangent: Float32Array }
  | { readonly of: (logits: Float32Array) => Float32Array };

/** The logits of a picture, [classes], and the gradient of a loss with respect to its samples, per level of 0…255. */
export interface Slope {
  readonly logits: Float32Array;
  readonly gradient: Float32Array;
}

/** What an attack asks of an adversary besides its class: of its logits, [classes]. */
export type Accepts = (logits: Float32Array) => boolean;

/** One step of an attack, and what the runner is to do about it. */
export type Step =
  | { readonly kind: 'logits'; readonly images: readonly Picture[] }
  | { readonly kind: 'gradients'; readonly at: Picture; readonly losses: readonly Loss[] }
  | { readonly kind: 'iterate'; readonly moved: Float32Array; readonly accepts?: Accepts | undefined }
  | { readonly kind: 'judge' };

/** What the runner answers: logits, slopes, the iterate, or whether it works. */
export type Answer = readonly Float32Array[] | readonly Slope[] | Picture | boolean;

/**
 * The steps of an attack on one picture, one after the other. The runner answers them: it keeps many pictures going at
 * once, so that the model sees batches, and owns all that attacks have in common (budget, box, rounding, success, which
 * iterate is kept, when to stop, counts), and may end the steps at any time.
 */
export type Steps<T = void> = Generator<Step, T, Answer>;

/**
 * Proposes the next iterate and gives it back inside of the budget and the box.
 * @param moved samples of the attack's own, which the runner changes and keeps
 * @param accepts where the class alone does not make an adversary: whether its logits do
 */
export function* moveTo(moved: Float32Array, accepts?: Accepts): Steps<Picture> {
  return (yield { kind: 'iterate', moved, accepts }) as Picture;
}

/** Whether the last iterate works, after rounding where adversaries are to survive it. */
export function* works(): Steps<boolean> {
  return (yield { kind: 'judge' }) as boolean;
}

/** The logits of pictures, which do not become iterates; all are shown to the model at once. */
export function* logitsOf(images: readonly Picture[]): Steps<readonly Float32Array[]> {
  return (yield { kind: 'logits', images }) as readonly Float32Array[];
}

/** The gradients of several losses at one picture: one row of the batch each. */
export function* slopesAt(at: Picture, losses: readonly Loss[]): Steps<readonly Slope[]> {
  return (yield { kind: 'gradients', at, losses }) as readonly Slope[];
}

/** The gradient of one loss. At the last iterate it also tells the runner whether that works. */
export function* slopeAt(at: Picture, loss: Loss): Steps<Slope> {
  return (yield* slopesAt(at, [loss]))[0];
}

/** The gradient of the cross-entropy of a class. */
export function* gradientAt(at: Picture, label: number): Steps<Float32Array> {
  return (yield* slopeAt(at, { crossEntropy: label })).gradient;
}

/**
 * The gradient of a loss that is piecewise linear in the logits, such as the margin to the best other class: its
 * cotangent is guessed, usually that of the iterate before, and the gradient is taken again where the logits show that
 * another one is due. So it mostly takes one run, where any other loss needs the logits first.
 * @param cotangentOf the loss's gradient with respect to the logits
 */
export function* piecewiseSlopeAt(
  at: Picture,
  cotangentOf: (logits: Float32Array) => Float32Array,
  guess: Float32Array,
): Steps<Slope & { cotangent: Float32Array }> {
  const first = yield* slopeAt(at, { cotangent: guess });
  const due = cotangentOf(first.logits);
  if (due.every((value, i) => value === guess[i])) return { ...first, cotangent: due };
  if (due.every((value) => value === 0)) {
    return { logits: first.logits, gradient: new Float32Array(at.data.length), cotangent: due };
  }
  return { ...(yield* slopeAt(at, { cotangent: due })), cotangent: due };
}
