// The table of docs/adaptive.md: how often a classifier behind the defense is right on photos that are attacked by someone
// who ignores the defense, who knows it without BPDA and EOT, and who knows all of it but the seed.
//   npm run build && node scripts/adaptive-table.mjs
// Adversaries are 8-bit pictures, kept under --cache: a run that was stopped goes on where it was. `--list` prints the names
// of the sets of adversaries; `--only published/identity,r-cam/held` makes no others, and no table, so that several runs may
// share the work; `--only table` makes the table of what is there.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, deflectPixels } from 'pixel-deflection';
import { igsm } from 'pixel-deflection/attacks';
import { listImages, readImage, writeImage } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import { wilson } from '../dist/evaluation/statistics/wilson.js';

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    folder: text('../shared/photos'),
    model: text('../shared/models/mobilenet_v2_224.onnx'),
    cache: text('out/adaptive-table'),
    json: text('out/adaptive-table.json'),
    markdown: text('out/adaptive-table.md'),
    photos: text('40'),
    epsilon: text('4'),
    step: text('1'),
    iterations: text('10'),
    draws: text('20'),
    judges: text('5'),
    seed: text('1'),
    only: text(''),
    list: { type: 'boolean', default: false },
  },
});
const [count, epsilon, step, iterations, draws, judges, seed] = 'photos epsilon step iterations draws judges seed'
  .split(' ')
  .map((name) => Number(flags[name]));

/** The defenses that are attacked. Ens-10 is judged on the adversaries of its members. */
const defenses = {
  published: { map: 'none', deflections: 200, denoiserOptions: { sigma: 0.04 } },
  strong: { map: 'none', deflections: 1500, denoiserOptions: { sigma: 0.05 } },
  'r-cam': { map: 'r-cam', deflections: 1500, denoiserOptions: { sigma: 0.04 } },
};

/** The attackers of a defense: what each takes gradients of, for one photo. */
const attackers = {
  neither: (options, picture) => fixedDraw(options, picture),
  'one-draw': (options) => behind(options).adaptive({ draws: 1, seed }),
  identity: (options) => behind(options).adaptive({ draws, seed, wavelet: 'identity' }),
  derivative: (options) => behind(options).adaptive({ draws, seed }),
  held: async (options, picture) =>
    behind(options).adaptive({ draws, seed, map: await classifier.activationMap(picture, { kind: options.map }) }),
};

/** The sets of adversaries, by the name for --only. */
const attacks = [
  { key: 'oblivious', attacker: 'oblivious' },
  ...['derivative', 'neither', 'one-draw', 'identity'].flatMap((attacker) =>
    ['published', 'strong'].map((defense) => ({ key: `${defense}/${attacker}`, defense, attacker })),
  ),
  { key: 'r-cam/derivative', defense: 'r-cam', attacker: 'derivative' },
  { key: 'r-cam/held', defense: 'r-cam', attacker: 'held' },
  { key: 'r-cam/neither', defense: 'r-cam', attacker: 'neither' },
];
if (flags.list) {
  console.log(attacks.map(({ key }) => key).join('\n'));
  process.exit(0);
}
const keys = attacks.map(({ key }) => key);
const wanted = flags.only === '' ? [...keys, 'table'] : flags.only.split(',');
const unknown = wanted.find((key) => key !== 'table' && !keys.includes(key));
if (unknown !== undefined) throw new Error(`Expected sets of --list for --only but received ${unknown}`);

const sha256 = createHash('sha256').update(readFileSync(flags.model)).digest('hex');
// One thread: how many share a sum decides its last bits, and these some signs of the attack.
const classifier = await loadClassifier(flags.model, { threads: 1 });
const behind = (options) => defendedClassifier(classifier, options);
const top = (row) => row.indexOf(Math.max(...row));
const share = (list) => list.reduce((sum, value) => sum + Number(value), 0) / list.length;

