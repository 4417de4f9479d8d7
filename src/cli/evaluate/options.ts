import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { addValued, type RawFlags, whole } from '../values.js';
import { addPlanFlags } from './plan-flags.js';
import { addQueueFlags, type QueueFlags, readQueueFlags } from './queue-flags.js';

/** What was typed for `evaluate` beside the plan, checked. */
export interface EvaluateFlags {
  /** Flags that make a plan, as they were typed. */
  readonly raw: RawFlags;
  /** The run folder; undefined only with `--dry-run`. */
  readonly output: string | undefined;
  /** Undefined: one for each core. 0: none but this process. */
  readonly workers: number | undefined;
  /** Pictures of a shard; undefined: the usual number, or that of the run that goes on. */
  readonly shardSize: number | undefined;
  readonly adversaries: boolean;
  readonly resume: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly modelsFolder: string | undefined;
  /** Undefined: the work is done on this machine. */
  readonly queue: QueueFlags | undefined;
}

/** Makes the flags of `evaluate` known to the parser. */
export function addEvaluateFlags(command: Command): Command {
  command.option('-o, --output <path>');
  for (const name of ['adversaries', 'resume', 'dry-run', 'json']) command.option(`--${name}`);
  return addValued(addQueueFlags(addPlanFlags(command)), ['workers', 'batch', 'models-dir']);
}

/** Checks all flags of `evaluate` that stand beside the plan. */
export function readEvaluateFlags(raw: RawFlags): EvaluateFlags {
  const dryRun = raw.dryRun === true;
  const resume = raw.resume === true;
  if (raw.output === '' || (raw.output === undefined && !dryRun)) {
    throw new UsageError('Expected a folder for --output (-o) but received none');
  }
  if (dryRun && resume) throw new UsageError('Expected either --dry-run or --resume but received both');
  if (raw.modelsDir === '') throw new UsageError('Expected a path for --models-dir but received ""');
  const queue = readQueueFlags(raw);
  if (queue !== undefined && raw.workers !== undefined) {
    throw new UsageError('Expected either --queue or --workers but received both: each worker has its own --processes');
  }
  if (queue !== undefined && raw.adversaries === true) {
    throw new UsageError('Expected --adversaries <folder> of the workers in place of --adversaries with --queue');
  }
  return {
    raw,
    output: raw.output === undefined ? undefined : String(raw.output),
    workers: whole(raw, 'workers', 0, 256),
    shardSize: whole(raw, 'batch', 1, 10_000),
    adversaries: raw.adversaries === true,
    resume,
    dryRun,
    json: raw.json === true,
    modelsFolder: raw.modelsDir === undefined ? undefined : String(raw.modelsDir),
    queue,
  };
}
