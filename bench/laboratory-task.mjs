// One timing of the laboratory, in a process of its own; prints seconds as JSON.
//
// usage: node bench/laboratory-task.mjs direct|engine WORKERS DATA LIMIT
//   direct: all shards by one computer in this process, nothing written; engine: a run of the local engine, into a folder
//   that is removed again. Preparing (reading pictures, loading models for the checks) is not counted; starting processes is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathStore } from '../dist/evaluation/data/content-store.js';
import { planFromFile } from '../dist/evaluation/plan/from-file.js';
import { localEngineFor } from '../dist/evaluation/run/evaluate.js';
import { expand } from '../dist/evaluation/run/expand.js';
import { prepareRun } from '../dist/evaluation/run/prepare.js';
import { createRun } from '../dist/evaluation/run/run-folder.js';
import { runManifest } from '../dist/evaluation/run/run-manifest.js';
import { createComputer } from '../dist/evaluation/shard/computer.js';

const [mode, workers, data, limit] = process.argv.slice(2);

/** Work of one thread: the built-in classifier, an attack with gradients, a defense with a map, one without. */
const yaml = `
seed: 1
data: { path: ${JSON.stringify(data)}, limit: ${limit} }
attacks:
  - igsm: { epsilon: [2, 4] }
  - deepfool: { relativeL2: 0.02 }
defenses:
  - PD+R-CAM+WD: { chain: deflect+wavelet, map: r-cam, ensemble: 10 }
  - JPEG: jpeg:quality=40
`;

const plan = planFromFile('bench.yaml', new TextEncoder().encode(yaml));
const prepared = await prepareRun(plan, { shardSize: 8 });
const shards = expand(prepared.manifest);
const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-bench-'));
try {
  const started = performance.now();
  if (mode === 'direct') {
    const computer = createComputer(pathStore(prepared.places));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let i = 0; i < shards.count; i++) await computer.compute(shards.at(i));
    await computer.dispose();
  } else {
    await createRun(folder, prepared.manifest);
    const engine = localEngineFor(prepared, folder, Number(workers));
    await runManifest(prepared.manifest, folder, { engine });
    await engine.dispose();
  }
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, records: shards.records }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
