// The attacks' part of npm run bench: pictures a second beside torchattacks on PyTorch, with the same budgets. Ratios are
// of medians of fresh processes, alternated.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImage } from '../dist/io/index.js';
import { loadClassifier } from '../dist/models/index.js';
import { json, median } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The ratios to torchattacks that were set as goals, by batch. */
const goals = { 1: 4, 10: 1.3 };
const repeats = { igsm: { 1: 7, 10: 2 }, pgd: { 1: 5, 10: 1 }, cw: { 1: 3, 10: 1 } };

/** The first photos at the classifier's size. */
async function writePictures(model, photos, count, path) {
  const classifier = await loadClassifier(model, { threads: 1 });
  const names = readdirSync(photos).toSorted().slice(0, count);
  const files = await Promise.all(names.map((name) => readImage(join(photos, name))));
  const pictures = files.map(({ image }) => classifier.prepare(image).data);
  const all = new Float32Array(pictures.length * pictures[0].length);
  pictures.forEach((data, i) => all.set(data, i * data.length));
  writeFileSync(path, all);
  await classifier.dispose();
}

function compare(method, batch, rounds, model, input, python) {
  const times = String(repeats[method][batch]);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    const mine = () =>
      ours.push(json(process.execPath, [join(here, 'attack-task.mjs'), model, method, String(batch), times, input]));
    const other = () => {
      if (!python) return;
      const { interpreter, peer, library } = python;
      theirs.push(
        json(interpreter, [join(here, 'attacks.py'), peer, library, model, method, String(batch), times, input]),
      );
    };
    for (const run of round % 2 ? [other, mine] : [mine, other]) run();
  }
  const time = median(ours.map((each) => each.time));
  const torch = python && median(theirs.map((each) => each.time));
  console.log(
    `${`${method}, batch ${batch}`.padEnd(32)} a picture ${time.toFixed(1).padStart(7)}` +
      (torch === undefined
        ? ''
        : `   torchattacks ${torch.toFixed(1).padStart(7)}   ratio ${(torch / time).toFixed(2)} (goal ≥ ${goals[batch]})`) +
      `   fooled ${ours[0].fooled}${python ? ` and ${theirs[0].fooled.toFixed(2)}` : ''}`,
  );
  return { what: `${method} on SqueezeNet, batch ${batch}`, ours: time, torch, ratio: torch && torch / time };
}

/**
 * @param peer the Python module that runs the model in PyTorch
 * @param library a folder with the package torchattacks; without it only this library is measured
 * @param scratch a folder for the pictures
 */
export async function benchAttacks({ models, photos, peer, library, interpreter, rounds, scratch }) {
  const model = join(models, 'squeezenet1_1.onnx');
  if (!existsSync(model) || !existsSync(photos)) return [];
  const input = (batch) => join(scratch, `photos-${batch}.f32`);
  const found =
    library !== undefined &&
    existsSync(peer) &&
    existsSync(interpreter) &&
    spawnSync(interpreter, ['-c', 'import torchattacks, onnx'], { env: { ...process.env, PYTHONPATH: library } })
      .status === 0;
  console.log(
    `\nattacks on SqueezeNet, 2 threads, ms a picture${found ? '' : ' (no torchattacks: see --torchattacks)'}`,
  );
  const results = [];
  for (const batch of [1, 10]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await writePictures(model, photos, batch, input(batch));
    for (const method of ['igsm', 'pgd', 'cw']) {
      const python = found ? { interpreter, peer, library } : undefined;
      results.push(compare(method, batch, rounds, model, input(batch), python));
    }
  }
  return results;
}
