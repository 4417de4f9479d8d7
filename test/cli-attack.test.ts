import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackCatalog } from '../src/attacks/catalog.js';
import { type AttackResult, pgd } from '../src/attacks/index.js';
import { readImage } from '../src/io/index.js';
import { type Classification, type Classifier, loadClassifier } from '../src/models/index.js';
import { defendedClassifier } from '../src/pipeline/index.js';
import { build, filesBelow, run, start } from './support/built.js';
import { colourCard, side } from './support/colour-model.js';
import { graph, node, tensor } from './support/onnx/build.js';
import { temporaryFolder } from './support/picture-files.js';
import { root } from './support/shared.js';

const builtIn = join(root, 'assets/classifier/tiny-imagenet-100.onnx');

let classifier: Classifier;
beforeAll(async () => {
  await build();
  // As many threads as the command takes: more change the last bits.
  classifier = await loadClassifier(builtIn, { threads: 1 });
}, 180_000);
afterAll(() => classifier.dispose());

const pepper = 'n07720875_bell_pepper.png';
const lemon = 'n07749582_lemon.png';
const banana = 'n07753592_banana.png';
const ladybug = 'n02165456_ladybug.png';

/** A folder with some of the sample pictures, one of them in a folder below. */
function folderOf(...names: string[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in/below'), { recursive: true });
  names.forEach((name, i) => {
    copyFileSync(join(root, 'assets/samples', name), join(folder, i === 0 ? 'in/below' : 'in', name));
  });
  return folder;
}

/** One picture as it is called in such a folder. */
const one = (name: string) => `in/below/${name}`;

type NamedClass = Pick<Classification, 'label' | 'name' | 'probability'>;

interface Line {
  readonly input: string;
  readonly error?: string;
  readonly seed?: number;
  readonly clean: NamedClass;
  readonly cleanDefended?: { readonly label: number };
  readonly label: NamedClass;
  readonly defense?: { readonly map: string; readonly ensemble: number; readonly seeds: readonly number[] };
  readonly notices: readonly string[];
  readonly results: readonly (Pick<
    AttackResult,
    'success' | 'successAfterRounding' | 'distances' | 'distancesAfterRounding' | 'iterations' | 'queries' | 'gradients'
  > & {
    readonly epsilon: number | null;
    readonly status: string;
    readonly output: string | null;
    readonly prediction: NamedClass;
    readonly defended?: { readonly label: number; readonly fooled: number };
    readonly members?: readonly { readonly name: string }[];
  })[];
}

function parse(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

async function attack(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await run(['attack', ...args, '--json'], folder);
  expect({ code, stderr: stderr.replaceAll(/^\{.*\}\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  return parse(stdout);
}

/** The results of three pictures, without where they lie. */
function found(lines: readonly Line[]): object[] {
  return lines.slice(0, 3).map(({ results }) => ({ ...results[0], output: '' }));
}

async function prepared(path: string) {
  return classifier.prepare((await readImage(path)).image);
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

/** The error of a command that must not leave anything behind. */
async function refused(folder: string, code: number, ...args: string[]): Promise<string> {
  const before = filesBelow(folder);
  const result = await run(['attack', ...args], folder);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  expect(result.stderr).toMatch(/^pixel-deflection: [^\n]+\n$/);
  expect(filesBelow(folder)).toEqual(before);
  return result.stderr.slice('pixel-deflection: '.length, -1);
}

describe('pixel-deflection attack', () => {
  it('writes the adversary that the library gives, and that classify takes for what the report says', async () => {
    const folder = folderOf(pepper);
    const [line] = await attack(folder, one(pepper), '--method', 'pgd', '--epsilon', '4', '--seed', '5', '-o', 'a.png');
    const clean = await prepared(join(folder, one(pepper)));
    const [expected] = await pgd(classifier, [clean], { epsilon: 4, seed: 5 });
    const { image } = await readImage(join(folder, 'a.png'));
    expect(image.data).toEqual(expected.rounded.data);
    expect(largest(image.data, clean.data)).toBeLessThanOrEqual(4);

    expect(line).toMatchObject({ input: one(pepper), seed: 5, label: { label: 'n07720875', name: 'bell pepper' } });
    const [result] = line.results;
    expect(result).toMatchObject({ epsilon: 4, status: 'adversary', output: 'a.png', successAfterRounding: true });
    expect(result.distancesAfterRounding).toEqual(expected.distancesAfterRounding);
    const { iterations, queries, gradients } = expected;
    expect(result).toMatchObject({ iterations, queries, gradients });

    const { stdout } = await run(['classify', 'a.png', '--json', '--threads', '1'], folder);
    const [{ before }] = parse(stdout) as unknown as { before: NamedClass[] }[];
    expect(before[0]).toEqual(result.prediction);
    expect(before[0].name).not.toBe('bell pepper');
  });

  it('says what became of each picture, and of all', async () => {
    const folder = folderOf(pepper, ladybug);
    const args = ['attack', 'in', '--method', 'pgd', '--epsilon', '0.5,4', '--seed', '5', '-o', 'out'];
    const { code, stdout, stderr } = await run(args, folder);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^in\/below\/n07720875_bell_pepper\.png: bell pepper \d+\.\d\d %$/);
    expect(lines[1]).toMatch(
      /^ {2}✗ ε 0\.5 → bell pepper \d+\.\d\d % · failed · 20 iterations, 3 queries, 20 gradients$/,
    );
    expect(lines[2]).toMatch(
      /^ {2}✓ ε 4 → .* · L∞ 4 · relative L2 0\.0\d+ · .* · out\/below\/n07720875_bell_pepper-eps4\.png$/,
    );
    expect(lines[3]).toMatch(/^in\/n02165456_ladybug\.png: ladybug /);
    expect(lines[6]).toBe('ε 0.5: adversaries of 0 of 2 pictures (0.0 %)');
    expect(lines[7]).toMatch(/^ε 4: adversaries of [12] of 2 pictures \((50|100)\.0 %\) · median relative L2 0\.0\d+$/);
    expect(stderr).toMatch(/^✓ 2 pictures → out · .* · tiny-imagenet-100 \(built in\) · seed 5$/m);
    const written = filesBelow(join(folder, 'out'));
    expect(written).toContain('below/n07720875_bell_pepper-eps4.png');
    expect(written.some((name) => name.includes('eps0.5'))).toBe(false);
  });

  it('gives the same pictures for a seed whatever the number of workers, and others for another', async () => {
    const folder = folderOf(pepper, lemon, banana);
    const args = ['in', '--method', 'pgd', '--epsilon', '4', '--iterations', '8'];
    const [first, second] = await Promise.all(
      ['1', '3'].map((workers) => attack(folder, ...args, '--seed', '2', '--workers', workers, '-o', `out${workers}`)),
    );
    const files = filesBelow(join(folder, 'out1'));
    expect(files).toEqual([`below/${pepper}`, lemon, banana].toSorted());
    for (const file of files) {
      expect(readFileSync(join(folder, 'out3', file))).toEqual(readFileSync(join(folder, 'out1', file)));
    }
    expect(found(second)).toEqual(found(first));
    const summary = first.at(-1) as unknown as { summary: object[] };
    expect(summary.summary).toEqual([expect.objectContaining({ epsilon: 4, attacked: 3, skipped: 0, adversaries: 3 })]);
    await attack(folder, one(pepper), ...args.slice(1), '--seed', '3', '-o', 'b.png');
    expect(readFileSync(join(folder, 'b.png'))).not.toEqual(readFileSync(join(folder, 'out1/below', pepper)));
  });

  it.each(['banana', 'n07753592', 'Banana', 'index'])('reaches the target %s', async (target) => {
    const index = classifier.labels.findIndex(({ name }) => name === 'banana');
    const folder = folderOf(lemon);
    const args = ['--method', 'igsm', '--epsilon', '16', '--step', '2', '--iterations', '15', '-o', 'a.png'];
    const [line] = await attack(folder, one(lemon), ...args, '--target', target === 'index' ? String(index) : target);
    expect(line).toMatchObject({ label: { name: 'lemon' }, target: { label: 'n07753592', name: 'banana' } });
    expect(line.results[0]).toMatchObject({ status: 'adversary', prediction: { name: 'banana' } });
    // No random numbers: nothing that a seed would give again.
    expect(line).not.toHaveProperty('seed');
  });

  it('skips a picture that the model gives another label, and goes on', async () => {
    const folder = folderOf(lemon, banana);
    const lines = await attack(folder, 'in', '--method', 'igsm', '--epsilon', '8', '--label', 'banana', '-o', 'out');
    expect(lines[0]).toMatchObject({ clean: { name: 'lemon' }, label: { name: 'banana' } });
    expect(lines[0].results).toEqual([expect.objectContaining({ status: 'skipped', success: false, output: null })]);
    expect(lines[1].results[0].status).toBe('adversary');
    expect(lines[2]).toMatchObject({ summary: [{ attacked: 1, skipped: 1, adversaries: 1 }] });
    expect(filesBelow(join(folder, 'out'))).toEqual([banana]);
    const { stdout } = await run(
      ['attack', one(lemon), '--method', 'igsm', '--label', 'banana', '-o', 'b.png'],
      folder,
    );
    expect(stdout).toMatch(/\n {2}- ε 2 skipped: the model names lemon, not banana\n$/);
  });

  it('leaves the picture of an earlier run where it finds no adversary, and says so', async () => {
    const folder = folderOf(ladybug);
    writeFileSync(join(folder, 'a.png'), 'earlier');
    const [line] = await attack(folder, one(ladybug), '--method', 'fgsm', '--epsilon', '0.5', '-o', 'a.png');
    expect(line.results[0]).toMatchObject({ status: 'failed', output: null });
    expect(line.notices).toContain('no adversary was written, and the picture of an earlier run was left in its place');
    expect(readFileSync(join(folder, 'a.png'), 'utf8')).toBe('earlier');
  });

  it('looks for small adversaries, scales them, and finds such as survive a PNG', async () => {
    const folder = folderOf(pepper);
    const args = [one(pepper), '--method', 'deepfool', '-o'];
    const [natural] = await attack(folder, ...args, 'a.png');
    expect(natural.results[0]).toMatchObject({ epsilon: null, success: true });
    const [scaled] = await attack(folder, ...args, 'b.png', '--relative-l2', '0.04');
    expect(scaled.results[0].distances.relativeL2).toBeCloseTo(0.04, 3);
    expect(scaled.results[0]).toMatchObject({ scaling: { rule: 'rescale' } });
    const [surviving] = await attack(folder, ...args, 'c.png', '--survive-rounding');
    expect(surviving.results[0]).toMatchObject({ status: 'adversary', output: 'c.png' });
    const [seen] = await classifier.classify((await readImage(join(folder, 'c.png'))).image, { top: 1 });
    expect(seen.name).toBe(surviving.results[0].prediction.name);
    expect(seen.name).not.toBe('bell pepper');
  });

  it('takes lengths as parts of [0,1], other norms, presets, and true or false', async () => {
    const folder = folderOf(pepper);
    const args = [one(pepper), '--method', 'pgd', '--seed', '1', '--iterations', '5', '--random-start', 'false'];
    await attack(folder, ...args, '--epsilon', '4', '--step', '1', '-o', 'a.png');
    const [unit] = await attack(
      folder,
      ...args,
      '--unit',
      '1',
      '--epsilon',
      '0.015686275',
      '--step',
      '0.003921569',
      '-o',
      'b.png',
    );
    expect(unit.results[0].epsilon).toBeCloseTo(4, 5);
    expect(readFileSync(join(folder, 'b.png'))).toEqual(readFileSync(join(folder, 'a.png')));
    const [l2] = await attack(folder, ...args, '--norm', 'l2', '--preset', 'torchattacks', '-o', 'c.png');
    expect(l2).toMatchObject({ norm: 'l2', options: { norm: 'l2', preset: 'torchattacks', randomStart: false } });
    expect(l2.results[0].epsilon).toBe(255);
    expect(l2.results[0].distances.l2).toBeLessThanOrEqual(255.001);
  });

  it('tells which members of AutoAttack were needed', async () => {
    const folder = folderOf(pepper);
    const args = ['--method', 'auto-attack', '--epsilon', '4', '--iterations', '10', '--seed', '1', '-o', 'a.png'];
    const [line] = await attack(folder, one(pepper), ...args);
    expect(line.results[0]).toMatchObject({ status: 'adversary', members: [{ name: 'apgd-ce' }], flags: [] });
    const { stdout } = await run(['attack', one(pepper), ...args], folder);
    expect(stdout).toContain(' · by apgd-ce · ');
  });

  it('begins at a picture of the target where an attack sees only classes', async () => {
    const folder = folderOf(lemon, banana);
    const args = [one(lemon), '--method', 'hop-skip-jump', '--queries', '400', '--seed', '1', '--target', 'banana'];
    const [line] = await attack(folder, ...args, '--start', `in/${banana}`, '--survive-rounding', '-o', 'a.png');
    expect(line.results[0]).toMatchObject({ status: 'adversary', prediction: { name: 'banana' } });
    expect(line.results[0].queries).toBeLessThanOrEqual(400);
    expect(await refused(folder, 2, ...args, '-o', 'b.png')).toBe(
      'Expected --start, a picture of the class, with --target for --method hop-skip-jump but received none',
    );
    expect(await refused(folder, 1, ...args, '--start', one(lemon), '-o', 'b.png')).toMatch(
      /^in\/below\/n07749582_lemon\.png: Expected a picture to which the model gives class \d+ for --start but received/,
    );
  });
});

describe('with --defended', () => {
  it('attacks the whole defense, and has adversaries judged with seeds that the attack has not seen', async () => {
    const folder = folderOf(pepper);
    const defense = ['--defended', '--map', 'cam', '--deflections', '300', '--ensemble', '2', '--vote', 'mean'];
    const args = ['--method', 'pgd', '--epsilon', '12', '--step', '3', '--iterations', '6', '--eot', '4', '--hold-map'];
    const [line] = await attack(folder, one(pepper), ...args, ...defense, '--seed', '7', '-o', 'a.png');
    expect(line.defense).toMatchObject({
      map: 'cam',
      ensemble: 2,
      adaptive: { draws: 4, wavelet: 'derivative', map: 'held' },
      seeds: [8, 9, 10, 11, 12],
    });
    expect(line.results[0].status).toBe('adversary');
    const adversary = (await readImage(join(folder, 'a.png'))).image;
    const clean = await prepared(join(folder, one(pepper)));
    let fooled = 0;
    let before = 0;
    for (const seed of line.defense?.seeds ?? []) {
      const options = { map: 'cam', deflections: 300, ensemble: 2, vote: 'mean', seed } as const;
      const defended = defendedClassifier(classifier, options);
      // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
      const [[of], [after]] = await defended.classify([clean, adversary], { top: 1 });
      if (of.name === 'bell pepper') before++;
      if (after.name !== 'bell pepper') fooled++;
    }
    expect(fooled).toBeGreaterThan(2);
    expect(line.results[0].defended).toMatchObject({ fooled, label: 5 - fooled });
    expect(line.cleanDefended).toMatchObject({ label: before });
  });

  it('calls flags of the defense that attacks have too by another name', async () => {
    const folder = folderOf(pepper);
    const args = [one(pepper), '--method', 'igsm', '--iterations', '1', '--eot', '1', '--map', 'none', '-o', 'a.png'];
    const [line] = await attack(
      folder,
      ...args,
      '--defended',
      '--defense-preset',
      'paper',
      '--defense-method',
      'VisuShrink',
    );
    expect(line.defense).toMatchObject({ preset: 'paper', denoiserOptions: { method: 'VisuShrink' } });
    expect(await refused(folder, 2, ...args, '--defended', '--defense-method', 'x')).toMatch(
      /^Expected one of 'BayesShrink', 'VisuShrink' for --defense-method but received "x"$/,
    );
  });

  it.each([
    [['--eot', '5'], 'Expected --defended with --eot but received none'],
    [['--hold-map'], 'Expected --defended with --hold-map but received none'],
    [['--denoiser', 'tv'], 'Expected --defended with --denoiser but received none'],
    [['--defense-preset', 'paper'], 'Expected --defended with --defense-preset but received none'],
    [['--no-scale'], 'Expected --defended with --no-scale but received none'],
    [
      ['--defended', '--denoiser', 'tv', '--bpda', 'identity'],
      "Expected --denoiser wavelet for --bpda but received 'tv'",
    ],
    [
      ['--defended', '--map', 'center', '--hold-map'],
      "Expected --map r-cam, cam or grad-cam for --hold-map but received 'center'",
    ],
    [['--defended', '--eot', '0'], 'Expected an integer from 1 to 1000 for --eot but received 0'],
  ])('refuses %j', async (args, message) => {
    expect(await refused(folderOf(pepper), 2, one(pepper), '--method', 'igsm', '-o', 'a.png', ...args)).toBe(message);
  });
});

function method(name: string): string[] {
  return ['--method', name, '-o', 'a.png'];
}

describe('bad input', () => {
  const igsm = ['--method', 'igsm', '-o', 'a.png'];
  it.each([
    [
      ['-o', 'a.png'],
      'Expected the name of an attack for --method but received none: "pixel-deflection attack --list" explains them',
    ],
    [method('igms'), 'Expected the name of an attack for --method but received "igms": did you mean igsm?'],
    [method('PGD'), 'Expected the name of an attack for --method but received "PGD": did you mean pgd?'],
    [
      method('apgd'),
      'Expected the name of an attack for --method but received "apgd": did you mean pgd or apgd-ce or apgd-dlr?',
    ],
    [method('bim'), 'Expected the name of an attack for --method but received "bim": did you mean igsm?'],
    [
      method('magic'),
      'Expected the name of an attack for --method but received "magic": "pixel-deflection attack --list" explains them',
    ],
    [['--method', 'igsm'], 'Expected a file or a folder for --output (-o) but received none'],
    [['--method', 'igsm', '-o', 'a.jpg'], 'Expected a name that ends in .png for --output but received a.jpg'],
    [[...igsm, '--epsilon', '0'], 'Expected a number above 0, or several with commas, for --epsilon but received 0'],
    [[...igsm, '--epsilon', '-2'], 'Expected a number above 0, or several with commas, for --epsilon but received -2'],
    [
      [...igsm, '--epsilon', '1,two'],
      'Expected a number above 0, or several with commas, for --epsilon but received "two" in 1,two',
    ],
    [[...igsm, '--epsilon', '2,2'], 'a-eps2.png: both results would be written here, expected different names'],
    [
      [...igsm, '--epsilon', '256'],
      'Expected a number above 0 and at most 255 (--unit 255) for --epsilon but received 256',
    ],
    [
      [...igsm, '--epsilon', '8', '--unit', '1'],
      'Expected a number above 0 and at most 1 (--unit 1) for --epsilon but received 8',
    ],
    [
      [...method('deepfool'), '--candidates', '101'],
      'Expected at most 100, as many classes as the model has, for --candidates but received 101',
    ],
    [
      [...method('deepfool'), '--target', 'banana'],
      /^Expected an attack that can reach a class \(fgsm, igsm, .*\) for --target but received 'deepfool'$/,
    ],
    [
      [...method('deepfool'), '--relative-l2', '0.1', '--epsilon', '2'],
      'Expected either a budget or --relative-l2 for --method deepfool but received "both"',
    ],
    [
      [...igsm, '--kappa', '1'],
      /^Expected --step, --iterations, --preset for --method igsm but received --kappa, which is for cw$/,
    ],
    [
      [...igsm, '--preset', 'keras'],
      /^Expected one of 'cleverhans-2018', 'foolbox', 'torchattacks' for --preset but received "keras"$/,
    ],
    [[...igsm, '--norm', 'l2'], "Expected --norm linf for --method igsm but received 'l2'"],
    [[...igsm, '--iterations', '0.5'], 'Expected an integer of at least 1 for --iterations but received 0.5'],
    [
      [...igsm, '--label', 'lemon', '--target', 'n07749582'],
      'Expected another class than that of --label for --target but received "n07749582"',
    ],
    [[...igsm, '--target', 'bananna'], /for --target but received "bananna": did you mean n07753592 \(banana\)\?$/],
    [
      [...igsm, '--target', '100'],
      /^Expected a class of tiny-imagenet-100, such as .*, for --target but received "100"/,
    ],
    [[...igsm, '--label', ''], 'Expected a class for --label but received ""'],
    [
      [...igsm, '--target', 'lemon'],
      'in/below/n07749582_lemon.png: Expected another class than its label for --target but received lemon',
    ],
    [[...igsm, '--seed', 'x'], 'Expected an integer for --seed but received "x"'],
    [['--list'], 'Expected no pictures with --list but received in/below/n07749582_lemon.png'],
    [['--list', '--seed', '1'], 'Expected --list alone or with --method and --json but received --seed'],
  ])('%j is refused', async (args, message) => {
    const error = await refused(folderOf(lemon), 2, one(lemon), ...args);
    if (typeof message === 'string') expect(error).toBe(message);
    else expect(error).toMatch(message);
  });

  it('that fits one picture of several fails that one', async () => {
    const folder = folderOf(lemon, pepper);
    const args = ['--method', 'igsm', '--epsilon', '16', '--iterations', '20', '--target', 'lemon', '-o', 'out'];
    const { code, stdout, stderr } = await run(['attack', 'in', ...args, '--json'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `in/below/${lemon}: Expected another class than its label for --target but received lemon`,
    );
    const [bad, good] = parse(stdout);
    expect(bad.error).toMatch(/^in\/below\/n07749582_lemon\.png: Expected another class/);
    expect(good.results[0]).toMatchObject({ status: 'adversary', prediction: { name: 'lemon' } });
  });

  it('of no pictures is refused', async () => {
    const folder = temporaryFolder();
    expect(await refused(folder, 2, ...igsm)).toBe('Expected pictures to attack but received none');
    expect(await refused(folder, 1, 'none.png', ...igsm)).toMatch(/^none\.png: does not exist, expected/);
  });

  it('of a model whose gradient is not finite ends the attack, with the place', async () => {
    const folder = temporaryFolder();
    // The square root of black has no finite derivative.
    const nodes = [
      node('Sqrt', ['input'], ['root']),
      node('GlobalAveragePool', ['root'], ['pooled']),
      node('Flatten', ['pooled'], ['flat'], { axis: 1 }),
      node('Gemm', ['flat', 'weights'], ['logits'], { transB: 1 }),
    ];
    const weights = { weights: tensor([6, 3], [9, 0, 0, 0, 9, 0, 0, 0, 9, -9, 0, 0, 0, -9, 0, 0, 0, -9]) };
    const model = graph({ inputs: { input: ['batch', 3, side, side] }, output: 'logits', nodes, weights });
    writeFileSync(join(folder, 'root.onnx'), model);
    writeFileSync(join(folder, 'root.json'), JSON.stringify(colourCard));
    const data = Buffer.alloc(side * side * 3, 200);
    data[3 * (5 * side + 7) + 1] = 0;
    await sharp(data, { raw: { width: side, height: side, channels: 3 } }).toFile(join(folder, 'photo.png'));
    expect(await refused(folder, 1, 'photo.png', '--model', 'root.onnx', '--method', 'igsm', '-o', 'a.png')).toMatch(
      /^photo\.png: the model's gradient is -?(Infinity|NaN) at x 7, y 5, channel 1, in step 1$/,
    );
  });
});

describe('Ctrl-C', () => {
  it.skipIf(process.platform === 'win32')(
    'keeps the pictures that are finished',
    async () => {
      const folder = folderOf(pepper);
      mkdirSync(join(folder, 'many'));
      for (let i = 0; i < 40; i++) copyFileSync(join(folder, one(pepper)), join(folder, 'many', `${i}.png`));
      const args = ['attack', 'many', '--method', 'igsm', '--epsilon', '8', '--iterations', '150', '--workers', '2'];
      const { child, ended } = start([...args, '--json', '-o', 'out'], folder);
      child.stdout.once('data', () => child.kill('SIGINT'));
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      const done = filesBelow(join(folder, 'out'));
      expect(done.length).toBeGreaterThan(0);
      expect(done.length).toBeLessThan(40);
      const images = await Promise.all(done.map((name) => readImage(join(folder, 'out', name))));
      for (const { image } of images) expect(image.width).toBe(64);
      for (const line of parse(stdout)) expect(done).toContain(line.results[0].output?.slice('out/'.length));
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^pixel-deflection: stopped, \d+ of 40 pictures are done$/);
    },
    60_000,
  );

  it.skipIf(process.platform === 'win32')(
    'ends a long attack within a step',
    async () => {
      const folder = folderOf(pepper);
      const args = ['attack', one(pepper), '--method', 'igsm', '--iterations', '100000000', '-o', 'out/'];
      const { child, ended } = start(args, folder);
      setTimeout(() => child.kill('SIGINT'), 5000);
      const { code, stdout, stderr } = await ended;
      expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'pixel-deflection: stopped\n' });
      expect(filesBelow(folder)).toEqual([one(pepper)]);
    },
    60_000,
  );
});

describe('pixel-deflection attack --list', () => {
  it('has a line for every attack, with its paper', async () => {
    const { code, stdout, stderr } = await run(['attack', '--list'], temporaryFolder());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(130);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      ...attackCatalog.map(({ about }) => about.name),
      'auto-attack',
      'auto-attack-rand',
    ]);
    for (const { about } of attackCatalog) {
      const line = lines.find((head) => head.startsWith(`${about.name} `));
      expect(line).toContain(about.title);
      expect(line).toContain(/arXiv \S+$/.exec(about.paper)?.[0] ?? about.paper);
    }
  });

  it('has the flags of one attack', async () => {
    const { code, stdout } = await run(['attack', '--list', '--method', 'pgd'], temporaryFolder());
    expect(code).toBe(0);
    const [head, ...rest] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^pgd +projected gradient descent, within ε in L∞ or L2 · Madry et al\., 2017, arXiv /);
    for (const option of pgd.about.presets) expect(rest.join('')).toContain(option);
    for (const flag of ['--step', '--iterations', '--restarts', '--random-start', '--target']) {
      expect(rest.join(' ')).toContain(flag);
    }
    expect((await run(['attack', '--list', '--method', 'pdg'], temporaryFolder())).code).toBe(2);
  });

  it('says the same to machines', async () => {
    const { stdout } = await run(['attack', '--list', '--json'], temporaryFolder());
    const listed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; flags: string[] });
    for (const { about } of attackCatalog) {
      const entry = listed.find(({ name }) => name === about.name);
      expect(entry).toMatchObject({ ...about });
      expect(entry?.flags.length).toBeGreaterThanOrEqual(about.options.length);
    }
  });
});
