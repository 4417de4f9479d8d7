import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { loadClassifier, type ModelCard, softmax } from '../src/models/index.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeIf, describeShared, root, shared } from './support/shared.js';

const interpreter = '/usr/bin/python3';
const modules = 'import torch, numpy, PIL, onnx';
const haveTorch = spawnSync(interpreter, ['-c', modules]).status === 0;

const model = join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx');
const card = JSON.parse(readFileSync(model.replace('.onnx', '.json'), 'utf8')) as ModelCard;

/** Runs a script of `training`; -B, so that nothing is left in the checkout. */
function train(script: string, ...args: string[]): void {
  const run = spawnSync(interpreter, ['-B', join(root, 'training', script), ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${script} failed:\n${run.stdout.slice(-1500)}\n${run.stderr.slice(-1500)}`);
}

/** Records of a data file: class, length and JPEG, one after the other. */
function* records(file: string): Generator<{ label: number; jpeg: Uint8Array }> {
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 2);
    yield { label: bytes.readUInt16LE(at), jpeg: bytes.subarray(at + 6, at + 6 + length) };
    at += 6 + length;
  }
}

describe('the built-in classifier', () => {
  it('is the file that its card vouches for', async () => {
    const bytes = readFileSync(model);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.sha256);
    expect(bytes.length).toBe(card.bytes);
    expect(bytes.length).toBeLessThanOrEqual(3_000_000);
    const changed = Uint8Array.from(bytes);
    changed[changed.length >> 1] ^= 1;
    await expect(loadClassifier(changed, { model: card })).rejects.toThrow('SHA-256');
  });

  it('has a map of its own for every picture', async () => {
    const classifier = await loadClassifier(model);
    const { image } = await readImage(join(root, 'assets', 'samples', 'lemons.png'));
    const map = await classifier.activationMap(image);
    expect([map.method, map.kind, map.grid.width, map.grid.height]).toEqual(['cam', 'r-cam', 8, 8]);
    expect([classifier.width, classifier.height, classifier.classes]).toEqual([64, 64, 100]);
    await classifier.dispose();
  });
});

describeShared('the accuracy of the built-in classifier', () => {
  it('is what its card says', { timeout: 120_000 }, async () => {
    const classifier = await loadClassifier(model, { threads: 2 });
    const all = [...records(shared('tiny-imagenet', 'val.bin'))];
    const images = await Promise.all(all.map(async ({ jpeg }) => classifier.prepare((await readImage(jpeg)).image)));
    const logits = await classifier.logits(images);
    const ranks = logits.map((row, i) => row.filter((value) => value > row[all[i].label]).length);
    const within = (top: number) => ((100 * ranks.filter((rank) => rank < top).length) / ranks.length).toFixed(2);
    expect(card.training).toContain(`top-1 ${within(1)}%, top-5 ${within(5)}%`);
    expect(Number(within(1))).toBeGreaterThan(65);
    // Neither sure of everything nor of nothing: the mean confidence is near the accuracy.
    const confidence = logits.reduce((sum, row) => sum + Math.max(...softmax(row)), 0) / logits.length;
    expect(Math.abs(confidence - Number(within(1)) / 100)).toBeLessThan(0.05);
    await classifier.dispose();
  });
});

describeIf(haveTorch, 'PyTorch (Debian: python3-torch, python3-pil, python3-onnx)', 'the recipe', () => {
  it('trains, exports, and gives what the loader takes', { timeout: 240_000 }, async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    mkdirSync(data);
    // Forty pictures of three classes, made of the samples: the recipe needs no more to run.
    const { image } = await readImage(join(root, 'assets', 'samples', 'lemons.png'));
    const { default: sharp } = await import('sharp');
    const raw = { width: image.width, height: image.height, channels: 3 as const };
    const pictures = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const crop = { left: 4 * i, top: 2 * i, width: 120, height: 120 };
        const jpeg = await sharp(image.data, { raw }).extract(crop).resize(64, 64).jpeg().toBuffer();
        const head = Buffer.alloc(6);
        head.writeUInt16LE(i % 3, 0);
        head.writeUInt32LE(jpeg.length, 2);
        return Buffer.concat([head, jpeg]);
      }),
    );
    for (const name of ['train-0.bin', 'train-1.bin', 'val.bin'])
      writeFileSync(join(data, name), Buffer.concat(pictures));
    const classes = card.labels.map(({ id, name }) => ({ wnid: id, name }));
    writeFileSync(join(data, 'classes.json'), JSON.stringify(classes));

    const out = join(folder, 'run');
    train('train.py', '--data', data, '--out', out, '--tiny', '--steps', '12', '--threads', '1');
    const file = join(folder, 'tiny.onnx');
    train('export.py', '--checkpoint', join(out, 'checkpoint.pt'), '--data', data, '--out', file);

    const classifier = await loadClassifier(file);
    expect(classifier.labels).toEqual(card.labels);
    expect([classifier.width, classifier.height, classifier.card.resize]).toEqual([64, 64, card.resize]);
    expect(await classifier.classify(image)).toHaveLength(5);
    expect((await classifier.activationMap(image)).method).toBe('cam');
    await classifier.dispose();
  });
});
