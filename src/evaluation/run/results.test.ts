import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error -- plain JavaScript, for child processes
import { simulatedResult } from '../../../test/support/simulated-computer.js';
import { simulatedManifest } from '../../../test/support/simulated-run.js';
import { sha256Of } from '../shard/key.js';
import type { ShardJob, ShardResult } from '../shard/shard.js';
import { expand } from './expand.js';
import { readResult, writeResult } from './result-file.js';
import { RunResults } from './results.js';

const shards = expand(simulatedManifest(7));
const resultOf = simulatedResult as (job: ShardJob) => ShardResult;
const results = Array.from({ length: shards.count }, (_, index) => resultOf(shards.at(index)));
const expected = results.map(({ records }) => records).join('');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const records = () => readFileSync(join(folder, 'records.jsonl'), 'utf8');
const journal = () => readFileSync(join(folder, 'shards.jsonl'), 'utf8');
const waiting = () => readdirSync(join(folder, 'shards'));

async function keep(...indexes: number[]): Promise<void> {
  const open = await RunResults.open(folder, shards);
  for (const index of indexes) {
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await open.keep(results[index]);
  }
  await open.close();
}

function swapped(text: string): string {
  const [first, second, ...rest] = text.split('\n');
  return [second, first, ...rest].join('\n');
}

/** The shards that are not done, and how many of them were once. */
async function opened(): Promise<{ missing: number[]; lost: number }> {
  const open = await RunResults.open(folder, shards);
  const { source, lost } = open;
  await open.close();
  return { missing: [...results.keys()].filter((index) => !source.done(index)), lost };
}

async function missing(): Promise<number[]> {
  return (await opened()).missing;
}

