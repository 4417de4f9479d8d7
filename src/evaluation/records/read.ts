import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { refused, RunError } from '../run/errors.js';
import { expand } from '../run/expand.js';
import { readJournal } from '../run/journal.js';
import type { Manifest } from '../run/manifest.js';
import { journalName, recordsName } from '../run/names.js';
import { PartHashes } from '../run/part-hashes.js';
import { manifestName, readManifest } from '../run/run-folder.js';
import type { Unreadable } from '../shard/shard.js';
import { parseRecord } from './format.js';
import { LineReader } from './lines.js';
import { type EvaluationRecord, recordSchema } from './record.js';

/** A line of `records.jsonl` that is no record. */
export interface DamagedLine {
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong with it, safe to print. */
  readonly problem: string;
}

/** Some records, in the order of the file. */
export interface RecordBatch {
  readonly records: readonly EvaluationRecord[];
  readonly damaged: readonly DamagedLine[];
  /** Bytes up to here. */
  readonly bytes: number;
}

/** A run folder that was found to be one. */
export interface OpenedRun {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Shards whose records are there, and all of the run: as many where it is finished. */
  readonly shards: { readonly done: number; readonly of: number };
  /** Of those that are done, how many have records that are not the bytes that the run wrote, by the journal's SHA-256. */
  readonly changed: number;
  /** Bytes of the records that are there. */
  readonly bytes: number;
  /** Pictures without records: those of the manifest, and those that could not be read or attacked later on. */
  readonly unreadable: readonly Unreadable[];
  /**
   * The records of all shards that are done, some megabytes at a time, each time from the start.
   * @throws RunError where the file cannot be read, or holds records of another schema
   */
  batches(): AsyncGenerator<RecordBatch>;
}

/** Says of a record of another version which one it is; nothing of other lines. */
function otherSchema(line: string): string | undefined {
  const version = /^\{"schema":(\d+)/.exec(line)?.[1];
  return version === undefined || Number(version) === recordSchema ? undefined : version;
}

function readLine(path: string, number: number, line: string): EvaluationRecord | DamagedLine {
  try {
    return parseRecord(line);
  } catch (error) {
    const version = otherSchema(line);
    if (version === undefined) return { line: number, problem: (error as Error).message };
    throw refused(
      `${showPath(path)}: line ${number} has the schema ${version}, expected ${recordSchema}: use the version of pixel-deflection that wrote it`,
    );
  }
}

/** @param size bytes of the file that count: what stands behind them belongs to a shard that is not done */
async function* batchesOf(path: string, size: number): AsyncGenerator<RecordBatch> {
  if (size === 0) return;
  try {
    const file = await open(path, 'r');
    try {
      let number = 0;
      for await (const { lines, bytes } of new LineReader(file, size).batches()) {
        const records: EvaluationRecord[] = [];
        const damaged: DamagedLine[] = [];
        for (const line of lines) {
          number++;
          const read =
            line === undefined ? { line: number, problem: 'longer than any record' } : readLine(path, number, line);
          if ('problem' in read) damaged.push(read);
          else records.push(read);
        }
        yield { records, damaged, bytes };
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new RunError(`${showPath(path)}: cannot be read: ${systemReason(error)}`, { cause: error });
  }
}

/** Number of all shards of a run. */
function allShards(folder: string, manifest: Manifest): number {
  try {
    return expand(manifest).count;
  } catch (error) {
    const where = showPath(join(folder, manifestName));
    throw new RunError(`${where}: is damaged, expected the manifest of a run`, { cause: error });
  }
}

/** What the journal of a run says, and whether its records are still those that it stands for. */
async function journalOf(
  folder: string,
): Promise<Pick<OpenedRun, 'bytes' | 'changed' | 'unreadable'> & { done: number }> {
  const path = join(folder, journalName);
  const hashes = new PartHashes(join(folder, recordsName));
  const unreadable: Unreadable[] = [];
  let changed = 0;
  try {
    const state = await readJournal(
      path,
      async ({ bytes, sha256 }) => {
        const found = await hashes.next(bytes);
        if (found !== undefined && found !== sha256) changed++;
        return found !== undefined;
      },
      (line) => unreadable.push(...line.unreadable),
    );
    return { done: state.lines, bytes: state.recordBytes, changed, unreadable };
  } catch (error) {
    // No shard was ever done.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { done: 0, bytes: 0, changed, unreadable };
    throw new RunError(`${showPath(path)}: cannot be read: ${systemReason(error)}`, { cause: error });
  } finally {
    await hashes.close();
  }
}

/** Each picture once, with the first reason. */
function once(all: readonly Unreadable[]): Unreadable[] {
  const seen = new Map<string, Unreadable>();
  for (const each of all) if (!seen.has(each.image)) seen.set(each.image, each);
  return [...seen.values()];
}

/**
 * Opens the folder of a run to read it, finished or not; one that is going on, too: what is done by now.
 * @throws RunError where it is none, or of another schema version
 */
export async function openRun(folder: string): Promise<OpenedRun> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) {
    throw refused(`${showPath(folder)}: there is no run here, expected the folder of a run, as evaluate makes it`);
  }
  const of = allShards(folder, manifest);
  const { done, bytes, changed, unreadable } = await journalOf(folder);
  return {
    folder,
    manifest,
    shards: { done, of },
    changed,
    bytes,
    unreadable: once([...manifest.unreadable, ...unreadable]),
    batches: () => batchesOf(join(folder, recordsName), bytes),
  };
}
