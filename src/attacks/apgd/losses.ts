import { outOfRange } from '../../core/checks.js';
import { highest } from '../../models/ranking.js';
import type { Goal, Loss } from '../runner/steps.js';
import { crossEntropyOf } from '../shared/logits.js';

/** What APGD makes as large as it can. */
export interface Objective {
  /** Its value for logits. */
  readonly value: (logits: Float32Array) => number;
  /** What gradients are asked of. */
  readonly loss: Loss;
  /** 1 where the objective is that loss, -1 where it is the opposite. */
  readonly sign: 1 | -1;
}

/** The cross-entropy of the label; of a target its opposite. */
export function crossEntropyObjective({ label, target }: Goal): Objective {
  const of = target ?? label;
  const sign = target === undefined ? 1 : -1;
  return { value: (logits) => sign * crossEntropyOf(logits, of), loss: { crossEntropy: of }, sign };
}

/** A fraction (z · top) / (z · bottom), its parts as classes with weights. */
interface Fraction {
  readonly top: readonly (readonly [index: number, weight: number])[];
  readonly bottom: readonly (readonly [index: number, weight: number])[];
}

const dot = (logits: Float32Array, terms: Fraction['top']) =>
  terms.reduce((sum, [index, weight]) => sum + weight * logits[index], 0);

/** The published code adds it to the denominator. */
const tiny = 1e-12;

/**
 * The difference of logits ratio (Croce and Hein, 2020, section 4): invariant to shifts and scales of the logits, where
 * π sorts them, highest first.
 *
 * - untargeted: -(z_y - max_{i≠y} z_i) / (z_π1 - z_π3)
 * - targeted: -(z_y - z_t) / (z_π1 - (z_π3 + z_π4) / 2)
 */
function dlr(logits: Float32Array, label: number, target: number | undefined): Fraction {
  const order = highest(logits, target === undefined ? 3 : 4);
  const other = target ?? (order[0] === label ? order[1] : order[0]);
  const top = [[other, 1] as const, [label, -1] as const];
  const first = [order[0], 1] as const;
  if (target === undefined) return { top, bottom: [first, [order[2], -1]] };
  return { top, bottom: [first, [order[2], -0.5], [order[3], -0.5]] };
}

/** Refuses models of too few classes for the ratio. */
export function checkDlrClasses(classes: number, targeted: boolean): void {
  const least = targeted ? 4 : 3;
  if (classes >= least) return;
  const what = targeted ? 'the targeted difference of logits ratio' : 'the difference of logits ratio';
  throw outOfRange(`at least ${least} classes, which ${what} compares,`, 'the model', classes);
}

/** The difference of logits ratio, which does not vanish where the model is very sure. */
export function dlrObjective({ label, target }: Goal): Objective {
  const value = (logits: Float32Array) => {
    const { top, bottom } = dlr(logits, label, target);
    return dot(logits, top) / (dot(logits, bottom) + tiny);
  };
  const of = (logits: Float32Array) => {
    const { top, bottom } = dlr(logits, label, target);
    const below = dot(logits, bottom) + tiny;
    const ratio = dot(logits, top) / below;
    const gradient = new Float32Array(logits.length);
    for (const [index, weight] of top) gradient[index] += weight / below;
    for (const [index, weight] of bottom) gradient[index] -= (ratio * weight) / below;
    return gradient;
  };
  return { value, loss: { of }, sign: 1 };
}
