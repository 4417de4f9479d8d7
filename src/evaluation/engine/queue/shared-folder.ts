import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileSafely } from '../../../io/write-file.js';
import { readResult, writeResult } from '../../run/result-file.js';
import type { ShardResult } from '../../shard/shard.js';
import { hashOf } from './wire.js';

// Results that come back by a folder which the driver and all workers see, each under its own path.

/** The folder within the shared one. */
const name = 'queue-results';

function folderIn(shared: string): string {
  return join(shared, name);
}

function pathOf(shared: string, key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new TypeError('its key is no SHA-256');
  return join(folderIn(shared), `${key}.jsonl`);
}

/** The hash of a result: of all that it says, whatever form it was kept in. */
export function resultHash({ key, records, count, unreadable, milliseconds }: ShardResult): string {
  return hashOf(JSON.stringify([key, records, count, unreadable, milliseconds]));
}

/** Name of the file by which a worker sees that its folder is the run's. */
export function tokenOf(run: string): string {
  return `run-${run}`;
}

/** Makes the folder, with the token of a run in it. */
export async function openShared(shared: string, run: string): Promise<void> {
  for (let tries = 3; ; tries--) {
    try {
      // oxlint-disable no-await-in-loop -- until no run that ends takes the folder away in between
      await mkdir(folderIn(shared), { recursive: true });
      return await writeFileSafely(join(folderIn(shared), tokenOf(run)), new Uint8Array());
      // oxlint-enable no-await-in-loop
    } catch (error) {
      if (tries === 0) throw error;
    }
  }
}

/** Takes away what a run has there, and the folder where nothing is left in it. */
export async function closeShared(shared: string, run: string): Promise<void> {
  await rm(join(folderIn(shared), tokenOf(run)), { force: true });
  const left = await readdir(folderIn(shared)).catch(() => ['?']);
  // Another run may have begun there since, or have taken it away.
  if (left.length === 0) await rmdir(folderIn(shared)).catch(() => {});
}

/** Whether a folder is the one that a run's results come back by. */
export function isShared(shared: string, token: string): boolean {
  return existsSync(join(folderIn(shared), token));
}

/** Keeps a result: beside its place, down to the disk, then renamed. @returns its hash */
export async function keepShared(shared: string, result: ShardResult): Promise<string> {
  await writeResult(pathOf(shared, result.key), result);
  return resultHash(result);
}

/** A result that is there and whole; undefined where there is none. */
export async function findShared(shared: string, key: string): Promise<ShardResult | undefined> {
  const found = await readResult(pathOf(shared, key));
  return found?.key === key ? { ...found, records: found.records.toString() } : undefined;
}

export async function dropShared(shared: string, key: string): Promise<void> {
  await rm(pathOf(shared, key), { force: true });
}
