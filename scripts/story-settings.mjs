// How the settings of the demo for the built-in classifier were chosen: photos of Tiny ImageNet (of the training part, none
// of val.bin) that it gets right, attacked by IGSM with several ε, and defended with several σ of the wavelets.
//   npm run build && node scripts/story-settings.mjs --data ../shared/tiny-imagenet/train-1.bin
// Further: --model, --photos 100, --epsilons 2,3,4, --sigmas 0.04,0.05,0.06,0.07.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { igsm } from 'pixel-deflection/attacks';
import { readImage } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';

const builtIn = fileURLToPath(new URL('../assets/classifier/tiny-imagenet-100.onnx', import.meta.url));
const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    data: text('../shared/tiny-imagenet/train-1.bin'),
    model: text(builtIn),
    photos: text('100'),
    epsilons: text('2,3,4'),
    sigmas: text('0.04,0.05,0.06,0.07'),
  },
});
const numbers = (list) => list.split(',').map(Number);

/** One photo of so many is taken: the file is in the order of nothing. */
const every = 50;
const draws = 5;

const classifier = await loadClassifier(flags.model, { threads: 1 });
const top = (row) => row.indexOf(Math.max(...row));

/** Records of the data: uint16 class, uint32 length, a JPEG of that length. */
function* records() {
  const bytes = readFileSync(flags.data);
  for (let at = 0; at < bytes.length; at += 6 + bytes.readUInt32LE(at + 2)) {
    const end = at + 6 + bytes.readUInt32LE(at + 2);
    yield { label: bytes.readUInt16LE(at), jpeg: bytes.subarray(at + 6, end) };
  }
}

/** Photos that the classifier gets right, at its size. */
async function photos() {
  const found = [];
  let seen = 0;
  for (const { label, jpeg } of records()) {
    if (seen++ % every !== 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- until there are enough
    const { placement: _, ...picture } = classifier.prepare((await readImage(jpeg)).image);
    // oxlint-disable-next-line no-await-in-loop -- until there are enough
    const [row] = await classifier.logits([picture]);
    if (top(row) === label) found.push({ label, picture });
    if (found.length === Number(flags.photos)) break;
  }
  return found;
}

/** The share of pictures that are right in most draws of the whole chain. */
async function recovered(pictures, sigma, ensemble) {
  let right = 0;
  const defended = defendedClassifier(classifier, { seed: 1, ensemble, denoiserOptions: { sigma } });
  for (const { label, picture } of pictures) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const rows = await classifier.logits(await defended.draws(picture));
    if (2 * rows.filter((row) => top(row) === label).length > rows.length) right++;
  }
  return right / pictures.length;
}

const percent = (share) => `${(100 * share).toFixed(0)}`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const clean = await photos();
const sigmas = numbers(flags.sigmas);
row(`${clean.length} photos`, 'fooled, %', 'relative L2', ...sigmas.map((sigma) => `σ ${sigma}, %`));
row('---', '---:', '---:', ...sigmas.map(() => '---:'));
const kept = [];
// oxlint-disable-next-line no-await-in-loop -- one after the other
for (const sigma of sigmas) kept.push(percent(await recovered(clean, sigma, 1)));
row('clean', '', '', ...kept);
for (const epsilon of numbers(flags.epsilons)) {
  const labels = clean.map(({ label }) => label);
  const options = { epsilon, step: epsilon / 4, iterations: 10, surviveRounding: true, labels, batchSize: 16 };
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  const results = await igsm(
    classifier,
    clean.map(({ picture }) => picture),
    options,
  );
  const fooled = results.filter(({ successAfterRounding }) => successAfterRounding);
  const pictures = fooled.map(({ label, rounded }) => ({ label, picture: rounded }));
  const length = fooled.reduce((sum, { distancesAfterRounding }) => sum + distancesAfterRounding.relativeL2, 0);
  const back = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const sigma of sigmas) back.push(percent(await recovered(pictures, sigma, draws)));
  row(`ε ${epsilon}`, percent(fooled.length / clean.length), (length / fooled.length).toFixed(4), ...back);
}
await classifier.dispose();
