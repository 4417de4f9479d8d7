import type { NumberFacts } from '../../run/machine.js';

/** Options of `queueEngine`. */
export interface QueueEngineOptions {
  /**
   * `redis://[user:password@]host[:port][/database]` or `rediss://…`. The password may stand in
   * `PIXEL_DEFLECTION_REDIS_PASSWORD` instead. Neither user nor password is ever shown or kept.
   */
  readonly url: string;
  /** What makes the run this one, such as the text of its manifest: runs at one broker are told apart by its hash. */
  readonly identity: string;
  /** The code that the jobs are for: see `codeVersion`. Workers of another one take none of them. */
  readonly code: string;
  /** The models of the run, which workers must have before they take its jobs. */
  readonly models: readonly { readonly name: string; readonly sha256: string }[];
  /** The machine that the run names as its own: workers that differ from it are told of. */
  readonly machine: NumberFacts;
  /** Queues that the shards are spread over, 1 to 64. Default 1. */
  readonly queues?: number;
  /** A folder that workers see too, by which results come back. Default: they come back through the queue. */
  readonly shared?: string;
  /** Most jobs that stand in the queue at a time, 1 to 100 000: what the broker's memory must hold. Default 2000. */
  readonly window?: number;
  /** How often a shard is tried, 1 to 100, before it is given up. Default 3. */
  readonly attempts?: number;
  /** Milliseconds that a broker which does not answer is waited for. Default 300 000. */
  readonly patience?: number;
  /** Milliseconds between two looks for jobs that the broker lost. Default 5000. */
  readonly reconcile?: number;
}
