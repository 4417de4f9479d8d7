import { defineAttack } from '../runner/define.js';
import { count, flag, positive, real } from '../runner/fields.js';
import type { MinimumNormOptions } from '../runner/options.js';
import type { Picture } from '../runner/result.js';
import {
  type Goal,
  logitsOf,
  moveTo,
  piecewiseSlopeAt,
  type Slope,
  slopeAt,
  type Steps,
  works,
} from '../runner/steps.js';
import { bestOther } from '../shared/logits.js';
import { tanhSpace } from './tanh-space.js';

/** Published settings of {@link carliniWagner}. */
export const carliniWagnerPresets = {
  /** `CarliniWagnerL2` of cleverhans at commit b9169a3b. */
  'cleverhans-2018': {
    kappa: 0,
    learningRate: 0.005,
    binarySearchSteps: 5,
    iterations: 1000,
    initialConst: 0.01,
    abortEarly: true,
  },
  /** `L2CarliniWagnerAttack` of foolbox 3.3.4. */
  foolbox: {
    kappa: 0,
    learningRate: 0.01,
    binarySearchSteps: 9,
    iterations: 10000,
    initialConst: 0.001,
    abortEarly: true,
  },
  /** `CW` of torchattacks 3.5.1: c is 1, without a search. */
  torchattacks: {
    kappa: 0,
    learningRate: 0.01,
    binarySearchSteps: 1,
    iterations: 50,
    initialConst: 1,
    abortEarly: true,
  },
} as const;

export interface CarliniWagnerOptions extends MinimumNormOptions {
  /** Where options that are not given come from. Default: the values below. */
  preset?: keyof typeof carliniWagnerPresets;
  /** κ, the confidence: how far the adversary's logit leads, at least 0. Default 0. */
  kappa?: number;
  /** Adam's learning rate in w, above 0: lengths of pictures play no part in it. Default 0.01. */
  learningRate?: number;
  /** Values of c that are tried, at least 1. Default 5. */
  binarySearchSteps?: number;
  /** Steps of Adam for each c, at least 1. Default 200. */
  iterations?: number;
  /** The first c, above 0: what a logit is worth in squared distance, of samples in [0,1]. Default 0.1. */
  initialConst?: number;
  /** Whether a c is left when the loss has not fallen by 0.01 % in a tenth of its iterations. Default true. */
  abortEarly?: boolean;
}

interface Settings {
  kappa: number;
  learningRate: number;
  binarySearchSteps: number;
  iterations: number;
  initialConst: number;
  abortEarly: boolean;
}

/** Beyond this no c is tried. */
const mostConst = 1e10;

/** The term f of the loss: by how much an adversary of confidence κ is missed. */
function missing({ label, target }: Goal, kappa: number) {
  /** The class that is to win, the one that is to lose, and the winner's lead. */
  const duel = (logits: Float32Array) => {
    const other = bestOther(logits, target ?? label);
    const [winner, loser] = target === undefined ? [other, label] : [target, other];
    return { winner, loser, lead: logits[winner] - logits[loser] };
  };
  const reached = (logits: Float32Array) => {
    const { winner, loser, lead } = duel(logits);
    // Of equal logits the first is the class.
    return lead >= kappa && (lead > 0 || winner < loser);
  };
  return {
    reached,
    value: (logits: Float32Array) => Math.max(0, kappa - duel(logits).lead),
    /** Its gradient with respect to the logits. */
    cotangent: (logits: Float32Array) => {
      const row = new Float32Array(logits.length);
      if (reached(logits)) return row;
      const { winner, loser } = duel(logits);
      row[winner] = -1;
      row[loser] = 1;
      return row;
    },
  };
}

