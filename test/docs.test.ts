import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { flagOf } from '../src/cli/attack/method-flags.js';
import { methods } from '../src/cli/attack/methods.js';
import { withDefaults } from '../src/cli/flags.js';
import { compressJpegSync } from '../src/defenses/compress-jpeg.js';
import { type DenoiserName, denoiserNames } from '../src/defenses/denoisers.js';
import { transformNames, transforms } from '../src/defenses/chain/transforms.js';
import * as library from '../src/index.js';
import { checkPreset } from '../src/pipeline/index.js';
import { build, run } from './support/built.js';
import { commands, inlineCode, type Page, page, pages, rows, section } from './support/pages.js';
import { root } from './support/shared.js';

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The anchors of a page, made as GitHub makes them. */
function anchors({ prose }: Page): string[] {
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The flags in a text, such as `--seed`. */
function flags(text: string): Set<string> {
  return new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g));
}

/** All options that a function has, by its own complaint about one that it has not; none where it takes no image. */
function optionsOf(transform: unknown): string[] {
  const image = { width: 8, height: 8, channels: 3, data: new Uint8Array(192) };
  try {
    (transform as (image: unknown, options: object) => unknown)(image, { bogus: 1 });
  } catch (error) {
    const list = /^Expected only (.*) for the options of/.exec((error as Error).message)?.[1];
    return list?.split(', ').toSorted() ?? [];
  }
  return [];
}

const functions = new Map<string, unknown>([...Object.entries(library), ['compressJpeg', compressJpegSync]]);

