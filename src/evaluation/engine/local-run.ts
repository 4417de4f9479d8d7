import type { ShardResult } from '../shard/shard.js';
import { EngineError, type EngineOptions, type ShardSource } from './engine.js';
import type { Handout, Task } from './handout.js';
import type { ComputerSource, FromChild } from './local-messages.js';
import { LocalWorker } from './local-worker.js';

/** Shards that a worker holds: the one that it computes, and the one that it goes on with at once. */
const held = 2;

/** Workers that may be lost one after the other before one of them can work. */
const mostFalseStarts = 3;

/** A place for a worker, with the shards that its worker holds. */
interface Place {
  readonly number: number;
  worker: LocalWorker | undefined;
  ready: boolean;
  tasks: Task[];
}

/** One run of a local engine with child processes. */
export class LocalRun {
  readonly #computer: ComputerSource;
  readonly #source: ShardSource;
  readonly #handout: Handout;
  readonly #options: EngineOptions;
  readonly #places: Place[];
  /** Results that are being written. */
  readonly #writing = new Set<Promise<void>>();
  #falseStarts = 0;
  #ended = false;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(
    workers: number,
    computer: ComputerSource,
    source: ShardSource,
    handout: Handout,
    options: EngineOptions,
  ) {
    this.#computer = computer;
    this.#source = source;
    this.#handout = handout;
    this.#options = options;
    this.#places = Array.from({ length: workers }, (_, i) => ({
      number: i + 1,
      worker: undefined,
      ready: false,
      tasks: [],
    }));
  }

  /** @returns when every shard is done or has failed */
  async run(): Promise<void> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    const stop = (): void => this.#end(() => this.#reject(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
        this.#go();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Gives shards to all workers that can hold more, and ends the run where there is nothing left. */
  #go(): void {
    if (this.#ended) return;
    // First one to each, then the next ones.
    for (let depth = 1; depth <= held; depth++) {
      for (const place of this.#places) {
        if (place.tasks.length >= depth || !this.#mayGive()) continue;
        const task = this.#handout.take();
        if (task !== undefined) this.#give(place, task);
      }
    }
    if (this.#writing.size === 0 && this.#places.every(({ tasks }) => tasks.length === 0)) this.#end(this.#resolve);
  }

  /** Results that wait for the disk are held in memory: not more of them than there are workers to make them. */
  #mayGive(): boolean {
    return this.#writing.size <= 2 * this.#places.length;
  }

  #give(place: Place, task: Task): void {
    place.worker ??= this.#begin(place);
    place.tasks.push(task);
    place.worker.give(this.#source.at(task.index));
  }

  #begin(place: Place): LocalWorker {
    place.ready = false;
    return new LocalWorker(this.#computer, {
      onMessage: (message) => this.#hear(place, message),
      onLost: (how) => this.#lose(place, how),
    });
  }

  #hear(place: Place, message: FromChild): void {
    if (this.#ended) return;
    if ('ready' in message) {
      place.ready = true;
      this.#falseStarts = 0;
    } else if ('unable' in message) {
      this.#fail(new EngineError(message.unable));
    } else {
      const task = place.tasks.shift();
      if (task === undefined) return;
      if ('result' in message) this.#write(message.result);
      else if (message.failed.hopeless) this.#fail(new EngineError(message.failed.reason));
      else this.#handout.fail(task.index, message.failed.reason);
      this.#go();
    }
  }

  #write(result: ShardResult): void {
    const writing = this.#options
      .onResult(result)
      .then(() => {
        this.#writing.delete(writing);
        this.#go();
      })
      .catch((error: unknown) => {
        this.#writing.delete(writing);
        this.#fail(error);
      });
    this.#writing.add(writing);
  }

  #lose(place: Place, how: string): void {
    if (this.#ended) return;
    const [current, ...next] = place.tasks;
    place.worker = undefined;
    place.tasks = [];
    if (!place.ready && ++this.#falseStarts > mostFalseStarts) {
      this.#fail(new EngineError(`Workers end before they can work (${how})`));
      return;
    }
    for (const task of next.toReversed()) this.#handout.giveBack(task);
    const again = current !== undefined && this.#handout.lost(current, how);
    const what = again ? ': its shard is given again' : '';
    this.#options.onNotice(`worker ${place.number} was lost (${how})${what}`);
    this.#go();
  }

  #fail(error: unknown): void {
    this.#end(() => this.#reject(error));
  }

  /** Ends all workers, waits for what is being written, then settles the run. */
  #end(settle: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { worker } of this.#places) worker?.end();
    void Promise.allSettled(this.#writing).then(settle);
  }
}
