import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { defend } from '../src/index.js';
import { readImage } from '../src/io/index.js';
import { type ActivationKind, type ActivationResult, loadClassifier } from '../src/models/index.js';
import { resize } from '../src/core/resize.js';
import { build, filesBelow, run, start } from './support/built.js';
import { colourCard, colourModel, paintPicture, writeColourModel } from './support/colour-model.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeShared, root, shared } from './support/shared.js';

beforeAll(build);

/** A folder with the colour model and a folder `in` of pictures. */
async function workplace(count = 4, width = 60, height = 40): Promise<string> {
  const folder = temporaryFolder();
  writeColourModel(folder);
  mkdirSync(join(folder, 'in'));
  const paints = ['red', 'blue', 'cyan', 'yellow'];
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      paintPicture(join(folder, `in/p${i}.png`), paints[i % 4], paints[(i + 1) % 4], width + i, height),
    ),
  );
  return folder;
}

const one = ['defend', 'in/p0.png', '-o', 'out.png', '--seed', '3', '--model', 'colours.onnx', '--json'];

/** What the library makes of a picture, and the map that it used. */
async function expected(folder: string, kind: ActivationKind, side?: number, model = join(folder, 'colours.onnx')) {
  const classifier = await loadClassifier(model);
  const { image } = await readImage(join(folder, 'in/p0.png'));
  const before = side === undefined ? image : resize(image, side, side);
  const map: ActivationResult = await classifier.activationMap(before, { kind });
  await classifier.dispose();
  return { map, ...defend(before, { seed: 3, stream: 'p0.png', map }) };
}