/**
 * The pipeline as a framework differentiates it that knows no derivative of the denoiser: one draw of the deflection, made
 * once and then fixed, with its exact derivative, and the denoiser left out. No BPDA, no EOT.
 */
async function fixedDraw({ deflections, map: kind }, clean) {
  const map = kind === 'none' ? undefined : await classifier.activationMap(clean, { kind });
  const from = Int32Array.from(clean.data, (_, i) => i);
  const at = (x, y, channel) => (y * clean.width + x) * 3 + channel;
  deflectPixels(clean, {
    deflections,
    map,
    random: createRandom(seed, 'fixed draw'),
    onCopy: (x, y, channel, fromX, fromY) => (from[at(x, y, channel)] = from[at(fromX, fromY, channel)]),
  });
  const inputGradient = async (images, loss) => {
    const shown = images.map((image) => ({ ...image, data: Float32Array.from(from, (i) => image.data[i]) }));
    const { logits, gradients } = await classifier.inputGradient(shown, loss);
    const pulled = gradients.map((gradient) => {
      const sum = new Float32Array(gradient.length);
      for (let k = 0; k < gradient.length; k++) sum[from[k]] += gradient[k];
      return sum;
    });
    return { logits, gradients: pulled };
  };
  return { ...classifier, inputGradient };
}

/** Photos at the model's size that it gets right, spread over the folder. */
async function rightPhotos() {
  const files = await listImages([flags.folder]);
  const photos = [];
  for (let i = 0; i < files.length && photos.length < count; i++) {
    const { path } = files[(i * 7) % files.length];
    const label = classifier.labels.findIndex(({ id }) => basename(path).startsWith(`${id}_`));
    // oxlint-disable-next-line no-await-in-loop -- until there are enough
    const { width, height, data } = classifier.prepare((await readImage(path)).image);
    const picture = { width, height, channels: 3, data: Uint8Array.from(data) };
    // oxlint-disable-next-line no-await-in-loop -- until there are enough
    if (top((await classifier.logits([picture]))[0]) === label) photos.push({ name: basename(path), label, picture });
  }
  return photos;
}

/** The folder of a set's adversaries. */
function folderOf({ key, defense, attacker }) {
  const many = attacker === 'identity' || attacker === 'derivative' || attacker === 'held' ? { draws } : {};
  const settings = { sha256, epsilon, step, iterations, seed, defense: defenses[defense], attacker, ...many };
  const hash = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
  return join(flags.cache, `${key.replace('/', '-')}-${hash}`);
}

/** Makes the adversaries of a set that are not there yet. */
async function make(attack, photos) {
  const folder = folderOf(attack);
  mkdirSync(folder, { recursive: true });
  const missing = photos.filter(({ name }) => !existsSync(join(folder, `${name}.png`)));
  for (const [i, { name, label, picture }] of missing.entries()) {
    const started = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other, each kept as soon as it is there
    const model = await (attackers[attack.attacker]?.(defenses[attack.defense], picture) ?? classifier);
    // Whom to attack is decided by the bare network, which has all of them right: a photo that the defense alone gets
    // wrong on average may still be right in some draws, and an attacker goes on.
    const target = { ...model, logits: (images) => classifier.logits(images) };
    const options = { epsilon, step, iterations, labels: [label] };
    // oxlint-disable-next-line no-await-in-loop -- as above
    const [result] = await igsm(target, [picture], options);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await writeImage(join(folder, `${name}.png`), result.rounded);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`${attack.key}: ${i + 1} of ${missing.length}, ${name}, ${seconds} s\n`);
  }
}

/** The adversaries of a set, or undefined where some are missing. */
async function adversaries(attack, photos) {
  const paths = photos.map(({ name }) => join(folderOf(attack), `${name}.png`));
  if (!paths.every((path) => existsSync(path))) return undefined;
  return Promise.all(paths.map(async (path, i) => ({ ...photos[i], picture: (await readImage(path)).image })));
}

