import { availableParallelism } from 'node:os';
import { redactCommand } from '../../evaluation/engine/queue/redis-url.js';
import { estimateSeconds } from '../../evaluation/plan/estimate.js';
import { planText } from '../../evaluation/plan/plan-text.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { RunError } from '../../evaluation/run/errors.js';
import { evaluate, type EvaluateOptions, localEngineFor } from '../../evaluation/run/evaluate.js';
import { expand } from '../../evaluation/run/expand.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import { type PreparedRun, prepareRun } from '../../evaluation/run/prepare.js';
import { readManifest, refuseRun } from '../../evaluation/run/run-folder.js';
import type { RunProgress } from '../../evaluation/run/run-manifest.js';
import { showPath } from '../../io/show-path.js';
import { shellText } from '../../report/evaluation/command.js';
import { UsageError } from '../errors.js';
import { paint } from '../run/progress.js';
import { finishStoppable } from './stoppable.js';
import type { EvaluateFlags } from './options.js';
import { planOf, type TypedPlan } from './plan-of.js';
import { EvaluateProgress } from './progress.js';
import { checkQueue, engineFromFlags } from './engine.js';
import { allUnreadable, counted, unreadableLines } from './report.js';

/** What is to be done, before it is. */
function tellReady(
  run: PreparedRun,
  { json, workers, queue, dryRun: dry }: EvaluateFlags,
  progress: EvaluateProgress,
): void {
  const { manifest, notes, size, timings } = run;
  for (const note of notes) progress.line(`pixel-deflection: ${note}`);
  // Nobody knows how many work at a queue.
  const shared = queue === undefined ? Math.max(1, workers ?? availableParallelism()) : undefined;
  // A shard is the work of one process.
  const working = Math.max(1, Math.min(shared ?? 1, expand(manifest).count));
  const seconds = timings && estimateSeconds(size, timings, working);
  if (json) {
    const { images, records, adversaries, forward, gradients } = size;
    const about = {
      images,
      records,
      adversaries,
      forward,
      gradients,
      seconds: seconds ?? null,
      workers: shared ?? null,
    };
    progress.line(JSON.stringify({ plan: manifest.plan, size: about }), process.stdout);
    return;
  }
  const stream = dry ? process.stdout : process.stderr;
  for (const line of planText(manifest.plan, size, seconds, shared)) progress.line(line, stream);
}

function noticeTo(progress: EvaluateProgress): (line: string) => void {
  return (line) => progress.line(`pixel-deflection: ${line}`);
}

/** Looks at everything, runs nothing. */
async function dryRun(plan: Plan, flags: EvaluateFlags, progress: EvaluateProgress): Promise<number> {
  const { output, shardSize, adversaries, modelsFolder } = flags;
  if (output !== undefined && (await readManifest(output)) !== undefined) throw refuseRun(output);
  await checkQueue(flags, { signal: new AbortController().signal, onNotice: noticeTo(progress) });
  const prepared = await prepareRun(plan, {
    shardSize,
    adversaries,
    modelsFolder,
    onPicture: ({ done, total }) => progress.pictures(done, total),
  });
  progress.clear();
  tellReady(prepared, flags, progress);
  for (const line of unreadableLines(prepared.manifest.unreadable)) progress.line(line);
  return 0;
}

async function run(plan: Plan | undefined, flags: EvaluateFlags, progress: EvaluateProgress): Promise<number> {
  const { output = '', shardSize, adversaries, resume, modelsFolder, workers, json, queue } = flags;
  const started = performance.now();
  const stopped = new AbortController();
  let last: RunProgress | undefined;
  let manifest: Manifest | undefined;
  const onNotice = noticeTo(progress);
  const options: EvaluateOptions = {
    shardSize,
    adversaries,
    resume,
    modelsFolder,
    command: redactCommand(['pixel-deflection', ...process.argv.slice(2).filter((word) => word !== '--resume')]),
    signal: stopped.signal,
    engine: (prepared, folder) =>
      queue === undefined ? localEngineFor(prepared, folder, workers) : engineFromFlags(queue, prepared.manifest),
    onPicture: ({ done, total }) => progress.pictures(done, total),
    onReady: (prepared) => {
      ({ manifest } = prepared);
      tellReady(prepared, flags, progress);
    },
    onProgress: (now) => {
      last = now;
      progress.records(now);
    },
    onNotice,
  };
  const looked = checkQueue(flags, { signal: stopped.signal, onNotice });
  const work = looked.then(() => evaluate(plan, output, options));
  const kept = () =>
    last === undefined ? '' : `, ${last.records} of ${last.ofRecords} records are kept: --resume goes on`;
  return finishStoppable({ work, stop: stopped, kept, progress: () => progress }, (totals) => {
    progress.end();
    const unreadable = allUnreadable(manifest!, totals);
    if (json) {
      const { records, missing, shards } = totals;
      process.stdout.write(`${JSON.stringify({ run: output, records, missing, shards, unreadable })}\n`);
      return 0;
    }
    for (const line of unreadableLines(unreadable)) progress.line(line);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const mark = paint(process.stderr, 'green', '✓');
    progress.line(`${mark} ${counted(totals.records, 'record')} · ${seconds} s · ${showPath(output)}`);
    progress.line(`next: ${shellText(['pixel-deflection', 'report', showPath(output), '-o', 'report.html'])}`);
    return 0;
  });
}

/**
 * `pixel-deflection evaluate`: runs a plan into a run folder, or goes on with the run of one.
 * @returns the exit code
 */
export async function evaluateCommand(path: string | undefined, flags: EvaluateFlags): Promise<number> {
  const progress = new EvaluateProgress();
  let typed: TypedPlan | undefined;
  try {
    typed = await planOf(path, flags);
    return await (flags.dryRun ? dryRun(typed!.plan, flags, progress) : run(typed?.plan, flags, progress));
  } catch (thrown) {
    const error = typed === undefined ? thrown : typed.located(thrown);
    if (error instanceof RunError && error.refused) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
