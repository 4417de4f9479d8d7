// The table over photos of docs/story.md: how often a classifier is right on clean photos, on adversaries, and on both
// behind each defense of the notebook, wavelets alone and JPEG.
//   npm run build && node scripts/story-table.mjs --photos ../shared/photos --model ../shared/models/mobilenet_v2_224.onnx
// Further: --limit 10 photos, --seeds 3, --cache out/story-table (adversaries, so that a second run is quick), and
// --json (every photo's outcomes too) and --markdown, files for the results. Photos are named <WordNet id>_<name>.jpg.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from 'pixel-deflection';
import { igsm } from 'pixel-deflection/attacks';
import { listImages, readImage, writeImage } from 'pixel-deflection/io';
import { compressJpegSync } from 'pixel-deflection/jpeg';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import { wilson } from '../dist/evaluation/statistics/wilson.js';

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    photos: text('../shared/photos'),
    model: text('../shared/models/mobilenet_v2_224.onnx'),
    cache: text('out/story-table'),
    json: text('out/story-table.json'),
    markdown: text('out/story-table.md'),
    limit: text('1000000'),
    seeds: text('3'),
  },
});

/** The attacks, each judged as an 8-bit file: at full strength, and with the fewest steps that survive rounding. */
const attacks = {
  full: { epsilon: 2, step: 0.5, iterations: 10 },
  weak: { epsilon: 2, step: 0.5, iterations: 10, surviveRounding: true, earlyStop: true },
};

/** The columns of the notebook's table, at its own settings. */
const defenses = {
  'PD (600)': { map: 'none', deflections: 600, denoiser: 'none' },
  'PD (200) + WD': { map: 'none', deflections: 200 },
  'PD (1500) + R-CAM': { map: 'r-cam', deflections: 1500, denoiser: 'none' },
  'PD (1500) + R-CAM + WD': { map: 'r-cam', deflections: 1500 },
};

const atOnce = 8;
const seeds = Array.from({ length: Number(flags.seeds) }, (_, i) => i + 1);
const sha256 = createHash('sha256').update(readFileSync(flags.model)).digest('hex');
// One thread: how many share a sum decides its last bits, and these some signs of the attack.
const classifier = await loadClassifier(flags.model, { threads: 1 });
const files = (await listImages([flags.photos])).slice(0, Number(flags.limit));

/** Does something for parts of a list, one after the other, and joins the results. */
async function inParts(list, about, work) {
  const results = [];
  for (let start = 0; start < list.length; start += atOnce) {
    // oxlint-disable-next-line no-await-in-loop -- one part after the other
    results.push(...(await work(list.slice(start, start + atOnce), start)));
    if (process.stderr.isTTY) process.stderr.write(`\r${about}: ${results.length} of ${list.length}    `);
  }
  process.stderr.write(`\r${about}: ${list.length}              \n`);
  return results;
}

const top = (row) => row.indexOf(Math.max(...row));

/** Photos at the model's size that it gets right. */
async function rightPhotos() {
  const photos = await inParts(files, 'clean', (part) =>
    Promise.all(
      part.map(async ({ path }) => {
        const label = classifier.labels.findIndex(({ id }) => basename(path).startsWith(`${id}_`));
        const { image } = await readImage(path);
        const { width, height, data } = classifier.prepare(image);
        // As bytes: what was prepared is whole.
        const picture = { width, height, channels: 3, data: Uint8Array.from(data) };
        const [row] = await classifier.logits([picture]);
        return { name: basename(path), label, picture, right: top(row) === label };
      }),
    ),
  );
  return { all: photos.length, photos: photos.filter(({ right }) => right) };
}

