import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { centreMap, createRandom, defend, deflectPixels, denoiseWavelet, pythonRandom, resize } from '../src/index.js';
import { readImage } from '../src/io/index.js';
import { build } from './support/built.js';
import { paintPicture, writeColourModel } from './support/colour-model.js';
import { temporaryFolder } from './support/picture-files.js';
import { describePython, python } from './support/python.js';
import { describeShared, referenceJson, root, shared } from './support/shared.js';

beforeAll(build, 120_000);

const sample = join(root, 'assets', 'samples', 'lemons.png');

/** Runs an example in an empty folder, as a user would; what it prints. */
function example(name: string, args: readonly string[] = [], cwd = temporaryFolder()): string {
  const run = spawnSync(process.execPath, [join(root, 'examples', name), ...args], { cwd, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The notebook's loops on bytes of 224 × 224 × 3, after `random.seed`. */
const notebook = `
import random
img, keep = inputs[0].reshape(224, 224, 3).copy(), inputs[1].reshape(224, 224) if args["map"] else None
H, W, C = img.shape
random.seed(args["seed"])
for _ in range(args["deflections"]):
    for c in range(C):
        x, y = random.randint(0, H - 1), random.randint(0, W - 1)
        if keep is not None and random.uniform(0, 1) < keep[x, y]:
            continue
        while True:
            a, b = random.randint(-10, 10), random.randint(-10, 10)
            if 0 < x + a < H and 0 < y + b < W:
                break
        img[x, y, c] = img[x + a, y + b, c]
output = img
`;

/** The checksums that reproduce-the-notebook.mjs prints: of the input, then of three times two pictures. */
function checksums(printed: string): string[] {
  return [...printed.matchAll(/ ([0-9a-f]{64})$/gm)].map((match) => match[1]);
}

describe('the examples', () => {
  it('are all run by a test', () => {
    const names = readdirSync(join(root, 'examples'));
    const tests = readdirSync(join(root, 'test')).filter((file) => file.endsWith('.test.ts'));
    const calls = tests.map((file) => readFileSync(join(root, 'test', file), 'utf8')).join('\n');
    expect(names.length).toBeGreaterThan(6);
    for (const name of names) expect(calls, name).toContain(`'${name}'`);
  });

  it('defend-a-classifier.mjs shows classes before and after, and where the classifier looks', async () => {
    const folder = temporaryFolder();
    writeColourModel(folder);
    await paintPicture(join(folder, 'badge.png'), 'magenta', 'gray');
    const printed = example('defend-a-classifier.mjs', ['colours.onnx', 'badge.png'], folder);
    const parts = printed.split(/^(?=\w)/m).map((part) => part.split('\n'));
    expect(parts.map(([title]) => title)).toEqual(['undefended', 'defended', 'ten draws']);
    for (const [, best] of parts) expect(best).toMatch(/^ +\d+\.\d %  magenta$/);
    const drawn = printed.split('\n').slice(-17, -1);
    expect(drawn.map((line) => line.length)).toEqual(drawn.map(() => 34));
    // The map tells the middle of the picture from its border.
    expect(drawn[8][17]).not.toBe(drawn[0][2]);
  });

  it('defend-a-file.mjs writes the defended sample', async () => {
    const folder = temporaryFolder();
    const printed = example('defend-a-file.mjs', [], folder);
    const { image } = await readImage(sample);
    const expected = defend(image, { map: centreMap(image.width, image.height), seed: 1 });
    const written = (await readImage(join(folder, 'out', 'defended.png'))).image;
    expect(sha256(written.data)).toBe(sha256(expected.data));
    expect(printed).toContain(`${expected.report.copies} samples moved, ${expected.report.skipped} kept by the map`);
    expect(printed).toMatch(/^PSNR [\d.]+ dB, SSIM 0\.\d+$/m);
  });

  it('defend-a-file.mjs says in one line what is wrong with a file', () => {
    const file = join(root, 'package.json');
    const args = [join(root, 'examples', 'defend-a-file.mjs'), file];
    const run = spawnSync(process.execPath, args, { cwd: temporaryFolder(), encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stderr).toBe(`${file}: text, expected JPEG, PNG, WebP, AVIF or GIF\n`);
  });

  it('large-picture.mjs defends it on threads and ends what takes too long', () => {
    expect(example('large-picture.mjs', ['2'])).toMatch(
      /^4000 × 3000, 2 threads\n47832 deflections and wavelets in \d+ ms\nended: TimeoutError\n.*: true\n$/,
    );
  });

  it('video-frames.mjs gives each frame what it gets alone', () => {
    expect(example('video-frames.mjs', ['5'])).toMatch(
      /^5 frames of 224 × 224, median [\d.]+ ms a frame\nframe 4 alone is the same: true\n$/,
    );
  });

  it('wavelet-parts.mjs reconstructs, agrees with denoiseWavelet and has the right derivative', () => {
    const printed = example('wavelet-parts.mjs');
    expect(printed.match(/^ {2}level \d: horizontal \d+ % .* vertical \d+ % .* diagonal \d+ % \(.*\)$/gm)).toHaveLength(
      3,
    );
    const [, off] = /is off by (\S+) of 255/.exec(printed) ?? [];
    const [, differ] = /differ from denoiseWavelet by (\S+) of 255/.exec(printed) ?? [];
    expect(Number(off)).toBeLessThan(1e-4);
    expect(Number(differ)).toBeLessThan(1e-4);
    const [, product, difference] = /derivative: (\S+) by the product, (\S+) by a central/.exec(printed) ?? [];
    expect(Math.abs(Number(product))).toBeGreaterThan(100);
    expect(Math.abs(Number(product) / Number(difference) - 1)).toBeLessThan(1e-3);
  });

  it('compare-denoisers.mjs measures fourteen pictures, the input itself first', () => {
    const rows = example('compare-denoisers.mjs').trimEnd().split('\n').slice(2);
    expect(rows).toHaveLength(14);
    for (const row of rows) expect(row).toMatch(/ +\d\d\.\d\d +0\.\d{3} +(\d\d\.\d\d +0\.\d{3}|Infinity +1\.000)$/);
    const noisy = rows.map((row) => Number(/(\d\d\.\d\d) /.exec(row)?.[1]));
    expect(rows[0]).toMatch(/^nothing .* Infinity +1\.000$/);
    // What is made for this noise takes it out.
    for (const name of ['wavelet rescaled', 'DCT', 'Wiener']) {
      expect(noisy[rows.findIndex((row) => row.startsWith(name))]).toBeGreaterThan(noisy[0] + 3);
    }
  });

  it('quilt-from-patches.mjs rebuilds the picture from its own patches', () => {
    const printed = example('quilt-from-patches.mjs');
    expect(printed).toContain('11408 patches of 5 × 5 from the picture itself\nrebuilt exactly: true\n');
    expect(printed.match(/^from the left half, one of \d+ nearest: PSNR \d\d\.\d\d dB$/gm)).toHaveLength(2);
  });

  it('reproduce-the-notebook.mjs prints what the library gives', async () => {
    const [input, ...printed] = checksums(example('reproduce-the-notebook.mjs'));
    const picture = resize((await readImage(sample)).image, 224, 224);
    expect(input).toBe(sha256(picture.data));
    const map = centreMap(224, 224);
    const cases = [
      { deflections: 200, seed: 1 },
      { deflections: 600, seed: 2 },
      { deflections: 1500, seed: 3, map },
    ];
    const expected = cases.flatMap(({ seed, ...options }) => {
      const deflected = deflectPixels(picture, { ...options, random: pythonRandom(seed) });
      return [deflected, denoiseWavelet(deflected)].map(({ data }) => sha256(data));
    });
    expect(printed).toEqual(expected);
    // Other seeds give other pictures: the checksums tell them apart.
    expect(sha256(deflectPixels(picture, { random: createRandom(1) }).data)).not.toBe(printed[0]);
  });
});

describePython('numpy', 'reproduce-the-notebook.mjs beside Python', () => {
  it("prints the checksums of the notebook's own loops", async () => {
    const printed = checksums(example('reproduce-the-notebook.mjs'));
    const picture = resize((await readImage(sample)).image, 224, 224);
    const map = centreMap(224, 224);
    const cases = [
      { deflections: 200, seed: 1, map: false },
      { deflections: 600, seed: 2, map: false },
      { deflections: 1500, seed: 3, map: true },
    ];
    const inPython = cases.map((args) => sha256(Uint8Array.from(python(notebook, [picture.data, map.data], args))));
    expect([printed[1], printed[3], printed[5]]).toEqual(inPython);
  });
});

describeShared('reproduce-the-notebook.mjs on the published picture and map', () => {
  it('prints the stored checksums', () => {
    const file = 'n02447366_00008562.png';
    const printed = example('reproduce-the-notebook.mjs', [
      shared('paper', 'adversarial', file),
      shared('paper', 'maps', file),
    ]);
    const stored = referenceJson<{ sha256_of_raw_rgb: string }[]>('deflection.json').slice(0, 3);
    const [, first, , second, , third] = checksums(printed);
    expect([first, second, third]).toEqual(stored.map((entry) => entry.sha256_of_raw_rgb));
  });
});