describe('links', () => {
  const links = pages.flatMap((from) =>
    [...from.prose.replaceAll(/`[^`]*`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => ({ from, to })),
  );

  it('lead to files and headings that are there', () => {
    expect(links.length).toBeGreaterThan(50);
    for (const { from, to } of links) {
      if (/^https:\/\/[\w.-]+\//.test(to)) continue;
      const [file, anchor] = to.split('#');
      const path = file === '' ? from.path : join(dirname(from.path), file);
      expect(existsSync(join(root, path)), `${from.path}: ${to}`).toBe(true);
      if (anchor !== undefined) expect(anchors(page(path)), `${from.path}: ${to}`).toContain(anchor);
    }
  });

  it('of the README lead to every page', () => {
    const linked = new Set(links.filter(({ from }) => from.path === 'README.md').map(({ to }) => to.split('#')[0]));
    for (const { path } of pages) if (path !== 'README.md') expect(linked).toContain(path);
  });

  it('to headings are not ambiguous', () => {
    for (const each of pages) expect(new Set(anchors(each)).size, each.path).toBe(anchors(each).length);
  });
});

describe('names', () => {
  it('of files are those of files that are there', () => {
    // One that a contributor makes, and one that the full tests write.
    const later = new Set(['src/defenses/your-defense.ts', 'test/full-summary.md']);
    const named = pages
      .flatMap((each) => [...inlineCode(each.prose), ...commands(each)])
      .flatMap((code) => code.split(' '))
      .filter((token) => /^(src|test|docs|examples|scripts|bench|assets|\.ci)(\/|$)/.test(token));
    expect(named.length).toBeGreaterThan(30);
    for (const file of named) if (!later.has(file)) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('of npm scripts are those of package.json', () => {
    const { scripts } = JSON.parse(source('package.json')) as { scripts: object };
    const called = pages
      .flatMap(commands)
      .map((command) => /^npm (?:run ([\w:]+)|(start|test))\b/.exec(command))
      .flatMap((match) => (match === null ? [] : [match[1] ?? match[2]]));
    expect(called).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'build', 'test:full']));
    for (const name of called) expect(Object.keys(scripts)).toContain(name);
  });

  it('of the version are that of package.json', () => {
    const { version } = JSON.parse(source('package.json')) as { version: string };
    expect(/^## \[([^\]]+)\]/m.exec(page('CHANGELOG.md').prose)?.[1]).toBe(version);
    expect(page('README.md').prose).toContain(`pixel-deflection-${version}.tgz`);
  });
});

describe('the flags', () => {
  const help = new Map<string, Set<string>>();
  const of = (name: string) => [...(help.get(name) ?? [])];
  beforeAll(async () => {
    await build();
    const { stdout: main } = await run(['--help'], root);
    const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(main)?.[1] ?? '';
    const commandNames = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
    const texts = await Promise.all(commandNames.map((name) => run(['help', name], root)));
    for (const [i, { stdout }] of texts.entries()) help.set(commandNames[i], flags(stdout));
  }, 120_000);

  it('of all commands are in the help', () => {
    expect([...help.keys()].toSorted()).toEqual([
      'attack',
      'classify',
      'defend',
      'demo',
      'evaluate',
      'export',
      'map',
      'models',
      'patches',
      'report',
      'tune',
      'worker',
    ]);
    const typed = pages.flatMap(commands).flatMap((command) => {
      const name = /pixel-deflection (\w+)/.exec(command)?.[1] ?? '';
      return help.has(name) ? [{ command, name }] : [];
    });
    expect(new Set(typed.map(({ name }) => name))).toEqual(new Set(help.keys()));
    for (const { command, name } of typed) {
      for (const flag of flags(command)) expect(help.get(name), command).toContain(flag);
    }
  });

  it('in the reference are those of the help, all of them', () => {
    const reference = flags(inlineCode(page('docs/command-line.md').prose).join(' '));
    reference.delete('--help');
    const all = [...help.values()].flatMap((names) => [...names]);
    expect([...reference].toSorted()).toEqual([...new Set(all)].toSorted());
  });

  it('in the sections of the reference are those of the help of their command', () => {
    const file = 'docs/command-line.md';
    const said = (heading: string) => flags(inlineCode(section(file, heading)).join(' '));
    const model = said('Which classifier');
    for (const flag of model) for (const name of ['classify', 'map', 'defend']) expect(of(name), name).toContain(flag);
    // The defense's flags are written out under `defend` alone.
    expect(of('defend').filter((flag) => !said('defend').has(flag) && !model.has(flag))).toEqual([]);
    expect(
      of('classify').filter((flag) => ![said('defend'), said('classify'), model].some((set) => set.has(flag))),
    ).toEqual([]);
    const others = ['attack', 'demo', 'evaluate', 'export', 'map', 'models', 'patches', 'report', 'tune', 'worker'];
    for (const name of others) {
      const takesModel = ['attack', 'map', 'demo'].includes(name);
      expect(
        of(name).filter((flag) => !said(name).has(flag) && !(takesModel && model.has(flag))),
        name,
      ).toEqual([]);
    }
  });

  it('of attacks are those that the reference says', () => {
    const said = rows(section('docs/command-line.md', 'attack'));
    for (const { about } of methods.values()) {
      const row = said.find(([first]) => first === `\`${about.name}\``);
      expect([...flags(inlineCode(row?.[1] ?? '').join(' '))], about.name).toEqual(
        about.options.map((option) => `--${flagOf(option)}`),
      );
    }
  });

  it('of the benchmark are those that it reads', () => {
    const read = [...source('bench/run.mjs').matchAll(/^ {4}(\w+): \{ type: 'string'/gm)].map(
      ([, name]) => `--${name}`,
    );
    expect([...flags(section('docs/development.md', 'Benchmark'))]).toEqual(read);
  });

  it('with a few values name the same ones in the reference and in the help', async () => {
    const table = rows(section('docs/command-line.md', 'classify'));
    const { stdout } = await run(['help', 'classify'], root);
    const line = (flag: string) => stdout.split('\n').find((text) => text.includes(`  ${flag} `)) ?? '';
    for (const flag of ['--map', '--vote']) {
      const values = inlineCode(table.find(([first]) => first === `\`${flag}\``)?.[1] ?? '');
      expect(values.length, flag).toBeGreaterThan(1);
      for (const value of values) expect(line(flag), flag).toContain(value);
    }
  });

  it.each(denoiserNames.filter((name) => name !== 'none'))(
    'of %s have the defaults that the reference says',
    (name) => {
      const row = rows(section('docs/command-line.md', 'defend')).find(([first]) => first === `\`${name}\``);
      const said = [...(row?.[1] ?? '').matchAll(/`--(?:no-)?[a-z-]+`(?: ([^ ,(]+))?/g)].map((match) => match[1]);
      const usual = Object.values(withDefaults(name, {})).map((value) => (value === null ? 'auto' : value));
      expect(said).toEqual(usual.map((value) => (value === true ? undefined : String(value))));
    },
  );
});

