import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { type Classification, loadClassifier } from '../src/models/index.js';
import { defendedClassifier } from '../src/pipeline/index.js';
import { build, filesBelow, run, start } from './support/built.js';
import { colourCard, colourModel, paintPicture, side, writeColourModel } from './support/colour-model.js';
import { graph, node, tensor } from './support/onnx/build.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeShared, root, shared } from './support/shared.js';

beforeAll(build);

/** Pictures in folders that are named by their class, by its key, and by nothing. */
const pictures = {
  'red/1.png': ['red', 'gray'],
  'red/2.png': ['yellow', 'red'],
  'red/3.png': ['cyan', 'cyan'],
  'c3_sea.png': ['blue', 'gray'],
  'c2_leaf.jpg': ['green', 'yellow'],
  'more/green.png': ['green', 'green'],
  'photo.png': ['magenta', 'gray'],
} as const;

/** A folder with the colour model and a folder `in` of pictures. */
async function workplace(): Promise<string> {
  const folder = temporaryFolder();
  writeColourModel(folder);
  for (const below of ['red', 'more']) mkdirSync(join(folder, 'in', below), { recursive: true });
  await Promise.all(
    Object.entries(pictures).map(([name, [middle, border]]) => paintPicture(join(folder, 'in', name), middle, border)),
  );
  return folder;
}

interface Line {
  readonly input: string;
  readonly truth: { readonly label: string; readonly name: string } | null;
  readonly before: readonly Classification[];
  readonly after?: readonly Classification[];
  readonly error?: string;
}

/** What `--json` printed, without times, and its last line where that is a summary. */
function parse(stdout: string): { lines: Line[]; summary: Record<string, unknown> | undefined } {
  const all = stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { milliseconds: _, ...report } = JSON.parse(line) as Line & { milliseconds: object };
      return report as Line & { summary?: Record<string, unknown> };
    });
  const summary = all.at(-1)?.summary;
  return { lines: summary === undefined ? all : all.slice(0, -1), summary };
}

/** A class as it is printed. */
function printed({ label, name, probability }: Classification): Omit<Classification, 'index'> {
  return { label, name, probability };
}

/** Top-1 and Top-5 in per cent, counted from the printed classes. */
function count(lines: readonly Line[], when: 'before' | 'after'): { top1: number; top5: number } {
  const labelled = lines.filter(({ truth }) => truth !== null);
  const share = (most: number) => {
    const right = labelled.filter(({ truth, ...line }) => {
      return line[when]?.slice(0, most).some(({ label }) => label === truth?.label);
    });
    return (100 * right.length) / labelled.length;
  };
  return { top1: share(1), top5: share(5) };
}

const model = ['--model', 'colours.onnx'];

