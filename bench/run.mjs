// npm run bench: this library beside the Python that it replaces, case by case in alternating fresh processes.
//
// usage: node bench/run.mjs [--rounds 5] [--only WORD] [--photos FOLDER] [--models FOLDER] [--peer FILE]
//   [--tiny FILE] [--torchattacks FOLDER] [--json FILE]
// Prints a table of medians and ratios. Without python3-skimage the Python columns stay empty; without a folder of photos
// the folder case is left out (default: ../shared/photos where it exists), and so are the classifiers without their models
// (default: ../shared/models); PyTorch is measured by the module of --peer (see classifiers.mjs), attacks beside the
// package torchattacks in a folder that --torchattacks names (see attacks.mjs), and the laboratory on packed records of --tiny
// (see laboratory.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../dist/index.js';
import { benchAttacks } from './attacks.mjs';
import { benchClassifiers } from './classifiers.mjs';
import { benchLaboratory } from './laboratory.mjs';
import { json, median } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    photos: { type: 'string', default: join(here, '..', '..', 'shared', 'photos') },
    models: { type: 'string', default: join(here, '..', '..', 'shared', 'models') },
    peer: { type: 'string', default: join(here, '..', '..', 'shared', 'peers', 'onnx_torch.py') },
    tiny: { type: 'string', default: join(here, '..', '..', 'shared', 'tiny-imagenet', 'val.bin') },
    torchattacks: { type: 'string' },
    json: { type: 'string' },
  },
});
const rounds = Number(flags.rounds);

/**
 * Python's side reuses its memory: with the C library's usual settings each array of this size is new pages, which here take longer
 * than the arithmetic.
 */
const reuse = { GLIBC_TUNABLES: 'glibc.malloc.mmap_threshold=1000000000:glibc.malloc.trim_threshold=4000000000' };
const interpreter = '/usr/bin/python3';

/** name, what it is, width, height, calls in a process, Python's case, the ratio that was set as the goal. */
const cases = [
  ['deflect-200', '200 deflections, new result', 224, 224, 301, 'deflect-200', 12],
  ['deflect-200-out', '200 deflections, with out', 224, 224, 301, 'deflect-200', 60],
  ['deflect-1500', '1500 deflections, map', 224, 224, 101, 'deflect-1500', 25],
  ['wavelet-db1', 'wavelet chain, 224²', 224, 224, 101, 'wavelet-db1', 15],
  ['wavelet-db1', 'wavelet chain, 12 MP', 4000, 3000, 9, 'wavelet-db1', undefined],
  ['threads', 'two threads, 12 MP', 4000, 3000, 9, 'wavelet-db1', 12],
  ['wavelet-db4', 'wavelet chain, db4, 224²', 224, 224, 41, 'wavelet-db4', 8],
  ['wavelet-sym8', 'wavelet chain, sym8, 224²', 224, 224, 41, 'wavelet-sym8', 8],
  ['tv', 'total variation, 224²', 224, 224, 21, 'tv', 3],
  ['bilateral', 'bilateral filter, 224²', 224, 224, 21, 'bilateral', 3],
  ['nlm', 'non-local means, 224²', 224, 224, 5, 'nlm', 3],
  ['wiener', 'Wiener filter, 224²', 224, 224, 41, 'wiener', undefined],
  ['median', 'median of 3 × 3, 224²', 224, 224, 41, 'median', undefined],
  ['wavelet-db1-js', 'in TypeScript: wavelets, 224²', 224, 224, 41, 'wavelet-db1', undefined],
  ['wavelet-db4-js', 'in TypeScript: db4, 224²', 224, 224, 11, 'wavelet-db4', undefined],
  ['tv-js', 'in TypeScript: variation, 224²', 224, 224, 5, 'tv', undefined],
  ['bilateral-js', 'in TypeScript: bilateral, 224²', 224, 224, 5, 'bilateral', undefined],
  ['nlm-js', 'in TypeScript: NLM, 224²', 224, 224, 3, 'nlm', undefined],
].filter(([name, what]) => `${name} ${what}`.includes(flags.only));

/** A seeded picture: smooth colour with noise, and a smooth map. */
function writeInput(folder, width, height) {
  const raw = join(folder, `${width}x${height}.f32`);
  const map = join(folder, `${width}x${height}.f64`);
  if (existsSync(raw)) return { raw, map };
  const random = createRandom(1, 'bench');
  const data = new Float32Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = 60 * Math.sin(x / 37) * Math.cos(y / 53);
      for (let c = 0; c < 3; c++, i++) data[i] = 128 + wave + random.randint(-20, 20);
    }
  }
  const keep = Float64Array.from({ length: width * height }, (_, i) => {
    const u = (((i % width) + 0.5) / width) * 2 - 1;
    const v = ((Math.floor(i / width) + 0.5) / height) * 2 - 1;
    return 0.5 * (1 - (u * u + v * v) / 2);
  });
  writeFileSync(raw, data);
  writeFileSync(map, keep);
  return { raw, map };
}

