import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Thread, ThreadEvents } from './thread.js';

/** Threads that can run at the same time. */
export const processors = availableParallelism();

/** @throws Error where the platform starts no threads */
export function startThread(events: ThreadEvents): Thread {
  // Without flags of the program that a thread may not have, such as --input-type.
  const worker = new Worker(new URL('./worker-node.js', import.meta.url), { execArgv: [] });
  worker.on('message', (message) => events.message(message));
  worker.on('error', (error) => events.failed(error as Error));
  worker.on('exit', (code) => events.failed(new Error(`a thread ended with exit code ${code}`)));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
  };
}
