import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { igsm, igsmPresets } from '../src/attacks/index.js';
import { evenModel, evenPictures } from './support/hand-model.js';
import { inlineCode, page, rows, section } from './support/pages.js';
import { root } from './support/shared.js';

const file = 'docs/attacks.md';

describe('docs/attacks.md', () => {
  it('names all that is public', () => {
    const entry = readFileSync(join(root, 'src', 'attacks', 'index.ts'), 'utf8');
    const names = [...entry.matchAll(/\{([^}]+)\}/g)].flatMap(([, list]) =>
      list.split(',').map((name) => name.replace(/\btype\b/, '').trim()),
    );
    expect(names.length).toBeGreaterThan(7);
    const said = new Set(inlineCode(page(file).prose).flatMap((code) => code.match(/\w+/g) ?? []));
    for (const name of names) expect(said).toContain(name);
  });

  it('has the options of igsm', async () => {
    const error = await igsm(evenModel(), evenPictures, { bogus: 1 } as object).catch((e: unknown) => e as Error);
    const known = /^Expected only (.*) for the options of/.exec((error as Error).message)?.[1].split(', ') ?? [];
    const listed = [...rows(section(file, 'igsm')).slice(0, 3), ...rows(section(file, 'Options of all attacks'))];
    const names = listed.flatMap(([first]) => inlineCode(first));
    expect([...names, 'epsilons'].toSorted()).toEqual(known.toSorted());
  });

  it('has the defaults and the preset of igsm', async () => {
    const [usual] = await igsm(evenModel(), [evenPictures[0]]);
    const [written] = await igsm(evenModel(), [evenPictures[0]], { epsilon: 2, step: 0.5, iterations: 10 });
    expect(usual).toEqual(written);
    const defaults = Object.fromEntries(rows(section(file, 'igsm')).map(([name, , value]) => [name, value]));
    expect(defaults).toMatchObject({
      '`step`': '0.5 levels',
      '`iterations`': '10',
      '`preset`': 'ε 2 levels, step 0.5 levels, 10 iterations',
    });
    const { epsilon, step, iterations } = igsmPresets['cleverhans-2018'];
    expect(section(file, 'igsm')).toContain(`in levels: ${epsilon}, ${step}, ${iterations}`);
  });

  it('has the members of a result', async () => {
    const [result] = await igsm(evenModel(), [evenPictures[0]]);
    const table = rows(section(file, 'Results'));
    const names = table.flatMap(([first]) => inlineCode(first));
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(result).toSorted());
    const row = table.find(([first]) => first.startsWith('`distances`'));
    for (const name of Object.keys(result.distances)) expect(inlineCode(row?.[1] ?? '')).toContain(name);
  });
});