const python = existsSync(interpreter) && spawnSync(interpreter, ['-c', 'import skimage']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-bench-'));
const results = [];
try {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`);
  console.log(
    `median of ${rounds} fresh processes each, alternated; ${python ? '' : 'no python3-skimage: '}times in ms\n`,
  );
  for (const [name, what, width, height, repeats, reference, goal] of cases) {
    const { raw, map } = writeInput(folder, width, height);
    const args = [String(width), String(height), raw, map];
    const ours = [];
    const theirs = [];
    for (let round = 0; round < rounds; round++) {
      const mine = () =>
        ours.push(json(process.execPath, ['--expose-gc', join(here, 'task.mjs'), name, ...args, String(repeats)]));
      const other = () => {
        const calls = String(Math.max(1, Math.min(repeats, width > 1000 ? 1 : 21)));
        if (python) theirs.push(json(interpreter, [join(here, 'reference.py'), reference, ...args, calls], reuse));
      };
      for (const run of round % 2 ? [other, mine] : [mine, other]) run();
    }
    const mine = median(ours.map((run) => run.milliseconds));
    const other = python ? median(theirs.map((run) => run.milliseconds)) : undefined;
    const scratch = ours[0].scratch === undefined ? undefined : median(ours.map((run) => run.scratch));
    const copy = median(ours.map((run) => run.copy));
    results.push({ what, ours: mine, python: other, ratio: other && other / mine, goal, copy, scratch });
    const row = results.at(-1);
    console.log(
      `${what.padEnd(30)} ${mine.toFixed(3).padStart(9)}` +
        (other === undefined
          ? ''
          : `   Python ${other.toFixed(2).padStart(8)}   ratio ${row.ratio.toFixed(1).padStart(5)}`) +
        (goal === undefined ? '' : ` (goal ${goal})`.padEnd(11)) +
        `   copy ${copy.toFixed(4)}` +
        (scratch === undefined ? '' : `   scratch ${scratch.toFixed(2)} floats/sample`),
    );
  }
  if ('linear plot'.includes(flags.only)) results.push(benchSizes());
  if (existsSync(flags.photos) && 'folder workers'.includes(flags.only)) results.push(benchFolder(flags.photos));
  if ('classifiers gradient defense'.includes(flags.only)) {
    results.push(...benchClassifiers(flags.models, flags.peer, rounds, interpreter));
  }
  if ('attacks igsm pgd cw'.includes(flags.only)) {
    const { models, photos, peer, torchattacks: library } = flags;
    results.push(...(await benchAttacks({ models, photos, peer, library, interpreter, rounds, scratch: folder })));
  }
  if ('laboratory evaluate report'.includes(flags.only)) {
    results.push(...(await benchLaboratory(flags.tiny, rounds, folder)));
  }
  if (flags.json) writeFileSync(flags.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** How the cost of the wavelet chain grows with the picture; the plot is written to docs/images. */
function benchSizes() {
  const measured = json(process.execPath, ['--expose-gc', join(here, 'linear.mjs')]);
  const file = join(folder, 'linear.json');
  writeFileSync(file, JSON.stringify(measured));
  const picture = join(here, '..', 'docs', 'images', 'performance.svg');
  const run = spawnSync(process.execPath, [join(here, 'plot.mjs'), file, picture], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the plot failed: ${run.stderr}`);
  console.log(`\nfrom 0.05 to 50 megapixels: ${JSON.stringify(measured)}`);
  return { what: 'wavelet chain by size', ...measured };
}

/** A folder of photos through the command line, with one worker and with two. */
function benchFolder(photos) {
  const seconds = { 1: [], 2: [] };
  const cli = join(here, '..', 'dist', 'cli', 'main.js');
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const workers of round % 2 ? [2, 1] : [1, 2]) {
      const out = mkdtempSync(join(folder, 'photos-'));
      const start = performance.now();
      const run = spawnSync(process.execPath, [
        cli,
        'defend',
        photos,
        '-o',
        out,
        '--seed',
        '1',
        '--workers',
        String(workers),
      ]);
      if (run.status !== 0) throw new Error(`the folder run failed: ${run.stderr}`);
      seconds[workers].push((performance.now() - start) / 1000);
      rmSync(out, { recursive: true });
    }
  }
  const one = median(seconds[1]);
  const two = median(seconds[2]);
  const count = readdirSync(photos).length;
  console.log(
    `\nfolder of ${count} photos: one worker ${one.toFixed(1)} s, two workers ${two.toFixed(1)} s, ` +
      `ratio ${(one / two).toFixed(2)} (goal 1.6)`,
  );
  return { what: `folder of ${count} photos, two workers`, ours: two * 1000, oneWorker: one * 1000, ratio: one / two };
}
