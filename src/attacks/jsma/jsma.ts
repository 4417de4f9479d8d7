import { number, outOfRange } from '../../core/checks.js';
import { type Aim, aimOf, aims } from '../shared/aim.js';
import { defineAttack } from '../runner/define.js';
import { positive, word } from '../runner/fields.js';
import type { MinimumNormOptions, RandomAttackOptions } from '../runner/options.js';
import { type Goal, moveTo, slopesAt, type Steps, works } from '../runner/steps.js';
import type { Picture } from '../runner/result.js';
import { bestPair } from './saliency.js';

/** Published settings of {@link jsma}. */
export const jsmaPresets = {
  /** `SaliencyMapMethod` of cleverhans at commit b9169a3b. */
  'cleverhans-2018': { theta: 1, gamma: 1, output: 'probabilities', aim: 'random' },
  /** `JSMA` of torchattacks 3.5.1; the target that it takes where it is told none is one of ten classes, not this one. */
  torchattacks: { theta: 1, gamma: 0.1, output: 'logits' },
} as const;

export interface JsmaOptions extends MinimumNormOptions, RandomAttackOptions {
  /** Where options that are not given come from. Default: the values below. */
  preset?: keyof typeof jsmaPresets;
  /**
   * θ, what is added to a sample at a time, from -1 to 1 but not 0, in parts of the model's box whatever `unit` is: below
   * 0 samples become darker. Default 1, which takes them to the edge.
   */
  theta?: number;
  /** γ, the share of all samples that may change, two in each step, above 0 and at most 1. Default 1. */
  gamma?: number;
  /** What saliency is computed of: the network's `'probabilities'`, or its `'logits'`. Default `'probabilities'`. */
  output?: 'probabilities' | 'logits';
  /**
   * What it goes for without `targets`: `'second'`, the likeliest other class of the clean picture, or `'random'`, any
   * other class, drawn from `seed`. Default `'second'`.
   */
  aim?: Aim;
}

interface Settings {
  theta: number;
  gamma: number;
  output: 'probabilities' | 'logits';
  aim: Aim;
}

function thetaField(value: unknown, name: string): number {
  const theta = number(value, name, -1, 1);
  if (theta === 0) throw outOfRange('a number from -1 to 1, not 0,', name, theta);
  return theta;
}

/** s · values. */
function times(s: number, values: Float32Array): Float32Array {
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = s * values[i];
  return scaled;
}

/** How much each sample, changed in the direction `sign`, gains for the target and takes from the other classes. */
function* saliency(at: Picture, target: number, sign: number, output: Settings['output'], classes: number) {
  if (output === 'probabilities') {
    // The others together are 1 - p, and ∇p = p ∇log p has the order of ∇log p, which does not vanish with p.
    const [{ gradient }] = yield* slopesAt(at, [{ crossEntropy: target }]);
    const gain = times(-sign, gradient);
    return { gain, loss: gain };
  }
  const towards = new Float32Array(classes);
  towards[target] = 1;
  const others = new Float32Array(classes).fill(1);
  others[target] = 0;
  const [up, down] = yield* slopesAt(at, [{ cotangent: towards }, { cotangent: others }]);
  return { gain: times(sign, up.gradient), loss: times(-sign, down.gradient) };
}

function* jsmaSteps(goal: Goal, { theta, gamma, output, aim }: Settings): Steps {
  const { clean, bounds, logits } = goal;
  const [low, high] = bounds;
  const target = aimOf(goal, aim);
  const change = theta * (high - low);
  const edge = theta > 0 ? high : low;
  const open = new Uint8Array(clean.data.length);
  for (let i = 0; i < open.length; i++) open[i] = clean.data[i] === edge ? 0 : 1;
  let picture: Picture = clean;
  // Two samples change in each step: γ n / 2 steps.
  const most = Math.floor((gamma * clean.data.length) / 2);
  for (let n = 0; n < most; n++) {
    const { gain, loss } = yield* saliency(picture, target, Math.sign(theta), output, logits.length);
    if (n > 0 && (yield* works())) return;
    const pair = bestPair(gain, loss, open);
    if (pair === undefined) return;
    const moved = picture.data.slice();
    for (const i of pair) moved[i] = Math.min(high, Math.max(low, moved[i] + change));
    for (const i of pair) if (moved[i] === edge) open[i] = 0;
    picture = yield* moveTo(moved);
  }
}

/**
 * The Jacobian-based saliency map attack (N. Papernot et al., "The limitations of deep learning in adversarial settings",
 * arXiv 1511.07528): in each step the two samples of the highest saliency change by θ, until the attack works or γ of
 * all samples have changed. A sample that has come to the edge of the box is left alone.
 *
 * Saliency needs what a sample does for the target and for all others together: one gradient for each, where the
 * published code takes one for every class, and none for the others where the output is probabilities, as they sum to 1.
 * The best pair is found exactly, without its table of all pairs. `output: 'probabilities'` is what cleverhans takes, and
 * `'logits'` what torchattacks does (JSMA-F and JSMA-Z of Carlini and Wagner, arXiv 1608.04644).
 *
 * As in the paper, a sample may change again until it is at the edge; both published implementations change each once,
 * which is the same for θ = 1. It is published for targets; without any it goes for the likeliest other class, where
 * cleverhans draws one (`aim: 'random'`), and works as soon as the label is lost.
 */
export const jsma = defineAttack<JsmaOptions, Settings>({
  name: 'jsma',
  title: 'Jacobian-based saliency map attack',
  paper: 'Papernot et al., 2015, arXiv 1511.07528',
  kind: 'minimum',
  norms: ['l2'],
  needs: 'gradients',
  targeted: true,
  random: true,
  fields: {
    theta: thetaField,
    gamma: positive(1),
    output: word('probabilities', 'logits'),
    aim: word(...aims),
  },
  defaults: { theta: 1, gamma: 1, output: 'probabilities', aim: 'second' },
  presets: jsmaPresets,
  steps: jsmaSteps,
});
