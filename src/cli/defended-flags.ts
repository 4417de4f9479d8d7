import type { Command } from 'commander';
import type { Seed } from '../core/random.js';
import { type MapKind, mapKinds, type Vote, votes } from '../pipeline/choices.js';
import { addDefenseFlags, defenseFlags, type DefenseSettings, readDefense } from './defense-flags.js';
import { UsageError } from './errors.js';
import type { ChainSettings } from './preset-file.js';
import { presetSettings, readGivenPreset } from './preset-flags.js';
import { addValued, rawKey, type RawFlags, readSeed, whole, word } from './values.js';

/** The defense that a classifier is put behind. */
export interface DefendedSettings {
  /** As the flags say, or the chain of a preset file. */
  readonly options: DefenseSettings | ChainSettings;
  readonly map: MapKind;
  readonly ensemble: number;
  readonly vote: Vote;
  readonly seed: Seed;
}

/** Flags of a defended classifier, besides those of the defense itself. */
const ownFlags = ['map', 'ensemble', 'vote'];

/** The names of all flags of a defended classifier, but for `scale`. */
export const defendedFlags: readonly string[] = [...defenseFlags, ...ownFlags];

/**
 * Makes the flags of a defended classifier known to the parser.
 * @param typed what a flag is called in this command
 */
export function addDefendedFlags(command: Command, typed?: (name: string) => string): Command {
  return addDefenseFlags(addValued(command, ownFlags), typed);
}

/**
 * Checks the flags of a defended classifier, which mean nothing without the one that asks for it.
 * @param asking the flag that asks for it: `defend`
 */
export function readDefended(raw: RawFlags, asking: string): DefendedSettings | undefined {
  if (raw[rawKey(asking)] === true) {
    const file = readGivenPreset(raw);
    const map = word(raw, 'map', mapKinds) ?? file?.preset.map ?? 'r-cam';
    return {
      options: file === undefined ? readDefense(raw) : presetSettings(file, map),
      map,
      ensemble: whole(raw, 'ensemble', 1, 1000) ?? file?.preset.ensemble ?? 1,
      vote: word(raw, 'vote', votes) ?? file?.preset.vote ?? 'majority',
      seed: readSeed(raw),
    };
  }
  const given = defendedFlags.find((name) => raw[rawKey(name)] !== undefined);
  if (given === undefined && raw.scale !== false) return undefined;
  const typed = given === undefined ? '--no-scale' : raw[rawKey(given)] === false ? `--no-${given}` : `--${given}`;
  throw new UsageError(`Expected --${asking} with ${typed} but received none`);
}
