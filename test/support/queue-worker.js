import process from 'node:process';
import { pathStore } from '../../dist/evaluation/data/content-store.js';
import { runQueueWorker } from '../../dist/evaluation/engine/queue/worker.js';
import { checkJob } from '../../dist/evaluation/shard/check-job.js';
import { createComputer } from '../../dist/evaluation/shard/computer.js';

// A worker whose jobs are simulated, as a process that tests can kill: node queue-worker.js <settings as JSON>. `refuse`: shards that
// fail. Prints its notices and what went wrong.

const { models, refuse = [], ...options } = JSON.parse(process.argv[2]);
const computer = createComputer(pathStore({ images: {}, models: {} }));
const stop = new AbortController();
process.on('SIGINT', () => stop.abort(new Error('stopped')));
try {
  await runQueueWorker({
    processes: 2,
    checkJob,
    compute(job, signal) {
      if (refuse.includes(job.index)) throw new Error('refused\nfor tests');
      return computer.compute(job, signal);
    },
    files: { hasModel: (sha256) => models.includes(sha256), hasImage: async () => false },
    signal: stop.signal,
    onNotice: (line) => console.log(line),
    ...options,
  });
  console.log('stopped');
} catch (error) {
  console.log(`failed: ${error.message}`);
  process.exitCode = 1;
}
