import type { AttackPlan, DefensePlan, Knowledge, Measure } from '../plan/plan.js';

// The unit of work: some pictures, one model, one attack of one size (or none), and all defenses that it is judged with.
// A job says everything by content hashes, so that any machine with the same files and the same code can do it.

/** A picture by the SHA-256 of its encoded bytes. */
export interface ImageRef {
  /** Its name in the data set. */
  readonly id: string;
  readonly sha256: string;
  /** The true class, by its index in the model's output. */
  readonly label: number;
}

/** A classifier by the SHA-256 of its file, with the card that was settled when the plan was checked. */
export interface ModelRef {
  readonly name: string;
  readonly sha256: string;
  /** A whole model card, as JSON. */
  readonly card: unknown;
}

/** The attack of a shard, at one size; for clean pictures `knowledge` is `'clean'` and there is no attack. */
export interface ShardAttack {
  readonly name: string;
  readonly knowledge: Knowledge;
  readonly measure: Measure;
  readonly size: number | null;
  /** Undefined for clean pictures. */
  readonly plan?: AttackPlan;
  /** Adaptive and gray-box: the defense that is attacked. */
  readonly target?: DefensePlan;
  /** Transfer: the model that adversaries are made on. */
  readonly source?: ModelRef;
}

/** A shard of a run, as workers take it. */
export interface ShardJob {
  readonly format: 'pixel-deflection shard';
  readonly schema: 1;
  /** Hex SHA-256 of everything below but `index`: model, attack, defenses, images, seed, code version. */
  readonly key: string;
  /** Its place in the order of records. */
  readonly index: number;
  /** What the worker's own code must be: see `codeVersion`. */
  readonly code: string;
  readonly seed: string;
  readonly repeats: number;
  readonly model: ModelRef;
  readonly attack: ShardAttack;
  /** Defenses to judge with, in the order of records. */
  readonly defenses: readonly DefensePlan[];
  readonly images: readonly ImageRef[];
  readonly localisation: boolean;
  /** SHA-256 of the patch database that quilting takes its patches from; undefined for that of the sample pictures. */
  readonly patches?: string;
  /**
   * Simulation: in place of computing, wait so many milliseconds per record, and give records that follow from the key
   * alone. What the measurement of brokers, and tests of engines, use.
   */
  readonly simulate?: { readonly milliseconds: number };
}

/** A picture that could not be read or attacked; its records are missing from the shard. */
export interface Unreadable {
  readonly image: string;
  /** One line, safe to print. */
  readonly reason: string;
}

/** What came of a shard. */
export interface ShardResult {
  readonly key: string;
  /** Lines of JSON, each ended by a line feed: picture by picture, within it defense by defense, draw by draw. */
  readonly records: string;
  /** Number of lines. */
  readonly count: number;
  readonly unreadable: readonly Unreadable[];
  /** Milliseconds spent on it: by the attack, and by judging with each defense. */
  readonly milliseconds: { readonly attack: number; readonly judge: Readonly<Record<string, number>> };
}

/** Computes shards; holds its models, and patch databases, between them. One shard at a time. */
export interface ShardComputer {
  compute(job: ShardJob, signal?: AbortSignal): Promise<ShardResult>;
  dispose(): Promise<void>;
}

/** How a computer finds the files that jobs name by hash: nothing else can be opened. */
export interface ContentStore {
  /**
   * Encoded bytes of a picture; undefined where there is none of this hash, which lists the picture as unreadable. An error
   * that it throws ends the shard without a result, to be done where the picture is.
   */
  image(sha256: string): Promise<Uint8Array | undefined>;
  /** Path of a model; undefined where there is none of this hash. */
  model(sha256: string): string | undefined;
}
