import type { Command } from 'commander';
import { addModelFlags, type ModelFlags, readModelFlags } from '../classifier/flags.js';
import { addDefendedFlags, type DefendedSettings, readDefended } from '../defended-flags.js';
import { addValued, type RawFlags, readWorkers, whole } from '../values.js';

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

/** Makes the flags of `classify` known to the parser. */
export function addClassifyFlags(command: Command): Command {
  command.option('--json').option('--defend');
  addValued(command, ['workers', 'top']);
  return addModelFlags(addDefendedFlags(command));
}

/** Checks all flags of `classify`, before any picture is read. */
export function readClassifyFlags(raw: RawFlags): ClassifyFlags {
  return {
    settings: { top: whole(raw, 'top', 1, 1000) ?? 5, defense: readDefended(raw, 'defend'), json: raw.json === true },
    model: readModelFlags(raw),
    workers: readWorkers(raw),
  };
}
