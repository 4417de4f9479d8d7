import type { Command } from 'commander';
import {
  builtInSettings,
  type StoryOptions,
  type StorySettings,
  storySettings,
} from '../../evaluation/story/settings.js';
import { addModelFlags, type ModelFlags, readModelFlags } from '../classifier/flags.js';
import { UsageError } from '../errors.js';
import { addValued, numberValue, rawKey, type RawFlags, readSeed, readWorkers, usage, whole } from '../values.js';

/** Everything that was typed for `demo`, checked. */
export interface DemoFlags {
  readonly model: ModelFlags;
  readonly settings: StorySettings;
  readonly output: string;
  /** The true class, by its key, its name or its index. */
  readonly label: string | undefined;
  readonly json: boolean;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

/** Makes the flags of `demo` known to the parser. */
export function addDemoFlags(command: Command): Command {
  addValued(command.option('--json'), 'out label seed epsilon step-size steps draws sigma workers'.split(' '));
  return addModelFlags(command);
}

/** A number above 0, where it was typed. */
function positive(raw: RawFlags, name: string): number | undefined {
  const given = raw[rawKey(name)];
  if (given === undefined) return undefined;
  const value = numberValue(String(given), `--${name}`, 0, 255);
  if (value === 0) throw new UsageError(`Expected a number above 0 for --${name} but received ${String(given)}`);
  return value;
}

/** Checks all flags of `demo`, before any picture is read. */
export function readDemoFlags(raw: RawFlags): DemoFlags {
  for (const name of ['out', 'label']) {
    if (raw[name] === '') throw new UsageError(`Expected a text for --${name} but received ""`);
  }
  const usual: StoryOptions = raw.model === undefined ? builtInSettings : {};
  const sigma = raw.sigma === undefined ? undefined : numberValue(String(raw.sigma), '--sigma', 0, 1);
  const options: StoryOptions = {
    seed: readSeed(raw),
    epsilon: positive(raw, 'epsilon') ?? usual.epsilon,
    stepSize: positive(raw, 'step-size'),
    steps: whole(raw, 'steps', 1, 1000),
    draws: whole(raw, 'draws', 1, 1000),
    sigma: sigma ?? usual.sigma,
  };
  const model = readModelFlags(raw);
  return {
    // How many threads share a sum decides its last bits, and these some signs of the attack: one, on every machine.
    model: { ...model, threads: model.threads ?? 1 },
    settings: usage(() => storySettings(options)),
    output: raw.out === undefined ? 'story' : String(raw.out),
    label: raw.label === undefined ? undefined : String(raw.label),
    json: raw.json === true,
    workers: readWorkers(raw),
  };
}
