import type { Queue } from 'bullmq';
import { oneLine } from '../../../core/one-line.js';
import type { EngineOptions, ShardSource } from '../engine.js';
import type { ShardResult } from '../../shard/shard.js';
import { trouble } from './answers.js';
import type { Broker } from './broker.js';
import { checkResult } from './check-result.js';
import type { Outstanding } from './outstanding.js';
import type { Queues } from './queues.js';
import { dropShared, findShared, resultHash } from './shared-folder.js';
import { parseWireResult, unpackResult } from './wire.js';

interface FinishedOptions extends Pick<EngineOptions, 'onResult' | 'onNotice' | 'signal'> {
  readonly broker: Broker;
  readonly source: ShardSource;
  readonly queues: Queues;
  readonly outstanding: Outstanding;
  readonly attempts: number;
  readonly shared?: string;
  readonly onKept: (index: number) => void;
  readonly onGivenUp: (index: number, reason: string) => void;
}

/** Jobs that are taken from a queue at a time. */
const batch = 32;

/** Reasons of failures that are told. */
const mostTold = 20;

/** A job that ended, as the broker keeps it. */
interface Ended {
  readonly id: string;
  readonly data: string | null;
  readonly returned: string | null;
  readonly reason: string | null;
}

/**
 * Takes what workers finished. The broker's own lists of finished jobs are read, from which each job is removed when its
 * result is kept: they are short, no event can be missed, and what an earlier driver left there is taken as well.
 */
export class Finished {
  readonly #options: FinishedOptions;
  readonly #told = new Set<string>();

  constructor(options: FinishedOptions) {
    this.#options = options;
  }

  /** @returns number of jobs that were taken */
  async take(): Promise<number> {
    const counts = await Promise.all(
      this.#options.queues.all.flatMap((queue) => [
        this.#takeFrom(queue, 'completed'),
        this.#takeFrom(queue, 'failed'),
      ]),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #takeFrom(queue: Queue, list: 'completed' | 'failed'): Promise<number> {
    const { client } = this.#options.broker;
    const ids = await client.zrange(queue.toKey(list), '0', String(batch - 1));
    const fields = ['data', 'returnvalue', 'failedReason'] as const;
    const found = await Promise.all(ids.map((id) => client.hmget(queue.toKey(id), ...fields)));
    const ended = ids.map((id, i): Ended => ({ id, data: found[i][0], returned: found[i][1], reason: found[i][2] }));
    this.#options.signal.throwIfAborted();
    await Promise.all(ended.map((each) => this.#settle(queue, list, each)));
    return ids.length;
  }

  async #settle(queue: Queue, list: 'completed' | 'failed', job: Ended): Promise<void> {
    const { outstanding, source, shared } = this.#options;
    const key = job.id.slice(2);
    const index = this.#indexOf(key, job);
    if (index === undefined) {
      this.#options.onNotice(`a job that is none of this run was taken out of the queue: ${oneLine(job.id)}`);
      await remove(queue, job.id);
      return;
    }
    let failure: string | undefined;
    try {
      // The source says what is there: the same result may come twice.
      if (!source.done(index)) await this.#keepEnded(list, job, index);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      failure = oneLine(error.message);
    }
    // The file before the job: where a driver ends between both, the next one finds the job.
    if (shared !== undefined) await dropShared(shared, key);
    // The job before its end is counted: one that cannot be removed now is taken again.
    await remove(queue, job.id);
    if (failure === undefined) {
      this.#options.onKept(index);
      outstanding.settle(key);
    } else this.#failed(key, index, failure);
  }

  /** @throws TypeError where a job failed, or what it gave is no result */
  async #keepEnded(list: 'completed' | 'failed', job: Ended, index: number): Promise<void> {
    if (list === 'failed') throw new TypeError(job.reason ?? 'it failed');
    const expected = this.#options.source.at(index);
    const result = await this.#resultOf(expected.key, job);
    checkResult(result, expected);
    await this.#keep(result);
  }

  async #keep(result: ShardResult): Promise<void> {
    try {
      await this.#options.onResult(result);
    } catch (cause) {
      // Not a failure of the shard, whatever its kind: the run ends with it.
      throw cause instanceof TypeError ? new Error(cause.message, { cause }) : cause;
    }
  }

  #failed(key: string, index: number, reason: string): void {
    const { outstanding, attempts, onNotice, onGivenUp } = this.#options;
    if (outstanding.indexOf(key) === undefined) return;
    const failures = outstanding.fail(key);
    if (failures < attempts) {
      this.#tell(`shard ${index} failed and is tried again`, reason, onNotice);
      return;
    }
    outstanding.settle(key);
    onGivenUp(index, reason);
  }

  /** Tells of a failure, each reason once. */
  #tell(what: string, reason: string, onNotice: (line: string) => void): void {
    if (this.#told.has(reason) || this.#told.size >= mostTold) return;
    this.#told.add(reason);
    onNotice(`${what}: ${reason}`);
  }

  /** The place of a finished job's shard; undefined where it is none of this run. */
  #indexOf(key: string, { data }: Ended): number | undefined {
    const { outstanding, source } = this.#options;
    const known = outstanding.indexOf(key);
    if (known !== undefined) return known;
    // One that an earlier driver added: it says where it belongs, and the source whether it does.
    try {
      const { index } = (JSON.parse(data ?? '') as { job: { index: number } }).job;
      const mine = Number.isSafeInteger(index) && index >= 0 && index < source.count && source.at(index).key === key;
      return mine ? index : undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws TypeError where what came back is no result */
  async #resultOf(key: string, { returned }: Ended): Promise<ShardResult> {
    const { shared } = this.#options;
    const wire = parseWireResult(returned);
    if (wire.form !== 'file') {
      return unpackResult(wire);
    }
    const result = shared === undefined ? undefined : await findShared(shared, key);
    if (result === undefined || resultHash(result) !== wire.hash) {
      throw new TypeError('its result is not in the shared folder, or damaged');
    }
    return result;
  }
}

/** Takes a job out of a queue, whatever else is done with it meanwhile. @throws where the broker is in a trouble */
async function remove(queue: Queue, id: string): Promise<void> {
  await queue.remove(id).catch((error: unknown) => {
    if (trouble(error) !== undefined) throw error;
  });
}
