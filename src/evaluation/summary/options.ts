import type { Seed } from '../../core/random.js';

/** What is known of an attack besides its records. */
export interface AttackFacts {
  /** Its name in the plan and in records. */
  readonly name: string;
  /** Its method in the catalog of attacks; two attacks of one method may differ in knowledge, sizes or steps. */
  readonly method: string;
  /** What it asks of the model. */
  readonly needs: 'gradients' | 'logits' | 'class';
  /** Whether it takes a single step along a gradient. */
  readonly oneStep: boolean;
  /** Its number of steps where the plan says it. */
  readonly iterations?: number;
  /** Noise: counts for no worst case, and what attacks are compared with. */
  readonly control: boolean;
  /** The model that its adversaries are made on, where it is not the judged one (transfer). */
  readonly source?: string;
  /** Adaptive and gray-box: the defenses that it attacks. */
  readonly targets: readonly string[];
}

/** What is known of a defense besides its records. */
export interface DefenseFacts {
  readonly name: string;
  /** Whether it draws random numbers, so that its answers may differ between draws. */
  readonly random: boolean;
}

/**
 * What a summary needs to know besides records: see `summaryOptions`. Rows stand in the order of these lists; a model, attack
 * or defense that they lack comes behind, by its name, and is taken for one with gradients and many steps, or a random one.
 */
export interface SummaryOptions {
  readonly models?: readonly string[];
  readonly attacks?: readonly AttackFacts[];
  readonly defenses?: readonly DefenseFacts[];
  /** Pictures that were drawn for the run, and how many of them could not be read, or attacked by every attack. Default: none. */
  readonly pictures?: { readonly drawn: number; readonly unreadable: number };
  /** Of the bootstrap. Default 0. */
  readonly seed?: Seed;
  /** Of the bootstrap, at least 100. Default 1000. */
  readonly resamples?: number;
}

/** The name of the bare classifier among defenses, and of clean pictures among attacks. */
export const none = 'none';