/** How often photos are right behind a defense: the mean over seeds, and Wilson's interval as if a photo's draws agreed. */
async function judge(photos, options) {
  const bySeed = [];
  // Nothing is drawn without a defense; no seed of a judge is the attacker's.
  const seeds = Array.from({ length: options === undefined ? 1 : judges }, (_, i) => seed + 1000 + i);
  for (const each of seeds) {
    const model = options === undefined ? classifier : behind({ ...options, seed: each });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const named = await model.classify(
      photos.map(({ picture }) => picture),
      { top: 1 },
    );
    bySeed.push(named.map(([{ index }], i) => Number(index === photos[i].label)));
  }
  const mean = share(bySeed.map(share));
  const interval = wilson(Math.round(mean * photos.length), photos.length);
  return { mean, ...interval, bySeed: bySeed.map((list) => list.join('')) };
}

const photos = await rightPhotos();
for (const attack of attacks) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  if (wanted.includes(attack.key)) await make(attack, photos);
}
if (!wanted.includes('table')) process.exit(0);

/** The rows of the table: who is judged, and whose attackers attack it. */
const rows = [
  { name: 'none', defense: undefined },
  { name: 'PD (200) + WD (σ .04), as published', defense: 'published' },
  { name: 'the same, Ens-10', defense: 'published', ensemble: 10 },
  { name: 'PD (1500) + WD (σ .05)', defense: 'strong' },
  { name: 'the same, Ens-10', defense: 'strong', ensemble: 10 },
  { name: 'PD (1500) + R-CAM + WD (σ .04)', defense: 'r-cam' },
  { name: 'the same, Ens-10', defense: 'r-cam', ensemble: 10 },
];
const columns = ['clean', 'oblivious', 'neither', 'one-draw', 'identity', 'derivative', 'held'];
/** Columns of an ensemble, which takes ten times as long to judge. */
const ofEnsembles = ['clean', 'oblivious', 'derivative', 'held'];
const results = [];
for (const { name, defense, ensemble } of rows) {
  const cells = {};
  for (const column of ensemble ? ofEnsembles : columns) {
    const attack = attacks.find(
      (each) => each.attacker === column && (each.defense === undefined || each.defense === defense),
    );
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const attacked = column === 'clean' ? photos : attack && (await adversaries(attack, photos));
    if (!attacked) continue;
    const options = defense && { ...defenses[defense], ...(ensemble ? { ensemble } : {}) };
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    cells[column] = await judge(attacked, options);
    process.stderr.write(`${name}, ${column}: ${cells[column].mean.toFixed(3)}\n`);
  }
  results.push({ name, defense: defense && defenses[defense], ensemble: ensemble ?? 1, cells });
}
const about = { model: classifier.name, sha256, epsilon, step, iterations, draws, judges, seed };
const record = { ...about, photos: photos.map(({ name }) => name), rows: results };
for (const path of [flags.json, flags.markdown]) mkdirSync(join(path, '..'), { recursive: true });
writeFileSync(flags.json, `${JSON.stringify(record, undefined, 1)}\n`);

const percent = (value) => (100 * value).toFixed(0);
const cell = (found) =>
  found === undefined ? '' : `${percent(found.mean)} (${percent(found.low)}–${percent(found.high)})`;
const lines = [
  [
    'Accuracy, %',
    'clean',
    'oblivious',
    'no BPDA, no EOT',
    'BPDA, no EOT',
    'adaptive, identity',
    'adaptive, derivative',
    'adaptive, map held',
  ],
  ['---', ...columns.map(() => '---:')],
  ...results.map(({ name, cells }) => [name, ...columns.map((column) => cell(cells[column]))]),
].map((cells) => `| ${cells.join(' | ')} |`);
writeFileSync(flags.markdown, `${lines.join('\n')}\n`);
console.log(lines.join('\n'));
await classifier.dispose();
