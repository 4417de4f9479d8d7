import { createReadStream } from 'node:fs';
import type { ShardResult } from '../shard/shard.js';
import { areUnreadable } from './result-file.js';
import { count, object, text } from './shapes.js';

/** A line of `shards.jsonl`: a shard whose records are in `records.jsonl`, in the order in which they stand there. */
export interface JournalLine extends Omit<ShardResult, 'records'> {
  readonly index: number;
  /** Of its records: their length in bytes and their hex SHA-256. */
  readonly bytes: number;
  readonly sha256: string;
}

/** What a journal says of the files of a run. */
export interface JournalState {
  /** Number of its good lines, and of their bytes. */
  readonly lines: number;
  readonly bytes: number;
  /** Bytes of `records.jsonl` that its good lines stand for. */
  readonly recordBytes: number;
  /** Its last good line. */
  readonly last?: JournalLine;
  /** Whole lines behind that: something has changed them, or the records that they stand for, since they were written. */
  readonly lost: number;
}

const shape = object({
  key: text,
  index: count,
  count,
  bytes: count,
  sha256: text,
  unreadable: areUnreadable,
  milliseconds: object(),
});

function parseLine(source: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return shape(value) ? (value as JournalLine) : undefined;
  } catch {
    return undefined;
  }
}

/** The whole lines of a file, without their ends; what follows the last line end is left out. */
export async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}

/**
 * Reads a journal up to its first line that is torn, out of order or stands for records that are not there: to be cut off
 * there. A crash leaves a torn line at most; whole lines behind that are counted.
 *
 * @param areThere whether the records of a line are, which begin at this byte of `records.jsonl`
 * @param onLine called for each good line, in order
 */
export async function readJournal(
  path: string,
  areThere: (line: JournalLine, at: number) => boolean | Promise<boolean>,
  onLine: (line: JournalLine) => void,
): Promise<JournalState> {
  let [lines, bytes, recordBytes, lost] = [0, 0, 0, 0];
  let last: JournalLine | undefined;
  for await (const source of wholeLines(path)) {
    const line = lost > 0 ? undefined : parseLine(source.toString());
    if (line === undefined || line.index !== lines || !(await areThere(line, recordBytes))) {
      lost++;
      continue;
    }
    onLine(line);
    lines++;
    bytes += source.length + 1;
    recordBytes += line.bytes;
    last = line;
  }
  return { lines, bytes, recordBytes, lost, ...(last === undefined ? {} : { last }) };
}
