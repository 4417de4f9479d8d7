import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemReason } from '../../io/errors.js';
import { compare } from '../../io/image-files.js';
import type { Unreadable } from '../shard/shard.js';
import { type DataEntry, DataError, type DataSet, type OpenOptions, type RawTruth, skip } from './data-set.js';
import { type ListedClass, readClasses } from './text.js';

/** Bytes in front of each picture: uint16 class, uint32 length, both little-endian. */
const headLength = 6;

const records = 'records of uint16 class, uint32 length (little-endian) and the bytes of a picture';

/** Head of a record, by its place in the file. */
interface Head {
  readonly number: number;
  readonly index: number;
  readonly offset: number;
  readonly length: number;
}

/** Walks from head to head, and reads no picture. What the last record lacks is told to `onCut`. */
function* heads(file: string, onCut: (number: number, reason: string) => void): Generator<Head> {
  // Opening a pipe waits for a writer.
  if (!statSync(file).isFile()) throw new DataError(file, `not a file, expected ${records}`);
  const handle = openSync(file, 'r');
  try {
    const status = fstatSync(handle);
    const head = Buffer.alloc(headLength);
    for (let at = 0, number = 0; at < status.size; number++) {
      if (readSync(handle, head, 0, headLength, at) < headLength) {
        onCut(number, `the file ends in the head of this record, at byte ${status.size}`);
        return;
      }
      const length = head.readUInt32LE(2);
      const offset = at + headLength;
      if (offset + length > status.size) {
        const missing = offset + length - status.size;
        onCut(number, `the file ends ${missing} bytes before this record does (${length} bytes from byte ${offset})`);
        return;
      }
      yield { number, index: head.readUInt16LE(0), offset, length };
      at = offset + length;
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(file, `cannot be read: ${systemReason(error)}, expected ${records}`, { cause: error });
  } finally {
    closeSync(handle);
  }
}

interface Packed {
  readonly entries: readonly DataEntry[];
  readonly skipped: readonly Unreadable[];
  /** Why there are no entries, where there are none. */
  readonly error?: DataError;
}

function readPacked(file: string, classes: readonly ListedClass[] | undefined, signal?: AbortSignal): Packed {
  const entries: DataEntry[] = [];
  const skipped: Unreadable[] = [];
  const name = basename(file).normalize('NFC');
  const idOf = (number: number) => `${name}/${String(number).padStart(6, '0')}`;
  const onCut = (number: number, reason: string) => skipped.push(skip(idOf(number), reason));
  try {
    for (const { number, index, offset, length } of heads(file, onCut)) {
      signal?.throwIfAborted();
      if (classes !== undefined && index >= classes.length) {
        skipped.push(skip(idOf(number), `class ${index}, and classes.json has ${classes.length} classes`));
        continue;
      }
      const truth: RawTruth = classes === undefined ? { index } : classes[index];
      entries.push({ id: idOf(number), place: { file, offset, length }, truth });
    }
    if (entries.length > 0) return { entries, skipped };
    const reason = skipped.length === 0 ? 'empty' : `no record can be used (${skipped[0].reason})`;
    throw new DataError(file, `${reason}, expected ${records}`);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { entries: [], skipped: skipped.length > 0 ? skipped : [skip(name, error.problem)], error };
  }
}

/** The files of packed records in a folder, sorted. */
export function packedFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name.toLowerCase().endsWith('.bin'))
    .toSorted(compare)
    .map((name) => join(folder, name));
}

/**
 * Packed records of one or several files of a folder, with `classes.json` beside them. Ids are the file's name and the
 * record's number: `val.bin/000012`. The pictures themselves are not read.
 * @throws DataError where no file holds a record that can be used
 */
export function openPacked(path: string, files: readonly string[], { signal }: OpenOptions): DataSet {
  const classes = readClasses(join(dirname(files[0]), 'classes.json'));
  const parts = files.map((file) => readPacked(file, classes, signal));
  const entries = parts.flatMap((part) => part.entries);
  if (entries.length === 0) throw parts[0].error!;
  const skipped = parts.flatMap((part) => part.skipped);
  if (classes !== undefined) return { kind: 'packed', path, entries, skipped, notes: [] };
  const most = entries.reduce((largest, { truth }) => Math.max(largest, truth.index ?? 0), 0);
  const notes = ['there is no classes.json beside the records: their classes are known by numbers alone'];
  return { kind: 'packed', path, entries, skipped, notes, numbering: { classes: most + 1, order: 'own' } };
}