describe('pixel-deflection classify', () => {
  it('prints the likeliest classes of a picture', async () => {
    const folder = await workplace();
    const { code, stdout, stderr } = await run(['classify', 'in/c3_sea.png', ...model, '--top', '2'], folder);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^✓ in\/c3_sea\.png · [\d.]+ m?s · colours\n$/),
    });
    const [title, first, second, ...rest] = stdout.split('\n');
    expect(title).toBe('in/c3_sea.png (blue)');
    expect(first).toMatch(/^ {3}\d\d\.\d\d % {2}blue ✓$/);
    expect(second).toMatch(/^ {2} [ \d]\d\.\d\d % {2}\w+$/);
    expect(rest).toEqual(['']);
  });

  it('prints before and after side by side, and the seed', async () => {
    const folder = await workplace();
    const args = ['classify', 'in/photo.png', ...model, '--defend', '--seed', '7'];
    const { code, stdout, stderr } = await run(args, folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/ · seed 7\n$/);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('in/photo.png');
    expect(lines[1]).toMatch(/^ {2}before +after$/);
    expect(lines).toHaveLength(7);
    for (const line of lines.slice(2)) expect(line).toMatch(/^ +\d+\.\d\d % {2}\w+ +\d+\.\d\d % {2}\w+$/);
  });

  it('gives in JSON what the library gives, keys in one order', async () => {
    const folder = await workplace();
    const options = ['--defend', '--ensemble', '3', '--vote', 'mean', '--deflections', '5000', '--denoiser', 'tv'];
    const args = ['classify', 'in', ...model, '--seed', '9', '--json', '--top', '6', ...options];
    const { code, stdout } = await run(args, folder);
    expect(code).toBe(0);
    const { lines } = parse(stdout);
    expect(lines.map(({ input }) => input)).toEqual(
      Object.keys(pictures)
        .map((name) => `in/${name}`)
        .toSorted(),
    );
    const classifier = await loadClassifier(join(folder, 'colours.onnx'));
    const defense = { ensemble: 3, vote: 'mean', deflections: 5000, denoiser: 'tv', seed: 9 } as const;
    const defended = defendedClassifier(classifier, defense);
    const read = await Promise.all(lines.map(({ input }) => readImage(join(folder, input))));
    const images = read.map(({ image }) => image);
    const before = await classifier.classify(images, { top: 6 });
    const after = await defended.classify(images, { top: 6 });
    for (const [i, line] of lines.entries()) {
      expect(line.before).toEqual(before[i].map(printed));
      expect(line.after).toEqual(after[i].map(printed));
      expect(line.after).not.toEqual(line.before);
      const keys = 'input inputSize model truth before after defense seed notices'.split(' ');
      expect(Object.keys(line)).toEqual(keys);
    }
    await classifier.dispose();
    const sha256 = createHash('sha256').update(colourModel()).digest('hex');
    expect(lines[0]).toMatchObject({
      inputSize: { width: 40, height: 30, channels: 3 },
      model: { name: 'colours', sha256 },
      seed: 9,
      defense: {
        map: 'r-cam',
        ensemble: 3,
        vote: 'mean',
        preset: 'notebook',
        algorithm: 'notebook',
        // For 224 × 224, and applied to 16 × 16.
        deflections: Math.round((5000 * side * side) / 224 ** 2),
        window: 1,
        bias: 0,
        scale: true,
        denoiser: 'tv',
        denoiserOptions: { weight: 0.1, eps: 0.0002, maxIterations: 200 },
      },
    });
  });

  it('gives the same with one worker and with two', async () => {
    const folder = await workplace();
    const args = ['classify', 'in', ...model, '--defend', '--seed', '3', '--json'];
    const runs = await Promise.all(['1', '2'].map((workers) => run([...args, '--workers', workers], folder)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(parse(runs[1].stdout)).toEqual(parse(runs[0].stdout));
    const other = await run([...args.slice(0, -2), '4', '--json'], folder);
    expect(parse(other.stdout).lines.map(({ after }) => after)).not.toEqual(
      parse(runs[0].stdout).lines.map(({ after }) => after),
    );
  });
});

