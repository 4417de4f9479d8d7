// The classifiers' part of npm run bench: a gradient beside a forward run and beside PyTorch, an activation map and a
// defended classification beside a plain one. Ratios are of medians of fresh processes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { json, median } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const files = ['mobilenet_v2_224.onnx', 'squeezenet1_1.onnx'];

/** The highest ratio to a forward run, and the lowest one to PyTorch, that were set as goals, by batch. */
const goals = { 1: { forward: 3, torch: 4 }, 8: { forward: 4.5, torch: 1.3 } };

const verdict = (value, goal) => `${value.toFixed(2)} (goal ${goal})`;

/** Medians of what fresh processes measure, by name. */
function medians(runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));
}

function task(...args) {
  return json(process.execPath, [join(here, 'classifier-task.mjs'), ...args.map(String)]);
}

function gradients(file, batch, rounds, python, peer) {
  const repeats = batch === 1 ? 41 : 11;
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    const mine = () => ours.push(task('gradient', file, batch, repeats));
    const other = () => {
      if (python) theirs.push(json(python, [join(here, 'gradient.py'), peer, file, String(batch), '7']).gradient);
    };
    for (const run of round % 2 ? [other, mine] : [mine, other]) run();
  }
  const { forward, gradient } = medians(ours);
  const torch = python ? median(theirs) : undefined;
  const goal = goals[batch];
  console.log(
    `${`${basename(file)}, batch ${batch}`.padEnd(32)} forward ${forward.toFixed(1).padStart(6)}` +
      `   gradient ${gradient.toFixed(1).padStart(6)}   ratio ${verdict(gradient / forward, `≤ ${goal.forward}`)}` +
      (torch === undefined
        ? ''
        : `   PyTorch ${torch.toFixed(1)}   ratio ${verdict(torch / gradient, `≥ ${goal.torch}`)}`),
  );
  const what = `gradient of ${basename(file)}, batch ${batch}`;
  return { what, forward, ours: gradient, torch, toForward: gradient / forward, toTorch: torch && torch / gradient };
}

function defense(file, rounds) {
  const { forward, activationMap, plain, defended } = medians(
    Array.from({ length: rounds }, () => task('defense', file, 1, 101)),
  );
  console.log(
    `${basename(file).padEnd(32)} R-CAM ${activationMap.toFixed(2)}, forward ${forward.toFixed(2)}, ` +
      `ratio ${verdict(activationMap / forward, '≤ 1.1')}   ` +
      `defended ${defended.toFixed(2)}, plain ${plain.toFixed(2)}, ratio ${verdict(defended / plain, '≤ 2.2')}`,
  );
  return { what: `defense around ${basename(file)}`, forward, activationMap, plain, defended };
}

/**
 * @param models folder of the two development models
 * @param peer the Python module that runs them in PyTorch; left out where it is not there
 */
export function benchClassifiers(models, peer, rounds, interpreter) {
  const found = files.map((file) => join(models, file)).filter(existsSync);
  const imports = ['-c', 'import torch, onnx'];
  const torch = existsSync(peer) && existsSync(interpreter) && spawnSync(interpreter, imports).status === 0;
  if (found.length > 0) console.log(`\nclassifiers, 2 threads${torch ? '' : ' (no PyTorch)'}`);
  return [
    ...found.flatMap((file) =>
      [1, 8].map((batch) => gradients(file, batch, rounds, torch ? interpreter : undefined, peer)),
    ),
    ...found.slice(0, 1).map((file) => defense(file, rounds)),
  ];
}
