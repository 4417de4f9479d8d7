import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { ComputePool } from '../src/evaluation/engine/queue/compute-pool.js';
import { expand } from '../src/evaluation/run/expand.js';
import { build } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { queueManifest } from './support/queue-run.js';
import { root } from './support/shared.js';
import { simulatedComputer } from './support/simulated-run.js';

const shards = expand(queueManifest(8, 2));
const never = new AbortController().signal;

beforeAll(build);

/** A pool of the built package: its processes run what is built. */
async function poolOf(processes: number, settings: object): Promise<ComputePool> {
  const path = join(root, 'dist', 'evaluation', 'engine', 'queue', 'compute-pool.js');
  const built = (await import(pathToFileURL(path).href)) as { ComputePool: typeof ComputePool };
  return new built.ComputePool({ module: simulatedComputer, settings }, processes);
}

it('computes more shards than it has processes, and goes on after one that is lost or fails', async () => {
  const pool = await poolOf(2, { die: [1], fail: [2] });
  try {
    const all = [0, 1, 2, 3, 4, 5].map((index) => pool.compute(shards.at(index), never));
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    const [, lost, failed, good] = settled;
    expect(String((lost as PromiseRejectedResult).reason)).toBe('Error: its process was lost (SIGKILL)');
    expect(String((failed as PromiseRejectedResult).reason)).toBe(String.raw`Error: refused\nfor tests`);
    expect((good as PromiseFulfilledResult<{ key: string }>).value.key).toBe(shards.at(3).key);
  } finally {
    pool.end();
  }
});

it('breaks off what is computed, and what waits', async () => {
  const log = join(temporaryFolder(), 'log');
  const pool = await poolOf(1, { milliseconds: 60_000, log });
  try {
    const stop = new AbortController();
    const all = [0, 1].map((index) => pool.compute(shards.at(index), stop.signal));
    const settled = Promise.allSettled(all);
    const begun = (): string => {
      try {
        return readFileSync(log, 'utf8');
      } catch {
        return '';
      }
    };
    await expect.poll(begun, { timeout: 30_000 }).toBe('0\n');
    stop.abort(new Error('stopped'));
    expect((await settled).map((each) => String((each as PromiseRejectedResult).reason))).toEqual([
      'Error: stopped',
      'Error: stopped',
    ]);
  } finally {
    pool.end();
  }
});

it('says why there is no computer', async () => {
  const pool = await poolOf(1, { unable: 'no such model' });
  const why = { name: 'UnfitError', message: 'no such model' };
  await expect(pool.compute(shards.at(0), never)).rejects.toMatchObject(why);
  pool.end();
});

it('tells what is wrong with this machine from what is wrong with a shard', async () => {
  const pool = await poolOf(1, { full: [0], fail: [1] });
  try {
    await expect(pool.compute(shards.at(0), never)).rejects.toMatchObject({ name: 'UnfitError' });
    await expect(pool.compute(shards.at(1), never)).rejects.toMatchObject({ name: 'Error' });
  } finally {
    pool.end();
  }
});
