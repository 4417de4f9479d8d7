import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileSafely } from '../../io/write-file.js';
import type { ShardResult, Unreadable } from '../shard/shard.js';

/** The first line of the file of a result; the records follow. */
interface Header extends Omit<ShardResult, 'records'> {
  readonly format: 'pixel-deflection result';
  readonly schema: 1;
  /** Of the records: their length in bytes and their hex SHA-256. */
  readonly bytes: number;
  readonly sha256: string;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Number of line ends. */
function lines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Whether records are so many whole lines. */
function areLines(bytes: Uint8Array, count: number): boolean {
  return lines(bytes) === count && (bytes.length === 0 ? count === 0 : bytes.at(-1) === 10);
}

/**
 * Writes a result all at once: beside its place, down to the disk, then renamed.
 * @throws TypeError where its records are not as many lines as it says; ImageFileError where it cannot be written
 */
export async function writeResult(path: string, result: ShardResult): Promise<void> {
  const { key, count, unreadable, milliseconds } = result;
  const body = Buffer.from(result.records);
  if (!areLines(body, count)) {
    throw new TypeError(`Expected ${count} lines for the records of ${key} but received ${lines(body)}`);
  }
  const header: Header = {
    format: 'pixel-deflection result',
    schema: 1,
    key,
    count,
    bytes: body.length,
    sha256: sha256(body),
    unreadable,
    milliseconds,
  };
  await writeFileSafely(path, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
}

/** Whether something is a list of pictures without records: what comes from a queue or a file may be anything. */
export function areUnreadable(value: unknown): value is Unreadable[] {
  return (
    Array.isArray(value) && value.every((each) => typeof each?.image === 'string' && typeof each.reason === 'string')
  );
}

/** A result as it was read: its records as bytes. */
export interface StoredResult extends Omit<ShardResult, 'records'> {
  readonly records: Buffer;
}

function parseHeader(text: string): Partial<Header> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Header>;
  } catch {
    return {};
  }
}

/** Reads a result; undefined where the file is missing, damaged or of another form. */
export async function readResult(path: string): Promise<StoredResult | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === undefined || end < 0) return undefined;
  const header = parseHeader(bytes.toString('utf8', 0, end));
  const records = bytes.subarray(end + 1);
  const { key, count, unreadable, milliseconds } = header;
  if (header.format !== 'pixel-deflection result' || header.schema !== 1) return undefined;
  if (typeof key !== 'string' || typeof count !== 'number' || !areUnreadable(unreadable) || !milliseconds)
    return undefined;
  if (header.bytes !== records.length || header.sha256 !== sha256(records)) return undefined;
  return areLines(records, count) ? { key, count, unreadable, milliseconds, records } : undefined;
}
