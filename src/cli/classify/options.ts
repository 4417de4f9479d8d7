import type { Command } from 'commander';
import type { Seed } from '../../core/random.js';
import type { MapKind, Vote } from '../../pipeline/index.js';
import { activationKinds, addModelFlags, type ModelFlags, readModelFlags } from '../classifier/flags.js';
import { addDefenseFlags, defenseFlags, type DefenseSettings, readDefense } from '../defense-flags.js';
import { UsageError } from '../errors.js';
import { addValued, rawKey, type RawFlags, readSeed, readWorkers, whole, word } from '../values.js';

/** The defense that pictures are classified behind. */
export interface DefendedSettings {
  readonly options: DefenseSettings;
  readonly map: MapKind;
  readonly ensemble: number;
  readonly vote: Vote;
  readonly seed: Seed;
}

/** What every picture of a run is treated with. */
export interface ClassifySettings {
  readonly top: number;
  /** Undefined: pictures are classified as they are only. */
  readonly defense: DefendedSettings | undefined;
  readonly json: boolean;
}

/** Everything that was typed for `classify`, checked. */
export interface ClassifyFlags {
  readonly settings: ClassifySettings;
  readonly model: ModelFlags;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

/** Not those of the pipeline itself, which would load a model runtime for the help. */
const mapKinds: readonly MapKind[] = [...activationKinds, 'center', 'none'];
const votes: readonly Vote[] = ['majority', 'mean'];

/** Flags that mean nothing without `--defend`, besides those of the defense itself. */
const defended = ['map', 'ensemble', 'vote'];

/** Makes the flags of `classify` known to the parser. */
export function addClassifyFlags(command: Command): Command {
  command.option('--json').option('--defend');
  addValued(command, ['workers', 'top', ...defended]);
  return addModelFlags(addDefenseFlags(command));
}

function readDefended(raw: RawFlags): DefendedSettings | undefined {
  if (raw.defend === true) {
    return {
      options: readDefense(raw),
      map: word(raw, 'map', mapKinds) ?? 'r-cam',
      ensemble: whole(raw, 'ensemble', 1, 1000) ?? 1,
      vote: word(raw, 'vote', votes) ?? 'majority',
      seed: readSeed(raw),
    };
  }
  const given = [...defenseFlags, ...defended].find((name) => raw[rawKey(name)] !== undefined);
  if (given === undefined && raw.scale !== false) return undefined;
  const typed = given === undefined ? '--no-scale' : raw[rawKey(given)] === false ? `--no-${given}` : `--${given}`;
  throw new UsageError(`Expected --defend with ${typed} but received none`);
}

/** Checks all flags of `classify`, before any picture is read. */
export function readClassifyFlags(raw: RawFlags): ClassifyFlags {
  return {
    settings: { top: whole(raw, 'top', 1, 1000) ?? 5, defense: readDefended(raw), json: raw.json === true },
    model: readModelFlags(raw),
    workers: readWorkers(raw),
  };
}
