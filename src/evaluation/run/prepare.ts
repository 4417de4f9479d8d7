import { createRequire } from 'node:module';
import { modelPlace, type StorePlaces } from '../data/content-store.js';
import type { IndexProgress } from '../data/index-images.js';
import { prepareImages } from '../data/prepare.js';
import type { Timings } from '../plan/estimate.js';
import type { Plan } from '../plan/plan.js';
import { planSize, type PlanSize } from '../plan/size.js';
import { codeVersion } from './code-version.js';
import { machineFacts } from './machine.js';
import type { Manifest } from './manifest.js';
import { settleModels } from './settle-models.js';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

/** Pictures of a shard where nothing else is asked for. */
export const usualShardSize = 16;

/** What a run needs beside its plan. */
export interface PrepareOptions {
  /** Pictures of a shard, at least 1. No record depends on it. Default 16. */
  readonly shardSize?: number | undefined;
  /** Keep adversaries as PNG. Default false. */
  readonly adversaries?: boolean | undefined;
  /** The command line that gives this run again, for the manifest. */
  readonly command?: readonly string[] | undefined;
  /** The folder of models that were pulled or added. Default: the user's own. */
  readonly modelsFolder?: string | undefined;
  /** Try every defense with every model, and take the times that an estimate is made of. Default true. */
  readonly measure?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before each model is loaded. */
  readonly onModel?: ((name: string) => void) | undefined;
  /** Called for each picture that is looked at. */
  readonly onPicture?: ((progress: IndexProgress) => void) | undefined;
}

/** A run that can begin: everything was looked at. */
export interface PreparedRun {
  readonly manifest: Manifest;
  /** Where the files are that shards name by hash. */
  readonly places: StorePlaces;
  readonly size: PlanSize;
  /** Undefined where they were not taken. */
  readonly timings: Timings | undefined;
  /** What the user should know, a line each, safe to print. */
  readonly notes: readonly string[];
}

/**
 * Looks at everything that a plan names before anything runs: finds and loads the models, checks each defense at the size
 * of each, finds, draws and reads the pictures and matches their classes.
 *
 * @throws RunError for models and defenses, DataError for pictures
 */
export async function prepareRun(plan: Plan, options: PrepareOptions = {}): Promise<PreparedRun> {
  const { shardSize = usualShardSize, adversaries = false, command = [], measure = true, signal } = options;
  const settled = await settleModels(plan, {
    folder: options.modelsFolder,
    measure,
    onModel: (name) => {
      signal?.throwIfAborted();
      options.onModel?.(name);
    },
  });
  const models = settled.map(({ model }) => model);
  const { data, images, unreadable, notes, places } = await prepareImages(plan.data, {
    seed: BigInt(plan.seed),
    models: settled.map(({ model: { name }, labels }) => ({ name, labels })),
    signal,
    onProgress: options.onPicture,
  });
  const counts = models.map(({ name }, i) => [name, images.filter(({ labels }) => labels[i] !== null).length] as const);
  const timings = settled.map(({ model: { name }, timings: taken }) => [name, taken] as const);
  return {
    size: planSize(plan, Object.fromEntries(counts), Object.fromEntries(models.map((model) => [model.name, model]))),
    timings: measure ? (Object.fromEntries(timings) as Timings) : undefined,
    manifest: {
      format: 'pixel-deflection run',
      schema: 1,
      plan,
      command,
      version,
      code: await codeVersion(),
      models,
      data,
      images,
      unreadable,
      machine: machineFacts(),
      shardSize,
      adversaries,
      started: new Date().toISOString(),
    },
    places: {
      images: places,
      models: Object.fromEntries(settled.map(({ path, model: { sha256 } }) => [sha256, modelPlace(path)])),
    },
    notes,
  };
}
