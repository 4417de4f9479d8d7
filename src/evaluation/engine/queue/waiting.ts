import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from './broker.js';

// How long things at a broker are waited for.

/** Milliseconds between two tries of what a broker cannot do now. */
export const troubleRest = 1000;

/** Milliseconds that the end of what is asked of a broker is waited for where someone stops. */
export const longestGoodbye = 5000;

/**
 * Does something at a broker, again and again while that is in a trouble which may pass.
 * @throws what else goes wrong, or the signal's reason
 */
export async function untilDone(work: () => Promise<void>, broker: Broker, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await work();
      broker.works();
      return;
    } catch (error) {
      if (!broker.mayPass(error)) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(troubleRest, undefined, { signal });
  }
}

/** Work, or the reason for which it was stopped. */
export function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
