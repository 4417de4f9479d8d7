import sharp from 'sharp';
import { blockOtherLoaders } from '../io/decode.js';
import { Gate } from './gate.js';
import type { Command, Outcome } from './messages.js';
import type { ResultFolders } from './outputs.js';
import { runPool } from './pool.js';
import { Progress } from './progress.js';
import { InOrder } from './results.js';
import { onStop } from './stop.js';
import type { Summary } from './summary.js';

/** The pictures of a command, and what becomes of their reports. */
export interface PictureRun<T, R extends { readonly input: string; readonly notices: readonly string[] }> {
  readonly command: Command;
  readonly tasks: readonly T[];
  readonly workers: number;
  /** Cores that the threads share, with the decoder's own threads. */
  readonly cores: number;
  /** Folders made for results; those that stay empty are taken away again. */
  readonly folders: ResultFolders;
  readonly summary: Summary<R>;
  /** The lines for standard output of a picture, called in the order of the pictures. */
  readonly print: (outcome: Outcome<R>, task: T) => readonly string[];
}

/** Cores are shared among threads and the decoder's own threads. */
function prepareDecoder(workers: number, cores: number): void {
  // sharp must be loaded before threads that use it are begun; these settings hold for the whole process.
  blockOtherLoaders();
  sharp.cache(false);
  sharp.concurrency(Math.max(1, Math.floor(cores / workers)));
}

/**
 * Works on pictures in threads: shows progress, prints results in order and errors as they come, and ends between two
 * results where the user stops it.
 */
export async function runPictures<
  T extends { readonly input: string },
  R extends { readonly input: string; readonly notices: readonly string[] },
>(run: PictureRun<T, R>): Promise<void> {
  const { command, tasks, workers, cores, folders, summary, print } = run;
  prepareDecoder(workers, cores);
  const gate = new Gate();
  const stopped = new AbortController();
  const progress = new Progress(tasks.length);
  const ordered = new InOrder<Outcome<R>>((outcome, index) => {
    summary.add(outcome);
    if (!('report' in outcome)) progress.line(`pixel-deflection: ${outcome.error}`);
    for (const line of print(outcome, tasks[index])) progress.line(line, process.stdout);
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
    await runPool<T, R>({
      command,
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
    progress.clear();
    folders.removeEmpty();
    forget();
  }
}
