import { showPath } from '../../io/show-path.js';
import type { Engine } from '../engine/engine.js';
import type { ShardJob, Unreadable } from '../shard/shard.js';
import { expand } from './expand.js';
import type { Manifest } from './manifest.js';
import { type RunCounts, RunResults } from './results.js';

/** How far a run is. */
export interface RunProgress extends RunCounts {
  /** Of the whole run. */
  readonly ofShards: number;
  readonly ofRecords: number;
}

/** What became of a run. */
export interface RunTotals extends RunProgress {
  /** Pictures that shards could not read or attack: their records are missing. */
  readonly unreadable: readonly Unreadable[];
}

/** How the work of a run is done and who is told. */
export interface RunOptions {
  readonly engine: Engine;
  /** Ends the run: the promise is rejected with the signal's reason, and what is kept on disk is whole. */
  readonly signal?: AbortSignal | undefined;
  /** Called at the beginning, and after each result that is kept. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Called for what a user should know, in a line. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** In place of computing: see `ShardJob`. */
  readonly simulate?: ShardJob['simulate'];
}

/** What is to be said where records are damaged that were whole when they were written. */
function lostNotice(folder: string, { lost, counts }: RunResults): string {
  const shards = lost === 1 ? '1 shard' : `${lost} shards`;
  return `${showPath(folder)}: the records of ${shards} were damaged since they were written: they are removed and made again; ${counts.records} records are whole`;
}

/**
 * Does the shards of a run folder that are not done, until all are: what `evaluate` does once its manifest is written.
 * The folder must be locked by the caller.
 *
 * @throws RunError where results cannot be written; EngineError where shards cannot be done
 */
export async function runManifest(manifest: Manifest, folder: string, options: RunOptions): Promise<RunTotals> {
  const { engine, signal, onProgress, onNotice, simulate } = options;
  const shards = expand(manifest, simulate);
  const results = await RunResults.open(folder, shards);
  const { source } = results;
  const progress = (): RunProgress => ({ ...results.counts, ofShards: shards.count, ofRecords: shards.records });
  try {
    if (results.lost > 0) onNotice?.(lostNotice(folder, results));
    onProgress?.(progress());
    await engine.run(source, {
      signal: signal ?? new AbortController().signal,
      onResult: async (result) => {
        await results.keep(result);
        onProgress?.(progress());
      },
      onNotice: (line) => onNotice?.(line),
    });
    return { ...progress(), unreadable: results.unreadable };
  } finally {
    await results.close();
  }
}
