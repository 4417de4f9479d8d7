import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { localEngine } from '../../dist/evaluation/engine/local.js';
import { queueEngine } from '../../dist/evaluation/engine/queue/queue-engine.js';
import { expand } from '../../dist/evaluation/run/expand.js';
import { RunResults } from '../../dist/evaluation/run/results.js';

// A driver of a simulated run, as a process that tests can kill: node queue-driver.js <run folder> <settings as JSON>. Without
// an address of a queue the run is done by the local engine. Prints its notices and what went wrong.

const [folder, settings] = process.argv.slice(2);
const { milliseconds = 0, computer, ...options } = JSON.parse(settings);
const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
const manifest = JSON.parse(text);
const results = await RunResults.open(folder, expand(manifest, { milliseconds }));
const { code, models, machine } = manifest;
const engine =
  options.url === undefined
    ? localEngine({ workers: 1, ...computer })
    : queueEngine({ identity: text, code, models, machine, ...options });
const stop = new AbortController();
process.on('SIGINT', () => stop.abort(new Error('stopped')));
try {
  await engine.run(results.source, {
    signal: stop.signal,
    onResult: (result) => results.keep(result),
    onNotice: (line) => console.log(line),
  });
  console.log(`done: ${results.counts.records} records`);
} catch (error) {
  console.log(`failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await results.close();
  await engine.dispose();
}
