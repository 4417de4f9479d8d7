import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, run } from './support/built.js';
import { recordIn } from './support/demo.js';
import { rows, section } from './support/pages.js';
import { temporaryFolder } from './support/picture-files.js';
import { root } from './support/shared.js';

beforeAll(build, 120_000);

const full = process.env.FULL === '1';
const said = rows(section('docs/story.md', 'The samples'));
const few = new Set(['mushroom', 'ladybug', 'basketball']);
const samples = readdirSync(join(root, 'assets', 'samples')).filter((file) => /^n\d{8}_/.test(file));

describe('the table of samples in docs/story.md', () => {
  it('has them all, and is what the sentences below it say', () => {
    const names = samples.map((file) => file.slice(10, -4).replaceAll('_', ' '));
    expect(said.map(([name]) => name).toSorted()).toEqual(names.toSorted());
    const fooled = said.filter((cells) => cells[2] !== '(failed)');
    const back = (column: number) =>
      fooled.filter((cells) => cells[column] === 'yes' || Number(cells[column]) > 10).length;
    const [deflected, chain, wavelets, jpeg] = [3, 6, 7, 8].map(back);
    const text = section('docs/story.md', 'The samples').replaceAll(/\s+/g, ' ');
    expect(text).toContain(`fools the classifier on ${fooled.length} of ${said.length} (after rounding).`);
    expect(text).toContain(`brings ${chain} of these back in most draws, and ${fooled.length - chain} not.`);
    expect(text).toContain(`Wavelets alone bring back ${wavelets}, JPEG 40 brings back ${jpeg}, `);
    expect(text).toContain(`deflection without wavelets ${deflected}:`);
  });

  it.each(said.filter(([name]) => full || few.has(name)))('tells of %s what the demo tells', async (name, ...cells) => {
    const folder = temporaryFolder();
    const file = samples.find((each) => each.endsWith(`_${name.replaceAll(' ', '_')}.png`)) ?? '';
    const { code } = await run(
      ['demo', join(root, 'assets', 'samples', file), '--seed', '1', '--out', 'story'],
      folder,
    );
    expect(code).toBe(0);
    const [{ defense, truth }] = recordIn(folder, 'story').pictures;
    const columns = new Map(defense?.table.map((column) => [column.name, column]));
    expect(truth.name).toBe(name);
    expect(100 * (columns.get('Clean')?.truth ?? 0)).toBeCloseTo(Number(cells[0]), 1);
    expect(defense?.attack.successAfterRounding ? defense.attack.adversarial.name : '(failed)').toBe(cells[1]);
    const drawn = ['PD', 'PD+WD', 'PD+R-CAM', 'PD+R-CAM+WD'] as const;
    expect(drawn.map((column) => columns.get(column)?.draws)).toEqual([20, 20, 20, 20]);
    // On another processor draws at the border may fall to the other side: with the runtime's optimizations off, two.
    const counts = drawn.map((column) => columns.get(column)?.right ?? NaN);
    const differences = counts.map((count, i) => Math.abs(count - Number(cells[i + 2])));
    expect(Math.max(...differences), counts.join(' ')).toBeLessThanOrEqual(3);
    const once = (['WD', 'JPEG 40'] as const).map((column) => (columns.get(column)?.right === 1 ? 'yes' : 'no'));
    expect(once).toEqual(cells.slice(6));
  });
});