describe('pictures whose names tell their class', () => {
  it('are counted before and after the defense', async () => {
    const folder = await workplace();
    const args = ['classify', 'in', ...model, '--defend', '--seed', '5'];
    const [json, text] = await Promise.all([run([...args, '--json'], folder), run(args, folder)]);
    const { lines, summary } = parse(json.stdout);
    expect(Object.fromEntries(lines.map(({ input, truth }) => [input.slice(3), truth?.name ?? null]))).toEqual({
      'red/1.png': 'red',
      'red/2.png': 'red',
      'red/3.png': 'red',
      'c3_sea.png': 'blue',
      'c2_leaf.jpg': 'green',
      'more/green.png': 'green',
      'photo.png': null,
    });
    const [before, after] = [count(lines, 'before'), count(lines, 'after')];
    // The cyan one among the red ones is wrong even among five of the six.
    expect(before.top5).toBeCloseTo(500 / 6);
    expect(before.top1).toBeLessThan(before.top5);
    expect(summary).toMatchObject({
      pictures: 7,
      labelled: 6,
      before,
      after,
      seed: 5,
      model: { name: 'colours' },
    });
    const said = text.stdout.trimEnd().split('\n').slice(-2);
    expect(said).toEqual([
      `Before the defense: Top-1 accuracy ${before.top1.toFixed(2)} %, Top-5 accuracy 83.33 % of the 6 of 7 pictures with a label`,
      `After the defense:  Top-1 accuracy ${after.top1.toFixed(2)} %, Top-5 accuracy ${after.top5.toFixed(2)} % of the 6 of 7 pictures with a label`,
    ]);
  });

  it('are counted without a defense too, but not a single one', async () => {
    const folder = await workplace();
    const [all, one] = await Promise.all([
      run(['classify', 'in/red', ...model, '--json'], folder),
      run(['classify', 'in/c3_sea.png', ...model, '--json'], folder),
    ]);
    // Of the folder itself the name does not count: only what is below it.
    expect(parse(all.stdout).summary).toBeUndefined();
    expect(parse(one.stdout)).toMatchObject({ lines: [{ truth: { label: 'c3', name: 'blue' } }], summary: undefined });
  });
});

