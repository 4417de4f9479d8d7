import { onStop } from '../run/stop.js';
import type { EvaluateProgress } from './progress.js';

export interface Stoppable<T> {
  readonly work: Promise<T>;
  /** Stops the work. */
  readonly stop: AbortController;
  /** What is added to `stopped` when Ctrl-C has stopped it. */
  readonly kept: () => string;
  /** The progress that is shown now. */
  readonly progress: () => EvaluateProgress;
}

/**
 * Waits for work that Ctrl-C stops, with all that was done kept.
 * @param finish says what came of it
 * @returns the exit code that `finish` gives; never where it was stopped: the program ends as soon as that was said
 */
export async function finishStoppable<T>(
  { work, stop, kept, progress }: Stoppable<T>,
  finish: (result: T) => number | Promise<number>,
): Promise<number> {
  const forget = onStop(async () => {
    stop.abort();
    await work.catch(() => {});
    progress().line(`pixel-deflection: stopped${kept()}`);
  });
  try {
    return await finish(await work);
  } catch (error) {
    if (stop.signal.aborted) return new Promise(() => {});
    throw error;
  } finally {
    progress().clear();
    forget();
  }
}
