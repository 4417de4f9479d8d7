import type { ShardJob, ShardResult } from '../../shard/shard.js';
import type { ComputerSource, FromChild } from '../local-messages.js';
import { LocalWorker } from '../local-worker.js';
import { UnfitError } from './unfit.js';

/** A shard that waits for a process, or is in one. */
interface Task {
  readonly job: ShardJob;
  readonly resolve: (result: ShardResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A process, and the shard that it computes. */
interface Place {
  child: LocalWorker | undefined;
  task: Task | undefined;
}

/**
 * Child processes that compute shards, each one at a time, so that the process that talks to the broker stays free to do
 * so: a broker gives a job to another worker when it hears nothing for a while.
 */
export class ComputePool {
  readonly #computer: ComputerSource;
  readonly #places: Place[];
  readonly #waiting: Task[] = [];

  constructor(computer: ComputerSource, processes: number) {
    this.#computer = computer;
    this.#places = Array.from({ length: processes }, () => ({ child: undefined, task: undefined }));
  }

  /**
   * Computes a shard in the first process that is free.
   * @throws UnfitError where nothing can be done here; Error where the shard cannot be done, or its process ends; the
   *   signal's reason where that is aborted
   */
  compute(job: ShardJob, signal: AbortSignal): Promise<ShardResult> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = (): void => this.#drop(task, signal.reason);
      const settled = (): void => signal.removeEventListener('abort', stop);
      const task: Task = {
        job,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error as Error);
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(task);
      this.#go();
    });
  }

  /** Ends all processes at once. */
  end(): void {
    for (const { child } of this.#places) child?.end();
  }

  #go(): void {
    for (const place of this.#places) {
      if (place.task !== undefined) continue;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      place.task = task;
      place.child ??= this.#begin(place);
      place.child.give(task.job);
    }
  }

  #begin(place: Place): LocalWorker {
    return new LocalWorker(this.#computer, {
      onMessage: (message) => this.#hear(place, message),
      onLost: (how) => {
        place.child = undefined;
        this.#settle(place, (task) => task.reject(new Error(`its process was lost (${how})`)));
      },
    });
  }

  #hear(place: Place, message: FromChild): void {
    if ('ready' in message) return;
    if ('unable' in message) {
      place.child?.end();
      place.child = undefined;
      this.#settle(place, (task) => task.reject(new UnfitError(message.unable)));
    } else if ('result' in message) this.#settle(place, (task) => task.resolve(message.result));
    else {
      const { reason, here } = message.failed;
      this.#settle(place, (task) => task.reject(here ? new UnfitError(reason) : new Error(reason)));
    }
  }

  #settle(place: Place, tell: (task: Task) => void): void {
    const { task } = place;
    place.task = undefined;
    if (task !== undefined) tell(task);
    this.#go();
  }

  /** Breaks a shard off: only the end of its process does that within a run of a model. */
  #drop(task: Task, reason: unknown): void {
    const at = this.#waiting.indexOf(task);
    if (at >= 0) this.#waiting.splice(at, 1);
    const place = this.#places.find((each) => each.task === task);
    if (place !== undefined) {
      place.child?.end();
      place.child = undefined;
      place.task = undefined;
    }
    task.reject(reason);
  }
}
