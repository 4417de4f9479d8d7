import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../../core/one-line.js';
import { EngineError, type EngineOptions, type ShardSource } from '../engine.js';
import { shardWords } from '../handout.js';
import { putEntry, removeEntry } from './board.js';
import type { Broker } from './broker.js';
import { Finished } from './finished.js';
import { cardsKey, queueNames } from './names.js';
import { Outstanding } from './outstanding.js';
import type { QueueEngineOptions } from './engine-options.js';
import { type Queues, openQueues } from './queues.js';
import { closeShared, openShared, tokenOf } from './shared-folder.js';
import { troubleRest, untilDone } from './waiting.js';
import { WorkerWatch } from './worker-watch.js';

export interface DriverOptions extends QueueEngineOptions, EngineOptions {
  readonly run: string;
  readonly broker: Broker;
  readonly source: ShardSource;
}

/** Milliseconds between two looks for results while none come. */
const idle = 100;
/** Reasons that are told of shards that could not be done. */
const told = 3;

/** What became of each shard: nothing yet, kept, or given up. */
const kept = 1;
const givenUp = 2;

/** Drives one run over a connection that is there; what it holds in memory does not grow with the run. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #state: Uint8Array;
  readonly #cards = new Map<string, string>();
  /** A shard for each reason. */
  readonly #failures = new Map<string, string>();
  readonly #queues: Queues;
  readonly #outstanding: Outstanding;
  readonly #finished: Finished;
  readonly #workers: WorkerWatch;
  #failed = 0;
  #cursor = 0;
  /** When it was last looked after what is at the broker, by `performance.now`. */
  #looked = -Infinity;

  constructor(options: DriverOptions) {
    const { broker, source, run, queues = 1, window = 2000, attempts = 3 } = options;
    this.#options = options;
    this.#state = new Uint8Array(source.count);
    this.#queues = openQueues(broker, queueNames(run, queues));
    this.#outstanding = new Outstanding({ source, queues: this.#queues, cards: this.#cards, broker, run, window });
    this.#finished = new Finished({
      ...options,
      queues: this.#queues,
      outstanding: this.#outstanding,
      attempts,
      onKept: (index) => {
        this.#state[index] = kept;
      },
      onGivenUp: (index, reason) => this.#giveUp(index, reason),
    });
    this.#workers = new WorkerWatch(options);
  }

  /** @throws EngineError where shards could not be done, after all others were */
  async run(): Promise<void> {
    const { signal, broker, shared, run } = this.#options;
    if (shared !== undefined) await openShared(shared, run);
    while (!this.#isDone()) {
      signal.throwIfAborted();
      try {
        // oxlint-disable-next-line no-await-in-loop -- one look after the other
        await this.#look();
      } catch (error) {
        if (!broker.mayPass(error)) throw error;
        // What writes is the first thing that is tried again.
        this.#looked = -Infinity;
        // oxlint-disable-next-line no-await-in-loop
        await sleep(troubleRest, undefined, { signal });
      }
    }
    if (this.#failed === 0) return;
    await this.forget();
    const some = [...this.#failures.values()].join('; ');
    throw new EngineError(
      oneLine(`${this.#failed} of ${this.#state.length} shards could not be done, such as ${some}`),
    );
  }

  /** Adds jobs, and takes what is done. */
  async #look(): Promise<void> {
    const { broker, signal, reconcile = 5000 } = this.#options;
    if (performance.now() - this.#looked >= reconcile) {
      this.#looked = performance.now();
      await this.#announce();
      await this.#outstanding.findLost();
      await this.#workers.look();
      broker.works();
    }
    await this.#fill();
    const taken = await this.#finished.take();
    if (taken === 0 && !this.#isDone()) await sleep(idle, undefined, { signal });
  }

  /** Takes everything of the run off the broker: it is done. */
  async forget(): Promise<void> {
    const { broker, signal } = this.#options;
    await untilDone(() => this.#forget(), broker, signal);
  }

  async #forget(): Promise<void> {
    const { broker, run, shared } = this.#options;
    await removeEntry(broker.client, 'run', run);
    await this.#queues.obliterate();
    await broker.client.del(cardsKey(run));
    if (shared !== undefined) await closeShared(shared, run);
  }

  /** Takes the jobs back that no worker has begun; what is under way stays, for when the run goes on. */
  async pause(working: Promise<void>): Promise<void> {
    await working.catch(() => {});
    await this.#queues.drain();
  }

  #giveUp(index: number, reason: string): void {
    this.#state[index] = givenUp;
    this.#failed++;
    if (this.#failures.size >= told || this.#failures.has(reason)) return;
    this.#failures.set(reason, `shard ${index} (${shardWords(this.#options.source.at(index))}): ${reason}`);
  }

  /** Tells workers of the run, also a broker that forgot it. */
  async #announce(): Promise<void> {
    const { broker, run, queues = 1, code, models, shared } = this.#options;
    await this.#queues.configure();
    const token = shared === undefined ? undefined : tokenOf(run);
    const named = models.map(({ name, sha256 }) => ({ name, sha256 }));
    if (this.#cards.size > 0) await broker.client.hset(cardsKey(run), Object.fromEntries(this.#cards));
    await putEntry(broker.client, 'run', run, { run, queues, code, models: named, token });
  }

  /** Whether a shard needs nothing more. */
  #settled(index: number): boolean {
    return this.#state[index] !== 0 || this.#options.source.done(index);
  }

  async #fill(): Promise<void> {
    const { source } = this.#options;
    while (this.#cursor < source.count && this.#outstanding.room > 0) {
      const indices: number[] = [];
      while (this.#cursor < source.count && indices.length < Math.min(this.#outstanding.room, 100)) {
        if (!this.#settled(this.#cursor)) indices.push(this.#cursor);
        this.#cursor++;
      }
      // oxlint-disable-next-line no-await-in-loop -- a bounded number at a time
      await this.#outstanding.add(indices);
    }
    await this.#outstanding.addAgain();
  }

  /** Whether nothing is left; where some shard was passed over, it is begun from the first again. */
  #isDone(): boolean {
    const { source } = this.#options;
    if (this.#cursor < source.count || this.#outstanding.size > 0) return false;
    for (let i = 0; i < source.count; i++) {
      if (this.#settled(i)) continue;
      this.#cursor = i;
      return false;
    }
    return true;
  }
}
