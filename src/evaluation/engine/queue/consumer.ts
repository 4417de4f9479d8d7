import type { Job, Worker } from 'bullmq';
import { oneLine } from '../../../core/one-line.js';
import type { ShardJob } from '../../shard/shard.js';
import type { RunEntry } from './board.js';
import type { Broker } from './broker.js';
import { checkResult } from './check-result.js';
import { cardsKey, jobId, prefix, queueNames } from './names.js';
import { findShared, keepShared, resultHash } from './shared-folder.js';
import { UnfitError, withOwnFiles } from './unfit.js';
import { troubleRest } from './waiting.js';
import { packResult, unpackJob, type WireResult } from './wire.js';
import type { QueueWorkerOptions } from './worker-options.js';

interface ConsumerOptions extends QueueWorkerOptions {
  readonly entry: RunEntry;
  readonly broker: Broker;
}

/** Times that a job may lose its worker: a run over days on machines that come and go is no reason to give it up. */
const mostLosses = 1000;
/** Milliseconds that no jobs are taken after one that this worker is not fit for: others may be. Doubled each time. */
const shortestRest = 10_000;
const longestRest = 600_000;

/** Takes the jobs of one run. */
export class RunConsumer {
  readonly #options: ConsumerOptions;
  readonly #workers: Worker[];
  readonly #cards = new Map<string, string>();
  #resting: NodeJS.Timeout | undefined;
  #rest = shortestRest;
  #lacking: string | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { entry, broker, processes, name, lock = 30 } = options;
    const { client, bullmq } = broker;
    this.#workers = queueNames(entry.run, entry.queues).map((queue) => {
      const worker = new bullmq.Worker(queue, (job: Job, token?: string) => this.#work(job, token), {
        connection: client,
        prefix,
        name,
        skipVersionCheck: true,
        concurrency: Math.ceil(processes / entry.queues),
        lockDuration: lock * 1000,
        stalledInterval: lock * 500,
        maxStalledCount: mostLosses,
        // After an error, such as that of a connection which is lost.
        runRetryDelay: 1000,
      });
      // A connection that is lost is told of by its owner; a job that was lost goes to others.
      worker.on('error', (error) => {
        // BullMQ would try again at once.
        if (broker.mayPass(error) && this.#lacking === undefined) this.#pause(troubleRest);
      });
      return worker;
    });
  }

  /** What is missing here, such as a file, while no jobs are taken for it. */
  get lacking(): string | undefined {
    return this.#lacking;
  }

  /** Whether it listens where the driver of this entry puts jobs, and answers where that one looks. */
  serves({ queues, token }: RunEntry): boolean {
    const { entry } = this.#options;
    return queues === entry.queues && token === entry.token;
  }

  async close(): Promise<void> {
    clearTimeout(this.#resting);
    // Without a connection, BullMQ waits for ever for its jobs to end.
    const force = !this.#options.broker.connected;
    await Promise.all(this.#workers.map((worker) => worker.close(force)));
  }

  async #work(job: Job, token: string | undefined): Promise<WireResult> {
    const { signal, onEnd, onNotice } = this.#options;
    try {
      const { result, records } = await this.#result(job);
      onEnd?.(records);
      return result;
    } catch (error) {
      const { broker } = this.#options;
      const unfit = error instanceof UnfitError && !signal.aborted;
      if (unfit) this.#leave(broker.words(error));
      if (unfit || signal.aborted || broker.mayPass(error)) {
        // Not failed: tries are counted for the shard, and nothing is wrong with it.
        await job.moveToWait(token);
        throw new broker.bullmq.WaitingError();
      }
      onEnd?.(undefined);
      const reason = broker.words(error);
      onNotice(`job ${oneLine(String(job.id))} of run ${this.#options.entry.run} failed: ${reason}`);
      // Without the stack: it goes to the broker, and holds paths of this machine.
      const failure = new Error(reason);
      failure.stack = '';
      throw failure;
    }
  }

  async #result({ id, data }: Job): Promise<{ result: WireResult; records: number }> {
    const { compute, signal, shared } = this.#options;
    const job = await this.#checked(id, data);
    const kept = shared === undefined ? undefined : await withOwnFiles(findShared(shared, job.key));
    if (kept !== undefined) return { result: { form: 'file', hash: resultHash(kept) }, records: kept.count };
    await this.#checkFiles(job);
    const result = await compute(job, signal);
    checkResult(result, job);
    if (shared === undefined) return { result: await packResult(result), records: result.count };
    const hash = await withOwnFiles(keepShared(shared, result));
    return { result: { form: 'file', hash }, records: result.count };
  }

  /** @throws where a job is none, or not for this worker */
  async #checked(id: string | undefined, data: unknown): Promise<ShardJob> {
    const { checkJob, code } = this.#options;
    const job = checkJob(await unpackJob(data, (hash) => this.#card(hash)));
    if (id !== jobId(job.key)) throw new TypeError('its key is that of another job');
    if (job.code !== code) throw new TypeError(`it is for the code ${job.code}, expected ${code}`);
    return job;
  }

  async #card(hash: string): Promise<string | undefined> {
    const { broker, entry } = this.#options;
    const known = this.#cards.get(hash) ?? (await broker.client.hget(cardsKey(entry.run), hash)) ?? undefined;
    if (known !== undefined) this.#cards.set(hash, known);
    return known;
  }

  /** @throws UnfitError where a file is missing that a job names by its hash */
  async #checkFiles({ simulate, model, attack, images }: ShardJob): Promise<void> {
    if (simulate !== undefined) return;
    const { files } = this.#options;
    const models = attack.source === undefined ? [model] : [model, attack.source];
    const lost = models.find(({ sha256 }) => !files.hasModel(sha256));
    if (lost !== undefined) throw new UnfitError(`it has no model with the SHA-256 ${lost.sha256} (${lost.name})`);
    for (const { id, sha256 } of images) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (!(await files.hasImage(sha256))) throw new UnfitError(`it has no picture with the SHA-256 ${sha256} (${id})`);
    }
  }

  /** Leaves the jobs to others for a while. */
  #leave(reason: string): void {
    if (this.#lacking !== undefined) return;
    this.#lacking = reason;
    this.#pause(this.#rest);
    this.#rest = Math.min(2 * this.#rest, longestRest);
  }

  #pause(milliseconds: number): void {
    clearTimeout(this.#resting);
    for (const worker of this.#workers) void worker.pause(true);
    this.#resting = setTimeout(() => {
      this.#lacking = undefined;
      for (const worker of this.#workers) void worker.resume();
    }, milliseconds);
  }
}
