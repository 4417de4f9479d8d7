import type { ShardJob, ShardResult } from '../../shard/shard.js';

/** What a worker's files are asked for. */
export interface WorkerFiles {
  /** Whether there is a model whose file has this SHA-256. */
  hasModel(sha256: string): boolean;
  /** Whether there is a picture whose bytes have this SHA-256. */
  hasImage(sha256: string): Promise<boolean>;
}

/** Options of `runQueueWorker`. */
export interface QueueWorkerOptions {
  /** As that of `queueEngine`. */
  readonly url: string;
  /** What drivers call it. */
  readonly name: string;
  /** The code of this worker: see `codeVersion`. It takes no job of another one. */
  readonly code: string;
  /** Shards that are computed at a time, 1 to 256. */
  readonly processes: number;
  /** Checks what came as a job. @throws Error that says what is wrong with it */
  readonly checkJob: (data: unknown) => ShardJob;
  /**
   * Computes a shard, without keeping this process from its other work for longer than some seconds.
   * @throws UnfitError where the reason lies in this worker, and others may compute it
   */
  readonly compute: (job: ShardJob, signal: AbortSignal) => Promise<ShardResult>;
  readonly files: WorkerFiles;
  /** The folder by which results go back, where the driver has one too. */
  readonly shared?: string;
  /** Seconds after which the jobs of a worker that is not heard of go to others, 2 to 3600. Default 30. */
  readonly lock?: number;
  /** Milliseconds that a broker which does not answer is waited for. Default: for ever. */
  readonly patience?: number;
  /** Ends the work: what is being computed is given back. */
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
  /** Called for each job that ended. @param records in its result; undefined where it failed */
  readonly onEnd?: (records: number | undefined) => void;
}
