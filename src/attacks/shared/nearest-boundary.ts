import { outOfRange } from '../../core/checks.js';
import type { Model } from '../../models/model.js';
import { highest } from '../../models/ranking.js';
import { lengthOf, sumOfSizes } from '../runner/directions.js';
import type { Norm, Picture } from '../runner/result.js';
import { piecewiseSlopeAt, slopesAt, type Steps } from '../runner/steps.js';
import { bestOther } from './logits.js';

/** The model made linear at a picture: the boundary between a class to leave and one to reach is a hyperplane. */
export interface Boundary {
  /** The class to leave. */
  readonly leave: number;
  /** The logit of the class to leave less that of the class to reach: above 0 on this side of the boundary. */
  readonly lead: number;
  /** The gradient of the class to reach less that of the class to leave, per level. */
  readonly normal: Float32Array;
  /** How long `normal` is, by the dual of the norm that distances are measured in. */
  readonly slope: number;
}

/** The dual norm of a gradient: how fast its loss can change per level of distance. */
function dualNorm(norm: Norm, gradient: Float32Array): number {
  return norm === 'linf' ? sumOfSizes(gradient) : lengthOf(gradient);
}

/** Refuses more candidate classes than a model has. */
export function checkCandidates({ candidates }: { candidates: number | undefined }, { classes }: Model): void {
  if (candidates !== undefined && candidates > classes) {
    throw outOfRange(`at most ${classes}, as many classes as the model has,`, 'candidates', candidates);
  }
}

/** The classes of the highest logits, 10 where no other number is asked for, but the label: it counts as one of them. */
export function candidateClasses(logits: Float32Array, label: number, candidates = 10): number[] {
  return highest(logits, candidates).filter((named) => named !== label);
}

/** The logit of a class to reach less that of a class to leave, as a loss. */
function boundaryLoss(classes: number, leave: number, reach: number): { readonly cotangent: Float32Array } {
  const cotangent = new Float32Array(classes);
  cotangent[reach] = 1;
  cotangent[leave] = -1;
  return { cotangent };
}

/**
 * Of the boundaries between the label and some classes the nearest to a picture, for the model made linear there: the
 * least |z_k - z_label| / ‖∇z_k - ∇z_label‖ with the dual norm (Moosavi-Dezfooli et al., arXiv 1511.04599, algorithm 2;
 * Croce and Hein, arXiv 1907.02044). It takes one gradient for each class, all in one batch.
 * @returns undefined where no gradient leads anywhere
 */
export function* nearestBoundary(
  at: Picture,
  label: number,
  others: readonly number[],
  classes: number,
  norm: Norm,
): Steps<Boundary | undefined> {
  const slopes = yield* slopesAt(
    at,
    others.map((other) => boundaryLoss(classes, label, other)),
  );
  let nearest: Boundary | undefined;
  for (const [i, { logits, gradient }] of slopes.entries()) {
    const slope = dualNorm(norm, gradient);
    const lead = logits[label] - logits[others[i]];
    if (slope === 0) continue;
    if (nearest === undefined || Math.abs(lead) / slope < Math.abs(nearest.lead) / nearest.slope) {
      nearest = { leave: label, lead, normal: gradient, slope };
    }
  }
  return nearest;
}

/**
 * The boundary between a target and the highest of all other classes, for the model made linear at a picture. It takes
 * one gradient where the guess at that class is right, else two.
 */
export function* targetBoundary(
  at: Picture,
  target: number,
  guess: number,
  classes: number,
  norm: Norm,
): Steps<Boundary | undefined> {
  const { logits, gradient } = yield* piecewiseSlopeAt(
    at,
    (z) => boundaryLoss(classes, bestOther(z, target), target).cotangent,
    boundaryLoss(classes, guess, target).cotangent,
  );
  const slope = dualNorm(norm, gradient);
  const leave = bestOther(logits, target);
  if (slope === 0) return undefined;
  return { leave, lead: logits[leave] - logits[target], normal: gradient, slope };
}
