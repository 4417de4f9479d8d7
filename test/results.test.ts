import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { planFromFile } from '../src/evaluation/plan/from-file.js';
import { build } from './support/built.js';
import { root } from './support/shared.js';

interface Row {
  readonly model: string;
  readonly attack: string;
  readonly knowledge: string;
  readonly defense: string;
  readonly images: number;
  readonly recovered: readonly (number | null)[];
}

interface Results {
  readonly name: string;
  readonly code: string;
  readonly command: string;
  readonly seed: string;
  readonly images: readonly string[];
  readonly records: number;
  readonly defenses: readonly { readonly name: string }[];
  readonly rows: readonly Row[];
}

const read = <T>(name: string) => JSON.parse(readFileSync(join(root, 'results', name), 'utf8')) as T;
const plans = readdirSync(join(root, 'results', 'plans')).map((file) => file.replace('.yaml', ''));

beforeAll(build, 180_000);

describe('the page of results', () => {
  it('is what its script renders from the results', async () => {
    const { renderPage } = (await import('../scripts/results/render.mjs' as string)) as {
      renderPage: (text: string, folder: string) => string;
    };
    const page = readFileSync(join(root, 'docs', 'results.md'), 'utf8');
    const emptied = page.replaceAll(/(<!-- results: .* -->\n)[\s\S]*?(<!-- end -->)/g, '$1$2');
    expect(emptied.length).toBeLessThan(page.length / 2);
    expect(renderPage(emptied, join(root, 'results'))).toBe(page);
  });
});

describe.each(plans)('the results of %s', (name) => {
  const results = read<Results>(`${name}.json`);
  const plan = planFromFile(`results/plans/${name}.yaml`, readFileSync(join(root, 'results', 'plans', `${name}.yaml`)));

  it('are those of the plan that is there', () => {
    expect(results.seed).toBe(plan.seed);
    expect(results.defenses.map((defense) => defense.name)).toEqual(plan.defenses.map((defense) => defense.name));
    expect(new Set(results.rows.map(({ attack }) => attack))).toEqual(
      new Set(['none', ...plan.attacks.map((attack) => attack.name)]),
    );
    expect(results.command).toContain(`results/plans/${name}.yaml`);
    expect(results.command).not.toMatch(/(^|\s)\//);
  });

  it('have a knowledge on every row, and shares that lie in their intervals', () => {
    expect(results.records).toBeGreaterThan(1000);
    for (const { knowledge, images, recovered, attack } of results.rows) {
      expect(knowledge === 'clean').toBe(attack === 'none');
      expect(images).toBe(results.images.length);
      const [share, low, high] = recovered as number[];
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
    }
  });
});
