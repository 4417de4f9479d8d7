import { Worker } from 'node:worker_threads';
import { oneLine } from '../core/one-line.js';
import { showPath } from '../io/show-path.js';
import type { DefendSettings } from './defend-options.js';
import type { WriteGate } from './gate.js';
import type { Answer, Start, TaskMessage } from './messages.js';
import type { Task } from './task.js';

/**
 * Defends pictures on several threads, each one picture at a time; always on threads, also on one, so that this one
 * stays free for Ctrl-C and the progress bar.
 *
 * @param onAnswer called for each picture as it is done, in any order
 * @returns when all pictures are done; after `signal` no new one is begun, and it never returns: the program ends
 */
export async function defendAll(
  tasks: readonly Task[],
  workers: number,
  settings: DefendSettings,
  gate: WriteGate,
  signal: AbortSignal,
  onAnswer: (answer: Answer) => void,
): Promise<void> {
  let next = 0;
  const start: Start = { settings, gate: gate.memory };

  /** One thread after another in one place: a thread that dies fails its picture, and the next picture has a new one. */
  function runPlace(): Promise<void> {
    return new Promise((resolve) => {
      let worker: Worker | undefined;
      let current = -1;
      function give(): void {
        if (signal.aborted) return;
        if (next >= tasks.length) {
          void worker?.terminate();
          resolve();
          return;
        }
        current = next++;
        worker ??= begin();
        worker.postMessage({ index: current, task: tasks[current] } satisfies TaskMessage, []);
      }
      function begin(): Worker {
        const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
        thread.on('message', (answer: Answer) => {
          onAnswer(answer);
          give();
        });
        thread.once('error', (error: Error) => {
          if (worker !== thread) return;
          worker = undefined;
          const problem = `the thread that worked on it ended: ${oneLine(error.message)}`;
          onAnswer({ index: current, error: `${showPath(tasks[current].input)}: ${problem}`, usage: false });
          give();
        });
        return thread;
      }
      give();
    });
  }

  await Promise.all(Array.from({ length: workers }, runPlace));
}
