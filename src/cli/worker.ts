import { parentPort, workerData } from 'node:worker_threads';
import { ImageFileError } from '../io/errors.js';
import { oneLine } from '../core/one-line.js';
import { showPath } from '../io/show-path.js';
import { UsageError, WorkError } from './errors.js';
import { WriteGate } from './gate.js';
import { defendPicture } from './job.js';
import type { Answer, Start, TaskMessage } from './messages.js';

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
    const named = error instanceof ImageFileError || error instanceof UsageError || error instanceof WorkError;
    const line = named ? message : `${showPath(task.input)}: ${message}`;
    return { index, error: oneLine(line), usage: error instanceof UsageError };
  }
}

port.on('message', async (message: TaskMessage) => {
  port.postMessage(await answer(message));
});
