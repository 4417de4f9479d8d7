import type { Interval } from '../statistics/wilson.js';
import type { Knowledge, Measure } from '../plan/plan.js';

// What is computed from records and shown by reports: plain data.

/** A share with its 95 % interval (Wilson), counted over pictures; of no pictures the interval is all of 0…1. */
export interface Rate extends Interval {
  /** `right / of`; NaN (null in JSON) where `of` is 0. */
  readonly share: number;
  /** Pictures, each weighted by the part of its draws; may be a fraction. */
  readonly right: number;
  readonly of: number;
}

/** The adversaries (or clean pictures) that a row is about. */
export interface Condition {
  readonly model: string;
  readonly attack: string;
  readonly knowledge: Knowledge;
  readonly measure: Measure;
  readonly epsilon: number | null;
  /** Adaptive and gray-box: the defense that the adversaries are made against; undefined for all others. */
  readonly target?: string;
}

/** One defense against one attack of one size on one model. */
export interface SummaryRow extends Condition {
  readonly defense: string;
  /** Pictures, and the most draws of one. */
  readonly images: number;
  readonly draws: number;
  /** Over all pictures. */
  readonly accuracy: Rate;
  /** Over pictures that the bare classifier gets right when clean: the paper's measure. */
  readonly recovered: Rate;
  /**
   * Destruction rate: over right pictures whose adversary fools the bare classifier, the share that is right again. Of no
   * pictures where the bare classifier was not shown these adversaries, and for clean pictures.
   */
  readonly destroyed: Rate;
  /** Mean probability of the true class, over all draws of all pictures. */
  readonly truth: number;
  /** Pictures whose class differs between draws; for the bare classifier on clean pictures, also from what it named before. */
  readonly varying: number;
  /** Over the adversaries (the same for all defenses of a condition): medians, and the largest. */
  readonly medianRelativeL2: number;
  readonly medianL2: number;
  readonly largestLinf: number;
  /**
   * Share of the pictures that were right before whose adversary works on what was attacked, after rounding; null for clean
   * rows.
   */
  readonly attackSuccess: Rate | null;
}

/** Two defenses on the same pictures and adversaries: pictures that were right before the attack. `first` stands first in the plan. */
export interface PairedComparison extends Condition {
  readonly first: string;
  readonly second: string;
  /** Pictures right with the first alone, and with the second alone: in more than half of their draws. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly images: number;
  /** McNemar's exact two-sided test. */
  readonly pValue: number;
  /** Difference of recovered accuracy, first − second, with its 95 % interval by bootstrap over pictures. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Right under every attack, in all draws: the worst case of each picture over the attacks of those who know so much or less,
 * at all their sizes in the run, without controls; adaptive and gray-box: those against this defense. Over pictures judged
 * under all of them.
 */
export interface WorstCase {
  readonly model: string;
  readonly defense: string;
  readonly knowledge: Exclude<Knowledge, 'clean'>;
  readonly attacks: readonly string[];
  readonly accuracy: Rate;
  readonly recovered: Rate;
}

/** How serious a flag is: a number that must not be trusted, or one to look at. */
export type FlagLevel = 'warning' | 'note';

/** What flags are about. `docs/statistics.md` says when each is raised. */
export const evaluationFlagKinds = [
  'oblivious-only',
  'gradient-masking',
  'zero-gradients',
  'varying-outputs',
  'weaker-than-noise',
  'one-step-beats-iterative',
  'more-steps-help',
  'oblivious-beats-adaptive',
  'black-box-beats-white-box',
  'curve-not-monotone',
  'curve-does-not-reach-100',
  'attack-fails-undefended',
  'no-control',
  'few-images',
  'incomplete',
  'unreadable-images',
] as const;

export type EvaluationFlagKind = (typeof evaluationFlagKinds)[number];

export interface EvaluationFlag {
  readonly kind: EvaluationFlagKind;
  readonly level: FlagLevel;
  readonly model?: string;
  readonly attack?: string;
  readonly defense?: string;
  /** Plain sentences with the numbers that raised it. */
  readonly message: string;
}

/** Where perturbations lie, beside where the object is: means over pictures, and correlations over them. */
export interface LocalisationRow extends Condition {
  readonly images: number;
  readonly object: { readonly x: number; readonly y: number };
  readonly perturbation: { readonly x: number; readonly y: number };
  /** Pearson correlation over pictures of the two places, by axis; null where one does not vary. */
  readonly correlationX: number | null;
  readonly correlationY: number | null;
  /** Mean over pictures of the correlation between map and |perturbation| over pixels. */
  readonly meanCorrelation: number | null;
  /** Places of the pictures, for the figure: at most 400. */
  readonly places: readonly { readonly object: [number, number]; readonly perturbation: [number, number] }[];
}

/** Everything that a report shows, from the records of a run. */
export interface Summary {
  readonly format: 'pixel-deflection summary';
  readonly schema: 1;
  readonly records: number;
  readonly models: readonly string[];
  readonly defenses: readonly string[];
  readonly rows: readonly SummaryRow[];
  /** Every defense against every other on the same adversaries, where there are at most 12; else against `none` and the best. */
  readonly pairs: readonly PairedComparison[];
  readonly worst: readonly WorstCase[];
  readonly localisation: readonly LocalisationRow[];
  readonly flags: readonly EvaluationFlag[];
}
