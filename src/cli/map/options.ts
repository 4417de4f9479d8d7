import type { Command } from 'commander';
import type { ActivationKind, Aggregate } from '../../models/index.js';
import { activationKinds, addModelFlags, type ModelFlags, readModelFlags } from '../classifier/flags.js';
import { UsageError } from '../errors.js';
import { addValued, type RawFlags, readWorkers, whole, word } from '../values.js';

/** What every picture of a run is treated with. */
export interface MapSettings {
  readonly kind: ActivationKind;
  /** Of R-CAM: how many classes. Undefined: 5. */
  readonly top: number | undefined;
  /** Of R-CAM. Undefined: the geometric mean. */
  readonly aggregate: Aggregate | undefined;
  /** Whether the map is drawn over the picture, for eyes, in place of its numbers. */
  readonly overlay: boolean;
  readonly json: boolean;
}

/** Everything that was typed for `map`, checked. */
export interface MapFlags {
  readonly settings: MapSettings;
  readonly model: ModelFlags;
  readonly output: string;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

const aggregates: readonly Aggregate[] = ['geometric-mean', 'exponential'];

/** Makes the flags of `map` known to the parser. */
export function addMapFlags(command: Command): Command {
  command.requiredOption('-o, --output <path>').option('--json').option('--overlay');
  addValued(command, ['workers', 'kind', 'top', 'aggregate']);
  return addModelFlags(command);
}

/** Checks all flags of `map`, before any picture is read. */
export function readMapFlags(raw: RawFlags): MapFlags {
  const kind = word(raw, 'kind', activationKinds) ?? 'r-cam';
  const robust = ['top', 'aggregate'].find((name) => raw[name] !== undefined);
  if (kind !== 'r-cam' && robust !== undefined) {
    throw new UsageError(`Expected --kind r-cam for --${robust} but received '${kind}'`);
  }
  return {
    settings: {
      kind,
      top: whole(raw, 'top', 1),
      aggregate: word(raw, 'aggregate', aggregates),
      overlay: raw.overlay === true,
      json: raw.json === true,
    },
    model: readModelFlags(raw),
    output: String(raw.output),
    workers: readWorkers(raw),
  };
}
