import type { Command } from 'commander';
import { comparedFamilies } from '../../evaluation/tune/compared.js';
import { UsageError } from '../errors.js';
import { collect, type RawPlanFlags } from '../evaluate/plan-flags.js';
import { addValued, numberValue, type RawFlags, seedValue, whole, wordValue } from '../values.js';

/** What was typed for `tune`, checked as far as it can be without models and pictures. */
export interface TuneFlags {
  /** Flags that make the plan: one model, the attacks and the data; the seed where one was typed. */
  readonly raw: RawPlanFlags;
  /** Folder of what is found, and of the runs that it comes from. */
  readonly output: string;
  readonly keepClean: number;
  readonly candidates: number;
  /** Names of the transforms to judge beside; undefined: all. */
  readonly against: readonly string[] | undefined;
  /** Undefined: one process for each core. 0: none but this one. */
  readonly workers: number | undefined;
  readonly resume: boolean;
  readonly json: boolean;
  readonly modelsFolder: string | undefined;
}

/** Chains that are tried where it is not said. */
export const usualCandidates = 72;

/** Makes the flags of `tune` known to the parser. */
export function addTuneFlags(command: Command): Command {
  command.option('-o, --output <path>').option('--json').option('--resume').option('--attack <value>', '', collect);
  const valued = [
    'model',
    'data',
    'limit',
    'seed',
    'repeats',
    'keep-clean',
    'candidates',
    'against',
    'workers',
    'models-dir',
  ];
  return addValued(command, valued);
}

/** The transforms that were named, by commas. */
function againstOf({ against }: RawFlags): string[] | undefined {
  if (against === undefined) return undefined;
  const known = comparedFamilies.map(({ name }) => name);
  return String(against)
    .split(',')
    .map((name) => wordValue(name.trim(), '--against', known));
}

/** Checks all flags of `tune`. */
export function readTuneFlags(raw: RawFlags): TuneFlags {
  if (raw.output === undefined || raw.output === '') {
    throw new UsageError('Expected a folder for --output (-o) but received none');
  }
  if (raw.data === undefined) throw new UsageError('Expected a data set for --data but received none');
  if (raw.attack === undefined) {
    throw new UsageError("Expected an attack for --attack, such as 'igsm:epsilon=2', but received none");
  }
  if (raw.modelsDir === '') throw new UsageError('Expected a path for --models-dir but received ""');
  const keepClean = raw.keepClean === undefined ? 0.95 : numberValue(String(raw.keepClean), '--keep-clean', 0, 1);
  const { model, attack, data, limit, repeats } = raw as RawPlanFlags;
  return {
    raw: {
      model,
      attack,
      data,
      limit,
      repeats,
      ...(raw.seed !== undefined && { seed: String(seedValue(String(raw.seed), '--seed')) }),
    },
    output: String(raw.output),
    keepClean,
    against: againstOf(raw),
    candidates: whole(raw, 'candidates', 4, 10_000) ?? usualCandidates,
    workers: whole(raw, 'workers', 0, 256),
    resume: raw.resume === true,
    json: raw.json === true,
    modelsFolder: raw.modelsDir === undefined ? undefined : String(raw.modelsDir),
  };
}
