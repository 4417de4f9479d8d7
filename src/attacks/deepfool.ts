import { candidateClasses, checkCandidates, nearestBoundary } from './shared/nearest-boundary.js';
import { defineAttack } from './runner/define.js';
import { count, real } from './runner/fields.js';
import type { MinimumNormOptions } from './runner/options.js';
import { type Goal, moveTo, type Steps, works } from './runner/steps.js';

/** Published settings of {@link deepFool}. */
export const deepFoolPresets = {
  /** `DeepFool` of cleverhans at commit b9169a3b, which refuses more candidates than classes. */
  'cleverhans-2018': { candidates: 10, overshoot: 0.02, iterations: 50 },
  /** `L2DeepFoolAttack` of foolbox 3.3.4: 10 candidates, or all classes of a model with fewer. */
  foolbox: { overshoot: 0.02, iterations: 50 },
  /**
   * `DeepFool` of torchattacks 3.5.1, which has no candidates: it takes the gradients of all classes, hours of work for a
   * thousand of them. Here they are 10, or all of a model with fewer.
   */
  torchattacks: { overshoot: 0.02, iterations: 50 },
} as const;

export interface DeepFoolOptions extends MinimumNormOptions {
  /** Where what is not given comes from. Default: that of each option. */
  preset?: keyof typeof deepFoolPresets;
  /**
   * Classes of the highest logits that are looked at, the label among them: from 2 to all of the model's. An iteration
   * takes a gradient for each but the label. Default 10, or all of a model with fewer.
   */
  candidates?: number;
  /**
   * How much farther than the boundary the adversary goes, as a part of the way: at least 0. Default 0.005; 0.02 is
   * published, and in the presets.
   */
  overshoot?: number;
  /** Steps at most, at least 1. Default 50. */
  iterations?: number;
}

interface Settings {
  candidates: number | undefined;
  overshoot: number;
  iterations: number;
}

/**
 * Added to each step, in levels: where two logits are equal and the first of them is still the model's class, there is
 * no way left to go. foolbox has 0.0255 levels (1e-4 of the range), more than some adversaries need.
 */
const nudge = 1e-3;

function* deepFoolSteps({ clean, logits, label, norm }: Goal, settings: Settings): Steps {
  const { candidates, overshoot, iterations } = settings;
  const others = candidateClasses(logits, label, candidates);
  const total = new Float64Array(clean.data.length);
  let picture = clean;
  for (let n = 0; n < iterations; n++) {
    const boundary = yield* nearestBoundary(picture, label, others, logits.length, norm);
    if (boundary === undefined) return;
    // r = |z_k - z_label| ∇(z_k - z_label) / ‖∇(z_k - z_label)‖², algorithm 2.
    const { lead, normal, slope } = boundary;
    const step = (Math.abs(lead) / slope + nudge) / slope;
    const moved = new Float32Array(total.length);
    for (let i = 0; i < moved.length; i++) {
      total[i] += step * normal[i];
      moved[i] = clean.data[i] + (1 + overshoot) * total[i];
    }
    picture = yield* moveTo(moved);
    if (yield* works()) return;
  }
}

/**
 * DeepFool (S. Moosavi-Dezfooli, A. Fawzi and P. Frossard, "DeepFool: a simple and accurate method to fool deep neural
 * networks", arXiv 1511.04599) in L2: the model is taken for linear at the picture, the picture is moved to the nearest
 * boundary between its class and `candidates` others, and so on until the class changes.
 *
 * The steps are those of the authors' code and of `L2DeepFoolAttack` in foolbox 3.3.4: the candidates are chosen once,
 * from the clean picture, and after every step the picture is x + (1 + overshoot) · Σ r, inside of the box; the paper's
 * algorithm, and cleverhans, overshoot at the end only. It is done at the first picture of another class, so that on a
 * linear model the adversary is `overshoot` farther than the nearest there is: 0.5 % by default, 2 % as published. With `surviveRounding` it goes on, twice as far behind the boundary each time, until the 8-bit
 * picture is of another class. It is untargeted and draws no random numbers.
 *
 * With `relativeL2` and `scaling: 'overshoot'` the overshoot is raised until the adversary is as large as asked for.
 */
export const deepFool = defineAttack<DeepFoolOptions, Settings>({
  name: 'deepfool',
  title: 'DeepFool',
  paper: 'Moosavi-Dezfooli, Fawzi and Frossard, 2016, arXiv 1511.04599',
  kind: 'minimum',
  norms: ['l2'],
  needs: 'gradients',
  targeted: false,
  random: false,
  fields: { candidates: count(2), overshoot: real(0), iterations: count(1) },
  defaults: { candidates: undefined, overshoot: 0.005, iterations: 50 },
  presets: deepFoolPresets,
  strength: { rule: 'overshoot', option: 'overshoot', from: 0.02 },
  check: checkCandidates,
  steps: deepFoolSteps,
});
