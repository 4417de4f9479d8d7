import { integer, oneOf } from '../core/checks.js';
import type { Image } from '../core/image.js';
import type { Model } from '../models/model.js';
import { type AttackOptions, inLevels, resolveOptions, unitOf, type WithEpsilons } from './options.js';
import type { AttackResult } from './result.js';
import { runAttack } from './run.js';
import { type Goal, gradientAt, moveTo, type Steps } from './steps.js';

/** Published settings of {@link igsm}, in levels. */
export const igsmPresets = {
  /** `BasicIterativeMethod` of cleverhans at commit b9169a3b: ε 0.3, step 0.05 of [0,1]. */
  'cleverhans-2018': { epsilon: 0.3 * 255, step: 0.05 * 255, iterations: 10 },
} as const;

/** Ten steps of half a level, ε of two levels. */
const usual = { epsilon: 2, step: 0.5, iterations: 10 };

export interface IgsmOptions extends AttackOptions {
  /** Where ε, step and iterations that are not given come from. Default: ε 2, step 0.5 (levels), 10 iterations. */
  preset?: keyof typeof igsmPresets;
  /** How far each sample moves in one iteration, above 0, in `unit`. */
  step?: number;
  /** Steps, at least 1. */
  iterations?: number;
}

function* igsmSteps({ clean, label, target }: Goal, step: number, iterations: number): Steps {
  // Away from the label, or towards the target.
  const signed = target === undefined ? step : -step;
  let picture = clean;
  for (let i = 0; i < iterations; i++) {
    const gradient = yield* gradientAt(picture, target ?? label);
    const moved = picture.data.slice();
    for (let k = 0; k < moved.length; k++) {
      if (gradient[k] > 0) moved[k] += signed;
      else if (gradient[k] < 0) moved[k] -= signed;
    }
    picture = yield* moveTo(moved);
  }
}

/**
 * The iterative gradient sign method, or basic iterative method (A. Kurakin, I. Goodfellow and S. Bengio, "Adversarial
 * examples in the physical world", arXiv 1607.02533): x ← clip(x + step · sign ∇ cross-entropy), each time to the box and
 * to ε around the clean picture. With `targets` it goes down the cross-entropy of the target.
 *
 * The same steps as `BasicIterativeMethod` of cleverhans at commit b9169a3b (January 2018), which the defense was
 * published against: no random start, all iterations taken, the label what the model names at the beginning. A sample
 * whose gradient is exactly 0 stays (TensorFlow's `sign`). Of equally likely classes the first is the label; cleverhans
 * divides the label among them. It clips to a box only where it is told one; here it always does.
 *
 * @param model a classifier, or anything with the six members of a `Model`
 * @param images RGB pictures at the model's size, samples inside of `model.bounds`, of any sample type; not changed
 * @returns the result of each picture, in their order; with `epsilons` an array of that for each ε
 * @throws TypeError or RangeError for a wrong argument; `AttackError` for logits or gradients that are not finite; the
 *   signal's reason where it is aborted
 */
export async function igsm(model: Model, images: readonly Image[], options?: IgsmOptions): Promise<AttackResult[]>;
export async function igsm(
  model: Model,
  images: readonly Image[],
  options: WithEpsilons<IgsmOptions>,
): Promise<AttackResult[][]>;
export async function igsm(
  model: Model,
  images: readonly Image[],
  options: IgsmOptions | WithEpsilons<IgsmOptions> = {},
): Promise<AttackResult[] | AttackResult[][]> {
  const { preset } = options;
  const names = Object.keys(igsmPresets) as (keyof typeof igsmPresets)[];
  const settings = preset === undefined ? usual : igsmPresets[oneOf(preset, 'preset', names)];
  const resolved = resolveOptions(options, 'igsm', ['preset', 'step', 'iterations'], settings.epsilon);
  const step = options.step === undefined ? settings.step : inLevels(options.step, 'step', unitOf(options));
  const iterations = integer(options.iterations ?? settings.iterations, 'iterations', 1);
  const results = await runAttack((goal) => igsmSteps(goal, step, iterations), model, images, resolved);
  return resolved.several ? results : results[0];
}
