import type { Command } from 'commander';
import { outOfRange } from '../../core/checks.js';
import type { Seed } from '../../core/random.js';
import { checkFor } from '../../defenses/chain/run.js';
import { minimumSide } from '../../defenses/denoisers.js';
import type { WrittenFormat } from '../../io/encode.js';
import { showPath } from '../../io/show-path.js';
import {
  addModelFlags,
  isActivationKind,
  type ModelFlags,
  readModelFlags,
  refuseModelFlags,
} from '../classifier/flags.js';
import { addDefenseFlags, chosenDenoiser, type DefenseSettings, readDefense } from '../defense-flags.js';
import { UsageError } from '../errors.js';
import type { ChainSettings } from '../preset-file.js';
import { type GivenPreset, presetSettings, readGivenPreset } from '../preset-flags.js';
import { addValued, type RawFlags, readSeed, readWorkers, sizeValue, whole, word } from '../values.js';

/** What every picture of a run is treated with. */
export interface DefendSettings {
  /** For `defend`, without what differs from picture to picture; or the chain of a preset file. */
  readonly options: DefenseSettings | ChainSettings;
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly seed: Seed;
  /** Our own generator, one stream per picture; or CPython's, begun anew for each picture. */
  readonly random: 'fast' | 'python';
  readonly format: WrittenFormat | undefined;
  readonly quality: number | undefined;
  readonly json: boolean;
}

/** Everything that was typed for `defend`, checked. */
export interface DefendFlags {
  readonly settings: DefendSettings;
  readonly output: string;
  /** `none`, `center`, `r-cam`, `cam`, `grad-cam`, or the path of a file or folder. */
  readonly map: string;
  /** The classifier whose activation maps are used, if any. */
  readonly model: ModelFlags | undefined;
  readonly show: string | undefined;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

const writtenFormats: readonly WrittenFormat[] = ['png', 'jpeg', 'webp', 'avif'];

/** Makes the flags of `defend` known to the parser. */
export function addDefendFlags(command: Command): Command {
  command.requiredOption('-o, --output <path>').option('--json');
  addValued(command, 'format quality show workers size map random'.split(' '));
  return addModelFlags(addDefenseFlags(command));
}

type Size = DefendSettings['size'];

function pictureSize(raw: RawFlags): Size {
  return raw.size === undefined ? undefined : sizeValue(String(raw.size), '--size');
}

/** How pictures are defended, as the flags say. */
function flaggedDefense(raw: RawFlags, size: Size): DefenseSettings {
  const denoiser = chosenDenoiser(raw);
  const low = minimumSide(denoiser);
  if (size !== undefined && Math.min(size.width, size.height) < low) {
    const expected = `sides of at least ${low} (denoiser '${denoiser}')`;
    throw new UsageError(outOfRange(expected, '--size', raw.size).message);
  }
  return readDefense(raw, size);
}

/** How pictures are defended by a preset file. */
function presetDefense(raw: RawFlags, given: GivenPreset, map: string, size: Size): ChainSettings {
  if (raw.random === 'python') {
    throw new UsageError(`Expected --random fast with --preset ${showPath(given.file)} but received 'python'`);
  }
  const settings = presetSettings(given, map);
  try {
    if (size !== undefined) checkFor(settings.chain, size, undefined);
  } catch (error) {
    throw new UsageError(`${showPath(given.file)}: ${(error as Error).message} (--size is ${raw.size})`);
  }
  return settings;
}

function pictureFormat(raw: RawFlags): Pick<DefendSettings, 'format' | 'quality'> {
  const format = word(raw, 'format', writtenFormats);
  const quality = whole(raw, 'quality', 1, 100);
  if (quality !== undefined && format === 'png') {
    throw new UsageError(outOfRange('no --quality (PNG is without loss)', '--format png', quality).message);
  }
  return { format, quality };
}

function mapModel(raw: RawFlags, map: string): ModelFlags | undefined {
  if (isActivationKind(map)) return readModelFlags(raw);
  refuseModelFlags(raw, '--map r-cam, cam or grad-cam', showPath(map));
  return undefined;
}

/** Checks all flags of `defend`, before any picture is read. */
export function readDefendFlags(raw: RawFlags): DefendFlags {
  const size = pictureSize(raw);
  const preset = readGivenPreset(raw);
  const map = raw.map === undefined ? (preset?.preset.map ?? 'none') : String(raw.map);
  return {
    settings: {
      options: preset === undefined ? flaggedDefense(raw, size) : presetDefense(raw, preset, map, size),
      size,
      seed: readSeed(raw),
      random: word(raw, 'random', ['fast', 'python']) ?? 'fast',
      ...pictureFormat(raw),
      json: raw.json === true,
    },
    output: String(raw.output),
    map,
    model: mapModel(raw, map),
    show: raw.show === undefined ? undefined : String(raw.show),
    workers: readWorkers(raw),
  };
}
