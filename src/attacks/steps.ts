import type { Picture } from './result.js';

/** The picture that an attack works on, and what it is to reach. */
export interface Goal {
  /** The clean picture. It belongs to the runner: to be read only. */
  readonly clean: Picture;
  /** The class to leave. */
  readonly label: number;
  /** The class to reach; undefined for an untargeted attack. */
  readonly target: number | undefined;
}

/** One step of an attack, and what the runner is to do about it. */
export type Step =
  | { readonly kind: 'gradient'; readonly at: Picture; readonly label: number }
  | { readonly kind: 'iterate'; readonly moved: Float32Array };

/**
 * The steps of an attack on one picture, one after the other. The runner answers them: it keeps many pictures going at
 * once, so that the model sees batches, and owns all that attacks have in common (budget, box, rounding, success, when to
 * stop, counts), and may end the steps at any iterate.
 */
export type Steps<T = void> = Generator<Step, T, Float32Array | Picture>;

/** An attack of one paper: its steps. */
export type Attack = (goal: Goal) => Steps;

/** The gradient of the cross-entropy of a class with respect to the samples, per level of 0…255. */
export function* gradientAt(at: Picture, label: number): Steps<Float32Array> {
  return (yield { kind: 'gradient', at, label }) as Float32Array;
}

/**
 * Proposes the next iterate and gives it back inside of the budget and the box.
 * @param moved samples of the attack's own, which the runner changes and keeps
 */
export function* moveTo(moved: Float32Array): Steps<Picture> {
  return (yield { kind: 'iterate', moved }) as Picture;
}