function* carliniWagnerSteps(goal: Goal, settings: Settings): Steps {
  const { kappa, learningRate, binarySearchSteps, iterations, initialConst, abortEarly } = settings;
  const { clean, bounds } = goal;
  const f = missing(goal, kappa);
  const space = tanhSpace(clean, bounds);
  const firstCotangent = f.cotangent(goal.logits);
  const { gradient: firstGradient } = yield* slopeAt(clean, { cotangent: firstCotangent });
  const period = Math.ceil(iterations / 10);
  let [low, high, c] = [0, Infinity, initialConst];
  for (let n = 0; n < binarySearchSteps; n++) {
    // With many searches the last repeats the best, as published.
    if (n === binarySearchSteps - 1 && binarySearchSteps >= 10) c = Math.min(high, mostConst);
    space.reset();
    let gradient: Float32Array | undefined = firstGradient;
    let cotangent: Float32Array = firstCotangent;
    let found = false;
    let before = Infinity;
    for (let i = 0; i < iterations; i++) {
      const picture: Picture = yield* moveTo(space.step(gradient, c, learningRate), f.reached);
      if (i === iterations - 1) {
        found = (yield* works()) || found;
        break;
      }
      // Where the last iterate was an adversary this one most often is too, which takes no gradient to see.
      let logits: Float32Array | undefined = gradient ? undefined : (yield* logitsOf([picture]))[0];
      if (logits === undefined || !f.reached(logits)) {
        const slope: Slope & { cotangent: Float32Array } = yield* piecewiseSlopeAt(picture, f.cotangent, cotangent);
        ({ logits } = slope);
        gradient = f.reached(logits) ? undefined : slope.gradient;
        if (gradient) ({ cotangent } = slope);
      }
      found = (yield* works()) || found;
      if (abortEarly && i % period === 0) {
        const loss = space.squared() + c * f.value(logits);
        if (loss > 0.9999 * before) break;
        before = loss;
      }
    }
    if (found) high = c;
    else low = c;
    c = Math.min(mostConst, high === Infinity ? c * 10 : (low + high) / 2);
  }
}

/**
 * The attack of Carlini and Wagner for L2 (N. Carlini and D. Wagner, "Towards evaluating the robustness of neural
 * networks", arXiv 1608.04644): the smallest ‖x' - x‖² + c · f(x') for several c, by Adam in w, where x' = (tanh w + 1) / 2
 * of the box cannot leave it. f = max(0, κ + z_label - highest other z), with `targets` max(0, κ + highest other z - z_target).
 * c begins at `initialConst`, grows tenfold until an adversary is found, then is halved between the highest that failed
 * and the lowest that did not.
 *
 * Distances in the loss are of samples in [0,1], the model's box: c means what it means in cleverhans and torchattacks,
 * whatever `unit` is. Only iterates whose lead is at least κ count as found.
 *
 * The nearest adversary of all iterates is kept. One that has been reached is left by the distance alone, which takes the
 * logits and no gradient; so it asks for less than `binarySearchSteps` × `iterations` gradients. Unlike cleverhans and
 * foolbox, samples at the edges of the box, and no others, begin 5e-7 of it inside, and the iterate after the last
 * gradient is judged too.
 */
export const carliniWagner = defineAttack<CarliniWagnerOptions, Settings>({
  name: 'cw',
  title: 'Carlini and Wagner, L2',
  paper: 'Carlini and Wagner, 2016, arXiv 1608.04644',
  kind: 'minimum',
  norms: ['l2'],
  needs: 'gradients',
  targeted: true,
  random: false,
  fields: {
    kappa: real(0),
    learningRate: positive(),
    binarySearchSteps: count(1),
    iterations: count(1),
    initialConst: positive(),
    abortEarly: flag,
  },
  defaults: {
    kappa: 0,
    learningRate: 0.01,
    binarySearchSteps: 5,
    iterations: 200,
    initialConst: 0.1,
    abortEarly: true,
  },
  presets: carliniWagnerPresets,
  strength: { rule: 'kappa', option: 'kappa', from: 1 },
  steps: carliniWagnerSteps,
});
