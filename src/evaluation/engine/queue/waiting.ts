import { setTimeout as sleep } from 'node:timers/promises';

// How long things at a broker are waited for.

/** What knows of the troubles of a broker that may pass, such as a full memory. */
export interface Troubles {
  /** Whether an error is such a trouble, which is then told and waited for. */
  mayPass(error: unknown): boolean;
  /** It has done what it was asked to: its trouble is over. */
  works(): void;
}

/** Milliseconds between two tries of what a broker cannot do now. */
export const troubleRest = 1000;

/** Milliseconds that the end of what is asked of a broker is waited for where someone stops. */
export const longestGoodbye = 5000;

/** A clock that runs while something is waited for, and ends that after some time. */
export class Patience {
  readonly #milliseconds: number;
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param milliseconds Infinity: for ever */
  constructor(milliseconds: number, onEnd: () => void) {
    this.#milliseconds = milliseconds;
    this.#onEnd = onEnd;
  }

  get seconds(): number {
    return Math.round(this.#milliseconds / 1000);
  }

  /** From now on, unless it is waited for already. */
  begin(): void {
    if (this.#milliseconds === Infinity) return;
    this.#timer ??= setTimeout(this.#onEnd, this.#milliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/**
 * Does something at a broker, again and again while that is in a trouble which may pass.
 * @throws what else goes wrong, or the signal's reason
 */
export async function untilDone(work: () => Promise<void>, broker: Troubles, signal: AbortSignal): Promise<void> {
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
