import type { ShardJob, ShardResult } from '../shard/shard.js';

/** The shards that a run still lacks. */
export interface ShardSource {
  /** Number of all shards of the run. */
  readonly count: number;
  /** A shard by its place: made when it is asked for, not held. */
  at(index: number): ShardJob;
  /** Whether its result is there. */
  done(index: number): boolean;
}

export interface EngineOptions {
  /** Ends the run between two shards: the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Takes a result and keeps it on disk before its promise is settled; one that is there already is ignored. */
  readonly onResult: (result: ShardResult) => Promise<void>;
  /** Called for what a user should know: a worker lost and started again, a broker that does not answer. */
  readonly onNotice: (line: string) => void;
}

/**
 * What does the work of a run: hands out every shard of a source that is not done, in any order and to any number of
 * workers, and gives back each result at least once.
 */
export interface Engine {
  readonly name: 'local' | 'queue';
  /** @throws EngineError where shards cannot be done, after all others were */
  run(source: ShardSource, options: EngineOptions): Promise<void>;
  dispose(): Promise<void>;
}

/** Work that cannot be done; the message is one line, safe to print. */
export class EngineError extends Error {}
