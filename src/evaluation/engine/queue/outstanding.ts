import type { ShardSource } from '../engine.js';
import type { Broker } from './broker.js';
import { cardsKey, jobId } from './names.js';
import type { Queues } from './queues.js';
import { packJob } from './wire.js';

/** A shard that stands in a queue, or will again. */
interface Entry {
  readonly index: number;
  /** How often it failed. */
  failures: number;
  /** Waits until then before it is added again, by `performance.now`; undefined: it is in the queue. */
  again?: number;
  /** When its job was last seen where jobs are. */
  seen: number;
}

interface OutstandingOptions {
  readonly source: ShardSource;
  readonly queues: Queues;
  readonly cards: Map<string, string>;
  readonly broker: Broker;
  readonly run: string;
  readonly window: number;
}

/** Milliseconds before a shard that failed is tried again, doubled each time. */
const firstRest = 500;
/** Jobs that are looked after in one call. */
const chunk = 500;
/** Milliseconds after which it is looked up in which state a job is, and for how many in one look. */
const longUnseen = 60_000;
const looks = 20;

/** The window of a run: the shards whose jobs are with the broker. */
export class Outstanding {
  readonly #options: OutstandingOptions;
  readonly #entries = new Map<string, Entry>();
  /** Cards that the broker has. */
  #sent = 0;

  constructor(options: OutstandingOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get room(): number {
    return this.#options.window - this.#entries.size;
  }

  /** The place of a shard; undefined where it is not in the window. */
  indexOf(key: string): number | undefined {
    return this.#entries.get(key)?.index;
  }

  async add(indices: readonly number[]): Promise<void> {
    const { source, queues, cards, broker, run } = this.#options;
    const jobs = indices.map((index) => source.at(index)).filter(({ key }) => !this.#entries.has(key));
    const now = performance.now();
    for (const { key, index } of jobs) this.#entries.set(key, { index, failures: 0, seen: now });
    const packed = jobs.map((job) => ({ key: job.key, data: packJob(job, cards) }));
    if (cards.size > this.#sent) {
      await broker.client.hset(cardsKey(run), Object.fromEntries(cards));
      this.#sent = cards.size;
    }
    await Promise.all(
      queues.all.map(async (queue) => {
        const own = packed.filter(({ key }) => queues.of(key) === queue);
        if (own.length === 0) return;
        await queue.addBulk(
          own.map(({ key, data }) => ({ name: 'shard', data, opts: { jobId: jobId(key), attempts: 1 } })),
        );
      }),
    );
  }

  settle(key: string): void {
    this.#entries.delete(key);
  }

  /** Counts a failure of a shard in the window, which is added again after a rest. @returns how often it failed */
  fail(key: string): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    entry.failures++;
    entry.again = performance.now() + firstRest * 2 ** (entry.failures - 1);
    return entry.failures;
  }

  /** Adds the shards that failed and have rested. */
  async addAgain(): Promise<void> {
    const now = performance.now();
    const due = [...this.#entries.values()].filter(({ again }) => again !== undefined && again <= now);
    await this.#put(due);
  }

  /** Adds the shards again whose jobs the broker does not know, or has nowhere. */
  async findLost(): Promise<void> {
    const { queues, broker } = this.#options;
    const waiting = [...this.#entries].filter(([, { again }]) => again === undefined);
    const lost: Entry[] = [];
    for (let i = 0; i < waiting.length; i += chunk) {
      const part = waiting.slice(i, i + chunk);
      // oxlint-disable-next-line no-await-in-loop -- a bounded number at a time
      const there = await Promise.all(part.map(([key]) => broker.client.exists(queues.jobKey(key))));
      lost.push(...part.filter((_, j) => there[j] === 0).map(([, entry]) => entry));
    }
    const now = performance.now();
    const old = waiting.filter(([, entry]) => now - entry.seen > longUnseen && !lost.includes(entry)).slice(0, looks);
    await Promise.all(
      old.map(async ([key, entry]) => {
        entry.seen = now;
        if ((await queues.of(key).getJobState(jobId(key))) !== 'unknown') return;
        await broker.client.del(queues.jobKey(key));
        lost.push(entry);
      }),
    );
    await this.#put(lost);
  }

  async #put(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const { source } = this.#options;
    const before = entries.map((entry) => ({ entry, key: source.at(entry.index).key }));
    for (const { key } of before) this.#entries.delete(key);
    const adding = this.add(entries.map(({ index }) => index));
    // At once: they count too where adding goes wrong.
    for (const { entry, key } of before) {
      const added = this.#entries.get(key);
      if (added !== undefined) added.failures = entry.failures;
    }
    await adding;
  }
}
