import type { Command } from 'commander';
import type { Seed } from '../../core/random.js';
import { hasStep } from '../../defenses/chain/check.js';
import { showPath } from '../../io/show-path.js';
import type { WaveletGradient } from '../../pipeline/index.js';
import { activationKinds } from '../classifier/flags.js';
import { addDefendedFlags, defendedFlags, type DefendedSettings, readDefended } from '../defended-flags.js';
import { UsageError } from '../errors.js';
import { addValued, rawKey, type RawFlags, whole, word } from '../values.js';
import { valuedFlags } from './method-flags.js';

/** A defense that is attacked as a whole, and how. */
export interface AdaptiveSettings extends DefendedSettings {
  /** Draws of the defense behind each gradient. */
  readonly draws: number;
  /** Undefined where the defense has no wavelets. */
  readonly wavelet: WaveletGradient | undefined;
  /** Whether the map of the clean picture is held. */
  readonly holdMap: boolean;
}

const ofAttacks = new Set(valuedFlags);
const adaptive = ['eot', 'bpda'];
const waveletGradients: readonly WaveletGradient[] = ['derivative', 'identity'];

/** What a flag of the defense is called here: an attack may have one of the same name. */
export function defenseFlag(name: string): string {
  return ofAttacks.has(name) ? `defense-${name}` : name;
}

/** The defense's flags that are called something else here, by their own names. */
export const renamedFlags: readonly string[] = defendedFlags.filter((name) => defenseFlag(name) !== name);

/** Makes the flags of a defense that is attacked known to the parser. */
export function addAdaptiveFlags(command: Command): Command {
  addValued(command.option('--defended').option('--hold-map'), adaptive);
  return addDefendedFlags(command, defenseFlag);
}

/** What was typed about the defense, by the names that the other commands have for it. */
function ofDefense(raw: RawFlags, seed: Seed): RawFlags {
  const own = renamedFlags.map((name) => [rawKey(name), raw[rawKey(defenseFlag(name))]] as const);
  return { ...raw, ...Object.fromEntries(own), seed: raw.defended === true ? String(seed) : undefined };
}

function readDefense(raw: RawFlags, seed: Seed): DefendedSettings | undefined {
  try {
    return readDefended(ofDefense(raw, seed), 'defended');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replaceAll(/--([a-z-]+)/g, (_, name: string) => `--${defenseFlag(name)}`));
  }
}

/** How the defense is attacked, where there is one. */
export function readAdaptive(raw: RawFlags, seed: Seed): AdaptiveSettings | undefined {
  const defense = readDefense(raw, seed);
  const given = [...adaptive, 'hold-map'].find((name) => raw[rawKey(name)] !== undefined);
  if (defense === undefined) {
    if (given !== undefined) throw new UsageError(`Expected --defended with --${given} but received none`);
    return undefined;
  }
  const { map, options } = defense;
  if (raw.holdMap === true && !activationKinds.some((kind) => kind === map)) {
    throw new UsageError(`Expected --map r-cam, cam or grad-cam for --hold-map but received '${map}'`);
  }
  const wavelet = word(raw, 'bpda', waveletGradients);
  const wavelets = 'chain' in options ? hasStep(options.chain, 'wavelet') : options.denoiser === 'wavelet';
  if (wavelet !== undefined && !wavelets) {
    throw new UsageError(
      'chain' in options
        ? `Expected a chain with a step 'wavelet' for --bpda but received that of ${showPath(options.preset.file)}`
        : `Expected --denoiser wavelet for --bpda but received '${options.denoiser}'`,
    );
  }
  return {
    ...defense,
    draws: whole(raw, 'eot', 1, 1000) ?? 20,
    wavelet: wavelets ? (wavelet ?? 'derivative') : undefined,
    holdMap: raw.holdMap === true,
  };
}