describe('pixel-deflection defend --map of a classifier', () => {
  it.each(['r-cam', 'cam', 'grad-cam'] as const)('%s is that of the library, and reported', async (kind) => {
    const folder = await workplace(1);
    const { code, stdout } = await run([...one, '--map', kind], folder);
    expect(code).toBe(0);
    const { data, map, report } = await expected(folder, kind);
    expect((await readImage(join(folder, 'out.png'))).image.data).toEqual(data);
    const said = JSON.parse(stdout) as { milliseconds: object; options: { map: unknown } };
    expect(said).toMatchObject({
      copies: report.copies,
      skipped: report.skipped,
      activation: {
        model: { name: 'colours' },
        kind,
        method: map.method,
        layer: map.layer,
        classes: map.classes.map(({ label, name, score }) => ({ label, name, score })),
      },
    });
    expect(report.skipped).toBeGreaterThan(0);
    expect(said.options.map).toBe(kind);
    expect(Object.keys(said.milliseconds)).toEqual(['read', 'resize', 'map', 'deflect', 'denoise', 'write']);
  });

  it('is of the resized picture with --size', async () => {
    const folder = await workplace(1);
    expect((await run([...one, '--map', 'r-cam', '--size', '32'], folder)).code).toBe(0);
    const { data } = await expected(folder, 'r-cam', 32);
    expect((await readImage(join(folder, 'out.png'))).image.data).toEqual(data);
  });

  it('gives the same with one worker and with two', async () => {
    const folder = await workplace();
    const base = ['defend', 'in', '--seed', '3', '--model', 'colours.onnx', '--map', 'r-cam'];
    const runs = await Promise.all(
      ['1', '2'].map((workers) => run([...base, '-o', `out${workers}`, '--workers', workers], folder)),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const [first, second] = ['out1', 'out2'].map((out) =>
      filesBelow(join(folder, out)).map((name) => [name, readFileSync(join(folder, out, name)).toString('base64')]),
    );
    expect(first).toHaveLength(4);
    expect(first).toEqual(second);
  });

  it('fails a picture that cannot be read, and no other', async () => {
    const folder = await workplace();
    writeFileSync(join(folder, 'in/p1.png'), 'no picture');
    const args = ['defend', 'in', '-o', 'out', '--model', 'colours.onnx', '--map', 'r-cam'];
    const { code, stderr } = await run(args, folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pixel-deflection: in\/p1\.png: text, expected /m);
    expect(filesBelow(join(folder, 'out'))).toEqual(['p0.png', 'p2.png', 'p3.png']);
  });
});

describe('without --model', () => {
  it.each(['r-cam', 'cam', 'grad-cam'] as const)(
    '%s is that of the built-in classifier, which is said',
    async (kind) => {
      const folder = await workplace(1);
      const args = ['defend', 'in/p0.png', '-o', 'out.png', '--seed', '3', '--map', kind];
      const { code, stderr } = await run(args, folder);
      expect(code).toBe(0);
      expect(stderr).toMatch(/ · tiny-imagenet-100 \(built in\) · seed 3\n/);
      const builtIn = join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx');
      const { data } = await expected(folder, kind, undefined, builtIn);
      expect((await readImage(join(folder, 'out.png'))).image.data).toEqual(data);
    },
  );
});

describe('what was typed', () => {
  const cases: [args: string, code: number, message: RegExp][] = [
    ['--map r-cam --model=', 2, /Expected a name or a file of a classifier for --model but received "": /],
    ['--model colours.onnx', 2, /Expected --map r-cam, cam or grad-cam for --model but received none$/m],
    ['--map center --threads 2', 2, /Expected --map r-cam, cam or grad-cam for --threads but received center$/m],
    ['--map r-cam --model colours.onnx --top 5', 2, /unknown option '--top'/],
    ['--map r-cam --model nowhere.onnx', 1, /nowhere\.onnx: does not exist, expected an ONNX file, or a name/],
    ['--map r-cam --model text.onnx', 1, /text\.onnx: is not an ONNX model/],
    ['--map cam --model labels.onnx', 1, /labels: gives 6 scores per picture, its card has 2 labels: correct/],
    ['--map cam --model nan.onnx', 1, /nan: gave NaN for class 0 .*: check scale/],
    [
      '--map cam --model bare.onnx',
      1,
      /bare\.onnx: .*: give --model-preset torchvision, tf or caffe, or a card \(--card/,
    ],
  ];
  it.for(cases)('defend in -o out %s', async ([args, expectedCode, message]) => {
    const folder = await workplace();
    writeFileSync(join(folder, 'text.onnx'), 'no model');
    writeColourModel(folder, 'labels', { ...colourCard, labels: ['yes', 'no'] });
    writeColourModel(folder, 'nan');
    writeFileSync(join(folder, 'nan.onnx'), colourModel(NaN));
    writeFileSync(join(folder, 'bare.onnx'), colourModel());
    const { code, stdout, stderr } = await run(['defend', 'in', '-o', 'out', ...args.split(' ')], folder);
    expect({ code, stdout }).toEqual({ code: expectedCode, stdout: '' });
    // Once, whatever the number of pictures, and before any of them.
    expect(stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('Ctrl-C', () => {
  it.skipIf(process.platform === 'win32')('ends a run between two results', async () => {
    const folder = await workplace(24, 160, 160);
    const slow = ['--denoiser', 'nlm', '--patch-distance', '20', '--workers', '2', '--json'];
    const args = ['defend', 'in', '-o', 'out', '--map', 'r-cam', '--model', 'colours.onnx', ...slow];
    const { child, ended } = start(args, folder);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    const done = filesBelow(join(folder, 'out'));
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(24);
    expect(done.every((name) => /^p\d+\.png$/.test(name))).toBe(true);
    await Promise.all(done.map((name) => readImage(join(folder, 'out', name))));
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^pixel-deflection: stopped, \d+ of 24 pictures are done$/);
  });

  it.skipIf(process.platform === 'win32')('ends a run while the model is loaded', async () => {
    const folder = await workplace();
    const args = ['defend', 'in', '-o', 'out', '--map', 'r-cam', '--model', 'colours.onnx'];
    for (const delay of [250, 350, 450]) {
      const { child, ended } = start(args, folder);
      setTimeout(() => child.kill('SIGINT'), delay);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that the delays mean something
      const { stderr } = await ended;
      expect(stderr).not.toMatch(/abort|terminate|Error/i);
    }
  });
});

describeShared('defend --map r-cam with MobileNetV2', () => {
  it('leaves the animal in its place more than the rest', async () => {
    const folder = temporaryFolder();
    const photo = shared('photos', 'n01443537_goldfish.jpg');
    const base = ['defend', photo, '--seed', '1', '--denoiser', 'none', '--json', '-o'];
    const [guided, blind] = await Promise.all([
      run([...base, 'guided.png', '--map', 'r-cam', '--model', shared('models', 'mobilenet_v2_224.onnx')], folder),
      run([...base, 'blind.png', '--deflections', '1500'], folder),
    ]);
    expect([guided.code, blind.code]).toEqual([0, 0]);
    expect(JSON.parse(guided.stdout)).toMatchObject({
      activation: { kind: 'r-cam', method: 'cam', classes: [{ label: 'n01443537', name: 'goldfish' }, {}, {}, {}, {}] },
    });
    const { skipped, copies } = JSON.parse(guided.stdout) as { skipped: number; copies: number };
    expect(skipped / (copies + skipped)).toBeGreaterThan(0.1);
    expect(JSON.parse(blind.stdout)).toMatchObject({ skipped: 0 });
  });
});
