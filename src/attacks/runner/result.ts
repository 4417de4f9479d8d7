import type { FullImage, Image } from '../../core/image.js';
import { psnr, ssim } from '../../core/quality.js';
import type { Seed } from '../../core/random.js';

/** A picture as attacks compute with it: RGB floats 0…255 at the model's size. */
export type Picture = FullImage<Float32Array>;

/** What a budget or a distance is measured by: the largest absolute difference, or the Euclidean length. */
export const norms = ['linf', 'l2'] as const;
export type Norm = (typeof norms)[number];

/** How far an adversary is from the clean picture, over all samples. */
export interface Distances {
  /** Largest absolute difference, in levels of 0…255. */
  linf: number;
  /** Euclidean length of the perturbation, in levels. */
  l2: number;
  /** ‖x' - x‖₂ / ‖x‖₂. Infinity for a black picture that was changed. */
  relativeL2: number;
  /** Decibels; Infinity where nothing was changed. */
  psnr: number;
  /** 1 where nothing was changed. */
  ssim: number;
}

/** By what rule an adversary was brought to a relative L2, and how far. */
export interface Scaling {
  /** `'rescale'`: the perturbation was made longer or shorter; else the attack's parameter that was raised. */
  rule: ScalingRule;
  /** The factor of the perturbation, or the value of the parameter. */
  value: number;
}

/** How a minimum-norm attack's adversary is brought to a relative L2. */
export const scalingRules = ['rescale', 'kappa', 'overshoot'] as const;
export type ScalingRule = (typeof scalingRules)[number];

/** What an attack found for one picture and one ε. */
export interface AttackResult {
  /** The picture's place in the array that was given. */
  picture: number;
  /** What `epsilon` is measured by, and what a minimum-norm attack makes small. */
  norm: Norm;
  /**
   * The budget: the largest allowed distance, in levels of 0…255 whatever the `unit` of the options. Undefined where a
   * minimum-norm attack was given none: the adversary then is the nearest that was found.
   */
  epsilon: number | undefined;
  /** The seed of an attack that draws random numbers, given or fresh; undefined for one that does not. */
  seed: Seed | undefined;
  /** How the adversary was brought to `relativeL2`; undefined where that was not asked for. */
  scaling: Scaling | undefined;
  /** The class that the adversary is to lose: the given label, or what the model names for the clean picture. */
  label: number;
  /** The class that it is to reach; undefined for an untargeted attack. */
  target: number | undefined;
  /**
   * Whether nothing was tried, as the model does not give the clean picture the label that was given. The adversary is
   * the clean picture, and no success.
   */
  skipped: boolean;
  /** The adversary: RGB floats at the model's size, inside of the budget and the model's bounds. */
  adversary: FullImage<Float32Array>;
  /** The adversary as an 8-bit file holds it: each sample the nearest level inside of the budget. */
  rounded: FullImage<Uint8Array>;
  /** Whether the adversary works: its class is not the label or, for a targeted attack, is the target. */
  success: boolean;
  /** The same for `rounded`. */
  successAfterRounding: boolean;
  /** What the model names for `adversary`. */
  prediction: number;
  /** What it names for `rounded`. */
  predictionAfterRounding: number;
  /** From the clean picture to `adversary`. */
  distances: Distances;
  /** From the clean picture to `rounded`. */
  distancesAfterRounding: Distances;
  /** Steps that lead to the adversary; those tried after it do not count. */
  iterations: number;
  /**
   * Pictures shown to `logits` for this result: the clean one (asked once for all ε, counted in each), what the attack
   * asked, every iterate that had to be judged, and the adversary with and without rounding where they had not been.
   */
  queries: number;
  /** Gradients taken of `inputGradient` for this result. */
  gradients: number;
  /** How many of them were zero everywhere: nothing to follow, and a sign of masked gradients. */
  zeroGradients: number;
}

/** Whether a class makes an adversary: it is the target or, without one, any but the label. */
export function isAdversarial({ label, target }: Pick<AttackResult, 'label' | 'target'>, prediction: number): boolean {
  return target === undefined ? prediction !== label : prediction === target;
}

/** The length of a perturbation, in levels. */
export function distance(norm: Norm, clean: ArrayLike<number>, moved: ArrayLike<number>): number {
  let most = 0;
  let squares = 0;
  for (let i = 0; i < clean.length; i++) {
    const difference = Math.abs(moved[i] - clean[i]);
    if (difference > most) most = difference;
    squares += difference * difference;
  }
  return norm === 'linf' ? most : Math.sqrt(squares);
}

/** Measures an adversary against the clean picture. */
export function measure(clean: Picture, adversary: Image): Distances {
  let linf = 0;
  let squares = 0;
  let norm = 0;
  for (let i = 0; i < clean.data.length; i++) {
    const difference = Math.abs(adversary.data[i] - clean.data[i]);
    if (difference > linf) linf = difference;
    squares += difference * difference;
    norm += clean.data[i] * clean.data[i];
  }
  const l2 = Math.sqrt(squares);
  return {
    linf,
    l2,
    relativeL2: l2 === 0 ? 0 : l2 / Math.sqrt(norm),
    psnr: psnr(clean, adversary),
    ssim: ssim(clean, adversary),
  };
}
