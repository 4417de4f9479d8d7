import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { build } from './support/built.js';
import { demoFolder } from './support/demo.js';
import { temporaryFolder } from './support/picture-files.js';
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

const compiled = join(root, 'out', 'examples', 'notebook.js');

/** Whether this Node takes types away by itself. */
const runsTypeScript = 'typescript' in process.features && process.features.typescript === 'strip';

function notebook(folder: string, args: readonly string[], program = compiled): string {
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

/**
 * What a page says, without what is below 2 % of a bar chart (of which the order is a matter of the last bits), and apart
 * from it the per cents, which the last bits of a gradient may move a little on another processor.
 */
function contents(page: string): { text: string[]; percents: number[] } {
  const lines = page
    .trim()
    .split('\n')
    .filter((line) => !/^ +[01]\.\d % [█·]/.test(line));
  return {
    text: lines.map((line) => line.replaceAll(/ +[\d.]+ %( [█·]+)?/g, ' #')),
    percents: lines.flatMap((line) => [...line.matchAll(/([\d.]+) %/g)].map(([, number]) => Number(number))),
  };
}

describe('examples/notebook.ts', () => {
  it('writes what docs/story.md shows', async () => {
    const folder = temporaryFolder();
    cpSync(join(root, 'assets'), join(folder, 'assets'), { recursive: true });
    const printed = contents(notebook(folder, []));
    const story = readFileSync(join(root, 'docs', 'story.md'), 'utf8');
    const [, ...steps] = story.split(/^(?=### \d\. |## )/m).filter((part) => /^(## The notebook|### \d\. )/.test(part));
    const page = steps
      .join('')
      .replaceAll(/^#(?=##)/gm, '')
      .replaceAll('(images/story/', '(');
    const shown = contents(page);
    expect(printed.text).toEqual(shown.text);
    expect(printed.percents.length).toBeGreaterThan(50);
    for (const [i, percent] of printed.percents.entries()) {
      expect(Math.abs(percent - shown.percents[i]), `${percent} for ${shown.percents[i]}`).toBeLessThanOrEqual(1);
    }
    const pictures = [...page.matchAll(/\]\(([a-z]+\.png)\)/g)].map(([, name]) => name);
    expect(pictures).toHaveLength(6);
    const differing = await Promise.all(
      pictures.map(async (name) => {
        const files = [join(folder, 'out', 'notebook', name), join(root, 'docs', 'images', 'story', name)];
        const [written, published] = await Promise.all(files.map(async (file) => (await readImage(file)).image));
        expect([written.width, written.height]).toEqual([published.width, published.height]);
        return (
          written.data.filter((value, at) => Math.abs(value - published.data[at]) > 1).length / written.data.length
        );
      }),
    );
    expect(Math.max(...differing)).toBeLessThan(0.01);
  });

  it('writes the eight steps with their pictures', async () => {
    const folder = await demoFolder();
    const page = notebook(folder, ['c1_fire.png', 'red', 'colours.onnx', 'nb']);
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

  // What Node 22.18 and newer need: they take the types away, and look for no other suffix than the one that is written.
  it('imports its own files by the names that they have', () => {
    for (const name of ['notebook.ts', 'notebook-page.ts']) {
      const source = readFileSync(join(root, 'examples', name), 'utf8');
      for (const [, path] of source.matchAll(/from '(\.[^']*)'/g)) {
        expect(existsSync(join(root, 'examples', path)), `${name}: ${path}`).toBe(true);
      }
    }
  });

  // Older ones cannot: there is nothing to skip there, as the test above is what can be said of them.
  if (runsTypeScript) {
    it('writes the same where Node runs it as it is', async () => {
      const args = ['c1_fire.png', 'red', 'colours.onnx', 'nb'];
      const [first, second] = [await demoFolder(), await demoFolder()];
      expect(notebook(first, args, join(root, 'examples', 'notebook.ts'))).toBe(notebook(second, args));
    });
  }
});

describeShared('examples/notebook.ts on the published picture', () => {
  it('tells of a badger that becomes a skunk', async () => {
    const folder = await demoFolder();
    const picture = shared('paper', 'clean', 'n02447366_00008562.png');
    const page = notebook(folder, [picture, 'n02447366', shared('models', 'mobilenet_v2_224.onnx'), 'nb']);
    expect(page).toContain('True class: badger.');
    expect(page).toContain('| | badger | skunk | true class first |');
    const rows = table(page);
    expect(rows.get('Clean')?.[0]).toBeGreaterThan(99);
    expect(rows.get('Adversary')?.[1]).toBeGreaterThan(50);
  });
});