describe('RunResults', () => {
  it('appends results in the order of shards, in whatever order they come', async () => {
    expect(shards.count).toBe(6);
    await keep(2, 0);
    expect(records()).toBe(results[0].records);
    expect(waiting()).toEqual([`${results[2].key}.jsonl`]);
    expect(await missing()).toEqual([1, 3, 4, 5]);
    await keep(5, 4, 1, 3);
    expect(records()).toBe(expected);
    expect(waiting()).toEqual([]);
  });

  it('does a shard again whose result, or line of the journal, lists pictures in no known form', async () => {
    const bad = { ...results[2], unreadable: [null] } as unknown as ShardResult;
    await keep(0, 1);
    await writeResult(join(folder, 'shards', `${bad.key}.jsonl`), bad);
    expect(await missing()).toEqual([2, 3, 4, 5]);
    const [first, second] = journal().split('\n');
    writeFileSync(
      join(folder, 'shards.jsonl'),
      `${first}\n${JSON.stringify({ ...JSON.parse(second), unreadable: [null] })}\n`,
    );
    expect(await missing()).toEqual([1, 2, 3, 4, 5]);
    await keep(1, 2, 3, 4, 5);
    expect(records()).toBe(expected);
  });

  it('writes a line of its journal for each shard', async () => {
    await keep(1, 0);
    const lines = journal().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [0, 1].map((index) => {
        const { key, count, unreadable, milliseconds, records: text } = results[index];
        return { key, index, count, bytes: Buffer.byteLength(text), sha256: sha256Of(text), unreadable, milliseconds };
      }),
    );
  });

  it('ignores a result that is there already, at once or later', async () => {
    const open = await RunResults.open(folder, shards);
    await Promise.all([0, 0, 2, 2, 1, 1].map((index) => open.keep(results[index])));
    await open.keep(results[1]);
    expect(open.counts).toEqual({ shards: 3, records: 33, missing: 0 });
    await open.close();
    await keep(0, 2);
    expect(records()).toBe(
      results
        .slice(0, 3)
        .map(({ records: text }) => text)
        .join(''),
    );
  });

  it('finds every result once, wherever its files were cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...results.keys()], { minLength: 1 }),
        fc.nat(400),
        fc.nat(400),
        fc.string({ unit: 'binary', maxLength: 20 }),
        async (order, cutRecords, cutJournal, garbage) => {
          rmSync(folder, { recursive: true, force: true });
          await keep(...order);
          // The journal is at most as far as the records: they are on the disk before.
          const cut = (name: string, bytes: number) => {
            const { length } = readFileSync(join(folder, name));
            truncateSync(join(folder, name), Math.max(0, length - bytes));
          };
          cut('shards.jsonl', cutJournal);
          if (cutJournal === 0) cut('records.jsonl', cutRecords);
          else appendFileSync(join(folder, 'records.jsonl'), garbage);
          await keep(...results.keys());
          expect(records()).toBe(expected);
          expect(journal().split('\n').length).toBe(results.length + 1);
          expect(waiting()).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['other bytes of the same length', (text: string) => text.replace('picture', 'Picture'), 0],
    ['zeros at the end', (text: string) => text.slice(0, -20) + '\0'.repeat(20), 5],
    ['two lines in the place of each other', swapped, 2],
  ])('cuts off damaged records from the first shard that has some: %s', async (_, damage, first) => {
    await keep(...results.keys());
    const whole = records();
    const start = results.slice(0, first).reduce((sum, { records: text }) => sum + text.length, 0);
    writeFileSync(join(folder, 'records.jsonl'), whole.slice(0, start) + damage(whole.slice(start)));
    expect(await opened()).toEqual({ missing: [...results.keys()].slice(first), lost: results.length - first });
    expect(records()).toBe(whole.slice(0, start));
    expect((await opened()).lost).toBe(0);
    await keep(...results.keys());
    expect(records()).toBe(expected);
  });

  it.each([
    ['without a hash', /"sha256":"[0-9a-f]+",/, ''],
    ['with a picture that is none', '"unreadable":[]', '"unreadable":[null]'],
    ['without times', /"milliseconds":.*/, '"milliseconds":null}'],
  ])('takes a line of the journal for damaged: %s', async (_, what, by) => {
    await keep(0, 1, 2);
    const lines = journal().split('\n');
    lines[1] = lines[1].replace(what, by);
    writeFileSync(join(folder, 'shards.jsonl'), lines.join('\n'));
    expect(await opened()).toEqual({ missing: [1, 2, 3, 4, 5], lost: 2 });
  });

  it('ends a run between any two of its steps without loss: a result that is appended and not yet removed', async () => {
    await keep(0, 1);
    await writeResult(join(folder, 'shards', `${results[1].key}.jsonl`), results[1]);
    await writeResult(join(folder, 'shards', `${results[2].key}.jsonl`), results[2]);
    expect(await opened()).toEqual({ missing: [3, 4, 5], lost: 0 });
    expect(records()).toBe(
      results
        .slice(0, 3)
        .map(({ records: text }) => text)
        .join(''),
    );
    expect(waiting()).toEqual([]);
  });

  it.each([
    ['a line of the journal that is torn', 'shards.jsonl', '{"key":"'],
    ['records that are not in the journal yet', 'records.jsonl', '{"image":"a.png"}\n{"im'],
  ])('says nothing of what a crash leaves behind: %s', async (_, name, rest) => {
    await keep(0, 1);
    appendFileSync(join(folder, name), rest);
    expect(await opened()).toEqual({ missing: [2, 3, 4, 5], lost: 0 });
  });

  it('removes damaged and temporary files, and no others', async () => {
    await keep(3, 4);
    const damaged = join(folder, 'shards', `${results[3].key}.jsonl`);
    writeFileSync(damaged, readFileSync(damaged, 'utf8').replace('picture', 'Picture'));
    writeFileSync(join(folder, 'shards', '.pixel-deflection-0123456789abcdef.tmp'), 'half');
    writeFileSync(join(folder, 'shards', `${'0'.repeat(64)}.jsonl`), '{}\n');
    writeFileSync(join(folder, 'shards', 'notes.txt'), 'mine');
    expect(await opened()).toEqual({ missing: [0, 1, 2, 3, 5], lost: 1 });
    expect(waiting().toSorted()).toEqual([`${results[4].key}.jsonl`, 'notes.txt'].toSorted());
  });

  it('refuses a journal of other shards, and results of other runs', async () => {
    await keep(0);
    const other = expand({ ...simulatedManifest(7), code: 'other' });
    await expect(RunResults.open(folder, other)).rejects.toThrow('names other shards than the manifest');
    await keep(...results.keys());
    const fewer = expand(simulatedManifest(4));
    await expect(RunResults.open(folder, fewer)).rejects.toThrow('names other shards than the manifest');
    rmSync(join(folder, 'shards.jsonl'));
    const open = await RunResults.open(folder, shards);
    const foreign = resultOf(other.at(3));
    await expect(open.keep(foreign)).rejects.toThrow(`Expected a shard of this run but received ${foreign.key}`);
    await expect(open.keep({ ...results[1], count: 3 })).rejects.toThrow('Expected 3 lines for the records');
    await open.close();
  });

  it('gathers unreadable pictures, also of what was done before', async () => {
    const open = await RunResults.open(folder, shards);
    await open.keep({ ...results[0], unreadable: [{ image: 'a.png', reason: 'damaged' }] });
    await open.close();
    const again = await RunResults.open(folder, shards);
    await again.keep({ ...results[1], unreadable: [{ image: 'a.png', reason: 'damaged' }] });
    expect(again.unreadable).toEqual([{ image: 'a.png', reason: 'damaged' }]);
    await again.close();
  });
});

describe('a result file', () => {
  it('is told from one that is damaged, at every byte', async () => {
    const path = join(folder, 'result.jsonl');
    await writeResult(path, results[0]);
    const whole = readFileSync(path);
    expect(await readResult(path)).toEqual({ ...results[0], records: Buffer.from(results[0].records) });
    expect(JSON.parse(whole.toString().split('\n')[0]).sha256).toBe(
      createHash('sha256').update(results[0].records).digest('hex'),
    );
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      // oxlint-disable-next-line no-await-in-loop -- one file
      expect(await readResult(path)).toBeUndefined();
    }
    expect(await readResult(join(folder, 'none.jsonl'))).toBeUndefined();
  });
});
