import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, type Rule, violations } from './support/layering.js';
import { root } from './support/shared.js';

interface Conditions {
  [condition: string]: string | Conditions;
}

/** All file names in the conditions of one entry of `imports`. */
function filesOf(entry: string | Conditions): string[] {
  return typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(filesOf);
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports?: Conditions };

const rule: Rule = {
  order: ['core', 'defenses', 'threads', 'models', 'pipeline', 'attacks', 'io', 'evaluation', 'report', 'cli'],
  pure: {
    core: [],
    defenses: [],
    models: ['@bufbuild/protobuf', 'onnxruntime-common'],
    pipeline: [],
    attacks: [],
  },
  platform: 'platform',
  // package.json names what is built; the rule is about what it is built from.
  conditional: Object.fromEntries(
    Object.entries(manifest.imports ?? {}).map(([name, entry]) => [
      name,
      filesOf(entry)
        .filter((file) => file.endsWith('.js'))
        .map((file) => file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')),
    ]),
  ),
  entry: 'src/index.ts',
};

const sources = new Map(
  readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
);

describe('the sources', () => {
  it('were found', () => {
    expect(sources.has('src/index.ts')).toBe(true);
    expect(sources.has('src/core/image.ts')).toBe(true);
    // The checker sees imports in all files that have some.
    for (const [file, source] of sources) {
      expect(importsOf(source).length > 0, file).toBe(
        /^(import|export) .*from ['"]|^import ['"]|^} from ['"]/m.test(source),
      );
    }
  });

  it('import from above only, without cycles; the root entry reaches no package', () => {
    expect(violations(sources, rule)).toEqual([]);
  });
});

describe('importsOf', () => {
  it('sees all forms', () => {
    const source = [
      `import a from './a.js';`,
      `import type { B } from "./b.js";`,
      `import { c, type C } from './c.js';`,
      `import {`,
      `  d,`,
      `  type D,`,
      `} from './d.js';`,
      `import './e.js';`,
      `export { f } from './f.js';`,
      `export * from './g.js';`,
      `export * as h from './h.js';`,
      `export type { I } from './i.js';`,
      `  const j = await import('./j.js');`,
      `const k = new Worker(new URL('./k.js', import.meta.url));`,
      `import l, * as m from '@scope/l/sub';`,
      `import type from './n.js';`,
    ].join('\n');
    expect(importsOf(source).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' type' : ''}`)).toEqual([
      './a.js',
      './b.js type',
      './c.js',
      './d.js',
      './e.js',
      './f.js',
      './g.js',
      './h.js',
      './i.js type',
      '@scope/l/sub',
      './n.js',
      './j.js',
      './k.js',
    ]);
  });

  it('sees none in comments, strings and declarations', () => {
    const source = [
      '/**',
      " * import { a } from './a.js';",
      ' */',
      "// import './b.js';",
      "  // const c = import('./c.js');",
      "const text = 'from here';",
      "export const from = 'd';",
      "export function importer() { return 'e'; }",
      "const glob = '**/*.png';",
      "new URL('https://example.org', base);",
      'export type F = "f";',
      "export default 'g';",
    ].join('\n');
    expect(importsOf(source)).toEqual([]);
  });
});

describe('the checker sees a planted', () => {
  const planted = new Map([
    ['src/index.ts', `export { a } from './core/a.js';\nexport type { Sharp } from 'sharp';`],
    ['src/core/a.ts', `export const a = 1;`],
    [
      'src/defenses/b.ts',
      `import { a } from '../core/a.js';\nimport encode from '@jsquash/jpeg/encode.js';\nexport { a };`,
    ],
    ['src/models/m.ts', `import { ort } from '#ort';\nexport { ort };`],
    [
      'src/platform/ort-node.ts',
      `import type { A } from '../core/a.js';\nimport { readFile } from 'node:fs/promises';`,
    ],
    ['src/platform/ort-web.ts', `export const ort = 1;`],
    ['src/cli/c.ts', `import { a } from '../index.js';\nimport sharp from 'sharp';\nimport 'node:fs';`],
  ]);
  const plantedRule: Rule = {
    ...rule,
    pure: { ...rule.pure, defenses: ['@jsquash/jpeg'] },
    conditional: { '#ort': ['src/platform/ort-node.ts', 'src/platform/ort-web.ts'] },
  };

  it('nothing where nothing is planted', () => {
    expect(violations(planted, plantedRule)).toEqual([]);
  });

  const cases: [string, string, string, string][] = [
    [
      'import from below',
      'src/core/a.ts',
      `import { b } from '../defenses/b.js';`,
      '../defenses/b.js is not above core',
    ],
    [
      'import from beside',
      'src/defenses/b.ts',
      `import type { M } from '../models/m.js';`,
      '../models/m.js is not above defenses',
    ],
    ['node: import', 'src/models/m.ts', `import 'node:fs';`, 'node:fs is not there in browsers, where models runs too'],
    [
      'built-in module',
      'src/models/m.ts',
      `import fs from 'fs/promises';`,
      'fs/promises is not there in browsers, where models runs too',
    ],
    ['package', 'src/attacks/x.ts', `import sharp from 'sharp';`, 'sharp is not among the packages of attacks'],
    [
      'lazy package',
      'src/core/a.ts',
      `export const s = () => import('sharp');`,
      'sharp is not among the packages of core',
    ],
    [
      'import of a platform',
      'src/models/m.ts',
      `import '../platform/ort-web.js';`,
      '../platform/ort-web.js is reached through a # import only',
    ],
    ['unknown # import', 'src/models/m.ts', `import '#gpu';`, '#gpu is not in the imports of package.json'],
    [
      'platform that looks down',
      'src/platform/ort-web.ts',
      `import '../models/m.js';`,
      '../models/m.js is not above platform',
    ],
    ['import of the entry', 'src/io/i.ts', `import { a } from '../index.js';`, '../index.js is the public entry'],
    ['missing file', 'src/io/i.ts', `import '../core/nothing.js';`, '../core/nothing.js does not exist'],
  ];
  for (const [name, file, source, expected] of cases) {
    it(name, () => {
      const lines = violations(new Map([...planted, [file, source]]), plantedRule);
      expect(lines).toContain(`${file}: ${expected}`);
    });
  }

  it('unknown folder', () => {
    const lines = violations(new Map([...planted, ['src/utils/u.ts', '']]), plantedRule);
    expect(lines).toEqual(['src/utils/u.ts: src/utils is not in the order of folders']);
  });

  it('cycle', () => {
    const cyclic = new Map([
      ...planted,
      ['src/core/x.ts', `import type { Y } from './y.js';`],
      ['src/core/y.ts', `import { z } from './z.js';`],
      ['src/core/z.ts', `export * from './x.js';`],
    ]);
    expect(violations(cyclic, plantedRule)).toEqual([
      'cycle: src/core/x.ts → src/core/y.ts → src/core/z.ts → src/core/x.ts',
    ]);
  });

  it('package behind the root entry, through other files and platforms', () => {
    const entry = `export { ort } from './models/m.js';\nexport { b } from './defenses/b.js';`;
    expect(violations(new Map([...planted, ['src/index.ts', entry]]), plantedRule)).toEqual([
      'src/index.ts reaches @jsquash/jpeg/encode.js (src/defenses/b.ts)',
      'src/index.ts reaches node:fs/promises (src/platform/ort-node.ts)',
    ]);
  });
});