/** The adversaries of an attack as 8-bit pictures, from the cache where they are there. */
async function adversaries(photos, name) {
  const options = attacks[name];
  const settings = createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 8);
  const folder = join(flags.cache, `${sha256.slice(0, 8)}-${name}-${settings}`);
  mkdirSync(folder, { recursive: true });
  const facts = join(folder, 'facts.json');
  let known = {};
  try {
    known = JSON.parse(readFileSync(facts, 'utf8'));
  } catch {
    // The first run.
  }
  const missing = photos.filter((photo) => known[photo.name] === undefined);
  await inParts(missing, `attack ${name}`, async (part) => {
    const labels = part.map(({ label }) => label);
    const results = await igsm(
      classifier,
      part.map(({ picture }) => picture),
      { ...options, labels, batchSize: atOnce },
    );
    await Promise.all(results.map((result, i) => writeImage(join(folder, `${part[i].name}.png`), result.rounded)));
    for (const [i, result] of results.entries()) {
      const { successAfterRounding: success, iterations, distancesAfterRounding } = result;
      known[part[i].name] = { success, iterations, relativeL2: distancesAfterRounding.relativeL2 };
    }
    writeFileSync(`${facts}.tmp`, JSON.stringify(known));
    renameSync(`${facts}.tmp`, facts);
    return results;
  });
  const pictures = await Promise.all(
    photos.map(async (photo) => ({
      ...photo,
      picture: (await readImage(join(folder, `${photo.name}.png`))).image,
    })),
  );
  const of = (key) => photos.reduce((sum, photo) => sum + Number(known[photo.name][key]), 0) / photos.length;
  return { pictures, success: of('success'), iterations: of('iterations'), relativeL2: of('relativeL2') };
}

/** Whether each photo is right, as a model or a defended one sees it. */
function judge(photos, about, model, change = (picture) => picture) {
  return inParts(photos, about, async (part) => {
    const rows = await model.logits(part.map(({ picture }) => change(picture)));
    return rows.map((row, i) => top(row) === part[i].label);
  });
}

const share = (list) => list.reduce((sum, value) => sum + Number(value), 0) / list.length;

/**
 * The share over photos of the mean over seeds, with its 95 % interval: over photos by the bootstrap, as the draws of one
 * photo go together; Wilson's where nothing is drawn or nothing differs.
 */
function measured(bySeed) {
  const photos = bySeed[0].map((_, i) => share(bySeed.map((list) => list[i])));
  const mean = share(photos);
  // For each seed, a digit for each photo: 1 where it is right.
  const outcomes = bySeed.map((list) => list.map(Number).join(''));
  const result = { mean, bySeed: bySeed.map(share), outcomes };
  if (bySeed.length === 1 || mean === 0 || mean === 1) {
    return { ...result, ...wilson(Math.round(mean * photos.length), photos.length) };
  }
  const random = createRandom(1, 'bootstrap');
  const means = Array.from({ length: 4000 }, () =>
    share(photos.map(() => photos[random.randint(0, photos.length - 1)])),
  ).toSorted((a, b) => a - b);
  return { ...result, low: means[100], high: means[3899] };
}

const jpeg = (picture) => compressJpegSync(picture, { quality: 40 });

/** All rows of the table for one set of photos. */
async function rowsOf(photos, set) {
  const rows = { undefended: measured([await judge(photos, `${set}, undefended`, classifier)]) };
  for (const [name, options] of Object.entries(defenses)) {
    const bySeed = [];
    for (const seed of seeds) {
      const defended = defendedClassifier(classifier, { ...options, seed });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      bySeed.push(await judge(photos, `${set}, ${name}, seed ${seed}`, defended));
    }
    rows[name] = measured(bySeed);
  }
  const wavelets = defendedClassifier(classifier, { map: 'none', deflections: 0, seed: 1 });
  rows['WD alone'] = measured([await judge(photos, `${set}, WD`, wavelets)]);
  rows['JPEG 40'] = measured([await judge(photos, `${set}, JPEG`, classifier, jpeg)]);
  return rows;
}

const { all, photos } = await rightPhotos();
const sets = { clean: { rows: await rowsOf(photos, 'clean') } };
for (const [name, settings] of Object.entries(attacks)) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  const { pictures, ...facts } = await adversaries(photos, name);
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  sets[name] = { settings, ...facts, rows: await rowsOf(pictures, name) };
}
const names = photos.map(({ name }) => name);
const result = { model: classifier.name, sha256, photos: all, right: photos.length, names, seeds, sets };
writeFileSync(flags.json, `${JSON.stringify(result, undefined, 2)}\n`);

const cell = ({ mean, low, high }) =>
  `${(100 * mean).toFixed(0)} (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`;
const heads = ['Accuracy, %', 'clean', 'IGSM, full strength', 'IGSM, just survives rounding'];
const lines = [
  heads,
  ['---', '---:', '---:', '---:'],
  ...Object.keys(sets.clean.rows).map((name) => [name, ...Object.values(sets).map(({ rows }) => cell(rows[name]))]),
].map((cells) => `| ${cells.join(' | ')} |`);
writeFileSync(flags.markdown, `${lines.join('\n')}\n`);
console.log(lines.join('\n'));
await classifier.dispose();
