import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, run, start } from './support/built.js';
import { childrenOf, isRunning, killers, linesOf, runAndKill } from './support/kills.js';
import { recordsPerPicture, writeSmallRun } from './support/small-run.js';

const pictures = 100;
const moments = process.env.FULL === '1' ? 30 : 6;
const long = 1000 * (process.env.FULL === '1' ? 1800 : 300);

let folder: string;
let undisturbed: string;
beforeAll(async () => {
  await build();
  folder = mkdtempSync(join(tmpdir(), 'kill-'));
  await writeSmallRun(folder, pictures);
  const { code, stderr } = await run(['evaluate', 'plan.yaml', '-o', 'whole', '--workers', '1'], folder);
  expect(code, stderr).toBe(0);
  undisturbed = records('whole');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const records = (name: string) => readFileSync(join(folder, name, 'records.jsonl'), 'utf8');

/** What makes a record the one that it is. */
function identity(line: string): string {
  const { image, model, attack, epsilon, defense, draw } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify([image, model, attack, epsilon, defense, draw]);
}

/** A run folder is complete, and holds nothing of what happened on the way. */
function expectWhole(name: string): void {
  expect(records(name)).toBe(undisturbed);
  expect(readdirSync(join(folder, name)).toSorted()).toEqual([
    'manifest.json',
    'records.jsonl',
    'shards',
    'shards.jsonl',
  ]);
  expect(readdirSync(join(folder, name, 'shards'))).toEqual([]);
}

describe('a run of at least 2,000 records', () => {
  it('has each record exactly once', () => {
    const lines = undisturbed.trimEnd().split('\n');
    expect(lines.length).toBe(pictures * recordsPerPicture);
    expect(lines.length).toBeGreaterThanOrEqual(2000);
    expect(new Set(lines.map(identity)).size).toBe(lines.length);
  });

  it.each([0, 2])(
    `that is killed at random moments and resumed has the same records, with %i workers`,
    async (workers) => {
      let struck = 0;
      let folders = 0;
      const name = () => `killed-${workers}-${folders}`;
      const args = () => {
        const first = existsSync(join(folder, name(), 'manifest.json')) ? [] : ['plan.yaml', '--batch', '5'];
        return ['evaluate', ...first, '-o', name(), '--workers', String(workers), '--resume'];
      };
      for (const killer of killers(workers, moments / 2, 12)) {
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        const { code, killed, stderr } = await runAndKill(args(), folder, join(folder, name(), 'shards.jsonl'), killer);
        if (killed !== undefined) struck++;
        // A driver whose worker was killed goes on; one may be killed when it has said all that there is to say.
        if (killed === 'driver') expect([null, 0], stderr).toContain(code);
        else expect(code, stderr).toBe(0);
        if (code !== 0) continue;
        expectWhole(name());
        folders++;
      }
      const { code, stderr } = await run(args(), folder);
      expect(code, stderr).toBe(0);
      expectWhole(name());
      expect(struck).toBeGreaterThan(moments / 4);
    },
    long,
  );

  it.runIf(process.platform === 'linux')(
    'leaves no worker behind when its driver is killed, and waits for none',
    async () => {
      const { child, ended } = start(
        ['evaluate', 'plan.yaml', '-o', 'orphans', '--workers', '2', '--batch', '1'],
        folder,
      );
      const journal = join(folder, 'orphans', 'shards.jsonl');
      // oxlint-disable-next-line no-await-in-loop -- until it works
      while (linesOf(journal) < 5) await sleep(5);
      const workers = childrenOf(child.pid!);
      expect(workers.length).toBe(2);
      child.kill('SIGKILL');
      await ended;
      // oxlint-disable-next-line no-await-in-loop -- each ends with the shard that it is at
      while (workers.some(isRunning)) await sleep(20);
    },
    long,
  );

  it.runIf(process.platform === 'linux')(
    'goes on when the system tells of a closed pipe, as that of a worker which was killed in the middle of a word',
    async () => {
      const { child, ended } = start(['evaluate', 'plan.yaml', '-o', 'pipe', '--workers', '2', '--batch', '1'], folder);
      // oxlint-disable-next-line no-await-in-loop -- until it works
      while (linesOf(join(folder, 'pipe', 'shards.jsonl')) < 5) await sleep(5);
      child.kill('SIGPIPE');
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(0);
      expectWhole('pipe');
    },
    long,
  );

  it(
    'that is stopped with Ctrl-C says how much is kept, and goes on',
    async () => {
      const { child, ended } = start(
        ['evaluate', 'plan.yaml', '-o', 'stopped', '--workers', '2', '--batch', '1'],
        folder,
      );
      const journal = join(folder, 'stopped', 'shards.jsonl');
      // oxlint-disable-next-line no-await-in-loop -- until it works
      while (linesOf(journal) < 5) await sleep(5);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/pixel-deflection: stopped, \d+ of 2100 records are kept: --resume goes on\n$/);
      const kept = Number(/stopped, (\d+) of/.exec(stderr)![1]);
      expect(kept).toBeGreaterThanOrEqual(35);
      const again = await run(['evaluate', '-o', 'stopped', '--resume', '--json'], folder);
      expect(again.code, again.stderr).toBe(0);
      expectWhole('stopped');
    },
    long,
  );
});
