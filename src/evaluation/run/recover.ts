import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { showPath } from '../../io/show-path.js';
import { RunError } from './errors.js';
import type { Shards } from './expand.js';
import { type JournalLine, readJournal } from './journal.js';
import { journalName, recordsName, shardsName } from './names.js';
import { PartHashes } from './part-hashes.js';
import { readResult, type StoredResult } from './result-file.js';
import { removeTemporary } from './temporary.js';

/** Names of results; no other file is touched. */
const resultName = /^[0-9a-f]{64}\.jsonl$/;

function otherShards(journal: string): RunError {
  return new RunError(`${showPath(journal)}: names other shards than the manifest: choose another folder`);
}

/**
 * Reads the journal of a run folder, and cuts it and the records off behind the last shard that is whole.
 *
 * @param onLine called for each whole shard, in order
 * @returns the number of whole shards, and of those behind them whose records are lost
 * @throws RunError where the journal is that of another manifest
 */
export async function recoverRecords(
  folder: string,
  shards: Shards,
  onLine: (line: JournalLine) => void,
): Promise<{ readonly lines: number; readonly lost: number }> {
  const recordsPath = join(folder, recordsName);
  const journalPath = join(folder, journalName);
  const hashes = new PartHashes(recordsPath);
  const state = await readJournal(
    journalPath,
    async ({ bytes, sha256 }) => (await hashes.next(bytes)) === sha256,
    (line) => {
      if (line.index >= shards.count) throw otherShards(journalPath);
      onLine(line);
    },
  ).finally(() => hashes.close());
  const { lines, last, lost } = state;
  if (last !== undefined && shards.at(lines - 1).key !== last.key) throw otherShards(journalPath);
  await truncate(recordsPath, state.recordBytes);
  await truncate(journalPath, state.bytes);
  return { lines, lost };
}

/**
 * Takes up the results that a crash left beside the records; what is damaged or there twice is removed.
 *
 * @param isNew whether the records of a key are not among those that are recovered already
 * @param onResult called for each result that is taken up
 * @returns the number of damaged ones among those that are new
 */
export async function recoverWaiting(
  folder: string,
  isNew: (key: string) => boolean,
  onResult: (result: StoredResult) => void,
): Promise<number> {
  const place = join(folder, shardsName);
  await removeTemporary(place);
  let damaged = 0;
  for (const name of (await readdir(place)).filter((file) => resultName.test(file))) {
    const path = join(place, name);
    // oxlint-disable-next-line no-await-in-loop -- one result in memory at a time
    const result = await readResult(path);
    const key = name.slice(0, -'.jsonl'.length);
    const whole = result?.key === key && isNew(key);
    if (whole) onResult(result);
    // oxlint-disable-next-line no-await-in-loop
    else await rm(path, { force: true });
    if (!whole && isNew(key)) damaged++;
  }
  return damaged;
}
