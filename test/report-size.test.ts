import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, command } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { generateRun, writeRun } from './support/records.js';

beforeAll(build, 240_000);

const full = process.env.FULL === '1';

/** Records of one picture in a generated run, with three draws. */
const ofPicture = 268;

/** Megabytes of JavaScript objects: 1,000,000 records as objects would take several times as many. */
const heap = 256;

it('reports and exports many records in little memory', { timeout: full ? 1_200_000 : 240_000 }, () => {
  const folder = temporaryFolder();
  const count = writeRun(
    join(folder, 'run'),
    generateRun({ images: Math.ceil((full ? 1_000_000 : 50_000) / ofPicture) }),
  );
  expect(count).toBeGreaterThanOrEqual(full ? 1_000_000 : 50_000);
  const bytes = statSync(join(folder, 'run', 'records.jsonl')).size;
  for (const args of [
    ['report', 'run', '-o', 'report.html'],
    ['export', 'run', '-o', 'records.csv'],
    ['export', 'run', '-o', 'records.parquet'],
  ]) {
    const started = performance.now();
    const options = { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const { status, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${heap}`, command, ...args], options);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${count} records (${(bytes / 1e6).toFixed(0)} MB): ${args.join(' ')} in ${seconds} s\n`);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stderr).toContain(`✓ ${count.toLocaleString('en')} records`);
  }
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(page.includes(`${count.toLocaleString('en')}</b`)).toBe(true);
});
