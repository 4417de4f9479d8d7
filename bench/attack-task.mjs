// What an attack takes on a batch: one case in a process of its own.
//
// usage: node bench/attack-task.mjs MODEL igsm|pgd|cw BATCH REPEATS INPUT
// INPUT: float32 pictures [BATCH, height, width, 3], 0 to 255. Prints one JSON line: the median time of a picture in
// milliseconds, with its judging and measuring, and the share that is fooled. Settings are those of bench/attacks.py.
import { readFileSync } from 'node:fs';
import { carliniWagner, igsm, pgd } from '../dist/attacks/index.js';
import { loadClassifier } from '../dist/models/index.js';

const [file, method, batchText, repeatsText, source] = process.argv.slice(2);
const batch = Number(batchText);
const classifier = await loadClassifier(file, { threads: 2 });
const { width, height } = classifier;
const size = width * height * 3;
const floats = new Float32Array(readFileSync(source).buffer);
const images = Array.from({ length: batch }, (_, i) => ({
  width,
  height,
  channels: 3,
  data: floats.slice(i * size, (i + 1) * size),
}));
const common = { batchSize: batch };
const attack = {
  igsm: () => igsm(classifier, images, { ...common, epsilon: 2, step: 0.5, iterations: 10 }),
  pgd: () => pgd(classifier, images, { ...common, epsilon: 2, step: 0.5, iterations: 20, seed: 1 }),
  cw: () => carliniWagner(classifier, images, { ...common, preset: 'torchattacks' }),
}[method];
const times = [];
let results;
for (let turn = -1; turn < Number(repeatsText); turn++) {
  const start = performance.now();
  // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
  results = await attack();
  if (turn >= 0) times.push((performance.now() - start) / batch);
}
const fooled = results.filter(({ success }) => success).length / batch;
console.log(JSON.stringify({ time: times.toSorted((a, b) => a - b)[times.length >> 1], fooled }));
