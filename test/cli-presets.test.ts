import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyChain, centreMap, parseChain } from '../src/index.js';
import { readImage } from '../src/io/index.js';
import { loadClassifier } from '../src/models/index.js';
import { defendedClassifier, formatPreset } from '../src/pipeline/index.js';
import { build, filesBelow, run } from './support/built.js';
import { paintPicture, writeColourModel } from './support/colour-model.js';
import { temporaryFolder } from './support/picture-files.js';

beforeAll(build, 120_000);

const chain = 'deflect:deflections=3000,window=10+wavelet:sigma=0.08+jpeg:quality=40';
const tuned = { name: 'tuned', chain: parseChain(chain), map: 'r-cam', ensemble: 3, vote: 'mean', topK: 2 } as const;
const plain = { name: 'JPEG', chain: parseChain('median:size=2+jpeg:quality=30'), map: 'none', ensemble: 1 } as const;

/** A folder with the colour model, a picture, and two preset files. */
async function workplace(): Promise<string> {
  const folder = temporaryFolder();
  writeColourModel(folder);
  await paintPicture(join(folder, 'photo.png'), 'red', 'cyan', 45, 30);
  mkdirSync(join(folder, 'presets'));
  writeFileSync(join(folder, 'presets/tuned.json'), formatPreset(tuned, { images: 20 }));
  writeFileSync(join(folder, 'presets/plain.json'), formatPreset({ ...plain, vote: 'majority' }));
  return folder;
}

const model = ['--model', 'colours.onnx'];
const tunedFile = ['--preset', 'presets/tuned.json'];

async function printed(folder: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run([...args, '--json'], folder);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.split('\n')[0]) as Record<string, unknown>;
}

describe('a preset file', () => {
  it('of defend: its chain, its map, the seed that was typed; all of it reported', async () => {
    const folder = await workplace();
    const one = ['defend', 'photo.png', '-o', 'out.png', '--seed', '5'];
    const report = await printed(folder, ...one, ...tunedFile, ...model, '--show', 'show.png');
    const { image } = await readImage(join(folder, 'photo.png'));
    const classifier = await loadClassifier(join(folder, 'colours.onnx'));
    const map = await classifier.activationMap(image, { kind: 'r-cam', topK: 2 });
    await classifier.dispose();
    const settings = { seed: 5, stream: 'photo.png' };
    const expected = applyChain(image, tuned.chain, { ...settings, map });
    expect((await readImage(join(folder, 'out.png'))).image.data).toEqual(expected.data);
    expect(report).toMatchObject({
      options: { preset: 'presets/tuned.json', name: 'tuned', chain, map: 'r-cam', size: null },
      seed: 5,
      stream: 'photo.png',
      show: 'show.png',
      activation: { kind: 'r-cam' },
    });
    expect((report.activation as { classes: object[] }).classes).toHaveLength(2);
    expect(report.copies).toBeGreaterThan(0);
    expect(report.skipped).toBeGreaterThan(0);
    expect(Object.keys(report.milliseconds as object)).toEqual(['read', 'resize', 'map', 'chain', 'write']);
    expect(report.notices).toContain('one draw: the 3 of the preset file are of a classification');

    // Another map than that of the file, and no classifier.
    const other = await printed(folder, ...one, ...tunedFile, '--map', 'center');
    const centred = applyChain(image, tuned.chain, { ...settings, map: centreMap(45, 30) });
    expect((await readImage(join(folder, 'out.png'))).image.data).toEqual(centred.data);
    expect(other.options).toMatchObject({ map: 'center', chain });

    const { code, stderr } = await run([...one, '--preset', 'presets/plain.json', '--size', '20x16'], folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/ · 20 × 16 · 0 samples moved · median:size=2\+jpeg:quality=30 · .* · seed 5\n$/);
  });

  it('of classify: what the library gives, with its ensemble or another', async () => {
    const folder = await workplace();
    const { image } = await readImage(join(folder, 'photo.png'));
    const classifier = await loadClassifier(join(folder, 'colours.onnx'));
    const args = ['classify', 'photo.png', ...model, '--defend', ...tunedFile, '--seed', '5'];
    const common = { preset: 'presets/tuned.json', name: 'tuned', chain };
    const cases = [
      { typed: [], map: 'r-cam', ensemble: 3, vote: 'mean', topK: 2 },
      { typed: ['--map', 'cam', '--ensemble', '2', '--vote', 'majority'], map: 'cam', ensemble: 2, vote: 'majority' },
    ] as const;
    for (const { typed, ...options } of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one process after the other
      const report = await printed(folder, ...args, ...typed);
      const defended = defendedClassifier(classifier, { ...options, seed: 5, chain: tuned.chain });
      // oxlint-disable-next-line no-await-in-loop -- as above
      const classes = await defended.classify(image, { top: 5 });
      expect(report.after).toEqual(classes.map(({ label, name, probability }) => ({ label, name, probability })));
      expect(report.defense).toEqual({ ...common, ...options });
    }
    await classifier.dispose();
  });

  it('of attack: the chain is attacked and judges', async () => {
    const folder = await workplace();
    const args = [
      'attack',
      'photo.png',
      '-o',
      'out.png',
      '--method',
      'fgsm',
      '--epsilon',
      '8',
      '--seed',
      '5',
      ...model,
    ];
    const line = await printed(folder, ...args, '--defended', '--defense-preset', 'presets/tuned.json', '--eot', '2');
    expect(line.defense).toMatchObject({ chain, map: 'r-cam', topK: 2, adaptive: { draws: 2, wavelet: 'derivative' } });
    const file = ['--defended', '--defense-preset', 'presets/plain.json'];
    const { code, stderr } = await run([...args, ...file, '--bpda', 'identity'], folder);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "pixel-deflection: Expected a chain with a step 'wavelet' for --bpda but received that of presets/plain.json\n",
    );
  });
});

