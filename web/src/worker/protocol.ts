import type { ActivationMap, FullImage, WaveletCoefficients, WaveletName, WaveletThresholds } from 'pixel-deflection';
import type { DenoiserName } from 'pixel-deflection';
import type { Distances, Norm } from 'pixel-deflection/attacks';
import type { ActivationResult, Aggregate, Classification, Placement } from 'pixel-deflection/models';
import type { MapKind } from 'pixel-deflection/pipeline';

/**
 * What the page asks of the worker, and what it answers. The worker holds the model and nothing else: every request
 * carries its pictures, so that a new worker answers it as the lost one would have done.
 */

/** A picture at the model's size: RGB, interleaved rows, 0…255. Results of an attack and copied samples are whole levels. */
export type Picture = FullImage<Float32Array>;

/** What the model says of a picture. */
export interface Scores {
  /** The five likeliest classes, likeliest first. */
  readonly top: readonly Classification[];
  /** Of every class, by its index. */
  readonly probabilities: Float64Array;
}

/** A class by its place in the output. */
export interface ClassRef {
  readonly index: number;
  readonly label: string;
  readonly name: string;
}

/** A model to load. Nothing is fetched from elsewhere unless a person asked for `catalog`. */
export type ModelRequest =
  | { readonly source: 'built-in' }
  /** A file of the user; `card` is the text of a model card, a part of one, or absent where the catalog knows the file. */
  | { readonly source: 'file'; readonly name: string; readonly file: Blob; readonly card?: string }
  /** A model of the library's catalog, from the address that the catalog names. */
  | { readonly source: 'catalog'; readonly name: string };

export interface LoadInput {
  readonly model: ModelRequest;
  readonly provider: 'cpu' | 'webgpu';
}

/** How far a load is. `total` is 0 where the server does not say it. */
export interface LoadProgress {
  readonly phase: 'runtime' | 'model' | 'start';
  readonly loaded: number;
  readonly total: number;
}

/** The model that is loaded. */
export interface ModelInfo {
  readonly name: string;
  readonly source: ModelRequest['source'];
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ClassRef[];
  /** Where it runs, and on how many threads. */
  readonly provider: string;
  readonly threads: number;
  /** Length of its file. */
  readonly bytes: number;
  /** What a person should know: a fallback from WebGPU, one thread where several were asked for. */
  readonly notices: readonly string[];
  /** Largest difference of the logits of a sample from those that Node computes; absent where none are known. */
  readonly golden?: { readonly difference: number; readonly ok: boolean };
}

/** A picture as the model sees it. */
export interface Prepared {
  readonly picture: Picture;
  /** The part of the original that is shown. */
  readonly placement: Placement;
  readonly format: string;
  readonly scores: Scores;
}

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

export interface DenoiserSettings {
  readonly denoiser: DenoiserName;
  /** Of the denoiser `wavelet`; others run with their defaults. */
  readonly wavelet: WaveletName;
  readonly method: 'BayesShrink' | 'VisuShrink';
  readonly threshold: 'soft' | 'hard';
  readonly sigma: number;
  readonly ycbcr: boolean;
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

/** How sure the model is of one class behind the denoiser, for several sigma: over pictures, each by itself. */
export interface SigmaSweepInput extends DenoiserSettings {
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
  readonly map: 'none' | 'r-cam';
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

/** Every kind of request: what goes in, what comes out, and what is told on the way. */
export interface Jobs {
  load: { input: LoadInput; result: ModelInfo; progress: LoadProgress };
  prepare: { input: { readonly file: Blob }; result: Prepared; progress: never };
  classify: { input: { readonly image: Picture }; result: Scores; progress: never };
  attack: { input: AttackInput; result: AttackOutcome; progress: Steps };
  noise: { input: NoiseInput; result: NoiseOutcome; progress: never };
  deflect: { input: DeflectInput; result: Deflected; progress: never };
  draws: { input: DrawsInput; result: readonly Draw[]; progress: Draw };
  maps: { input: MapsInput; result: readonly ActivationResult[]; progress: never };
  denoise: { input: DenoiseInput; result: Denoised; progress: never };
  sigmaSweep: { input: SigmaSweepInput; result: readonly SigmaPoint[]; progress: SigmaPoint };
  stages: { input: StagesInput; result: readonly StageRow[]; progress: StageRow };
  break: { input: BreakInput; result: readonly BreakPoint[]; progress: BreakPoint };
}

export type JobKind = keyof Jobs;

/** From the page. Ids are of the client; those of an aborted request are not used again. */
export type ToWorker =
  | {
      [K in JobKind]: {
        readonly type: 'request';
        readonly id: number;
        readonly kind: K;
        readonly input: Jobs[K]['input'];
      };
    }[JobKind]
  | { readonly type: 'abort'; readonly id: number };

/** From the worker. `alive` names the lock that it holds for as long as it lives, where the browser has locks. */
export type FromWorker =
  | { readonly type: 'alive'; readonly lock: string | undefined }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Jobs[JobKind]['progress'] }
  | { readonly type: 'result'; readonly id: number; readonly result: Jobs[JobKind]['result'] }
  | { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };
