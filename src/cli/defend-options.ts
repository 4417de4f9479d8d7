import { outOfRange } from '../core/checks.js';
import { freshSeed, type Seed } from '../core/random.js';
import { type DefendOptions, type PresetName, presets } from '../defenses/defend.js';
import { denoise, type DenoiserName, denoiserNames, type DenoiserOptions, minimumSide } from '../defenses/denoisers.js';
import { deflectionAlgorithms } from '../defenses/deflect.js';
import type { WrittenFormat } from '../io/encode.js';
import { showPath } from '../io/show-path.js';
import { UsageError } from './errors.js';
import { flagName, flagsOf } from './flags.js';
import { isActivationKind, type ModelFlags, readModelFlags, refuseModelFlags } from './model-flags.js';
import { integerValue, numberOrText, numberValue, rawKey, type RawFlags, seedValue, sizeValue } from './values.js';
import { wordValue } from './values.js';

export type { RawFlags } from './values.js';

/** How to deflect and denoise, whatever the picture. */
export type DefenseSettings = Pick<
  DefendOptions,
  'preset' | 'deflections' | 'window' | 'bias' | 'algorithm' | 'scale' | 'denoiser' | 'denoiserOptions'
> & { readonly denoiser: DenoiserName };

/** What every picture of a run is treated with. */
export interface DefendSettings {
  /** For `defend`, without what differs from picture to picture. */
  readonly options: DefenseSettings;
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

/** Counts and windows of presets belong to pictures of this side: no window is longer where they are scaled. */
const publishedSide = 224;

const writtenFormats: readonly WrittenFormat[] = ['png', 'jpeg', 'webp', 'avif'];

const presetNames = Object.keys(presets) as PresetName[];

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

/** One of a few words, where it was typed. */
export function word<const T extends string>(raw: RawFlags, name: string, words: readonly T[]): T | undefined {
  const given = raw[rawKey(name)];
  return given === undefined ? undefined : wordValue(String(given), `--${name}`, words);
}

/** A whole number, where it was typed. */
export function whole(raw: RawFlags, name: string, low: number, high?: number): number | undefined {
  const given = raw[rawKey(name)];
  return given === undefined ? undefined : integerValue(String(given), `--${name}`, low, high);
}

/** How to deflect; the window is checked here as far as it can be without a picture. */
function deflectionOptions(raw: RawFlags, size: DefendSettings['size']) {
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

function pictureSize(raw: RawFlags, denoiser: DenoiserName): DefendSettings['size'] {
  if (raw.size === undefined) return undefined;
  const size = sizeValue(String(raw.size), '--size');
  const low = minimumSide(denoiser);
  if (Math.min(size.width, size.height) < low) {
    const expected = `sides of at least ${low} (denoiser '${denoiser}')`;
    throw new UsageError(outOfRange(expected, '--size', raw.size).message);
  }
  return size;
}

function pictureFormat(raw: RawFlags): Pick<DefendSettings, 'format' | 'quality'> {
  const format = word(raw, 'format', writtenFormats);
  const quality = whole(raw, 'quality', 1, 100);
  if (quality !== undefined && format === 'png') {
    throw new UsageError(outOfRange('no --quality (PNG is without loss)', '--format png', quality).message);
  }
  return { format, quality };
}

/** The denoiser that was typed, or that of the preset. */
function chosenDenoiser(raw: RawFlags): DenoiserName {
  const preset = word(raw, 'preset', presetNames) ?? 'notebook';
  return word(raw, 'denoiser', denoiserNames) ?? presets[preset].denoiser;
}

/** Checks the flags of the defense itself. */
export function readDefense(raw: RawFlags, size?: DefendSettings['size']): DefenseSettings {
  const denoiser = chosenDenoiser(raw);
  return { ...deflectionOptions(raw, size), denoiser, denoiserOptions: denoiserOptions(raw, denoiser) };
}

/** The seed that was typed, or a fresh one. */
export function readSeed(raw: RawFlags): Seed {
  return raw.seed === undefined ? freshSeed() : seedValue(String(raw.seed), '--seed');
}

/** How many threads were asked for. */
export function readWorkers(raw: RawFlags): number | undefined {
  return whole(raw, 'workers', 1, 256);
}

function mapModel(raw: RawFlags, map: string): ModelFlags | undefined {
  if (isActivationKind(map)) return readModelFlags(raw, ` (of --map ${map})`);
  refuseModelFlags(raw, '--map r-cam, cam or grad-cam', raw.map === undefined ? 'none' : showPath(map));
  return undefined;
}

/** Checks all flags of `defend`, before any picture is read. */
export function readDefendFlags(raw: RawFlags): DefendFlags {
  const size = pictureSize(raw, chosenDenoiser(raw));
  const map = raw.map === undefined ? 'none' : String(raw.map);
  return {
    settings: {
      options: readDefense(raw, size),
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
