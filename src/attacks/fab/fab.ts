import { outOfRange } from '../../core/checks.js';
import { projectOntoHyperplane } from './hyperplane.js';
import {
  type Boundary,
  candidateClasses,
  checkCandidates,
  nearestBoundary,
  targetBoundary,
} from '../shared/nearest-boundary.js';
import { along, toBoundary } from '../shared/to-boundary.js';
import { defineAttack } from '../runner/define.js';
import { lengthOf, randomPoint } from '../runner/directions.js';
import { count, real } from '../runner/fields.js';
import type { MinimumNormOptions, RandomAttackOptions } from '../runner/options.js';
import { distance, type Norm, type Picture } from '../runner/result.js';
import { type Goal, moveTo, type Steps, works } from '../runner/steps.js';

export interface FabOptions extends RandomAttackOptions, MinimumNormOptions {
  /** What is made small. Default `'linf'`. */
  norm?: Norm;
  /**
   * Classes of the highest logits that are looked at, the label among them: from 2 to all of the model's. An iteration
   * takes a gradient for each but the label. Not with `targets`, where the target is the only one. Default 10, or all of
   * a model with fewer.
   */
  candidates?: number;
  /** Steps of each restart, at least 1. Default 100. */
  iterations?: number;
  /** Starts, at least 1: the first from the clean picture, others from random ones around it. Default 1. */
  restarts?: number;
  /** How much a step may lean towards the clean picture at most, in [0,1]. Default 0.1. */
  alphaMax?: number;
  /** How far a step goes, in parts of the way to the boundary: at least 1. Default 1.05. */
  eta?: number;
  /** How much of its perturbation a picture of another class keeps for the next step, in [0,1]. Default 0.9. */
  beta?: number;
}

interface Settings {
  candidates: number | undefined;
  iterations: number;
  restarts: number;
  alphaMax: number;
  eta: number;
  beta: number;
}

/** How often a perturbation that does not work is made twice as long in the end. */
const doublings = 8;

/** Radius around the clean picture for random starts where none has worked: `eps` of the published code, in levels. */
const startRadius = { linf: 0.3 * 255, l2: 255 } as const;

/** Brings the adversary to the boundary along the line from the clean picture; where there is none, looks farther out. */
function* refine({ clean }: Goal, last: Picture, best: Picture | undefined): Steps {
  if (last === clean) return;
  let found = best;
  for (let n = 1; n <= doublings && found === undefined; n++) {
    const farther = yield* moveTo(along(clean, last, 2 ** n));
    if (yield* works()) found = farther;
  }
  if (found === undefined) {
    yield* moveTo(last.data.slice());
    return;
  }
  yield* toBoundary(clean, found);
}

/** The next picture: a little behind the boundary, between its nearest points to the picture and to the clean one. */
function behind({ clean, norm, bounds }: Goal, { data: at }: Picture, boundary: Boundary, { alphaMax, eta }: Settings) {
  const { lead, normal } = boundary;
  let offset = lead;
  for (let i = 0; i < at.length; i++) offset += normal[i] * (at[i] - clean.data[i]);
  const here = projectOntoHyperplane(norm, at, normal, lead, bounds);
  const there = projectOntoHyperplane(norm, clean.data, normal, offset, bounds);
  const near = lengthOf(here, norm);
  // The nearer the clean picture is to the boundary, the more the step leans towards it.
  const alpha = near === 0 ? 0 : Math.min(near / (near + lengthOf(there, norm)), alphaMax);
  const moved = new Float32Array(at.length);
  for (let i = 0; i < at.length; i++) {
    moved[i] = (1 - alpha) * (at[i] + eta * here[i]) + alpha * (clean.data[i] + eta * there[i]);
  }
  return moved;
}

function* fabSteps(goal: Goal, settings: Settings): Steps {
  const { clean, logits, label, target, norm } = goal;
  const { candidates, iterations, restarts, beta } = settings;
  const others = candidateClasses(logits, label, candidates);
  let leave = label;
  let last = clean;
  let best: Picture | undefined;
  let least = Infinity;
  for (let r = 0; r < restarts; r++) {
    let picture = r === 0 ? clean : randomPoint(goal, Math.min(least, startRadius[norm]) / 2);
    for (let n = 0; n < iterations; n++) {
      const boundary: Boundary | undefined =
        target === undefined
          ? yield* nearestBoundary(picture, label, others, logits.length, norm)
          : yield* targetBoundary(picture, target, leave, logits.length, norm);
      if (boundary === undefined) break;
      leave = boundary.leave;
      picture = last = yield* moveTo(behind(goal, picture, boundary, settings));
      if (!(yield* works())) continue;
      const size = distance(norm, clean.data, picture.data);
      if (size < least) [least, best] = [size, picture];
      // The backward step.
      picture = { ...clean, data: along(clean, picture, beta) };
    }
  }
  yield* refine(goal, last, best);
}

/**
 * The fast adaptive boundary attack (F. Croce and M. Hein, "Minimally distorted adversarial examples with a fast adaptive
 * boundary attack", arXiv 1907.02044), in L∞ and L2. The model is taken for linear at the picture; its nearest boundary
 * is met inside of the box from there and from the clean picture; the next picture is between the two, a little behind
 * the boundary, and one of another class goes back towards the clean picture. The nearest of all is kept.
 *
 * As `FABAttack` of auto-attack (commit a3922004), but for this. Without `targets` it looks at the boundaries of
 * `candidates` classes, chosen once, instead of all, which would take a gradient per class and step. With `targets` it
 * looks at the boundary of the target with the best other class (a gradient per step, and another where that class
 * changes); the published FAB-T has the label for that, and takes any class but the label for a success. In the end a
 * bisection of 14 queries brings the adversary to the boundary, where the paper has a search of three steps and the
 * published code none; where no picture has worked (with `surviveRounding` few so near do), the last perturbation is
 * made longer before that. Restarts begin in the ball of half the distance of the nearest adversary so far.
 */
export const fab = defineAttack<FabOptions, Settings>({
  name: 'fab',
  title: 'fast adaptive boundary attack (FAB)',
  paper: 'Croce and Hein, 2020, arXiv 1907.02044',
  kind: 'minimum',
  norms: ['linf', 'l2'],
  needs: 'gradients',
  targeted: true,
  random: true,
  fields: {
    candidates: count(2),
    iterations: count(1),
    restarts: count(1),
    alphaMax: real(0, 1),
    eta: real(1),
    beta: real(0, 1),
  },
  defaults: { candidates: undefined, iterations: 100, restarts: 1, alphaMax: 0.1, eta: 1.05, beta: 0.9 },
  check: (settings, model, { targets }) => {
    checkCandidates(settings, model);
    if (targets !== undefined && settings.candidates !== undefined) {
      throw outOfRange('either candidates or targets', 'the options of fab', 'both');
    }
  },
  steps: fabSteps,
});
