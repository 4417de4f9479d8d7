import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { integer, knownOptions } from '../../core/checks.js';
import { systemReason } from '../../io/errors.js';
import { makeFolder } from '../../io/make-folder.js';
import { showPath } from '../../io/show-path.js';
import type { Engine } from '../engine/engine.js';
import { localComputer, type LocalSettings } from '../engine/local-computer.js';
import { localEngine } from '../engine/local.js';
import type { Plan } from '../plan/plan.js';
import { codeVersion } from './code-version.js';
import { refused, RunError } from './errors.js';
import { lockFolder } from './lock.js';
import type { Manifest } from './manifest.js';
import { prepareRun, type PreparedRun, type PrepareOptions } from './prepare.js';
import { removeTemporary } from './temporary.js';
import { checkCode, checkContents, checkPlan, createRun, otherMachine, readManifest, refuseRun } from './run-folder.js';
import { runManifest, type RunOptions, type RunTotals } from './run-manifest.js';

/** The folder of adversaries within a run folder. */
export const adversariesName = 'adversaries';

const optionNames =
  'shardSize adversaries command modelsFolder signal onModel onPicture onProgress onNotice engine resume onReady'.split(
    ' ',
  );

/** Options of `evaluate`. */
export interface EvaluateOptions extends Omit<PrepareOptions, 'measure'>, Pick<RunOptions, 'onProgress' | 'onNotice'> {
  /** What does the work. Default: child processes on this machine, one for each core. */
  readonly engine?: ((run: PreparedRun, folder: string) => Engine) | undefined;
  /** Go on with the run that the folder holds. Default false: such a folder is refused. */
  readonly resume?: boolean | undefined;
  /** Called when everything was looked at, before the first shard. */
  readonly onReady?: ((run: PreparedRun) => void) | undefined;
}

/** A local engine for a run: what `evaluate` does the work with unless it is told otherwise. */
export function localEngineFor({ manifest, places }: PreparedRun, folder: string, workers?: number): Engine {
  const settings: LocalSettings = {
    places,
    ...(manifest.adversaries ? { adversaries: join(folder, adversariesName) } : {}),
  };
  return localEngine({ computerModule: localComputer, settings, ...(workers === undefined ? {} : { workers }) });
}

/** Refuses what would change a run that has begun. */
function checkAsked(folder: string, stored: Manifest, { shardSize, adversaries }: EvaluateOptions): void {
  const where = showPath(folder);
  if (shardSize !== undefined && shardSize !== stored.shardSize) {
    throw refused(`${where}: was begun with shards of ${stored.shardSize} pictures, expected no other size`);
  }
  if (adversaries === true && !stored.adversaries) {
    throw refused(`${where}: was begun without adversaries, expected a new folder to keep them`);
  }
}

/** The plan to be run, and the manifest of the run that goes on, if one does. */
async function settlePlan(
  plan: Plan | undefined,
  folder: string,
  options: EvaluateOptions,
): Promise<{ plan: Plan; stored?: Manifest }> {
  const stored = await readManifest(folder);
  if (stored === undefined) {
    if (plan !== undefined) return { plan };
    throw refused(`${showPath(folder)}: holds no run to go on with, expected a run folder, or a plan to begin one`);
  }
  if (options.resume !== true) throw refuseRun(folder);
  checkCode(folder, stored, await codeVersion());
  if (plan !== undefined) checkPlan(folder, stored, plan);
  checkAsked(folder, stored, options);
  return { plan: stored.plan, stored };
}

/** Takes a folder for this process alone. @returns what gives it back */
async function takeFolder(folder: string): Promise<() => Promise<void>> {
  let made: boolean;
  try {
    made = await makeFolder(folder);
  } catch (error) {
    throw new RunError(`${showPath(folder)}: cannot be made: ${systemReason(error)}, expected a writable place`, {
      cause: error,
    });
  }
  const lock = await lockFolder(folder);
  return async () => {
    await lock.release();
    // What holds a run stays: a folder that is not empty is not removed.
    if (made) await rmdir(folder).catch(() => {});
  };
}

/**
 * Runs a plan to its end, into a run folder; or goes on with the run that a folder holds. Everything is looked at before
 * anything runs. Whatever ends the process, `resume` goes on and gives the same records, each exactly once.
 *
 * @param plan a checked plan; undefined with `resume`: that of the folder
 * @param folder is made where it is missing
 * @returns what was done
 * @throws RunError, EngineError or DataError, with a message of one line; or the signal's reason
 */
export async function evaluate(
  plan: Plan | undefined,
  folder: string,
  options: EvaluateOptions = {},
): Promise<RunTotals> {
  knownOptions(options, 'evaluate', optionNames);
  if (options.shardSize !== undefined) integer(options.shardSize, 'shardSize', 1, 10_000);
  await settlePlan(plan, folder, options);
  const release = await takeFolder(folder);
  try {
    // Looked at again: another process may have had the folder until now.
    const { plan: settled, stored } = await settlePlan(plan, folder, options);
    // What goes on was tried when it began.
    const prepared = await prepareRun(settled, { ...options, measure: stored === undefined });
    if (stored === undefined) {
      await createRun(folder, prepared.manifest);
    } else {
      checkContents(folder, stored, prepared.manifest);
      const adversaries = join(folder, adversariesName);
      if (existsSync(adversaries)) await removeTemporary(adversaries, true);
      const notice = otherMachine(folder, stored, prepared.manifest);
      if (notice !== undefined) options.onNotice?.(notice);
    }
    const run = { ...prepared, manifest: stored ?? prepared.manifest };
    options.onReady?.(run);
    const engine = (options.engine ?? localEngineFor)(run, folder);
    try {
      const { signal, onProgress, onNotice } = options;
      return await runManifest(run.manifest, folder, { engine, signal, onProgress, onNotice });
    } finally {
      await engine.dispose();
    }
  } finally {
    await release();
  }
}
