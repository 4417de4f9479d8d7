import { mkdirSync } from 'node:fs';
import process from 'node:process';
import { localEngine } from '../../dist/evaluation/engine/local.js';
import { runManifest } from '../../dist/evaluation/run/run-manifest.js';

// A driver of a simulated run, to be measured: node --expose-gc simulated-driver.js <run folder>; the manifest comes in on
// standard input. Prints the memory that the process holds, in bytes, after each tenth of the run.

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const manifest = JSON.parse(Buffer.concat(chunks));
const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const engine = localEngine({
  workers: 1,
  computerModule: new URL('./simulated-computer.js', import.meta.url).href,
  settings: {},
});
let told = 0;
const { records } = await runManifest(manifest, folder, {
  engine,
  onProgress: ({ shards, ofShards }) => {
    if (shards < ((told + 1) * ofShards) / 10) return;
    told++;
    globalThis.gc();
    console.log(JSON.stringify(process.memoryUsage()));
  },
});
await engine.dispose();
console.log(records);
