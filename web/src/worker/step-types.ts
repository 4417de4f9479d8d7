import type {
  ActivationMap,
  DenoiserName,
  WaveletCoefficients,
  WaveletName,
  WaveletThresholds,
} from 'pixel-deflection';
import type { Distances, Norm } from 'pixel-deflection/attacks';
import type { Aggregate } from 'pixel-deflection/models';
import type { MapKind } from 'pixel-deflection/pipeline';
import type { ClassRef, Picture, Scores } from './model-types.js';

/** Attacks that the page offers, by their names in the library's catalog. */
export type AttackName =
  | 'fgsm'
  | 'igsm'
  | 'mi-fgsm'
  | 'pgd'
  | 'apgd-ce'
  | 'square'
  | 'deepfool'
  | 'cw'
  | 'l-bfgs'
  | 'jsma'
  | 'fab';

export interface AttackInput {
  readonly image: Picture;
  readonly method: AttackName;
  /** L∞ budget in levels, for attacks with a budget. */
  readonly epsilon: number;
  /** Relative L2 that the adversaries of attacks without a budget are brought to. */
  readonly relativeL2: number;
  /** Steps (of `square`: queries), for attacks that take them; the attack's own number where it is absent. */
  readonly iterations?: number | undefined;
  /** Index of the class to reach; absent: any but the one that the model names. */
  readonly target?: number | undefined;
  readonly seed: number;
}

/** Of an adversary, always judged as an 8-bit file. */
export interface AttackOutcome {
  readonly method: AttackName;
  readonly adversary: Picture;
  readonly scores: Scores;
  /** What the model names for the clean picture, and for the adversary. */
  readonly label: ClassRef;
  readonly prediction: ClassRef;
  /** The likeliest class of the adversary that is not the label: what the attack raised. */
  readonly rival: ClassRef;
  readonly target?: ClassRef | undefined;
  readonly success: boolean;
  readonly distances: Distances;
  readonly iterations: number;
  readonly gradients: number;
  readonly queries: number;
  readonly zeroGradients: number;
}

/** Steps that are done; `total` is absent where nobody knows it. */
export interface Steps {
  readonly done: number;
  readonly total?: number | undefined;
}

/** Random noise of a given size, as a control. */
export interface NoiseInput {
  readonly image: Picture;
  readonly norm: Norm;
  /** Its size in levels: of an L2 the length, of an L∞ the largest change. */
  readonly size: number;
  readonly seed: number;
}

export interface NoiseOutcome {
  readonly noisy: Picture;
  readonly scores: Scores;
  readonly distances: Distances;
}

/** The deflection. Counts are for 224 × 224, as published; the library scales them to the model's size. */
export interface DeflectionSettings {
  readonly deflections: number;
  readonly window: number;
  readonly map: MapKind;
  /** Of the R-CAM. */
  readonly topK: number;
  readonly aggregate: Aggregate;
  readonly seed: number;
}

export interface WaveletSettings {
  readonly wavelet: WaveletName;
  readonly method: 'BayesShrink' | 'VisuShrink';
  readonly threshold: 'soft' | 'hard';
  readonly sigma: number;
  readonly ycbcr: boolean;
}

/** The denoiser: the settings are those of `wavelet`, others run with their defaults. */
export interface DenoiserSettings extends WaveletSettings {
  readonly denoiser: DenoiserName;
}

/** The whole defense. */
export interface DefenseSettings extends DeflectionSettings, DenoiserSettings {}

export interface DeflectInput extends DeflectionSettings {
  readonly image: Picture;
  /** Which draw of the seed, from 0. Draw 0 is what the defended classifier shows first. */
  readonly draw: number;
}

export interface Deflected {
  readonly image: Picture;
  readonly scores: Scores;
  /** The samples copied, in their order, five numbers each: x, y, channel, fromX, fromY. */
  readonly copies: Int32Array;
  /** As applied at the model's size. */
  readonly deflections: number;
  readonly window: number;
  readonly skipped: number;
  /** The map that steered it; absent where there is none. */
  readonly map?: ActivationMap | undefined;
  /** Peak signal-to-noise ratio to the picture before, in decibels; Infinity for equal pictures. */
  readonly psnr: number;
}

export interface MapsInput {
  readonly image: Picture;
  readonly kinds: readonly ('cam' | 'r-cam' | 'grad-cam')[];
  readonly topK: number;
  readonly aggregate: Aggregate;
}

export interface DenoiseInput extends DenoiserSettings {
  readonly image: Picture;
}

export interface Denoised {
  readonly image: Picture;
  readonly scores: Scores;
  readonly psnr: number;
  /** Of the denoiser `wavelet`: its sub-bands before the threshold, what is kept of them, and the thresholds. */
  readonly bands?: Bands | undefined;
}

export interface Bands {
  /** `Y`, `Cb`, `Cr`, or `R`, `G`, `B`. */
  readonly channels: readonly string[];
  readonly before: WaveletCoefficients;
  readonly thresholds: WaveletThresholds;
}
