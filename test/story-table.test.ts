import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, filesBelow } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeShared, root, shared } from './support/shared.js';

beforeAll(build, 120_000);

interface Row {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly bySeed: readonly number[];
}

interface Table {
  readonly right: number;
  readonly sets: Readonly<Record<'clean' | 'full' | 'weak', { readonly rows: Readonly<Record<string, Row>> }>>;
}

function tableOf(folder: string): Table {
  const paths = [
    '--photos',
    shared('photos'),
    '--model',
    shared('models', 'mobilenet_v2_224.onnx'),
    '--cache',
    'cache',
  ];
  const results = ['--json', 'table.json', '--markdown', 'table.md', '--limit', '3', '--seeds', '2'];
  const script = join(root, 'scripts', 'story-table.mjs');
  const run = spawnSync(process.execPath, [script, ...paths, ...results], { cwd: folder, encoding: 'utf8' });
  expect({ status: run.status, last: run.stderr.split('\n').at(-2) }).toMatchObject({ status: 0 });
  return JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8')) as Table;
}

describeShared('scripts/story-table.mjs', () => {
  it('measures photos, keeps the adversaries, and writes the same table again', () => {
    const folder = temporaryFolder();
    const first = tableOf(folder);
    const markdown = readFileSync(join(folder, 'table.md'), 'utf8');
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(9);
    for (const { rows } of Object.values(first.sets)) {
      for (const { mean, low, high, bySeed } of Object.values(rows)) {
        expect(low).toBeLessThanOrEqual(mean);
        expect(mean).toBeLessThanOrEqual(high);
        expect(bySeed.reduce((sum, each) => sum + each, 0) / bySeed.length).toBeCloseTo(mean, 12);
      }
    }
    expect(first.sets.clean.rows.undefended.mean).toBe(1);
    expect(first.sets.full.rows.undefended.mean).toBe(0);
    // Of each photo that was right, an adversary of each attack.
    const kept = filesBelow(join(folder, 'cache')).filter((file) => file.endsWith('.png'));
    expect(kept).toHaveLength(2 * first.right);
    expect(tableOf(folder)).toEqual(first);
    expect(readFileSync(join(folder, 'table.md'), 'utf8')).toBe(markdown);
  });
});
