import { parentPort, workerData } from 'node:worker_threads';
import { oneLine } from '../../core/one-line.js';
import { ImageFileError } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { UsageError, WorkError } from '../errors.js';
import { Gate } from './gate.js';
import type { Answer, Beginning, Command, Failure, Job, Start, TaskMessage } from './messages.js';

// One thread of a command: it prepares itself, then takes one picture at a time and answers with a report or an error.

interface Picture {
  readonly input: string;
}

const { command, gate } = workerData as Start;
const port = parentPort;
if (port === null) throw new Error('Expected to run as a worker thread');

/** The part of a command that threads do. Only what is used is loaded. */
async function begin(work: Command, shared: Gate): Promise<{ job: Job<never, unknown>; notices: readonly string[] }> {
  if (work.name === 'classify') return (await import('../classify/job.js')).beginClassify(work, shared);
  if (work.name === 'attack') return (await import('../attack/job.js')).beginAttack(work, shared);
  if (work.name === 'map') return (await import('../map/job.js')).beginMap(work, shared);
  if (work.name === 'demo') return (await import('../demo/job.js')).beginDemo(work, shared);
  return (await import('../defend/job.js')).beginDefend(work, shared);
}

/** @param about what the error is about, where it does not say so itself */
function failure(error: unknown, about?: string): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const named = error instanceof ImageFileError || error instanceof UsageError || error instanceof WorkError;
  const line = named || about === undefined ? message : `${showPath(about)}: ${message}`;
  return { error: oneLine(line), usage: error instanceof UsageError };
}

async function answer(job: Job<never, unknown>, { index, task }: TaskMessage<Picture>): Promise<Answer<unknown>> {
  try {
    return { index, report: await job(task as never) };
  } catch (error) {
    return { index, ...failure(error, task.input) };
  }
}

try {
  const { job, notices } = await begin(command, new Gate(gate));
  port.postMessage({ ready: notices } satisfies Beginning);
  // What was sent meanwhile waits for this.
  port.on('message', async (message: TaskMessage<Picture>) => {
    port.postMessage(await answer(job, message));
  });
} catch (error) {
  port.postMessage({ unable: failure(error) } satisfies Beginning);
}
