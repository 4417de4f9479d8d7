import { parentPort, workerData } from 'node:worker_threads';
import { oneLine } from '../io/show-path.js';
import { UsageError } from './errors.js';
import { WriteGate } from './gate.js';
import { defendPicture } from './job.js';
import type { Answer, Start, TaskMessage } from './pool.js';

// One thread of `defend`: it takes one picture at a time and answers with a report or an error.

const { settings, gate } = workerData as Start;
const writeGate = new WriteGate(gate);
const port = parentPort;
if (port === null) throw new Error('Expected to run as a worker thread');

async function answer({ index, task }: TaskMessage): Promise<Answer> {
  try {
    return { index, report: await defendPicture(task, settings, writeGate) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { index, error: oneLine(message), usage: error instanceof UsageError };
  }
}

port.on('message', async (message: TaskMessage) => {
  port.postMessage(await answer(message));
});
