import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { pathStore } from '../../src/evaluation/data/content-store.js';
import type { QueueEngineOptions } from '../../src/evaluation/engine/queue/engine-options.js';
import { queueEngine } from '../../src/evaluation/engine/queue/queue-engine.js';
import type { QueueWorkerOptions } from '../../src/evaluation/engine/queue/worker-options.js';
import { runQueueWorker } from '../../src/evaluation/engine/queue/worker.js';
import { expand } from '../../src/evaluation/run/expand.js';
import type { Manifest } from '../../src/evaluation/run/manifest.js';
import { RunResults } from '../../src/evaluation/run/results.js';
import { checkJob } from '../../src/evaluation/shard/check-job.js';
import type { ShardResult } from '../../src/evaluation/shard/shard.js';
import { createComputer } from '../../src/evaluation/shard/computer.js';
import { simulatedCode, simulatedModel } from './queue-run.js';

// Drivers and workers of simulated runs in this process, for tests that kill none.

const noFiles = pathStore({ images: {}, models: {} });

/** Something that runs until it ends or is stopped, and what it says. */
export class Talker {
  readonly notices: string[] = [];
  readonly #stop = new AbortController();
  /** Settled with what went wrong; undefined: nothing. */
  readonly ended: Promise<Error | undefined>;

  constructor(work: (signal: AbortSignal, onNotice: (line: string) => void) => Promise<void>) {
    this.ended = work(this.#stop.signal, (line) => this.notices.push(line)).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    talkers.add(this);
  }

  stop(): Promise<Error | undefined> {
    this.#stop.abort(new Error('stopped'));
    return this.ended;
  }

  get text(): string {
    return this.notices.join('\n');
  }

  /** When it has said this. */
  async says(what: string): Promise<void> {
    const over = this.ended.then(() => true);
    while (!this.text.includes(what)) {
      // oxlint-disable-next-line no-await-in-loop -- until it is said
      const end = await Promise.race([sleep(10, false), over]);
      if (end && !this.text.includes(what)) throw new Error(`ended without "${what}": ${this.text}`);
    }
  }
}

const talkers = new Set<Talker>();

afterEach(async () => {
  await Promise.all([...talkers].map((talker) => talker.stop()));
  talkers.clear();
});

/** The results of a run's shards, computed one after the other. */
export async function plainResults(manifest: Manifest): Promise<ShardResult[]> {
  const shards = expand(manifest, { milliseconds: 0 });
  const computer = createComputer(noFiles);
  return Promise.all(Array.from({ length: shards.count }, (_, i) => computer.compute(shards.at(i))));
}

export interface DriveOptions extends Partial<QueueEngineOptions> {
  readonly url: string;
  /** Of each record; null: jobs that are to be computed. Default 0. */
  readonly milliseconds?: number | null;
}

/** A driver of the run of a folder. */
export function drive(manifest: Manifest, folder: string, { milliseconds = 0, ...options }: DriveOptions): Talker {
  const { code, models, machine } = manifest;
  const engine = queueEngine({ identity: JSON.stringify(manifest), code, models, machine, ...options });
  return new Talker(async (signal, onNotice) => {
    const results = await RunResults.open(
      folder,
      expand(manifest, milliseconds === null ? undefined : { milliseconds }),
    );
    try {
      await engine.run(results.source, { signal, onNotice, onResult: (result) => results.keep(result) });
    } finally {
      await results.close();
    }
  });
}

/** A worker whose jobs are simulated. */
export function serve(options: Partial<QueueWorkerOptions> & { readonly url: string }): Talker {
  const computer = createComputer(noFiles);
  return new Talker((signal, onNotice) =>
    runQueueWorker({
      name: 'worker',
      code: simulatedCode,
      processes: 2,
      checkJob,
      compute: (job, stop) => computer.compute(job, stop),
      files: { hasModel: (sha256) => sha256 === simulatedModel, hasImage: async () => false },
      signal,
      onNotice,
      ...options,
    }),
  );
}
