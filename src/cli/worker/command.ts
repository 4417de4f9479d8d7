import { existsSync } from 'node:fs';
import { modelsFolder } from '#files';
import { type FolderStore, folderStore } from '../../evaluation/data/folder-store.js';
import { ComputePool } from '../../evaluation/engine/queue/compute-pool.js';
import { redactUrl } from '../../evaluation/engine/queue/redis-url.js';
import { runQueueWorker } from '../../evaluation/engine/queue/worker.js';
import { localComputer, type LocalSettings } from '../../evaluation/engine/local-computer.js';
import { codeVersion } from '../../evaluation/run/code-version.js';
import { checkJob } from '../../evaluation/shard/check-job.js';
import { showPath } from '../../io/show-path.js';
import { builtInClassifier } from '../assets.js';
import { UsageError, WorkError } from '../errors.js';
import { onStop } from '../run/stop.js';
import type { WorkerFlags } from './options.js';
import { WorkerStatus } from './status.js';

/** Unreadable files that are named. */
const mostNamed = 3;

/** Indexes what the worker may open. */
async function openFiles({ data, models }: WorkerFlags, status: WorkerStatus, signal: AbortSignal) {
  const usual = modelsFolder();
  const folders = [...(models ?? (existsSync(usual) ? [usual] : [])), ...[builtInClassifier].filter(existsSync)];
  const store = await folderStore({ data, models: folders, signal });
  const { unreadable, images } = store;
  status.line(`${images} pictures and ${store.models.size} models can be opened`);
  for (const { image, reason } of unreadable.slice(0, mostNamed)) status.line(`${image}: ${reason}`);
  if (unreadable.length > mostNamed) status.line(`and ${unreadable.length - mostNamed} more that cannot be read`);
  return store;
}

/** Serves the queue until it is stopped. */
async function serve(flags: WorkerFlags, store: FolderStore, status: WorkerStatus, signal: AbortSignal): Promise<void> {
  const { queue, processes, shared, adversaries, name, lock } = flags;
  const settings: LocalSettings = { places: store.places, adversaries };
  const pool = new ComputePool({ module: localComputer, settings }, processes);
  try {
    await runQueueWorker({
      url: queue,
      name,
      code: await codeVersion(),
      processes,
      checkJob,
      compute: (job, stop) => pool.compute(job, stop),
      files: {
        hasModel: (sha256) => store.models.has(sha256),
        hasImage: async (sha256) => Object.hasOwn(store.places.images, sha256),
      },
      shared,
      lock,
      signal,
      onNotice: (line) => status.line(`pixel-deflection: ${line}`),
      onEnd: (records) => status.step(records),
    });
  } finally {
    pool.end();
  }
}

/**
 * `pixel-deflection worker`: computes for all runs at a queue, until it is stopped.
 * @returns the exit code
 */
export async function workerCommand(flags: WorkerFlags): Promise<number> {
  const { data, models = [], shared, queue, name } = flags;
  for (const path of [...data, ...models]) {
    if (!existsSync(path)) throw new UsageError(`${showPath(path)}: no such file or folder`);
  }
  if (shared !== undefined && !existsSync(shared)) {
    throw new UsageError(`${showPath(shared)}: no such folder, expected that of evaluate --shared`);
  }
  const stop = new AbortController();
  const status = new WorkerStatus();
  let working: Promise<void> = Promise.resolve();
  const forget = onStop(async () => {
    stop.abort(new WorkError('stopped'));
    await working.catch(() => {});
    status.end();
    process.stderr.write('pixel-deflection: stopped, what was being computed is given back\n');
  });
  try {
    working = openFiles(flags, status, stop.signal).then((store) => {
      status.line(`worker ${name} at ${redactUrl(queue)}`);
      return serve(flags, store, status, stop.signal);
    });
    await working;
    return 0;
  } catch (error) {
    // The program ends by itself then.
    if (stop.signal.aborted) return await new Promise<never>(() => {});
    throw error;
  } finally {
    status.end();
    forget();
  }
}
