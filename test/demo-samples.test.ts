import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, run } from './support/built.js';
import { recordIn } from './support/demo.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeIf, root } from './support/shared.js';

beforeAll(build, 120_000);

const classifier = join('assets', 'classifier', 'tiny-imagenet-100.onnx');

describeIf(
  existsSync(join(root, classifier)),
  classifier,
  'pixel-deflection demo on the pictures of the package',
  () => {
    it('fools the classifier of the package on most, and brings most of these back', async () => {
      const folder = temporaryFolder();
      const { code, stdout } = await run(['demo', '--seed', '1'], folder);
      expect(code).toBe(0);
      const { pictures, totals, settings, model } = recordIn(folder, 'story');
      const samples = readdirSync(join(root, 'assets', 'samples')).filter((name) => /^n\d{8}_/.test(name));
      expect(pictures).toHaveLength(samples.length);
      expect(pictures.length).toBeGreaterThanOrEqual(8);
      expect(model).toMatchObject({ width: 64, height: 64, classes: 100 });
      expect(settings).toMatchObject({ epsilon: 4, steps: 10, draws: 20, sigma: 0.06 });
      // Each is named right, by its own class activation maps.
      expect(totals.outcomes['wrong before']).toBe(0);
      for (const { truthFrom, defense } of pictures) {
        expect(truthFrom).toBe('file name');
        expect(defense?.maps.method).toBe('cam');
      }
      // Six of eight fooled, four of eight brought back.
      const { recovered, 'not recovered': lost } = totals.outcomes;
      expect((recovered + lost) / pictures.length).toBeGreaterThanOrEqual(6 / 8);
      expect(recovered / pictures.length).toBeGreaterThanOrEqual(4 / 8);
      expect(stdout).toContain(`${pictures.length} pictures: ${recovered} recovered`);
    });
  },
);

describe('pixel-deflection demo without a classifier of the package', () => {
  it('asks for one', () => {
    const folder = temporaryFolder();
    for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const program = join(folder, 'dist', 'cli', 'main.js');
    const { status, stderr } = spawnSync(process.execPath, [program, 'demo'], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('Expected a name or a file of a classifier for --model but received none: this copy');
  });
});
