import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawOverlay } from '../src/report/overlay.js';
import { readImage, readMap } from '../src/io/index.js';
import { type ActivationOptions, type ActivationResult, loadClassifier } from '../src/models/index.js';
import { build, filesBelow, run } from './support/built.js';
import { colourCard, colourModel, paintPicture, side, writeColourModel } from './support/colour-model.js';
import { graph, node, randomTensor } from './support/onnx/build.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeShared, maxDifference, root, shared } from './support/shared.js';

beforeAll(build);

/** A folder with the colour model and a folder `in` of pictures. */
async function workplace(): Promise<string> {
  const folder = temporaryFolder();
  writeColourModel(folder);
  mkdirSync(join(folder, 'in/below'), { recursive: true });
  await paintPicture(join(folder, 'in/red.png'), 'red', 'gray');
  await paintPicture(join(folder, 'in/blue.jpg'), 'blue', 'yellow', 61, 47);
  await paintPicture(join(folder, 'in/below/cyan.png'), 'cyan', 'red', 12, 12);
  return folder;
}

/** The map that the library makes. */
async function mapOf(model: string, picture: string, options?: ActivationOptions): Promise<ActivationResult> {
  const classifier = await loadClassifier(model);
  const { image } = await readImage(picture);
  const map = await classifier.activationMap(image, options);
  await classifier.dispose();
  return map;
}

const one = ['map', 'in/red.png', '--model', 'colours.onnx', '-o'];

