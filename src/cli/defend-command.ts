import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { blockOtherLoaders } from '../io/decode.js';
import { planTasks } from './defend-inputs.js';
import type { DefendFlags } from './defend-options.js';
import { WriteGate } from './gate.js';
import { ResultFolders } from './outputs.js';
import { defendAll } from './pool.js';
import { Progress } from './progress.js';
import { InOrder, type Outcome, outcomeJson } from './results.js';
import { onStop } from './stop.js';
import { Summary } from './summary.js';

/** Cores are shared among threads and the decoder's own threads. */
function prepareDecoder(workers: number, cores: number): void {
  // sharp must be loaded before threads that use it are begun; these settings hold for the whole process.
  blockOtherLoaders();
  sharp.cache(false);
  sharp.concurrency(Math.max(1, Math.floor(cores / workers)));
}

/**
 * `pixel-deflection defend`: makes sure that the results have a place, then defends the pictures.
 * @returns the exit code
 */
export async function defendCommand(inputs: readonly string[], flags: DefendFlags): Promise<number> {
  const tasks = await planTasks(inputs, flags);
  const cores = availableParallelism();
  const workers = Math.min(flags.workers ?? cores, tasks.length);
  prepareDecoder(workers, cores);
  const folders = new ResultFolders();
  folders.make(tasks.flatMap(({ result, show }) => (show === undefined ? [result.path] : [result.path, show.path])));

  const gate = new WriteGate();
  const stopped = new AbortController();
  const summary = new Summary(flags, tasks, workers);
  const progress = new Progress(tasks.length);
  const ordered = new InOrder<Outcome>((outcome, index) => {
    summary.add(outcome);
    if (!('report' in outcome)) progress.line(`pixel-deflection: ${outcome.error}`);
    if (flags.settings.json) progress.line(outcomeJson(outcome, tasks[index]), process.stdout);
  });
  const forget = onStop(async () => {
    stopped.abort();
    await gate.close();
    ordered.flush();
    folders.removeEmpty();
    const kept = tasks.length === 1 ? '' : `, ${summary.done} of ${tasks.length} pictures are done`;
    progress.line(`pixel-deflection: stopped${kept}`);
  });
  try {
    await defendAll(tasks, workers, flags.settings, gate, stopped.signal, (answer) => {
      // Threads that found the gate closed report that as a failure.
      if (stopped.signal.aborted && 'error' in answer) return;
      ordered.add(answer.index, answer);
      progress.step('error' in answer);
    });
  } finally {
    folders.removeEmpty();
    forget();
  }
  progress.end();
  const quiet = flags.settings.json || (tasks.length === 1 && summary.done === 0);
  if (!quiet) for (const line of summary.lines()) process.stderr.write(`${line}\n`);
  return summary.exitCode;
}
