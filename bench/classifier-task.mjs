// What a classifier costs: one case in a process of its own.
//
// usage: node bench/classifier-task.mjs gradient|defense MODEL BATCH REPEATS
// Prints one JSON line of median times in milliseconds. The things compared are run in turn, so that the machine's moods
// meet all of them; sessions have the library's options.
import { readFileSync } from 'node:fs';
import { createRandom } from '../dist/index.js';
import { differentiate, loadClassifier } from '../dist/models/index.js';
import { defendedClassifier } from '../dist/pipeline/index.js';
// After the library, which turns its telemetry off.
import ort from 'onnxruntime-node';

const [kind, file, batchText, repeatsText] = process.argv.slice(2);
const batch = Number(batchText);
const repeats = Number(repeatsText);
const random = createRandom(1, 'bench');

function median(times) {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

/** Median times of functions that are called in turn. */
async function inTurn(runs) {
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = -5; round < repeats; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const start = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      await run();
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

function tensor(dims) {
  const size = dims.reduce((a, b) => a * b);
  const data = Float32Array.from({ length: size }, () => random.uniform(-1, 1));
  return new ort.Tensor('float32', data, dims);
}

async function gradient() {
  const bytes = readFileSync(file);
  const options = {
    intraOpNumThreads: 2,
    graphOptimizationLevel: 'all',
    extra: { session: { force_spinning_stop: '1' } },
  };
  const forward = await ort.InferenceSession.create(bytes, options);
  const both = await ort.InferenceSession.create(await differentiate(bytes), options);
  const [input] = forward.inputNames;
  const [, ...sides] = forward.inputMetadata[0].shape;
  const x = tensor([batch, ...sides]);
  const cotangent = tensor([batch, (await forward.run({ [input]: x }))[forward.outputNames[0]].dims[1]]);
  return inTurn({
    forward: () => forward.run({ [input]: x }),
    gradient: () => both.run({ [input]: x, d_logits: cotangent }),
  });
}

async function defense() {
  const classifier = await loadClassifier(file, { threads: 2 });
  const defended = defendedClassifier(classifier, { seed: 1 });
  const { width, height } = classifier;
  const data = Float32Array.from(
    { length: width * height * 3 },
    (_, i) => 128 + 60 * Math.sin(i / 997) * Math.cos(i / 53) + random.randint(-20, 20),
  );
  const picture = { width, height, channels: 3, data };
  return inTurn({
    forward: () => classifier.logits([picture]),
    activationMap: () => classifier.activationMap(picture),
    plain: () => classifier.classify(picture),
    defended: () => defended.classify(picture),
  });
}

console.log(JSON.stringify(await { gradient, defense }[kind]()));