describe('the tables', () => {
  const described = page('docs/denoisers.md')
    .prose.split(/^## /m)
    .slice(1)
    .map((part) => part.split('\n')[0]);

  const withKernels = rows(section('docs/library.md', 'backend')).flatMap(([first]) => inlineCode(first));

  it('of options are there for every denoiser and defense', () => {
    const elsewhere = new Set(['defend', 'deflectPixels', 'toYCbCr', 'fromYCbCr', 'resize', 'holdThresholds']);
    const names = [...functions.keys()].filter((name) => optionsOf(functions.get(name)).includes('out'));
    expect(described.toSorted()).toEqual(names.filter((name) => !elsewhere.has(name)).toSorted());
  });

  it.each(described)('hold the options of %s', (name) => {
    const listed = rows(section('docs/denoisers.md', name)).map(([first]) => inlineCode(first)[0]);
    const common = withKernels.includes(name) ? ['backend', 'out'] : ['out'];
    expect([...listed, ...common].toSorted()).toEqual(optionsOf(functions.get(name)));
  });

  it('name all functions with a choice of backend', () => {
    const names = [...functions.keys()].filter((name) => optionsOf(functions.get(name)).includes('backend'));
    // Its size comes before its options.
    expect(withKernels.toSorted()).toEqual([...names, 'resize'].toSorted());
  });

  it.each(denoiserNames.filter((name) => name !== 'none'))('hold the defaults of %s', (name: DenoiserName) => {
    const names = rows(page('docs/denoisers.md').prose).find(([first]) => first === `\`${name}\``);
    const table = rows(section('docs/denoisers.md', inlineCode(names?.[1] ?? '')[0]));
    const usual = Object.entries(withDefaults(name, {})).filter(([, value]) => value !== null);
    expect(usual.length).toBeGreaterThan(0);
    for (const [key, value] of usual) {
      const row = table.find(([first]) => first === `\`${key}\``);
      expect(row?.[1].replaceAll(/[`']/g, ''), key).toBe(String(value));
    }
  });

  it('hold the options of defend and deflectPixels', () => {
    const [forDefend, forDeflect] = section('docs/library.md', 'The defense')
      .split('\n`deflectPixels(')
      .map((text) => rows(text).flatMap(([first]) => inlineCode(first)));
    expect(forDefend.toSorted()).toEqual(optionsOf(library.defend));
    expect(forDeflect.toSorted()).toEqual(optionsOf(library.deflectPixels));
  });

  it('hold the transforms of chains with their options, and the options of applyChain', () => {
    const listed = rows(section('docs/chains.md', 'The transforms')).map((row) => [row[0], row[2]].map(inlineCode));
    const own = transformNames.map((name) => [[name], transforms[name].options]);
    expect(listed).toEqual(own);
    const options = rows(section('docs/chains.md', 'In code')).flatMap(([first]) => inlineCode(first));
    expect(() =>
      library.applyChain({ width: 1, height: 1, data: new Uint8Array(1) }, [], { bogus: 1 } as object),
    ).toThrow(`Expected only ${options.join(', ')} for`);
    const fields = rows(section('docs/chains.md', 'Preset files')).flatMap(([first]) => inlineCode(first));
    expect(() => checkPreset({ format: 'pixel-deflection preset', schema: 1, bogus: 1 })).toThrow(
      `Expected only ${fields.join(', ')} for`,
    );
  });

  it('hold the presets', () => {
    const table = rows(section('docs/defense.md', 'Presets')).filter((row) => row.length === 6);
    const said = table.map(([name, algorithm, deflections, deflectionsWithMap, window, denoiser]) => {
      const [preset] = inlineCode(name);
      const counts = { deflections: Number(deflections), deflectionsWithMap: Number(deflectionsWithMap) };
      const [[algorithmName], [denoiserName]] = [algorithm, denoiser].map(inlineCode);
      return [preset, { algorithm: algorithmName, ...counts, window: Number(window), denoiser: denoiserName }];
    });
    expect(Object.fromEntries(said)).toEqual(library.presets);
  });
});

describe('the public names', () => {
  const files =
    'index.ts threads/index.ts io/index.ts defenses/compress-jpeg.ts models/index.ts pipeline/index.ts attacks/index.ts evaluation/index.ts report/index.ts'.split(
      ' ',
    );
  const entries = files.map((file) => source(`src/${file}`));
  const reference = ['docs/library.md', 'docs/models.md', 'docs/attacks.md', 'docs/attack-methods.md']
    .map((path) => page(path).prose)
    .join('\n');
  const names = entries.flatMap((text) => {
    const lists = [...text.matchAll(/^export (?:type )?\{([^}]+)\}/gm)].flatMap(([, list]) => list.split(','));
    const own = [...text.matchAll(/^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm)];
    return [...lists.map((name) => name.replace(/\btype\b/, '').trim()), ...own.map(([, name]) => name)].filter(
      Boolean,
    );
  });

  it('are all in the reference', () => {
    expect(names.length).toBeGreaterThan(80);
    const said = new Set(inlineCode(reference).flatMap((code) => code.match(/\w+/g) ?? []));
    for (const name of names) expect(said).toContain(name);
  });

  it('that the reference and the README list are public', () => {
    const listed = [...page('docs/library.md').prose.matchAll(/^(?:- `(\w+)[(`]|`(\w+)\()/gm)];
    const box = rows(section('README.md', 'What is in the box')).flatMap(([first]) => inlineCode(first));
    expect(listed.length).toBeGreaterThan(40);
    for (const [, item, head] of listed) expect(names).toContain(item ?? head);
    // What a classifier can do is listed too.
    const classifiers = ['models/classifier.ts', 'models/model.ts', 'pipeline/defended-classifier.ts'];
    const members = classifiers.flatMap((file) =>
      [...source(`src/${file}`).matchAll(/^ {2}(\w+)\(.*\): Promise</gm)].map(([, name]) => name),
    );
    for (const name of box) if (/^\w+$/.test(name)) expect([...names, ...members]).toContain(name);
  });
});
