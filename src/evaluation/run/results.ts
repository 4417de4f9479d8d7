import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import type { ShardSource } from '../engine/engine.js';
import { sha256Of } from '../shard/key.js';
import type { ShardResult, Unreadable } from '../shard/shard.js';
import { RunError, systemCode } from './errors.js';
import type { Shards } from './expand.js';
import type { JournalLine } from './journal.js';
import { journalName, recordsName, shardsName } from './names.js';
import { recoverRecords, recoverWaiting } from './recover.js';
import { readResult, type StoredResult, writeResult } from './result-file.js';
import { RunTally } from './tally.js';

/** Bytes of records after which those that are there are made safe before more are read. */
const batchBytes = 8e6;

/** What is done of a run. */
export interface RunCounts {
  readonly shards: number;
  readonly records: number;
  /** Records that these shards would have too, were all their pictures readable. */
  readonly missing: number;
}

/**
 * The results of a run on disk. Each is first kept as a file of its own; those that are next in the order of shards are
 * moved to the end of `records.jsonl`: their bytes down to the disk, then a line in the journal, then the file is removed.
 * Whatever ends the process between two of these steps, `open` finds every result once.
 */
export class RunResults {
  readonly #folder: string;
  readonly #shards: Shards;
  readonly #recordsFile: FileHandle;
  readonly #journalFile: FileHandle;
  /** Shards in `records.jsonl`: always the first ones. */
  #next = 0;
  /** Shards whose results wait for those before them. */
  readonly #waiting = new Set<number>();
  readonly #tally = new RunTally();
  #lost = 0;
  readonly #writing = new Map<number, Promise<void>>();
  #appending: Promise<void> = Promise.resolve();
  /** Places of shards by key: of those that were handed out, and of those that were looked through for others. */
  readonly #places = new Map<string, number>();
  #looked = 0;

  private constructor(folder: string, shards: Shards, records: FileHandle, journal: FileHandle) {
    this.#folder = folder;
    this.#shards = shards;
    this.#recordsFile = records;
    this.#journalFile = journal;
  }

  /** Opens the results of a run folder, and brings to order what a crash left behind. */
  static async open(folder: string, shards: Shards): Promise<RunResults> {
    await mkdir(join(folder, shardsName), { recursive: true });
    const records = await open(join(folder, recordsName), 'a');
    const journal = await open(join(folder, journalName), 'a').catch(async (error: unknown) => {
      await records.close();
      throw error;
    });
    const results = new RunResults(folder, shards, records, journal);
    try {
      await results.#recover();
    } catch (error) {
      await results.close();
      throw error;
    }
    return results;
  }

  async #recover(): Promise<void> {
    const { lines, lost } = await recoverRecords(this.#folder, this.#shards, (line) => {
      this.#places.set(line.key, line.index);
      this.#tell(line.index, line);
    });
    this.#next = lines;
    const isNew = (key: string) => (this.#placeOf(key) ?? -1) >= this.#next;
    this.#lost = lost;
    this.#lost += await recoverWaiting(this.#folder, isNew, (result) => {
      const index = this.#placeOf(result.key)!;
      this.#waiting.add(index);
      this.#tell(index, result);
    });
    await this.#append();
  }

  /** Counts a result that is on disk. */
  #tell(index: number, result: Pick<ShardResult, 'count' | 'unreadable'>): void {
    this.#tally.add(result, this.#shards.recordsAt(index));
  }

  #placeOf(key: string): number | undefined {
    // Results that were not asked for just now lie little behind those that are done.
    this.#looked = Math.max(this.#looked, this.#next);
    while (!this.#places.has(key) && this.#looked < this.#shards.count) {
      this.#places.set(this.#shards.at(this.#looked).key, this.#looked);
      this.#looked++;
    }
    return this.#places.get(key);
  }

  /** The shards for an engine. */
  get source(): ShardSource {
    return {
      count: this.#shards.count,
      at: (index) => {
        const job = this.#shards.at(index);
        this.#places.set(job.key, index);
        return job;
      },
      done: (index) => index < this.#next || this.#waiting.has(index),
    };
  }

  get counts(): RunCounts {
    const { records, missing } = this.#tally;
    return { shards: this.#next + this.#waiting.size, records, missing };
  }

  /** Shards that were done, and whose records were found damaged when the folder was opened. */
  get lost(): number {
    return this.#lost;
  }

  /** Pictures that shards could not read or attack, each with the last reason. */
  get unreadable(): Unreadable[] {
    return this.#tally.unreadable;
  }

  /**
   * Keeps a result: it is on disk when the promise is settled. One that is there already is ignored.
   * @throws RunError where it cannot be written: what was kept before is safe
   */
  async keep(result: ShardResult): Promise<void> {
    const index = this.#placeOf(result.key);
    if (index === undefined) throw new RangeError(`Expected a shard of this run but received ${result.key}`);
    if (index < this.#next || this.#waiting.has(index)) return;
    let writing = this.#writing.get(index);
    if (writing === undefined) {
      writing = this.#keepNew(index, result).finally(() => this.#writing.delete(index));
      this.#writing.set(index, writing);
    }
    await writing;
  }

  async #keepNew(index: number, result: ShardResult): Promise<void> {
    try {
      await writeResult(this.#pathOf(result.key), result);
      this.#waiting.add(index);
      this.#tell(index, result);
      // After a failure nothing is appended any more: what stands behind the last good record is cut off by `open`.
      this.#appending = this.#appending.then(() => this.#append());
      await this.#appending;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    const code = systemCode(error);
    if (code === undefined || error instanceof RunError) return error;
    const { records } = this.counts;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const advice =
      code === 'ENOSPC' || code === 'EDQUOT' ? 'make room, then --resume goes on' : '--resume goes on from there';
    return new RunError(
      `${showPath(this.#folder)}: cannot be written: ${systemReason(cause)}; ${records} records are kept: ${advice}`,
      { cause: error },
    );
  }

  #pathOf(key: string): string {
    return join(this.#folder, shardsName, `${key}.jsonl`);
  }

  /** Moves all results that are next to the end of `records.jsonl`. */
  async #append(): Promise<void> {
    while (this.#waiting.has(this.#next)) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      await this.#appendBatch();
    }
  }

  async #appendBatch(): Promise<void> {
    const lines: JournalLine[] = [];
    const bodies: Buffer[] = [];
    let bytes = 0;
    for (let index = this.#next; this.#waiting.has(index) && bytes < batchBytes; index++) {
      const { key } = this.#shards.at(index);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, until there is enough
      const result: StoredResult | undefined = await readResult(this.#pathOf(key));
      if (result === undefined) {
        throw new RunError(`${showPath(this.#pathOf(key))}: was changed or removed by someone: --resume goes on`);
      }
      const { records, count, unreadable, milliseconds } = result;
      lines.push({ key, index, count, bytes: records.length, sha256: sha256Of(records), unreadable, milliseconds });
      bodies.push(records);
      bytes += records.length;
    }
    await this.#recordsFile.appendFile(Buffer.concat(bodies));
    await this.#recordsFile.datasync();
    await this.#journalFile.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await this.#journalFile.datasync();
    for (const line of lines) {
      this.#next++;
      this.#waiting.delete(line.index);
    }
    await Promise.all(lines.map(({ key }) => rm(this.#pathOf(key), { force: true })));
  }

  async close(): Promise<void> {
    await this.#appending.catch(() => {});
    await this.#recordsFile.close();
    await this.#journalFile.close();
  }
}
