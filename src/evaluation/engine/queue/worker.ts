import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../../core/one-line.js';
import { machineFacts, type NumberFacts } from '../../run/machine.js';
import { entries, isRunEntry, putEntry, removeEntry, type RunEntry } from './board.js';
import { brokerError } from './answers.js';
import { type Broker, openBroker } from './broker.js';
import { RunConsumer } from './consumer.js';
import { isShared } from './shared-folder.js';
import { longestGoodbye } from './waiting.js';
import type { QueueWorkerOptions } from './worker-options.js';

/** Milliseconds between two looks for runs. */
const lookInterval = 1000;

class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #broker: Broker;
  readonly #id = randomUUID();
  readonly #machine: NumberFacts;
  readonly #consumers = new Map<string, RunConsumer>();
  #looking: Promise<void> = Promise.resolve();
  #refused: Record<string, string> = {};

  constructor(options: QueueWorkerOptions, broker: Broker) {
    this.#options = options;
    this.#broker = broker;
    const { cpu, arch, node, onnxruntime } = machineFacts();
    this.#machine = { cpu, arch, node, onnxruntime };
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const stopped = aborted(signal);
    while (!signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await Promise.race([(this.#looking = this.#tryLook()), this.#broker.lost, stopped]);
      // oxlint-disable-next-line no-await-in-loop
      await sleep(lookInterval, undefined, { signal }).catch(() => {});
    }
  }

  async close(): Promise<void> {
    const bye = Promise.all([
      ...[...this.#consumers.values()].map((consumer) => consumer.close()),
      this.#broker.connected ? this.#leave() : undefined,
    ]);
    await Promise.race([bye, sleep(longestGoodbye, undefined, { ref: false })]).catch(() => {});
    this.#broker.close();
  }

  /** Takes its entry away: after a look that is under way, which would put it there again. */
  async #leave(): Promise<void> {
    await this.#looking.catch(() => {});
    await removeEntry(this.#broker.client, 'worker', this.#id);
  }

  async #tryLook(): Promise<void> {
    try {
      await this.#look();
      this.#broker.works();
    } catch (error) {
      if (!this.#broker.mayPass(error)) throw error;
    }
  }

  /** Begins to work for runs that are new, ends it for those that are gone, and tells of itself. */
  async #look(): Promise<void> {
    const { name, code, processes } = this.#options;
    const found = await entries(this.#broker.client, 'run');
    const refused: Record<string, string> = {};
    for (const [run, entry] of found) {
      const reason = isRunEntry(entry, run) ? this.#reasonAgainst(entry) : 'its entry is damaged';
      if (reason !== undefined) refused[run] = reason;
      else this.#beginWhereNew(entry);
    }
    for (const [run, consumer] of this.#consumers) {
      const lacking = consumer.lacking;
      if (lacking !== undefined) refused[run] = lacking;
      if (found.has(run) && (refused[run] === undefined || lacking !== undefined)) continue;
      this.#consumers.delete(run);
      void consumer.close();
    }
    for (const [run, reason] of Object.entries(refused)) {
      if (this.#refused[run] !== reason) this.#notice(`takes no jobs of run ${run}: ${reason}`);
    }
    this.#refused = refused;
    const entry = { id: this.#id, name, code, processes, machine: this.#machine, refused };
    await putEntry(this.#broker.client, 'worker', this.#id, entry);
  }

  /** A run that goes on with other queues, or another way back for results, has a driver of its own. */
  #beginWhereNew(entry: RunEntry): void {
    const before = this.#consumers.get(entry.run);
    if (before?.serves(entry) === true) return;
    void before?.close();
    this.#begin(entry);
  }

  #begin(entry: RunEntry): void {
    const { shared, processes } = this.#options;
    const back = shared !== undefined && entry.token !== undefined && isShared(shared, entry.token);
    if (shared !== undefined && entry.token !== undefined && !back) {
      this.#notice(`${shared} is not the shared folder of run ${entry.run}: results go back through the queue`);
    }
    this.#notice(`takes jobs of run ${entry.run}, ${processes} at a time`);
    this.#consumers.set(
      entry.run,
      new RunConsumer({ ...this.#options, entry, broker: this.#broker, shared: back ? shared : undefined }),
    );
  }

  #notice(line: string): void {
    this.#options.onNotice(oneLine(line));
  }

  /** Why this worker must not work for a run; undefined where it can. */
  #reasonAgainst({ code, models }: RunEntry): string | undefined {
    const { code: own, files } = this.#options;
    if (code !== own) return `it has the code ${own}, expected ${code}: use the same version of pixel-deflection`;
    const missing = models.find(({ sha256 }) => !files.hasModel(sha256));
    return missing === undefined
      ? undefined
      : `it has no model with the SHA-256 ${missing.sha256} (${missing.name}): put the file into its folder of models`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Works for all runs at a broker that have this worker's code and need models that it has, until it is stopped. A broker
 * that does not answer is waited for.
 *
 * @throws EngineError where the broker cannot be used
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { url, signal, onNotice, patience = Infinity } = options;
  const broker = await openBroker({ url, patience, signal, onNotice: (line) => onNotice(oneLine(line)) });
  const worker = new QueueWorker(options, broker);
  try {
    await worker.run();
  } catch (error) {
    throw brokerError(error, broker);
  } finally {
    await worker.close();
  }
}