describe('a picture that cannot be read', () => {
  it('is told of in one line and does not hold up the others', async () => {
    const folder = await workplace();
    const name = 'a\n\u001b[31m.png';
    writeFileSync(join(folder, 'in', name), 'no picture');
    const args = ['classify', 'in', ...model, '--json'];
    const { code, stdout, stderr } = await run(args, folder);
    expect(code).toBe(1);
    const shown = String.raw`in/a\n\x1b[31m.png: text, expected JPEG, PNG, WebP, AVIF or GIF`;
    expect(stderr.split('\n')).toContain(`pixel-deflection: ${shown}`);
    const { lines, summary } = parse(stdout);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toEqual({ input: `in/${name}`, error: shown });
    expect(summary).toMatchObject({ pictures: 7, labelled: 6 });
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('what was typed', () => {
  const cases: [args: string, message: RegExp][] = [
    [
      '--model=',
      /Expected a name or a file of a classifier for --model but received "": "pixel-deflection models list"/,
    ],
    ['--card mine.json', /Expected --model with --card but received none: the built-in classifier has its own card$/m],
    ['--model-preset tf', /Expected --model with --model-preset but received none: the built-in/],
    ['--model colours.onnx --top 0', /Expected an integer from 1 to 1000 for --top but received 0$/m],
    ['--model colours.onnx --seed 1', /Expected --defend with --seed but received none$/m],
    ['--model colours.onnx --map center', /Expected --defend with --map but received none$/m],
    ['--model colours.onnx --no-scale', /Expected --defend with --no-scale but received none$/m],
    ['--model colours.onnx --no-ycbcr', /Expected --defend with --no-ycbcr but received none$/m],
    [
      '--model colours.onnx --defend --map photo.png',
      /Expected one of 'r-cam', .*'none' for --map but received "photo/,
    ],
    [
      '--model colours.onnx --defend --vote most',
      /Expected one of 'majority', 'mean' for --vote but received "most"$/m,
    ],
    [
      '--model colours.onnx --defend --ensemble 0',
      /Expected an integer from 1 to 1000 for --ensemble but received 0$/m,
    ],
    ['--model colours.onnx --defend --denoiser tv --sigma 1', /Expected --denoiser wavelet .* for --sigma/],
    ['--model colours.onnx --defend --no-scale --window 17', /from 1 to 16 for --window but received 17$/m],
    ['--model colours.onnx --model-preset keras', /for --model-preset but received "keras"$/m],
    ['--model colours.onnx --card a --model-preset tf', /Expected either --card or --model-preset .* received both$/m],
    ['--model colours.onnx --threads 0', /Expected an integer from 1 to 256 for --threads but received 0$/m],
    [
      '--model colours.onnx --execution-provider gpu',
      /for --execution-provider but received "gpu": did you mean cpu\?$/m,
    ],
    ['--model https://localhost/a.onnx', /for --model but received https:.*models pull"$/m],
    ['--model colours.onnx --modle x', /unknown option '--modle' \(did you mean .*--model\?\)$/m],
  ];
  it.for(cases)('classify in %s', async ([args, message]) => {
    const folder = await workplace();
    const { code, stdout, stderr } = await run(['classify', 'in', ...args.split(' ').filter(Boolean)], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });
});

/** A model that gives NaN where a picture is bright: the square root of a negative number. */
function darkOnly(limit: number): Uint8Array {
  return graph({
    inputs: { input: ['batch', 3, side, side] },
    output: 'logits',
    nodes: [
      node('GlobalAveragePool', ['input'], ['pooled']),
      node('Flatten', ['pooled'], ['flat'], { axis: 1 }),
      node('Sub', ['limit', 'flat'], ['rest']),
      node('Sqrt', ['rest'], ['logits']),
    ],
    weights: { limit: tensor([1], [limit]) },
  });
}

describe('a model that cannot be used', () => {
  const three = { ...colourCard, labels: ['a', 'b', 'c'] };
  const cases: [name: string, bytes: () => Uint8Array, card: object | string | undefined, message: RegExp][] = [
    ['text.onnx', () => Buffer.from('not a model'), undefined, /^text\.onnx: is not an ONNX model/],
    ['empty.onnx', () => new Uint8Array(0), undefined, /^empty\.onnx: /],
    ['cut.onnx', () => colourModel().subarray(0, 300), colourCard, /^cut\.onnx: /],
    ['labels.onnx', colourModel, three, /^labels: gives 6 scores per picture, its card has 3 labels: correct/],
    ['nan.onnx', () => colourModel(NaN), colourCard, /^nan: gave NaN for class 0 .*: check scale, mean and dev/],
    [
      'bare.onnx',
      colourModel,
      undefined,
      /^bare\.onnx: .* give --model-preset torchvision, tf or caffe, or a card \(--c/,
    ],
    ['json.onnx', colourModel, '{ "input":', /^json\.json: is not JSON, expected a model card$/],
    ['field.onnx', colourModel, { colour: 'RGB' }, /^field\.json: .*but received "colour"$/],
    ['a\n\u001b[31m.onnx', () => Buffer.from('no'), undefined, /^a\\n\\x1b\[31m\.onnx: is not an ONNX model/],
  ];
  it.for(cases)('%j is told of once, with a remedy', async ([name, bytes, card, message]) => {
    const folder = await workplace();
    writeFileSync(join(folder, name), bytes());
    const text = typeof card === 'string' ? card : JSON.stringify(card);
    if (card !== undefined) writeFileSync(join(folder, name.replace('.onnx', '.json')), text);
    const { code, stdout, stderr } = await run(['classify', 'in', '--model', name], folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
    expect(stderr.replace('pixel-deflection: ', '').trimEnd()).toMatch(message);
  });

  it('is one that is not there', async () => {
    const folder = await workplace();
    const missing = await run(['classify', 'in', '--model', 'nowhere.onnx'], folder);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(
      /^pixel-deflection: nowhere\.onnx: does not exist, expected an ONNX file, or a name/,
    );
    const pulled = await run(['classify', 'in', '--model', 'resnet50', '--models-dir', 'models'], folder);
    expect(pulled).toMatchObject({ code: 1, stdout: '' });
    expect(pulled.stderr).toMatch(/^pixel-deflection: resnet50: .*pixel-deflection models pull resnet50\n$/);
  });

  it('fails the pictures for which it gives NaN, naming both', async () => {
    const folder = await workplace();
    // Noise of all levels, with which models are tried first, has a mean of 127.
    const limit = 140 / 255;
    writeFileSync(join(folder, 'dark.onnx'), darkOnly(limit));
    writeFileSync(join(folder, 'dark.json'), JSON.stringify(three));
    await paintPicture(join(folder, 'in/red/1.png'), 'yellow');
    await paintPicture(join(folder, 'in/red/2.png'), 'gray');
    const { code, stdout, stderr } = await run(['classify', 'in/red', '--model', 'dark.onnx', '--json'], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pixel-deflection: in\/red\/1\.png: dark: gave NaN for class 0 .*: check/m);
    expect(parse(stdout).lines.map(({ input, error }) => [input, error === undefined])).toContainEqual([
      'in/red/2.png',
      true,
    ]);
  });
});

describe('the model', () => {
  it('is the built-in classifier where none is named, which is said', async () => {
    const lemon = join(root, 'assets', 'samples', 'n07749582_lemon.png');
    const folder = temporaryFolder();
    const args = ['classify', lemon, '--defend', '--seed', '1'];
    const [text, json] = await Promise.all([run(args, folder), run([...args, '--json'], folder)]);
    expect(text.stdout).toMatch(/^.*n07749582_lemon\.png \(lemon\)\n {2}before +after\n +\d+\.\d\d % {2}lemon ✓ /);
    expect(text.stderr).toMatch(/ · tiny-imagenet-100 \(built in\) · seed 1\n$/);
    const builtIn = readFileSync(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'));
    const [line] = parse(json.stdout).lines;
    const sha256 = createHash('sha256').update(builtIn).digest('hex');
    expect(line).toMatchObject({ model: { name: 'tiny-imagenet-100', sha256 }, truth: { name: 'lemon' } });
    expect([line.before[0].name, line.after?.[0].name]).toEqual(['lemon', 'lemon']);
  });

  it('takes a card of its own, or a preset', async () => {
    const folder = await workplace();
    writeFileSync(join(folder, 'bare.onnx'), colourModel());
    writeFileSync(
      join(folder, 'own.json'),
      JSON.stringify({ ...colourCard, name: 'Colours', labels: 'rgbcmy'.split('') }),
    );
    const one = ['classify', 'in/c3_sea.png', '--json', '--model'];
    const [card, preset] = await Promise.all([
      run([...one, 'bare.onnx', '--card', 'own.json'], folder),
      run([...one, 'bare.onnx', '--model-preset', 'caffe'], folder),
    ]);
    expect(parse(card.stdout).lines[0]).toMatchObject({ model: { name: 'Colours' } });
    expect(parse(card.stdout).lines[0].before[0]).toMatchObject({ label: 'b', name: 'b' });
    const classifier = await loadClassifier(join(folder, 'bare.onnx'), { model: { preset: 'caffe' } });
    const { image } = await readImage(join(folder, 'in/c3_sea.png'));
    const [{ label, probability }] = await classifier.classify(image);
    await classifier.dispose();
    expect(parse(preset.stdout).lines[0].before[0]).toMatchObject({ label, probability });
  });

  it('is found by its name in the folder of models', async () => {
    const folder = await workplace();
    mkdirSync(join(folder, 'store'));
    writeColourModel(join(folder, 'store'), 'six', { ...colourCard, name: 'six' });
    const args = ['classify', 'in/c3_sea.png', '--json', '--model', 'six'];
    const byFlag = await run([...args, '--models-dir', 'store'], folder);
    expect(parse(byFlag.stdout).lines[0]).toMatchObject({ model: { name: 'six' }, truth: { name: 'blue' } });
    process.env.PIXEL_DEFLECTION_MODELS = join(folder, 'store');
    try {
      expect((await run(args, folder)).code).toBe(0);
    } finally {
      delete process.env.PIXEL_DEFLECTION_MODELS;
    }
  });
});

describe('the runtime of models', () => {
  it('leaves nothing in the folders of the user, and takes a long command line', async () => {
    const folder = await workplace();
    const home = temporaryFolder();
    mkdirSync(join(folder, 'a-folder-with-a-long-name'.repeat(8)));
    const long = join('a-folder-with-a-long-name'.repeat(8), 'photo.png');
    copyFileSync(join(folder, 'in/photo.png'), join(folder, long));
    // The same picture under many names, 30 kB of them: it is listed once.
    const inputs = Array.from({ length: 140 }, (_, i) => `${'./'.repeat(i % 7)}${long}`);
    const { HOME, XDG_CACHE_HOME, ORT_DISABLE_TELEMETRY } = process.env;
    Object.assign(process.env, { HOME: home, XDG_CACHE_HOME: join(home, 'cache') });
    delete process.env.ORT_DISABLE_TELEMETRY;
    try {
      const { code, stdout } = await run(['classify', ...inputs, ...model, '--json'], folder);
      expect(code).toBe(0);
      expect(parse(stdout).lines[0]).toMatchObject({ before: expect.any(Array) });
      expect(filesBelow(home)).toEqual([]);
    } finally {
      for (const [name, value] of Object.entries({ HOME, XDG_CACHE_HOME, ORT_DISABLE_TELEMETRY })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe('Ctrl-C', () => {
  it.skipIf(process.platform === 'win32')('ends a run between two pictures, in whole lines', async () => {
    const folder = await workplace();
    mkdirSync(join(folder, 'many'));
    for (let i = 0; i < 200; i++) copyFileSync(join(folder, 'in/photo.png'), join(folder, 'many', `${i}.png`));
    const args = ['classify', 'many', ...model, '--json', '--defend', '--ensemble', '200', '--workers', '2'];
    const { child, ended } = start(args, folder);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    const { lines } = parse(stdout);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(200);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^pixel-deflection: stopped, \d+ of 200 pictures are done$/);
  });

  it.skipIf(process.platform === 'win32')('ends it at once at the second time', async () => {
    const folder = await workplace();
    // Once the first has failed, the second one takes many seconds, which are not to be cut off.
    writeFileSync(join(folder, 'in/bad.png'), 'no picture');
    const slow = ['--defend', '--ensemble', '1000', '--denoiser', 'nlm', '--patch-distance', '60'];
    const { child, ended } = start(
      ['classify', 'in/bad.png', 'in/photo.png', ...model, ...slow, '--workers', '1'],
      folder,
    );
    const signal = new Promise((resolve) => child.once('exit', (_, name) => resolve(name)));
    child.stderr.once('data', () => {
      setTimeout(() => child.kill('SIGINT'), 300);
      setTimeout(() => child.kill('SIGINT'), 500);
    });
    await ended;
    expect(await signal).toBe('SIGINT');
  });
});

describeShared('MobileNetV2 on photos', () => {
  const chosen = ['n01443537_goldfish.jpg', 'n02484975_guenon.jpg', 'n02488291_langur.jpg', 'n02483708_siamang.jpg'];
  const mobilenet = shared('models', 'mobilenet_v2_224.onnx');

  it('names what is in them; the shares are those of a count', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'photos'));
    for (const name of chosen) copyFileSync(shared('photos', name), join(folder, 'photos', name));
    const { code, stdout } = await run(
      ['classify', 'photos', '--model', mobilenet, '--defend', '--seed', '1', '--json'],
      folder,
    );
    expect(code).toBe(0);
    const { lines, summary } = parse(stdout);
    expect(lines.map(({ before }) => before[0].name)).toEqual([
      'goldfish',
      'siamang',
      'guenon',
      expect.not.stringMatching('langur'),
    ]);
    expect(lines.map(({ truth }) => truth?.label)).toEqual(chosen.toSorted().map((name) => name.slice(0, 9)));
    expect(summary).toMatchObject({ labelled: 4, before: { top1: 75, top5: 100 }, after: count(lines, 'after') });
    expect(readFileSync(mobilenet).length).toBeGreaterThan(1e6);
    expect(filesBelow(folder)).toHaveLength(4);
  });
});
