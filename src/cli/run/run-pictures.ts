import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { blockOtherLoaders } from '../../io/decode.js';
import type { ModelFlags } from '../classifier/flags.js';
import { type ModelRequest, requestModel } from '../classifier/request.js';
import { shareCores } from './cores.js';
import { Gate } from './gate.js';
import type { Command, Outcome } from './messages.js';
import { ResultFolders } from './outputs.js';
import { runPool } from './pool.js';
import { Progress } from './progress.js';
import { InOrder } from './results.js';
import { onStop } from './stop.js';
import { Summary } from './summary.js';

/** A report with what every one of them says. */
interface Report {
  readonly input: string;
  readonly notices: readonly string[];
}

/** A classifier that was found, where one was asked for. */
type Requested<F extends ModelFlags | undefined> = F extends ModelFlags ? ModelRequest : undefined;

/** The pictures of a command, and what becomes of their reports. */
export interface PictureRun<T, R extends Report, F extends ModelFlags | undefined> {
  readonly tasks: readonly T[];
  /** What was typed about the classifier and the threads. */
  readonly flags: { readonly model: F; readonly workers: number | undefined };
  /** What threads are told. */
  readonly command: (model: Requested<F>) => Command;
  /** The files that are written: their folders are made, and those that stay empty are taken away again. */
  readonly files: readonly string[];
  /** The lines for standard output of a picture, called in the order of the pictures. */
  readonly print: (outcome: Outcome<R>, task: T) => readonly string[];
}

/** Milliseconds between two looks at how the work on a single picture goes on. */
const lifeInterval = 250;

/** Cores are shared among threads and the decoder's own threads. */
function prepareDecoder(workers: number, cores: number): void {
  // sharp must be loaded before threads that use it are begun; these settings hold for the whole process.
  blockOtherLoaders();
  sharp.cache(false);
  sharp.concurrency(Math.max(1, Math.floor(cores / workers)));
}

/**
 * Works on pictures in threads: finds the classifier, shares the cores, makes folders, shows progress, prints results in
 * order and errors as they come, and ends between two results where the user stops it.
 * @returns what was done
 */
export async function runPictures<
  T extends { readonly input: string },
  R extends Report,
  F extends ModelFlags | undefined = ModelFlags,
>({ tasks, flags, command, files, print }: PictureRun<T, R, F>): Promise<Summary<R>> {
  const cores = availableParallelism();
  const asked = { workers: flags.workers, threads: flags.model?.threads };
  const { workers, threads } = shareCores(cores, tasks.length, asked);
  const model = (flags.model && (await requestModel(flags.model, threads))) as Requested<F>;
  const folders = new ResultFolders();
  folders.make(files);
  const summary = new Summary<R>(tasks.length, workers);
  prepareDecoder(workers, cores);
  const gate = new Gate();
  const stopped = new AbortController();
  const progress = new Progress(tasks.length);
  const life = setInterval(() => progress.alive(gate.passed), lifeInterval);
  const ordered = new InOrder<Outcome<R>>((outcome, index) => {
    summary.add(outcome);
    if (!('report' in outcome)) progress.line(`pixel-deflection: ${outcome.error}`);
    for (const line of print(outcome, tasks[index])) progress.line(line, process.stdout);
  });
  const forget = onStop(async () => {
    stopped.abort();
    clearInterval(life);
    await gate.close();
    ordered.flush();
    folders.removeEmpty();
    const kept = tasks.length === 1 ? '' : `, ${summary.done} of ${tasks.length} pictures are done`;
    progress.line(`pixel-deflection: stopped${kept}`);
  });
  try {
    await runPool<T, R>({
      command: command(model),
      tasks,
      workers,
      gate,
      signal: stopped.signal,
      onReady: (notices) => {
        for (const notice of notices) progress.line(`pixel-deflection: ${notice}`);
      },
      onAnswer: (answer) => {
        // Threads that found the gate closed report that as a failure.
        if (stopped.signal.aborted && 'error' in answer) return;
        ordered.add(answer.index, answer);
        progress.step('error' in answer);
      },
    });
    progress.end();
  } finally {
    clearInterval(life);
    progress.clear();
    folders.removeEmpty();
    forget();
  }
  return summary;
}
