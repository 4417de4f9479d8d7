import { availableParallelism, hostname } from 'node:os';
import type { Command } from 'commander';
import { oneLine } from '../../core/one-line.js';
import { UsageError } from '../errors.js';
import { queueAddress } from '../evaluate/queue-flags.js';
import { addValued, type RawFlags, whole } from '../values.js';

/** Everything that was typed for `worker`, checked. */
export interface WorkerFlags {
  readonly queue: string;
  readonly data: readonly string[];
  /** Undefined: the usual folder of models, where there is one. */
  readonly models: readonly string[] | undefined;
  readonly processes: number;
  readonly shared: string | undefined;
  readonly adversaries: string | undefined;
  readonly name: string;
  /** Seconds. */
  readonly lock: number;
}

/** Longest name of a worker. */
const longestName = 100;

/** Flags with several values; the parser has lists of them. */
type Lists = Readonly<Record<'data' | 'models', readonly string[] | undefined>>;

export function addWorkerFlags(command: Command): Command {
  return addValued(command, ['queue', 'processes', 'shared', 'adversaries', 'name', 'lock'])
    .option('--data <paths...>')
    .option('--models <paths...>');
}

/** Checks all flags of `worker`, before any file is read. */
export function readWorkerFlags(raw: RawFlags): WorkerFlags {
  const { data, models } = raw as unknown as Lists;
  if (raw.queue === undefined) {
    throw new UsageError('Expected --queue redis://host:port, where "evaluate --queue" is, but received none');
  }
  if (data === undefined) throw new UsageError('Expected --data with the pictures of the runs but received none');
  for (const [flag, given] of Object.entries({ data, models, shared: [raw.shared], adversaries: [raw.adversaries] })) {
    if (given?.includes('')) throw new UsageError(`Expected a path for --${flag} but received ""`);
  }
  const name = oneLine(raw.name === undefined ? `${hostname()}-${process.pid}` : String(raw.name));
  if (name === '' || name.length > longestName) {
    throw new UsageError(`Expected 1 to ${longestName} characters for --name but received ${name.length}`);
  }
  return {
    queue: queueAddress(String(raw.queue)),
    data,
    models,
    processes: whole(raw, 'processes', 1, 256) ?? availableParallelism(),
    shared: raw.shared === undefined ? undefined : String(raw.shared),
    adversaries: raw.adversaries === undefined ? undefined : String(raw.adversaries),
    name,
    lock: whole(raw, 'lock', 2, 3600) ?? 30,
  };
}
