// What the page shows before its model has arrived, its thumbnails, and what it compares a device with: computed in Node, with the settings
// that the page starts with.
//   npm run build && node scripts/web-computed.mjs
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resize } from 'pixel-deflection';
import { igsm } from 'pixel-deflection/attacks';
import { listImages, readImage, writeImage } from 'pixel-deflection/io';
import { loadClassifier } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import { root } from './setup.mjs';

const worker = join(root, 'web', 'src', 'worker');
const result = join(root, 'web', 'src', 'sections', 'result');
const settings = { epsilon: 4, iterations: 10, deflections: 1500, window: 10, map: 'r-cam', sigma: 0.06, seed: 1 };

// One thread: how many share a sum decides its last bits.
const classifier = await loadClassifier(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'), { threads: 1 });
const { image } = await readImage(join(root, 'assets', 'samples', 'n07749582_lemon.png'));
const clean = classifier.prepare(image);

const [logits] = await classifier.logits([clean]);
const golden = { logits: Array.from(logits, (value) => Number(value.toFixed(5))) };
writeFileSync(join(worker, 'golden.json'), `${JSON.stringify(golden)}\n`);

const { epsilon, iterations, deflections, window, map, sigma, seed } = settings;
const [attack] = await igsm(classifier, [clean], { epsilon, iterations, surviveRounding: true });
const defended = defendedClassifier(classifier, { deflections, window, map, denoiserOptions: { sigma }, seed });
const [drawn] = await defended.draws(attack.rounded);
const pictures = [
  { name: 'clean', title: 'Clean', picture: clean },
  { name: 'attacked', title: 'Attacked', picture: attack.rounded },
  { name: 'defended', title: 'Defended', picture: drawn },
];
const round = (value) => Number(value.toFixed(4));
const told = [];
/* oxlint-disable no-await-in-loop -- one after the other */
for (const { name, title, picture } of pictures) {
  const data = Uint8Array.from(picture.data, Math.round);
  await writeImage(join(result, `${name}.png`), { width: picture.width, height: picture.height, channels: 3, data });
  // Of what the defense shows the classifier, before it is rounded to be seen.
  const all = await classifier.classify(picture, { top: classifier.classes });
  const [{ name: says, label, index, probability }] = all;
  const truth = all.find((each) => each.label === 'n07749582').probability;
  told.push({ name, title, says: { label, name: says, index, probability: round(probability) }, truth: round(truth) });
}
/* oxlint-enable no-await-in-loop */
const record = { sample: 'lemon', settings, distances: attack.distancesAfterRounding, pictures: told };
writeFileSync(join(result, 'result.json'), `${JSON.stringify(record, undefined, 2)}\n`);
await classifier.dispose();

// Thumbnails: the samples themselves are two megabytes.
const images = await listImages([join(root, 'assets', 'samples')]);
await Promise.all(
  images.map(async ({ path }) => {
    const { image } = await readImage(path);
    const side = Math.min(image.width, image.height);
    const size = (length) => Math.round((length / side) * 96);
    const small = resize(image, size(image.width), size(image.height));
    await writeImage(join(root, 'web', 'src', 'thumbnails', `${basename(path, '.png')}.webp`), small, { quality: 70 });
  }),
);