describe('pixel-deflection map', () => {
  it('writes the map as gray PNG of 16 bits and of the size of the picture', async () => {
    const folder = await workplace();
    const { code, stdout, stderr } = await run([...one, 'map.png'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const names = 'red, magenta, yellow, green, blue'.split(', ');
    expect(stderr).toMatch(/^✓ in\/red\.png → map\.png · 40 × 30 · r-cam of (\w+, ){4}\w+ · [\d.]+ m?s · colours\n$/);
    expect(names).toEqual(expect.arrayContaining(/r-cam of ([^·]*) · /.exec(stderr)?.[1].split(', ') ?? ['']));
    const { format, width, height, depth, space } = await sharp(join(folder, 'map.png')).metadata();
    expect({ format, width, height, depth, space }).toEqual({
      format: 'png',
      width: 40,
      height: 30,
      depth: 'ushort',
      space: 'grey16',
    });
    const map = await mapOf(join(folder, 'colours.onnx'), join(folder, 'in/red.png'));
    const read = await readMap(join(folder, 'map.png'));
    expect(maxDifference(read.data, map.data)).toBeLessThanOrEqual(1 / 65535);
  });

  it.each([
    [['--kind', 'cam'], { kind: 'cam' }, 1],
    [['--kind', 'grad-cam'], { kind: 'grad-cam' }, 1],
    [['--top', '2'], { topK: 2 }, 2],
    [['--aggregate', 'exponential', '--top', '6'], { aggregate: 'exponential', topK: 6 }, 6],
  ] as const)('takes %j', async (flags, options, classes) => {
    const folder = await workplace();
    const { code, stdout } = await run([...one, 'map.png', '--json', ...flags], folder);
    expect(code).toBe(0);
    const map = await mapOf(join(folder, 'colours.onnx'), join(folder, 'in/red.png'), options);
    expect(maxDifference((await readMap(join(folder, 'map.png'))).data, map.data)).toBeLessThanOrEqual(1 / 65535);
    const report = JSON.parse(stdout) as { classes: unknown[]; milliseconds: object };
    expect(report).toMatchObject({
      input: 'in/red.png',
      output: 'map.png',
      overlay: false,
      inputSize: { width: 40, height: 30, channels: 3 },
      model: { name: 'colours' },
      kind: map.kind,
      method: map.method,
      layer: map.layer,
      notices: [],
      classes: map.classes.map(({ label, name, score }) => ({ label, name, score })),
    });
    expect(report.classes).toHaveLength(classes);
    expect(Object.keys(report.milliseconds)).toEqual(['read', 'map', 'write']);
  });

  it('shows where the class is', async () => {
    const folder = await workplace();
    await run([...one, 'map.png', '--kind', 'cam'], folder);
    const { data } = await readMap(join(folder, 'map.png'));
    // The middle is red, the border gray.
    expect(data[15 * 40 + 20]).toBeGreaterThan(0.9);
    expect(data[0]).toBeLessThan(0.1);
  });

  it('draws it over the picture with --overlay, in any format', async () => {
    const folder = await workplace();
    const [png, jpeg] = await Promise.all([
      run([...one, 'over.png', '--overlay'], folder),
      run([...one, 'over.jpg', '--overlay', '--json'], folder),
    ]);
    expect([png.code, jpeg.code]).toEqual([0, 0]);
    expect(JSON.parse(jpeg.stdout)).toMatchObject({ output: 'over.jpg', overlay: true });
    expect(await sharp(join(folder, 'over.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 40, height: 30 });
    const { image } = await readImage(join(folder, 'in/red.png'));
    const map = await mapOf(join(folder, 'colours.onnx'), join(folder, 'in/red.png'));
    const drawn = await readImage(join(folder, 'over.png'));
    expect(drawn.image).toEqual(drawOverlay(image, map));
  });

  it('takes folders, which the maps of defend --map are then paired with', async () => {
    const folder = await workplace();
    writeFileSync(join(folder, 'in/bad.png'), 'no picture');
    const args = ['map', 'in', '--model', 'colours.onnx', '-o', 'maps', '--json'];
    const runs = await Promise.all(
      ['1', '2'].map((workers) => run([...args, '--workers', workers, '-o', `maps${workers}`], folder)),
    );
    expect(runs.map(({ code }) => code)).toEqual([1, 1]);
    expect(runs[0].stderr).toMatch(/^pixel-deflection: in\/bad\.png: text, expected /m);
    expect(filesBelow(join(folder, 'maps1'))).toEqual(['below/cyan.png', 'blue.png', 'red.png']);
    const [first, second] = runs.map(({ stdout }) =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => ({ ...(JSON.parse(line) as object), milliseconds: 0, output: '' })),
    );
    expect(first).toEqual(second);
    expect(first).toHaveLength(4);
    const maps = await Promise.all(
      ['maps1', 'maps2'].map(async (name) => (await readMap(join(folder, name, 'blue.png'))).data),
    );
    expect(maps[0]).toEqual(maps[1]);
    await run(['defend', 'in/red.png', 'in/blue.jpg', '-o', 'out', '--map', 'maps1', '--seed', '1'], folder);
    expect(filesBelow(join(folder, 'out'))).toEqual(['blue.png', 'red.png']);
  });

  it('is 0 outside of what a model of cropped pictures sees', async () => {
    const folder = await workplace();
    writeColourModel(folder, 'cropped', { ...colourCard, resize: 'crop' });
    await run(['map', 'in/red.png', '--model', 'cropped.onnx', '-o', 'map.png'], folder);
    const { data } = await readMap(join(folder, 'map.png'));
    const outside = data.filter((_, i) => i % 40 < 5 || i % 40 >= 35);
    expect(new Set(outside)).toEqual(new Set([0]));
    expect(Math.max(...data)).toBe(1);
  });

  it('says so where Grad-CAMs stand in for class activation maps', async () => {
    const folder = await workplace();
    const bytes = graph({
      inputs: { input: ['batch', 3, side, side] },
      output: 'logits',
      nodes: [
        node('Conv', ['input', 'kernel'], ['features'], { strides: [4, 4] }),
        node('Relu', ['features'], ['active']),
        node('Flatten', ['active'], ['flat'], { axis: 1 }),
        node('Gemm', ['flat', 'weights'], ['logits']),
      ],
      weights: { kernel: randomTensor([4, 3, 4, 4], 1), weights: randomTensor([64, 6], 2) },
    });
    writeFileSync(join(folder, 'dense.onnx'), bytes);
    writeFileSync(join(folder, 'dense.json'), JSON.stringify(colourCard));
    const { code, stderr } = await run(['map', 'in/red.png', '--model', 'dense.onnx', '-o', 'map.png'], folder);
    expect(code).toBe(0);
    expect(stderr).toContain('note: the network has no layer that gives class activation maps: Grad-CAMs stand in');
  });
});

describe('without a model', () => {
  it('the map is that of the built-in classifier, which is said', async () => {
    const folder = temporaryFolder();
    const lemon = join(root, 'assets', 'samples', 'n07749582_lemon.png');
    const { code, stderr } = await run(['map', lemon, '-o', 'map.png'], folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/ · r-cam of lemon, .* · tiny-imagenet-100 \(built in\)\n$/);
    const map = await mapOf(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'), lemon);
    expect(maxDifference((await readMap(join(folder, 'map.png'))).data, map.data)).toBeLessThanOrEqual(1 / 65535);
  });
});

describe('what was typed', () => {
  const cases: [args: string, code: number, message: RegExp][] = [
    ['in/red.png -o map.png --model=', 2, /Expected a name or a file of a classifier for --model but received ""/],
    [
      'in/red.png -o map.jpg --model colours.onnx',
      2,
      /Expected a name that ends in \.png for --output but received map/,
    ],
    ['in/red.png --model colours.onnx', 2, /required option '-o, --output <path>' not specified$/m],
    ['in/red.png -o in/red.png --model colours.onnx', 2, /is read by this command, expected another place/],
    ['in -o map.png --model colours.onnx', 2, /map\.png: the name of a file, expected a folder for --output/],
    ['in/red.png -o map.png --model colours.onnx --kind camera', 2, /for --kind but received "camera"$/m],
    ['in/red.png -o map.png --model colours.onnx --kind cam --top 2', 2, /Expected --kind r-cam for --top but rec/],
    [
      'in/red.png -o map.png --model colours.onnx --top 7',
      2,
      /Expected an integer from 1 to 6 for --top but received 7/,
    ],
    ['in/red.png -o map.png --model colours.onnx --aggregate mean', 2, /for --aggregate but received "mean"$/m],
    ['in/red.png -o map.png --model colours.onnx --defend', 2, /unknown option '--defend'/],
    ['in/red.png -o new/ --model bad.onnx', 1, /bad\.onnx: is not an ONNX model/],
    ['in/red.png -o new/ --model nan.onnx', 1, /nan: gave NaN .*: check scale/],
  ];
  it.for(cases)('map %s', async ([args, expected, message]) => {
    const folder = await workplace();
    writeFileSync(join(folder, 'bad.onnx'), 'no model');
    writeFileSync(join(folder, 'nan.onnx'), colourModel(NaN));
    writeFileSync(join(folder, 'nan.json'), JSON.stringify(colourCard));
    const before = filesBelow(folder);
    const { code, stdout, stderr } = await run(['map', ...args.split(' ')], folder);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(filesBelow(folder)).toEqual(before);
  });
});

describeShared('maps of MobileNetV2', () => {
  it('are what defend --map makes of the same photo, within the steps of 16 bits', async () => {
    const folder = temporaryFolder();
    const photo = shared('photos', 'n02483708_siamang.jpg');
    const mobilenet = shared('models', 'mobilenet_v2_224.onnx');
    const { code, stdout } = await run(['map', photo, '--model', mobilenet, '-o', 'map.png', '--json'], folder);
    expect(code).toBe(0);
    const { classes } = JSON.parse(stdout) as { classes: { name: string }[] };
    expect(classes).toHaveLength(5);
    expect(classes[0].name).toBe('siamang');
    const map = await mapOf(mobilenet, photo);
    expect(maxDifference((await readMap(join(folder, 'map.png'))).data, map.data)).toBeLessThanOrEqual(1 / 65535);
  });
});
