import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSeed } from '../../core/random.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { localEngineFor } from '../../evaluation/run/evaluate.js';
import { RunError } from '../../evaluation/run/errors.js';
import { type FolderLock, lockFolder } from '../../evaluation/run/lock.js';
import { readManifest } from '../../evaluation/run/run-folder.js';
import type { TuneResult } from '../../evaluation/tune/result.js';
import { firstRun, tune } from '../../evaluation/tune/tune.js';
import { systemReason } from '../../io/errors.js';
import { makeFolder } from '../../io/make-folder.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { formatPreset } from '../../pipeline/preset.js';
import { UsageError, WorkError } from '../errors.js';
import { EvaluateProgress } from '../evaluate/progress.js';
import { unreadableLines } from '../evaluate/report.js';
import { paint } from '../run/progress.js';
import { finishStoppable } from '../evaluate/stoppable.js';
import type { TuneFlags } from './options.js';
import { tunePlan } from './plan.js';
import { tuningLines } from './table.js';

/** Names in the folder of a tuning. */
const [presetName, resultName] = ['preset.json', 'tuning.json'];

async function openFolder(folder: string, resume: boolean): Promise<void> {
  const where = showPath(folder);
  try {
    await makeFolder(folder);
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && name !== 'lock');
    if (names.length > 0 && !resume) {
      throw new UsageError(`${where}: is not empty: --resume goes on with a tuning; or choose another folder`);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new WorkError(`${where}: cannot be made: ${systemReason(error)}, expected a writable place`, {
      cause: error,
    });
  }
}

/** The preset file of the chosen chain. */
function presetOf(result: TuneResult): string {
  const { chosen, model, attacks, keepClean, pictures, seed, version, command } = result;
  const { name: _, ...defense } = chosen.defense;
  const scores = { search: chosen.search, judged: { clean: chosen.clean, recovered: chosen.recovered } };
  const about = { model, attacks, keepClean, pictures, ...scores, seed, version, command, attackers: 'oblivious' };
  return formatPreset({ ...defense, name: 'tuned' }, about);
}

async function write(folder: string, result: TuneResult): Promise<void> {
  const encoder = new TextEncoder();
  await writeFileSafely(join(folder, resultName), encoder.encode(`${JSON.stringify(result, null, 1)}\n`));
  await writeFileSafely(join(folder, presetName), encoder.encode(presetOf(result)));
}

const goesOn = () => ': --resume goes on';

/** The seed that was typed, that of the tuning to go on with, or a fresh one. */
async function seedOf({ raw, resume, output }: TuneFlags): Promise<string> {
  const stored = resume && raw.seed === undefined ? await readManifest(join(output, firstRun)) : undefined;
  return (raw.seed as string | undefined) ?? stored?.plan.seed ?? String(freshSeed());
}

/** The command line that gives this tuning again, in another folder. */
function commandOf(seed: string, { raw }: TuneFlags): string[] {
  const words = process.argv.slice(2).filter((word) => word !== '--resume');
  return ['pixel-deflection', ...words, ...(raw.seed === undefined ? ['--seed', seed] : [])];
}

async function search(plan: Plan, flags: TuneFlags, lock: FolderLock): Promise<number> {
  const { output, keepClean, candidates, against, workers, modelsFolder, json } = flags;
  const stopped = new AbortController();
  let progress = new EvaluateProgress();
  const searching = tune(plan, output, {
    keepClean,
    candidates,
    against,
    modelsFolder,
    command: commandOf(plan.seed, flags),
    engine: (run) => localEngineFor(run, output, workers),
    signal: stopped.signal,
    onPicture: ({ done, total }) => progress.pictures(done, total),
    onStep: (name) => {
      progress.end();
      progress = new EvaluateProgress();
      progress.line(name);
    },
    onProgress: (now) => progress.records(now),
    onNotice: (line) => progress.line(`pixel-deflection: ${line}`),
  });
  // All that touches the folder: who is stopped waits for it, and nothing comes after.
  const work = searching
    .then(async (result) => {
      await write(output, result);
      return result;
    })
    .finally(() => lock.release());
  return finishStoppable({ work, stop: stopped, kept: goesOn, progress: () => progress }, (result) => {
    progress.end();
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else for (const line of tuningLines(result)) progress.line(line, process.stdout);
    for (const line of unreadableLines(result.unreadable)) progress.line(line);
    const mark = paint(process.stderr, 'green', '✓');
    progress.line(`${mark} seed ${plan.seed} · ${showPath(join(output, presetName))}`);
    return 0;
  });
}

/**
 * `pixel-deflection tune`: searches a chain, and writes what was found into a folder.
 * @returns the exit code
 */
export async function tuneCommand(flags: TuneFlags): Promise<number> {
  // What was typed is checked before the folder is touched; a seed changes nothing of that.
  tunePlan(flags.raw);
  await openFolder(flags.output, flags.resume);
  try {
    const lock = await lockFolder(flags.output);
    try {
      return await search(tunePlan({ ...flags.raw, seed: await seedOf(flags) }), flags, lock);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (error instanceof RunError && error.refused) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
