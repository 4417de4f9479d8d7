import type { DenoiserName } from 'pixel-deflection';
import type { Distances } from 'pixel-deflection/attacks';
import type { MapKind } from 'pixel-deflection/pipeline';
import type { Picture, Scores } from './model-types.js';
import type { DefenseSettings, WaveletSettings } from './step-types.js';

/** Many draws of the whole defense over one picture, each as it comes. */
export interface DrawsInput extends DefenseSettings {
  readonly image: Picture;
  readonly draws: number;
}

export interface Draw {
  readonly draw: number;
  readonly image: Picture;
  readonly scores: Scores;
}

/** How sure the model is of one class behind the wavelets, for several sigma: over pictures, each by itself. */
export interface SigmaSweepInput extends Omit<WaveletSettings, 'sigma'> {
  readonly images: readonly Picture[];
  readonly sigmas: readonly number[];
  /** Index of the class. */
  readonly label: number;
}

export interface SigmaPoint {
  readonly sigma: number;
  /** Probability of the class for each of the pictures. */
  readonly probabilities: readonly number[];
}

/** One row of the table of stages. */
export interface Stage {
  readonly name: string;
  readonly deflections: number;
  readonly map: MapKind;
  readonly denoiser: DenoiserName;
}

export interface StagesInput {
  readonly clean: Picture;
  readonly adversary: Picture;
  /** Indices of the true and of the attacker's class. */
  readonly label: number;
  readonly rival: number;
  readonly stages: readonly Stage[];
  readonly defense: DefenseSettings;
  readonly draws: number;
  readonly jpegQuality: number;
}

/** How one picture fares in one stage. */
export interface Tally {
  /** Mean probability of the true and of the attacker's class over the draws. */
  readonly label: number;
  readonly rival: number;
  /** Draws, and those in which each class is first. */
  readonly draws: number;
  readonly right: number;
  readonly fooled: number;
}

export interface StageRow {
  /** `none`, `JPEG 40`, or that of a {@link Stage}. */
  readonly name: string;
  readonly clean: Tally;
  readonly attacked: Tally;
}

/** The attack on the whole defense, beside the one that ignores it; for several ε, each point as it comes. */
export interface BreakInput {
  readonly image: Picture;
  /** Index of the class to leave. */
  readonly label: number;
  readonly defense: DefenseSettings;
  readonly knows: boolean;
  readonly epsilons: readonly number[];
  readonly iterations: number;
  /** Draws behind each gradient of an attacker who knows the defense (EOT). */
  readonly eot: number;
  /** Seeds that judge, none of which the attacker has: `judgeSeed(seed, i)`. */
  readonly judges: number;
}

export interface BreakPoint {
  readonly epsilon: number;
  readonly knows: boolean;
  readonly adversary: Picture;
  readonly distances: Distances;
  /** Seeds in which the defended classifier names the label, of `judges`; and its mean probability. */
  readonly right: number;
  readonly judges: number;
  readonly probability: number;
  /** What the bare classifier says of it. */
  readonly undefended: Scores;
}
