import { Worker } from 'node:worker_threads';
import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import { UsageError, WorkError } from '../errors.js';
import type { Gate } from './gate.js';
import type { Answer, Beginning, Command, Failure, Start, TaskMessage } from './messages.js';

/** Pictures to work on, and who is told. */
export interface Pool<T, R> {
  readonly command: Command;
  readonly tasks: readonly T[];
  readonly workers: number;
  readonly gate: Gate;
  /** After it no new picture is begun, and the work never ends: the program does. */
  readonly signal: AbortSignal;
  /** Called once, when the first thread can work, with what it has to say. */
  readonly onReady: (notices: readonly string[]) => void;
  /** Called for each picture as it is done, in any order. */
  readonly onAnswer: (answer: Answer<R>) => void;
}

/**
 * Works on pictures with several threads, each one picture at a time; always with threads, also with one, so that this
 * one stays free for Ctrl-C and the progress bar. A thread that loads a model is first alone: a model that cannot be used
 * is told of once.
 *
 * @returns when all pictures are done
 * @throws UsageError or WorkError where a thread cannot begin
 */
export function runPool<T extends { readonly input: string }, R>(pool: Pool<T, R>): Promise<void> {
  const { command, tasks, workers, gate, signal, onReady, onAnswer } = pool;
  const threads = new Set<Worker>();
  let next = 0;
  let ready = false;
  let unable = false;

  return new Promise((resolve, reject) => {
    let places = workers;

    async function giveUp({ error, usage }: Failure): Promise<void> {
      if (unable || signal.aborted) return;
      unable = true;
      // A thread that runs a model must not be ended within the run.
      await gate.close();
      for (const thread of threads) void thread.terminate();
      reject(usage ? new UsageError(error) : new WorkError(error));
    }

    /** One thread after another in one place: one that dies fails its picture, and the next picture has a new one. */
    function openPlace(): void {
      let worker: Worker | undefined;
      let current = -1;
      function give(): void {
        if (signal.aborted || unable) return;
        if (next >= tasks.length) {
          void worker?.terminate();
          if (--places === 0) resolve();
          return;
        }
        current = next++;
        worker ??= begin();
        worker.postMessage({ index: current, task: tasks[current] } satisfies TaskMessage<T>, []);
      }
      function begin(): Worker {
        const workerData: Start = { command, gate: gate.memory };
        const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData });
        threads.add(thread);
        thread.on('message', (message: Beginning | Answer<R>) => {
          if ('unable' in message) void giveUp(message.unable);
          else if ('ready' in message) begun(message.ready);
          else {
            onAnswer(message);
            give();
          }
        });
        thread.once('error', (error: Error) => {
          threads.delete(thread);
          if (worker !== thread) return;
          worker = undefined;
          const problem = `the thread that worked on it ended: ${oneLine(error.message)}`;
          if (command.model !== undefined && !ready) {
            void giveUp({ error: `${showPath(command.model.path)}: ${problem}`, usage: false });
            return;
          }
          onAnswer({ index: current, error: `${showPath(tasks[current].input)}: ${problem}`, usage: false });
          give();
        });
        return thread;
      }
      give();
    }

    function begun(notices: readonly string[]): void {
      if (ready) return;
      ready = true;
      onReady(notices);
      if (command.model !== undefined) for (let i = 1; i < workers; i++) openPlace();
    }

    for (let i = 0; i < (command.model === undefined ? workers : 1); i++) openPlace();
  });
}
