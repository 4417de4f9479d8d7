import type { Command } from 'commander';
import { type DefendOptions, type PresetName, presets } from '../defenses/defend.js';
import { deflectionAlgorithms } from '../defenses/deflect.js';
import { denoise, type DenoiserName, denoiserNames, type DenoiserOptions, minimumSide } from '../defenses/denoisers.js';
import { UsageError } from './errors.js';
import { flagName, flagsOf, isSwitch } from './flags.js';
import { addValued, numberOrText, numberValue, rawKey, type RawFlags, whole, word } from './values.js';

/** How to deflect and denoise, whatever the picture. */
export type DefenseSettings = Pick<
  DefendOptions,
  'preset' | 'deflections' | 'window' | 'bias' | 'algorithm' | 'scale' | 'denoiser' | 'denoiserOptions'
> & { readonly denoiser: DenoiserName };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Counts and windows of presets belong to pictures of this side: no window is longer where they are scaled. */
const publishedSide = 224;

const presetNames = Object.keys(presets) as PresetName[];

/** Flags of the defense itself that take a value, apart from those of the denoisers; the help tells what they mean. */
const valued = 'preset deflections window algorithm bias seed denoiser'.split(' ');

/** The names of all flags that make a defense, but for `scale`. */
export const defenseFlags: readonly string[] = [
  ...new Set([...valued, ...denoiserNames.flatMap((name) => flagsOf(name).map(flagName))]),
];

/**
 * Makes the flags of a defense known to the parser. Values stay text: `readDefense` checks them all at once.
 * @param typed what a flag is called in this command
 */
export function addDefenseFlags(command: Command, typed: (name: string) => string = (name) => name): Command {
  addValued(command, valued.map(typed)).option('--no-scale');
  const denoisers = new Map(denoiserNames.flatMap((name) => flagsOf(name)).map((flag) => [flagName(flag), flag]));
  for (const [name, flag] of denoisers) {
    const called = typed(name);
    // Both forms: with `--no-…` alone, the parser would take the flag for given.
    if (isSwitch(flag)) command.option(`--${called}`).option(`--no-${called}`);
    else command.option(`--${called} <value>`);
  }
  return command;
}

/** What was typed for the options of the chosen denoiser; a flag that it does not have is an error. */
function ownOptions(raw: RawFlags, denoiser: DenoiserName): Record<string, number | string | boolean> {
  const own = new Map(flagsOf(denoiser).map((flag) => [flagName(flag), flag]));
  const options: Record<string, number | string | boolean> = {};
  for (const name of new Set(denoiserNames.flatMap((each) => flagsOf(each).map(flagName)))) {
    const given = raw[rawKey(name)];
    if (given === undefined) continue;
    const flag = own.get(name);
    if (flag === undefined) {
      const owners = denoiserNames.filter((each) => flagsOf(each).some((theirs) => flagName(theirs) === name));
      const typed = given === false ? `--no-${name}` : `--${name}`;
      throw new UsageError(`Expected --denoiser ${owners.join(' or ')} for ${typed} but received '${denoiser}'`);
    }
    options[flag.key] = typeof given === 'string' ? numberOrText(given) : given;
  }
  return options;
}

/** Options of the chosen denoiser, checked by the denoiser itself. */
function denoiserOptions(raw: RawFlags, denoiser: DenoiserName): DenoiserOptions {
  const options = ownOptions(raw, denoiser) as DenoiserOptions;
  const side = minimumSide(denoiser);
  const picture = { width: side, height: side, channels: 1, data: new Uint8Array(side * side) } as const;
  try {
    // A place for the result that does not fit ends it after all options were checked, before any work.
    denoise(denoiser, picture, options, { width: 3, height: 3, channels: 1, data: new Uint8Array(9) });
  } catch (error) {
    const message = (error as Error).message;
    if (message.includes(' for out but received ')) return options;
    const flag = flagsOf(denoiser).find(({ key }) => message.includes(` for ${key} `));
    throw new UsageError(
      flag === undefined ? message : message.replace(` for ${flag.key} `, ` for --${flagName(flag)} `),
    );
  }
  return options;
}

/** How to deflect; the window is checked here as far as it can be without a picture. */
function deflectionOptions(raw: RawFlags, size: Size | undefined) {
  const scale = raw.scale !== false;
  const longest = scale ? publishedSide : size && Math.max(size.width, size.height);
  return {
    preset: word(raw, 'preset', presetNames),
    algorithm: word(raw, 'algorithm', deflectionAlgorithms),
    deflections: whole(raw, 'deflections', 0),
    window: whole(raw, 'window', 1, longest),
    bias: raw.bias === undefined ? undefined : numberValue(String(raw.bias), '--bias', -1, 1),
    scale,
  };
}

/** The denoiser that was typed, or that of the preset. */
export function chosenDenoiser(raw: RawFlags): DenoiserName {
  const preset = word(raw, 'preset', presetNames) ?? 'notebook';
  return word(raw, 'denoiser', denoiserNames) ?? presets[preset].denoiser;
}

/**
 * Checks the flags of the defense itself.
 * @param size of the pictures, where it is known
 */
export function readDefense(raw: RawFlags, size?: Size): DefenseSettings {
  const denoiser = chosenDenoiser(raw);
  return { ...deflectionOptions(raw, size), denoiser, denoiserOptions: denoiserOptions(raw, denoiser) };
}
