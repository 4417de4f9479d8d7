import type { Thread, ThreadEvents } from './thread.js';

/** Threads that can run at the same time. */
export const processors = globalThis.navigator?.hardwareConcurrency ?? 1;

/** @throws Error where the platform starts no threads */
export function startThread(events: ThreadEvents): Thread {
  // In these words bundlers find the file.
  const worker = new Worker(new URL('./worker-browser.js', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }) => events.message(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    events.failed(new Error(`a thread failed: ${event.message ?? 'it could not be loaded'}`));
  });
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    end: async () => worker.terminate(),
    hold: () => {},
  };
}
