import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, run } from './support/built.js';
import { root } from './support/shared.js';
import { simulatedManifest } from './support/simulated-run.js';
import { writeSmallRun } from './support/small-run.js';

let folder: string;
/** A file system of its own, where one can be mounted. */
let disk: string;
let mounted = false;

function mount(options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
}

beforeAll(async () => {
  await build();
  folder = mkdtempSync(join(tmpdir(), 'limits-'));
  disk = join(folder, 'disk');
  mkdirSync(disk);
  mounted = mount('size=300k');
  if (!mounted) {
    const skipped = 'no file system can be mounted here (that needs root on Linux): a full disk is not tested';
    if (process.env.REQUIRE_ALL === '1') throw new Error(skipped);
    console.warn(skipped);
  }
});
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

describe('a full disk', () => {
  it('ends a run, which says what is kept, and goes on when there is room', async ({ skip }) => {
    if (!mounted) skip();
    await writeSmallRun(folder, 100);
    const whole = await run(['evaluate', 'plan.yaml', '-o', 'whole', '--workers', '0'], folder);
    expect(whole.code, whole.stderr).toBe(0);
    const full = await run(['evaluate', 'plan.yaml', '-o', 'disk/run', '--workers', '1', '--batch', '5'], folder);
    expect(full.code).toBe(1);
    const [, kept] =
      /disk\/run: cannot be written: no space left on the device \(ENOSPC\); (\d+) records are kept: make room, then --resume goes on\n$/.exec(
        full.stderr,
      )!;
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(2100);
    expect(spawnSync('mount', ['-o', 'remount,size=8m', disk]).status).toBe(0);
    const again = await run(['evaluate', '-o', 'disk/run', '--resume', '--workers', '1'], folder);
    expect(again.code, again.stderr).toBe(0);
    const records = (name: string) => readFileSync(join(folder, name, 'records.jsonl'), 'utf8');
    expect(records('disk/run')).toBe(records('whole'));
    expect(readdirSync(join(folder, 'disk/run/shards'))).toEqual([]);
  }, 300_000);
});

describe('the memory of a driver', () => {
  it('does not grow over 200,000 records', async () => {
    const manifest = simulatedManifest(22_300, { shardSize: 64 });
    const driver = join(root, 'test', 'support', 'simulated-driver.js');
    const child = spawn(process.execPath, ['--expose-gc', driver, join(folder, 'long')]);
    child.stdin.end(JSON.stringify(manifest));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr.pipe(process.stderr);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    const lines = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.pop()).toBe(200_700);
    expect(lines.length).toBe(10);
    const growth = (name: 'rss' | 'heapUsed') => (lines.at(-1)[name] - lines[1][name]) / 1e6;
    expect(growth('heapUsed')).toBeLessThan(10);
    expect(growth('rss')).toBeLessThan(40);
  }, 300_000);
});
