import type { Chain } from '../../defenses/chain/chain.js';
import type { MapKind, Vote } from '../../pipeline/index.js';

// A plan after it was checked and filled in: plain data that JSON holds, kept in the manifest of a run.

/** Who made an adversary: nobody, someone who ignores the defense, who knows a part of it, or all but its seed. */
export type Knowledge = 'clean' | 'oblivious' | 'gray-box' | 'adaptive';

/** What the size of an attack is measured by: its ε in levels, ‖x'−x‖₂/‖x‖₂, or nothing (as small as it finds). */
export type Measure = 'none' | 'linf' | 'l2' | 'relative-l2' | 'natural';

/** Where pictures come from, and which of them. */
export interface DataPlan {
  /** As it was given: a folder, a CSV or text list, or a file of packed records. */
  readonly path: string;
  /** At most so many pictures, drawn with the seed; undefined: all. */
  readonly limit?: number;
  /** One half of the drawn pictures or the other: to tune on some and judge on others. */
  readonly part?: 'tune' | 'judge';
}

/** A classifier of a plan. */
export interface ModelPlan {
  /** Unique in the plan; what records say. */
  readonly name: string;
  /** What was typed: a name of the catalog or store, `builtin`, or a path. */
  readonly source: string;
  readonly card?: string;
  readonly preset?: string;
}

/** An attack of a plan, at several sizes. */
export interface AttackPlan {
  /** Unique in the plan; what records say. */
  readonly name: string;
  /** A name of the catalog of attacks, or `auto-attack`. */
  readonly method: string;
  readonly knowledge: Exclude<Knowledge, 'clean'>;
  readonly measure: Exclude<Measure, 'none'>;
  /** Above 0; `[null]` where the measure is `natural`. */
  readonly sizes: readonly (number | null)[];
  /** The attack's own options, by the library's names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The model that adversaries are made on, where it is not the one that is judged (transfer). */
  readonly source?: string;
  /** Adaptive and gray-box: names of the defenses that are attacked, each by adversaries of its own. */
  readonly against?: readonly string[];
  /** Adaptive: options of `defended.adaptive()`. `map` holds that of the clean picture where it is `'held'`. */
  readonly adaptive?: {
    readonly draws?: number;
    readonly wavelet?: 'derivative' | 'identity';
    readonly map?: 'recomputed' | 'held';
  };
  /** A control: noise, of which no robustness can be told. */
  readonly control?: boolean;
}

/** A defense of a plan; `none` is always the first, with an empty chain. */
export interface DefensePlan {
  /** Unique in the plan; what records say. */
  readonly name: string;
  readonly chain: Chain;
  readonly map: MapKind;
  /** Draws that one decision is made of. */
  readonly ensemble: number;
  readonly vote: Vote;
  /** Classes that the map `'r-cam'` is made of. Absent: the classifier's default. */
  readonly topK?: number;
}

/** Everything that a run compares. */
export interface Plan {
  readonly format: 'pixel-deflection plan';
  readonly schema: 1;
  /** The preset that it was made from, the file's name, or `flags`. */
  readonly name: string;
  /** Seeds as text: they may be larger than a number holds exactly. */
  readonly seed: string;
  /** Decisions of each random defense for each picture, each with a seed of its own. */
  readonly repeats: number;
  readonly data: DataPlan;
  readonly models: readonly ModelPlan[];
  readonly attacks: readonly AttackPlan[];
  /** The first is `none`. */
  readonly defenses: readonly DefensePlan[];
  /** Whether places of perturbations and objects are recorded. */
  readonly localisation: boolean;
}
