// The laboratory's part of npm run bench: two workers beside one, the engine beside the bare computing, and the report of a
// million records.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planFromFile } from '../dist/evaluation/plan/from-file.js';
import { createRun } from '../dist/evaluation/run/run-folder.js';
import { runManifest } from '../dist/evaluation/run/run-manifest.js';
import { simulateShard } from '../dist/evaluation/shard/simulate.js';
import { json, median } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const task = (mode, workers, data, limit) =>
  json(process.execPath, [join(here, 'laboratory-task.mjs'), mode, String(workers), data, String(limit)]);

/** Work by itself, by one worker and by two, in turn. */
function benchEngine(data, limit, rounds) {
  const cases = { direct: ['direct', 0], one: ['engine', 1], two: ['engine', 2] };
  const seconds = { direct: [], one: [], two: [] };
  let records = 0;
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(cases);
    for (const name of round % 2 ? names.toReversed() : names) {
      const run = task(...cases[name], data, limit);
      seconds[name].push(run.seconds);
      records = run.records;
    }
  }
  const { direct, one, two } = Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
  console.log(
    `\nlaboratory, ${records} records: computing alone ${direct.toFixed(1)} s, one worker ${one.toFixed(1)} s ` +
      `(${((one / direct - 1) * 100).toFixed(1)} % more, goal ≤ 5), two workers ${two.toFixed(1)} s, ` +
      `ratio ${(one / two).toFixed(2)} (goal 1.6)`,
  );
  return { what: 'laboratory', records, direct, one, two, overhead: one / direct - 1, ratio: one / two };
}

/** A computer in this process whose shards are simulated and take no time. */
const simulator = {
  name: 'local',
  async run(source, { signal, onResult }) {
    for (let i = 0; i < source.count; i++) {
      signal.throwIfAborted();
      // oxlint-disable-next-line no-await-in-loop -- in order
      if (!source.done(i)) await onResult(await simulateShard(source.at(i), signal));
    }
  },
  dispose: () => Promise.resolve(),
};

const hash = (i) => i.toString(16).padStart(64, '0');

/** A run folder of about a million simulated records. */
async function writeMillion(folder) {
  const yaml = `
data: nowhere
attacks: [igsm: { epsilon: [1, 2, 4] }, fgsm: { epsilon: [2, 4] }, pgd: { epsilon: 4 }, uniform-noise: { epsilon: 4 }]
defenses: [PD+WD=deflect+wavelet, JPEG 75=jpeg:quality=75, JPEG 40=jpeg:quality=40, median, bit-depth, tv]
`;
  const plan = planFromFile('million.yaml', new TextEncoder().encode(yaml));
  const images = Array.from({ length: 17_860 }, (_, i) => ({ id: `${i}.jpg`, sha256: hash(i), labels: [i % 100] }));
  const manifest = {
    format: 'pixel-deflection run',
    schema: 1,
    plan,
    command: [],
    version: '',
    code: '',
    models: [
      {
        name: 'builtin',
        sha256: hash(0),
        card: { labels: Array.from({ length: 100 }, (_, k) => `class ${k}`) },
        width: 64,
        height: 64,
        classes: 100,
      },
    ],
    data: { kind: 'folders', sha256: hash(0), found: images.length },
    images,
    unreadable: [],
    machine: { cpu: '', cores: 1, platform: '', arch: '', node: '', onnxruntime: '' },
    shardSize: 100,
    adversaries: false,
    started: '',
  };
  mkdirSync(folder, { recursive: true });
  await createRun(folder, manifest);
  return runManifest(manifest, folder, { engine: simulator, simulate: { milliseconds: 0 } });
}

/** The page of a million records, by the command line. */
async function benchReport(scratch) {
  const folder = join(scratch, 'million');
  const { records } = await writeMillion(folder);
  const cli = join(here, '..', 'dist', 'cli', 'main.js');
  const page = join(scratch, 'million.html');
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [cli, 'report', folder, '-o', page], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const seconds = (performance.now() - started) / 1000;
  console.log(`report of ${records} records: ${seconds.toFixed(1)} s (goal ≤ 30)`);
  return { what: 'report', records, seconds };
}

/**
 * @param tiny packed records of 64 × 64 photos, that the built-in classifier knows
 * @param scratch a folder for what is written
 */
export async function benchLaboratory(tiny, rounds, scratch) {
  const results = [];
  if (existsSync(tiny)) results.push(benchEngine(tiny, 288, Math.min(rounds, 3)));
  results.push(await benchReport(scratch));
  return results;
}
