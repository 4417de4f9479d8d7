import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineOptions, ShardSource } from '../src/evaluation/engine/engine.js';
import type * as LocalModule from '../src/evaluation/engine/local.js';
import { expand } from '../src/evaluation/run/expand.js';
import type { ShardResult } from '../src/evaluation/shard/shard.js';
import { build } from './support/built.js';
import { root } from './support/shared.js';
import { simulatedComputer, simulatedManifest } from './support/simulated-run.js';

// Child processes load what is built, so the engine is taken from there too.
let localEngine: typeof LocalModule.localEngine;
let folder: string;

beforeAll(async () => {
  await build();
  const built = pathToFileURL(join(root, 'dist', 'evaluation', 'engine', 'local.js')).href;
  ({ localEngine } = (await import(built)) as typeof LocalModule);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shards = expand(simulatedManifest(12, { shardSize: 2 }));

interface Faults {
  milliseconds?: number;
  log?: string;
  die?: number[];
  fail?: number[];
  unable?: string;
}

/** Runs an engine over the shards, without a folder. */
async function runShards(workers: number, faults: Faults, options: Partial<EngineOptions> = {}) {
  const results = new Map<string, ShardResult>();
  const notices: string[] = [];
  const keys = Array.from({ length: shards.count }, (_, index) => shards.at(index).key);
  const source: ShardSource = {
    count: shards.count,
    at: (index) => shards.at(index),
    done: (index) => results.has(keys[index]),
  };
  const engine = localEngine({ workers, computerModule: simulatedComputer, settings: faults });
  let error: unknown;
  try {
    await engine.run(source, {
      signal: new AbortController().signal,
      onResult: async (result) => void results.set(result.key, result),
      onNotice: (line) => notices.push(line),
      ...options,
    });
  } catch (caught) {
    error = caught;
  } finally {
    await engine.dispose();
  }
  return { results, notices, error, done: keys.map((key) => results.has(key)) };
}

describe.each([0, 1, 3])('the local engine with %i workers', (workers) => {
  it('gives the result of every shard', async () => {
    const { results, notices, error, done } = await runShards(workers, {});
    expect([error, notices]).toEqual([undefined, []]);
    expect(done).toEqual(Array.from({ length: 18 }, () => true));
    expect([...results.values()].reduce((sum, { count }) => sum + count, 0)).toBe(shards.records);
  });

  it('goes on past shards that are refused, names them in the end, and does not try them twice', async () => {
    const log = join(folder, 'log');
    const { done, error } = await runShards(workers, { fail: [3, 7], log });
    expect(done.flatMap((is, index) => (is ? [] : [index]))).toEqual([3, 7]);
    expect((error as Error).constructor.name).toBe('EngineError');
    expect((error as Error).message).toBe(
      String.raw`2 shards of 18 could not be done, the first is shard 3 (model0, none, picture6.png to picture7.png): refused\nfor tests`,
    );
    expect(readFileSync(log, 'utf8').trim().split('\n').length).toBe(18);
  });

  it('says why there is no computer', async () => {
    const { error, results } = await runShards(workers, { unable: 'no model' });
    expect((error as Error).message).toBe('no model');
    expect(results.size).toBe(0);
  });

  it('ends with the reason of what cannot be kept', async () => {
    let kept = 0;
    const onResult = async () => {
      if (++kept === 3) throw new Error('disk full');
    };
    const { error } = await runShards(workers, {}, { onResult });
    expect((error as Error).message).toBe('disk full');
    expect(kept).toBeLessThanOrEqual(3 + 2 * Math.max(1, workers));
  });

  it('ends where it is stopped', async () => {
    const stop = new AbortController();
    let kept = 0;
    const onResult = async () => {
      if (++kept === 4) stop.abort(new Error('stopped'));
    };
    const { error } = await runShards(workers, { milliseconds: 5 }, { onResult, signal: stop.signal });
    expect((error as Error).message).toBe('stopped');
    expect(kept).toBeLessThan(18);
  });
});

describe('the local engine', () => {
  it('gives a shard again three times where its worker is lost; then it has failed, and all others are done', async () => {
    const log = join(folder, 'log');
    const { done, error, notices } = await runShards(2, { die: [5], log });
    expect(done.flatMap((is, index) => (is ? [] : [index]))).toEqual([5]);
    expect((error as Error).message).toBe(
      'A shard of 18 could not be done, shard 5 (model0, none, picture10.png to picture11.png): its worker was lost 4 times (SIGKILL)',
    );
    expect(notices.map((line) => line.replace(/worker \d/, 'a worker'))).toEqual([
      ...Array.from({ length: 3 }, () => 'a worker was lost (SIGKILL): its shard is given again'),
      'a worker was lost (SIGKILL)',
    ]);
    const begun = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    expect(begun.filter((index) => index === 5).length).toBe(4);
  });

  it('gives up where no worker can begin', async () => {
    const engine = localEngine({ workers: 2, computerModule: 'file:///nowhere.js', settings: {} });
    const work = engine.run(
      { count: 1, at: (index) => shards.at(index), done: () => false },
      { signal: new AbortController().signal, onResult: async () => {}, onNotice: () => {} },
    );
    await expect(work).rejects.toThrow('nowhere.js');
  });

  it('refuses options that it does not have', () => {
    expect(() => localEngine({ workers: 1.5, computerModule: '', settings: {} })).toThrow(
      'Expected an integer from 0 to 256 for workers but received 1.5',
    );
    expect(() => localEngine({ worker: 1, computerModule: '', settings: {} } as never)).toThrow(
      'Expected only workers',
    );
  });
});
