import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './support/shared.js';

interface Packed {
  filename: string;
  size: number;
  files: { path: string; size: number; mode: number }[];
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  exports: Record<string, string | Record<string, string>>;
};

/** What npm sets for the scripts of one project must not reach an npm that works for another. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^(npm_(package|lifecycle|config_local)|NODE_ENV|VITEST|INIT_CWD)/.test(key),
    ),
  ),
  // What the CPU needs is in the package of the runtime; its install script would fetch the files of CUDA.
  ONNXRUNTIME_NODE_INSTALL: 'skip',
};

const scratch = mkdtempSync(join(tmpdir(), 'pixel-deflection-package-'));
/** An empty project that the tarball is installed into. */
const consumer = join(scratch, 'consumer');
let packed: Packed;

/** Runs a command and returns what it prints; a failing one throws with all that it said. */
function command(program: string, args: string[], cwd: string): string {
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: environment,
    shell: process.platform === 'win32' && program !== process.execPath,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`);
  }
  return result.stdout;
}

/** Runs a program of Node in the consumer's folder. */
function node(file: string, source: string): string {
  writeFileSync(join(consumer, file), source);
  return command(process.execPath, [file], consumer);
}

/** Files that the exports of package.json promise, without the leading `./`. */
function promisedFiles(): string[] {
  return Object.values(manifest.exports)
    .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
    .map((file) => file.slice(2));
}

beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('there is no dist: run "npm run build" first');
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true }');
  const pack = command('npm', ['pack', '--json', '--pack-destination', scratch], root);
  [packed] = JSON.parse(pack) as [Packed];
  command('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(scratch, packed.filename)], consumer);
}, 300_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));

describe('the tarball', () => {
  it('holds what it needs', () => {
    const paths = packed.files.map(({ path }) => path);
    const needed = ['package.json', 'LICENSE', 'CITATION.cff', 'README.md', 'CHANGELOG.md', 'dist/cli/main.js'];
    for (const file of [...needed, ...promisedFiles()]) expect(paths).toContain(file);
  });

  it('holds nothing else', () => {
    for (const { path } of packed.files) {
      expect(path).toMatch(/^(dist|assets)\/|^(package\.json|LICENSE|CITATION\.cff|README\.md|CHANGELOG\.md)$/);
      expect(path).not.toMatch(/\.test\.|\/test\/|tsbuildinfo/);
      if (path.startsWith('dist/')) expect(path).toMatch(/\.(js|d\.ts|js\.map)$/);
    }
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(6_000_000);
    for (const { path, size } of packed.files) if (path.startsWith('dist/')) expect(size, path).toBeLessThan(200_000);
  });

  it('has source maps that need no other file', () => {
    for (const { path } of packed.files.filter((file) => file.path.endsWith('.map'))) {
      const map = JSON.parse(readFileSync(join(consumer, 'node_modules', manifest.name, path), 'utf8')) as {
        sources: string[];
        sourcesContent?: string[];
      };
      expect(map.sourcesContent?.length, path).toBe(map.sources.length);
    }
  });

  it('is of the version that the citation names', () => {
    expect(readFileSync(join(root, 'CITATION.cff'), 'utf8')).toContain(`\nversion: ${manifest.version}\n`);
  });
});

describe('the installed package', () => {
  const use = [
    'const image = { width: 32, height: 24, channels: 3, data: new Uint8Array(32 * 24 * 3).map((_, i) => (i * 37) % 256) };',
    'const defended = defend(image, { seed: 1 });',
    'const moved = defended.data.filter((value, i) => value !== image.data[i]).length;',
    'console.log(defended.width, defended.height, defended.channels, defended.data.constructor.name, moved > 100);',
  ].join('\n');

  it('is used by import', () => {
    const source = `import { defend } from 'pixel-deflection';\n${use}`;
    expect(node('use.mjs', source)).toBe('32 24 3 Uint8Array true\n');
  });

  it('is used by require', () => {
    const source = `const { defend } = require('pixel-deflection');\n${use}`;
    expect(node('use.cjs', source)).toBe('32 24 3 Uint8Array true\n');
  });

  it('gives the same picture both ways', () => {
    const print = 'console.log(Buffer.from(defend(image, { seed: 5 }).data).toString("base64"));';
    const image = use.split('\n')[0];
    const imported = node('same.mjs', `import { defend } from 'pixel-deflection';\n${image}\n${print}`);
    expect(node('same.cjs', `const { defend } = require('pixel-deflection');\n${image}\n${print}`)).toBe(imported);
    expect(imported.length).toBeGreaterThan(3000);
  });

  it('loads from every public path', () => {
    const paths = Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'));
    const names = paths.map((path) => manifest.name + path.slice(1));
    const source = [
      `const loaded = await Promise.all(${JSON.stringify(names)}.map((name) => import(name)));`,
      'console.log(JSON.stringify(loaded.map((entry) => Object.keys(entry).length > 0)));',
    ].join('\n');
    expect(JSON.parse(node('paths.mjs', source))).toEqual(paths.map(() => true));
    expect(names).toContain('pixel-deflection/io');
  });

  it('keeps everything else to itself', () => {
    const source = `import('pixel-deflection/dist/core/image.js').catch((error) => console.log(error.code));`;
    expect(node('private.mjs', source)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  it('needs no other package for its root entry', () => {
    const alone = join(scratch, 'alone');
    mkdirSync(alone);
    command('tar', ['-xzf', join(scratch, packed.filename), '-C', alone], scratch);
    const source = `import { defend } from './package/dist/index.js';\n${use}`;
    writeFileSync(join(alone, 'use.mjs'), source);
    expect(command(process.execPath, ['use.mjs'], alone)).toBe('32 24 3 Uint8Array true\n');
  });
});

describe('the installed command', () => {
  it('shows its help', () => {
    const help = command('npx', ['--no-install', 'pixel-deflection', '--help'], consumer);
    expect(help).toContain('defend');
    expect(help).toContain('Usage: pixel-deflection');
  });

  it('says its version', () => {
    expect(command('npx', ['--no-install', 'pixel-deflection', '--version'], consumer).trim()).toBe(manifest.version);
  });

  it('defends a picture', () => {
    const make = [
      `import sharp from 'sharp';`,
      'const data = Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 50));',
      `await sharp(data, { raw: { width: 60, height: 40, channels: 3 } }).png().toFile('photo.png');`,
    ].join('\n');
    node('make.mjs', make);
    command(
      'npx',
      ['--no-install', 'pixel-deflection', 'defend', 'photo.png', '-o', 'safe.png', '--seed', '1'],
      consumer,
    );
    const compare = [
      `import sharp from 'sharp';`,
      `const [before, after] = await Promise.all(['photo.png', 'safe.png'].map((f) => sharp(f).raw().toBuffer({ resolveWithObject: true })));`,
      'console.log(after.info.width, after.info.height, after.info.channels, before.data.equals(after.data));',
    ].join('\n');
    expect(node('compare.mjs', compare)).toBe('60 40 3 false\n');
  });
});

/** Compiles a strict program of one file that has no types but those of the package. */
function compile(file: string, text: string, options: string[]): void {
  writeFileSync(join(consumer, file), text);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'];
  command(process.execPath, [compiler, ...strict, ...options, file], consumer);
}

describe('the types', () => {
  const source = [
    `import { createRandom, defend, deflectPixels, type Image } from 'pixel-deflection';`,
    'const image: Image<Uint8Array> = { width: 2, height: 1, channels: 3, data: new Uint8Array(6) };',
    'export const bytes: Uint8Array = defend(image, { seed: 1 }).data;',
    'const floats = { width: 1, height: 1, data: new Float32Array(3) };',
    'export const samples: Float32Array = deflectPixels(floats, { random: createRandom(1, "a") }).data;',
    'export const ofBrowser = (data: ImageData): Uint8ClampedArray => defend(data).data;',
    '// @ts-expect-error The result of a Uint8Array is not a Float32Array.',
    'export const wrong: Float32Array = defend(image).data;',
    '// @ts-expect-error No such option.',
    'defend(image, { sede: 1 });',
  ].join('\n');

  it('serve programs of Node', () => {
    compile('types.mts', source, ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', '']);
  });

  it('serve CommonJS programs', () => {
    compile('types.cts', source, ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', '']);
  });

  it('serve bundlers', () => {
    compile('bundled.ts', source, ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', '']);
  });

  it('are there for every public path', () => {
    const paths = Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'));
    const lines = paths.map((path, i) => `import * as entry${i} from '${manifest.name}${path.slice(1)}';`);
    const text = [...lines, `export const all = [${paths.map((_, i) => `entry${i}`).join(', ')}];`].join('\n');
    // Types of Node come from the packages of this project.
    const types = ['--skipLibCheck', '--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
    compile('paths.mts', text, ['--module', 'nodenext', '--moduleResolution', 'nodenext', ...types]);
  });
});

it('the command of the checkout can be run as a program', () => {
  const mode = statSync(join(root, 'dist', 'cli', 'main.js')).mode;
  expect(mode & 0o111).toBe(0o111);
});