describe('refused', () => {
  const defend = 'defend photo.png -o out.png';
  const head = '"format": "pixel-deflection preset", "schema": 1, "name": "a"';
  const files = {
    'broken.json': `{ ${head},\n  "chain": tv }`,
    'field.json': `{ ${head}, "chian": "tv" }`,
    'step.json': `{ ${head}, "chain": "tv+wavlet" }`,
    'option.json': `{ ${head}, "chain": [{ "transform": "jpeg", "options": { "quality": 200 } }] }`,
    'quilt.json': `{ ${head}, "chain": "quilt" }`,
    'window.json': `{ ${head}, "chain": "tv+deflect:scale=false,window=60" }`,
    'line\nfeed.json': '[]',
  };

  const cases: [args: string, message: RegExp][] = [
    [`${defend} --preset none.json`, /none\.json: does not exist, expected a preset file for --preset$/],
    [`${defend} --preset presets.json`, /presets\.json: not a file, expected a preset file/],
    [`${defend} --preset broken.json`, /broken\.json: line 2: Expected JSON for the preset/],
    [`${defend} --preset field.json`, /field\.json: .* but received "chian": did you mean chain\?$/],
    [`${defend} --preset step.json`, /step\.json: .* step 2 of .* but received "wavlet": did you mean wavelet\?$/],
    [`${defend} --preset option.json`, /for quality in step 1 \('jpeg'\) of the chain of the preset but received 200$/],
    [`${defend} --preset quilt.json`, /quilt\.json: Expected a chain without 'quilt'/],
    [`${defend} --preset window.json`, /photo\.png: window\.json: .*from 1 to 45 for window in step 2 .*45 × 30\)$/],
    [`${defend} --preset window.json --size 32`, /window\.json: .*from 1 to 32 for window .*\(--size is 32\)$/],
    [`${defend} --preset line\nfeed.json`, /line\\nfeed\.json: Expected an object for the preset/],
    [`${defend} --preset presets/tuned.json --deflections 5`, /Expected no --deflections with a preset file/],
    [`${defend} --preset presets/tuned.json --no-scale`, /Expected no --no-scale with a preset file/],
    [`${defend} --preset presets/tuned.json --no-ycbcr`, /Expected no --no-ycbcr with a preset file/],
    [`${defend} --preset presets/tuned.json --random python`, /Expected --random fast with --preset presets\/tuned/],
    [`${defend} --preset presets/plain.json --map center`, /Expected none for --map with presets\/plain\.json/],
    [`${defend} --preset presets/plain.json --threads 1`, /Expected --map r-cam, .* for --threads but received none$/],
    ['classify photo.png --defend --preset presets/tuned.json --sigma 1', /Expected no --sigma with a preset file/],
    ['classify photo.png --preset presets/tuned.json', /Expected --defend with --preset but received none$/],
    [
      'attack photo.png -o o.png --method fgsm --defended --defense-preset none.json',
      /none\.json: does not exist, expected a preset file for --defense-preset$/,
    ],
  ];

  it('files that are none, and flags that say something else', async () => {
    const folder = await workplace();
    mkdirSync(join(folder, 'presets.json'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const before = filesBelow(folder);
    for (const [args, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one process after the other
      const { code, stdout, stderr } = await run(args.split(' '), folder);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd().split('\n'), args).toHaveLength(1);
    }
    expect(filesBelow(folder)).toEqual(before);
  }, 300_000);
});
