import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { loadClassifier } from '../src/models/index.js';
import { build, filesBelow, run } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { root } from './support/shared.js';

beforeAll(build, 240_000);

const pictures = ['n07753592_banana.png', 'n02948072_candle.png'];

/** The example pictures of a page, decoded, with what stands below each. */
async function strips(html: string) {
  const found = [...html.matchAll(/<img\s+src="data:image\/png;base64,([^"]+)"[^>]*>\s*<span>([^<]*)<\/span>/g)];
  return Promise.all(
    found.map(async ([, base64, label]) => ({ label, image: (await readImage(Buffer.from(base64, 'base64'))).image })),
  );
}

it(
  'shows kept adversaries beside what they were made of, and does without when the data is gone',
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'photos'));
    for (const name of pictures) cpSync(join(root, 'assets/samples', name), join(folder, 'photos', name));
    const plan = [
      '--data',
      'photos',
      '--attack',
      'igsm:epsilon=4',
      '--defense',
      'PD=deflect+wavelet:sigma=0.06@map=r-cam',
    ];
    const done = await run(['evaluate', '-o', 'run', ...plan, '--adversaries', '--workers', '0'], folder);
    expect(done.code, done.stderr).toBe(0);
    expect((await run(['report', 'run', '-o', 'report.html'], folder)).code).toBe(0);
    const shown = await strips(readFileSync(join(folder, 'report.html'), 'utf8'));
    const classifier = await loadClassifier(join(root, 'assets/classifier/tiny-imagenet-100.onnx'));
    const order = pictures.toSorted();
    const kept = filesBelow(join(folder, 'run', 'adversaries')).filter((name) => name.endsWith('.png'));
    expect(kept.length).toBe(order.length);
    const named = await Promise.all(
      order.map(async (name) => {
        const [{ index }] = await classifier.classify((await readImage(join(folder, 'photos', name))).image, {
          top: 1,
        });
        return classifier.labels[index].id;
      }),
    );
    const right = order.filter((name, i) => name.startsWith(`${named[i]}_`));
    expect(shown.map(({ label }) => label.replace(/ ×.*/, ''))).toEqual(
      right.flatMap(() => ['clean', 'adversary', 'perturbation', 'map (r-cam)', 'deflections', 'defended (PD)']),
    );
    expect(right.length).toBeGreaterThan(0);
    for (const [i, name] of right.entries()) {
      const [clean, adversary, perturbation] = shown.slice(6 * i, 6 * i + 3);
      // oxlint-disable-next-line no-await-in-loop
      const original = (await readImage(join(folder, 'photos', name))).image;
      expect(clean.image.data).toEqual(
        Uint8Array.from(classifier.prepare(original).data, (value) => Math.round(value)),
      );
      const path = kept.find((file) => file.includes(name.slice(0, 9)))!;
      // oxlint-disable-next-line no-await-in-loop
      expect(adversary.image.data).toEqual((await readImage(join(folder, 'run', 'adversaries', path))).image.data);
      const gain = Number(/× (\d+)/.exec(perturbation.label)?.[1]);
      const difference = Array.from(adversary.image.data, (value, k) => value - clean.image.data[k]);
      expect(Math.max(...difference.map(Math.abs))).toBeGreaterThan(0);
      const expected = difference.map((value) => Math.min(255, Math.max(0, 128 + gain * value)));
      expect(Array.from(perturbation.image.data)).toEqual(expected);
    }
    await classifier.dispose();

    rmSync(join(folder, 'photos'), { recursive: true });
    const without = await run(['report', 'run', '-o', 'without.html'], folder);
    expect(without.code).toBe(0);
    expect(without.stderr).toMatch(/^pixel-deflection: no example pictures: photos: does not exist/m);
    expect(readFileSync(join(folder, 'without.html'), 'utf8')).not.toContain('data:image/png');
  },
);
