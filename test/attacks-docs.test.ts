import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackCatalog, igsm, igsmPresets } from '../src/attacks/index.js';
import { evenModel, evenPictures } from './support/hand-model.js';
import { inlineCode, page, rows, section } from './support/pages.js';
import { root } from './support/shared.js';

const file = 'docs/attacks.md';
const methods = 'docs/attack-methods.md';

describe('docs/attack-methods.md', () => {
  it.each(attackCatalog.map((attack) => [attack.about.name, attack.about] as const))('has %s', (name, about) => {
    const text = section(methods, name);
    const listed = rows(text).filter(([first]) => first.startsWith('`'));
    const known = [...about.options, ...(about.norms.length > 1 ? ['norm'] : [])];
    const options = listed.flatMap(([first]) => inlineCode(first));
    expect(options.filter((option) => option !== 'preset').toSorted()).toEqual(known.toSorted());
    const presets =
      listed
        .find(([first]) => first === '`preset`')
        ?.slice(1)
        .join(' ') ?? '';
    for (const preset of about.presets) expect(presets).toContain(`'${preset}'`);
    expect(presets === '').toBe(about.presets.length === 0);
    // Papers on the arXiv are cited by their number.
    const [number] = /\d{4}\.\d{5}/.exec(about.paper) ?? [''];
    expect(text).toContain(number);
  });

  it('has all attacks in its list', () => {
    const names = rows(page(methods).prose).flatMap(([, name]) => inlineCode(name ?? ''));
    for (const { about } of attackCatalog) expect(names).toContain(about.name);
  });
});

describe('docs/attacks.md', () => {
  it('names all that is public', () => {
    const entry = readFileSync(join(root, 'src', 'attacks', 'index.ts'), 'utf8');
    const names = [...entry.matchAll(/\{([^}]+)\}/g)]
      .flatMap(([, list]) => list.split(',').map((name) => name.replace(/\btype\b/, '').trim()))
      .filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(7);
    const said = new Set(
      [file, methods].flatMap((path) => inlineCode(page(path).prose)).flatMap((code) => code.match(/\w+/g) ?? []),
    );
    for (const name of names) expect(said).toContain(name);
  });

  it('has the options of igsm', async () => {
    const error = await igsm(evenModel(), evenPictures, { bogus: 1 } as object).catch((e: unknown) => e as Error);
    const known = /^Expected only (.*) for the options of/.exec((error as Error).message)?.[1].split(', ') ?? [];
    const listed = [...rows(section(methods, 'igsm')).slice(0, 3), ...rows(section(file, 'Options of all attacks'))];
    const others = new Set(['seed', 'relativeL2', 'scaling']);
    const names = listed.flatMap(([first]) => inlineCode(first)).filter((name) => !others.has(name));
    expect([...names, 'epsilons'].toSorted()).toEqual(known.toSorted());
  });

  it('has the defaults and the preset of igsm', async () => {
    const [usual] = await igsm(evenModel(), [evenPictures[0]]);
    const [written] = await igsm(evenModel(), [evenPictures[0]], { epsilon: 2, step: 0.5, iterations: 10 });
    expect(usual).toEqual(written);
    const defaults = Object.fromEntries(rows(section(methods, 'igsm')).map(([name, , value]) => [name, value]));
    expect(defaults).toMatchObject({
      '`step`': 'ε/4',
      '`iterations`': '10',
      '`preset`': 'ε 2 levels, step ε/4, 10 iterations',
    });
    const { epsilon, step, iterations } = igsmPresets['cleverhans-2018'];
    expect(section(methods, 'igsm')).toContain(`in levels: ${epsilon}, ${step}, ${iterations}`);
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
