import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { build } from './support/built.js';
import { demoFolder } from './support/demo.js';
import { describeShared, root, shared } from './support/shared.js';

/** Compiles the example with its types, as `npm run notebook` does. */
beforeAll(async () => {
  await build();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', join('examples', 'tsconfig.json')], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(compiled.stdout + compiled.stderr).toBe('');
}, 120_000);

function notebook(folder: string, ...args: string[]): string {
  const program = join(root, 'out', 'examples', 'notebook.ts'.replace('.ts', '.js'));
  const run = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

/** The rows of the table: per cent of the true class, of the adversarial one, and the counts. */
function table(page: string): Map<string, readonly (string | number)[]> {
  const rows = [...page.matchAll(/^\| (\S[^|]*) \| +([\d.]+) % \| +([\d.]+) % \| (\d+ of \d+) \|$/gm)];
  return new Map(
    rows.map(([, name, truth, adversarial, right]) => [name, [Number(truth), Number(adversarial), right]]),
  );
}

describe('examples/notebook.ts', () => {
  it('writes the eight steps with their pictures', async () => {
    const folder = await demoFolder();
    const page = notebook(folder, 'c1_fire.png', 'red', 'colours.onnx', 'nb');
    expect(readFileSync(join(folder, 'nb', 'notebook.md'), 'utf8').trim()).toBe(page.trim());
    expect([...page.matchAll(/^## (\d)/gm)].map(([, step]) => step)).toEqual([...'12345678']);
    const pictures = [...page.matchAll(/\]\(([a-z]+\.png)\)/g)].map(([, name]) => join(folder, 'nb', name));
    expect(pictures).toHaveLength(6);
    for (const picture of pictures) expect(existsSync(picture)).toBe(true);
    // 16 pixels enlarged fourteen times, four pictures with three gaps.
    const { image } = await readImage(join(folder, 'nb', 'deflected.png'));
    expect([image.width, image.height]).toEqual([4 * 224 + 3 * 8, 224]);
    expect([...table(page).keys()]).toEqual([
      'Clean',
      'Adversary',
      'PD',
      'PD+WD',
      'PD+R-CAM',
      'PD+R-CAM+WD',
      'JPEG 40',
    ]);
  });
});

describeShared('examples/notebook.ts on the published picture', () => {
  it('tells of a badger that becomes a skunk', async () => {
    const folder = await demoFolder();
    const picture = shared('paper', 'clean', 'n02447366_00008562.png');
    const page = notebook(folder, picture, 'n02447366', shared('models', 'mobilenet_v2_224.onnx'), 'nb');
    expect(page).toContain('True class: badger.');
    expect(page).toContain('| | badger | skunk | true class first |');
    const rows = table(page);
    expect(rows.get('Clean')?.[0]).toBeGreaterThan(99);
    expect(rows.get('Adversary')?.[1]).toBeGreaterThan(50);
  });
});
