import type { Knowledge, Measure } from '../plan/plan.js';

/** The version of the form of records; a run folder of another one is refused. */
export const recordSchema = 1;

/** A place in a picture, as parts of its width and height: 0…1 from the left and from the top. */
export interface PlaceFact {
  readonly x: number;
  readonly y: number;
}

/** What is known of an adversary, in the record of its first judgement: that with the first defense, draw 0. */
export interface MadeFacts {
  /** Whether it works on what was attacked, before and after rounding to 8 bits. */
  readonly success: boolean;
  readonly successAfterRounding: boolean;
  readonly iterations: number;
  readonly queries: number;
  readonly gradients: number;
  readonly zeroGradients: number;
  /** Of the rounded adversary. */
  readonly psnr: number | null;
  readonly ssim: number;
  /** Localisation: mean place of the object's map on the clean picture and of |x' − x|, and the correlation of both. */
  readonly object?: PlaceFact;
  readonly perturbation?: PlaceFact;
  readonly correlation?: number | null;
}

/**
 * One judgement: a picture, attacked or not, behind a defense or none, in one draw. A line of JSON in `records.jsonl`, keys
 * in this order; numbers rounded to 6 significant digits, so that a line is the same wherever it was computed. It holds no
 * time: those are in `shards.jsonl`.
 */
export interface EvaluationRecord {
  readonly schema: typeof recordSchema;
  /** The picture's name in its data set. */
  readonly image: string;
  readonly model: string;
  /** Name of the attack in the plan; `none` for clean pictures. */
  readonly attack: string;
  readonly knowledge: Knowledge;
  readonly measure: Measure;
  /** The size that was asked for, in the unit of `measure`; null for `none` and `natural`. */
  readonly epsilon: number | null;
  /** Adaptive and gray-box: name of the defense that the adversary is made against. Left out for all others. */
  readonly target?: string;
  /** Name of the defense in the plan; `none` for the bare classifier. */
  readonly defense: string;
  readonly draw: number;
  /** The true class, by its index in the model's output. */
  readonly label: number;
  /** What the bare classifier names for the clean picture. */
  readonly before: number;
  /** What is named here. */
  readonly prediction: number;
  /** Its probability, and that of the true class. */
  readonly confidence: number;
  readonly truth: number;
  /** Distances of the rounded adversary from the clean picture, in levels; 0 for clean pictures. */
  readonly linf: number;
  readonly l2: number;
  readonly relativeL2: number;
  readonly made?: MadeFacts;
}
