import process from 'node:process';
import type { ShardComputer, ShardJob } from '../shard/shard.js';
import { type ComputerSource, failedWork, type FromChild, openFrom, type ToChild } from './local-messages.js';

// A child process of the local engine: makes itself a computer, then takes one shard after the other. It ends with its
// driver, however that ends.

if (process.send === undefined) throw new Error('Expected to run as a child process');

function tell(message: FromChild): void {
  process.send!(message, () => {
    // The driver is gone: so is this process, by the event below.
  });
}

let computer: Promise<ShardComputer | undefined> = Promise.resolve(undefined);

async function begin(source: ComputerSource): Promise<ShardComputer | undefined> {
  try {
    const opened = await openFrom(source);
    tell({ ready: true });
    return opened;
  } catch (error) {
    tell({ unable: failedWork(error).reason });
    return undefined;
  }
}

async function work(job: ShardJob): Promise<void> {
  const opened = await computer;
  if (opened === undefined) return;
  try {
    tell({ result: await opened.compute(job) });
  } catch (error) {
    tell({ failed: failedWork(error) });
  }
}

let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit());
// Ctrl-C and a closed terminal reach every process: the driver decides.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('message', (message: ToChild) => {
  if ('start' in message) computer = begin(message.start);
  else last = last.then(() => work(message.job));
});
