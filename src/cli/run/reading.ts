import type { DamagedLine, OpenedRun, RecordBatch } from '../../evaluation/records/read.js';
import { openRun } from '../../evaluation/records/read.js';
import { RunError } from '../../evaluation/run/errors.js';
import { UsageError } from '../errors.js';
import { paint } from './progress.js';

/** Milliseconds between two signs of life, on a terminal and in lines of JSON. */
const [barInterval, lineInterval] = [100, 1000];

/** Runs work on a run folder; what does not fit what is there is a wrong usage. */
async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunError && error.refused) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Reads the records of a run for a command: tells how far it is, and counts what is damaged.
 */
export class RunReading {
  readonly run: OpenedRun;
  readonly damaged: DamagedLine[] = [];
  records = 0;
  #shown = performance.now();
  #bar = false;

  private constructor(run: OpenedRun) {
    this.run = run;
  }

  /** @throws UsageError where there is no run, or one of another version */
  static async open(folder: string): Promise<RunReading> {
    return new RunReading(await asUsage(() => openRun(folder)));
  }

  /** All records that are there. */
  async *batches(): AsyncGenerator<RecordBatch> {
    const batches = this.run.batches();
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- a file is read from front to back
        const { done, value } = await asUsage(() => batches.next());
        if (done === true) return;
        this.damaged.push(...value.damaged);
        this.records += value.records.length;
        this.#show(value.bytes);
        yield value;
      }
    } finally {
      await batches.return(undefined);
      this.#clear();
    }
  }

  #show(bytes: number): void {
    const { stderr } = process;
    const now = performance.now();
    if (now - this.#shown < (stderr.isTTY ? barInterval : lineInterval)) return;
    this.#shown = now;
    const { bytes: total } = this.run;
    if (!stderr.isTTY) {
      stderr.write(`${JSON.stringify({ reading: bytes, total })}\n`);
      return;
    }
    this.#bar = true;
    const text = `reading records: ${Math.floor((100 * bytes) / total)} %`;
    stderr.write(`\r\u001b[2K${paint(stderr, 'dim', text)}`);
  }

  #clear(): void {
    if (this.#bar) process.stderr.write('\r\u001b[2K');
    this.#bar = false;
  }
}
