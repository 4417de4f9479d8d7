import { outOfRange } from '../core/checks.js';
import { freshSeed, type Seed } from '../core/random.js';
import { type DefendOptions, type PresetName, presets } from '../defenses/defend.js';
import { type DenoiserName, denoiserNames, minimumSide } from '../defenses/denoisers.js';
import { deflectionAlgorithms } from '../defenses/deflect.js';
import type { WrittenFormat } from '../io/encode.js';
import { UsageError } from './errors.js';
import { type DenoiserFlag, flagName, flagsOf, isSwitch } from './flags.js';
import { flagValue, seedValue, sizeValue } from './values.js';

/** Flags as they were typed, by commander's names; a switch is true or false. */
export type RawFlags = Readonly<Record<string, string | boolean | undefined>>;

/** What every picture of a run is treated with. */
export interface DefendSettings {
  /** For `defend`, without what differs from picture to picture. */
  readonly options: Pick<
    DefendOptions,
    'preset' | 'deflections' | 'window' | 'bias' | 'algorithm' | 'scale' | 'denoiser' | 'denoiserOptions'
  > & { readonly denoiser: DenoiserName };
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
  /** `none`, `center`, or the path of a file or folder. */
  readonly map: string;
  readonly show: string | undefined;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

/** Counts and windows of presets belong to pictures of this side: no window is longer where they are scaled. */
const publishedSide = 224;

const writtenFormats: readonly WrittenFormat[] = ['png', 'jpeg', 'webp', 'avif'];

/** The property under which commander keeps a flag: `cycle-spin` as `cycleSpin`. */
function rawKey(name: string): string {
  return name.replaceAll(/-[a-z]/g, (part) => part[1].toUpperCase());
}

function denoiserValue(flag: DenoiserFlag, given: string | boolean): number | string | boolean {
  if (flag.orWord !== undefined && given === flag.orWord) return flag.orWord;
  const or = flag.orWord === undefined ? '' : ` (or '${flag.orWord}')`;
  return flagValue(given, `--${flagName(flag)}${or}`, flag.type);
}

/** The options of the chosen denoiser; a flag that it does not have is an error. */
function denoiserOptions(raw: RawFlags, denoiser: DenoiserName): Record<string, number | string | boolean> {
  const own = flagsOf(denoiser);
  const options: Record<string, number | string | boolean> = {};
  for (const flag of own) {
    const given = raw[rawKey(flagName(flag))];
    if (given !== undefined) options[flag.key] = denoiserValue(flag, given);
  }
  for (const other of denoiserNames) {
    for (const flag of flagsOf(other)) {
      const name = flagName(flag);
      const given = raw[rawKey(name)];
      if (given === undefined || own.some((mine) => flagName(mine) === name)) continue;
      const owners = denoiserNames.filter((each) => flagsOf(each).some((theirs) => flagName(theirs) === name));
      const typed = isSwitch(flag) && given === false ? `--no-${name}` : `--${name}`;
      throw new UsageError(`Expected --denoiser ${owners.join(' or ')} for ${typed} but received '${denoiser}'`);
    }
  }
  return options;
}

/** How to deflect; the window is checked here as far as it can be without a picture. */
function deflectionOptions(raw: RawFlags, size: DefendSettings['size']) {
  const scale = raw.scale !== false;
  const longest = scale ? publishedSide : size && Math.max(size.width, size.height);
  return {
    preset: word(raw, 'preset', Object.keys(presets) as PresetName[]),
    algorithm: word(raw, 'algorithm', deflectionAlgorithms),
    deflections: whole(raw, 'deflections', 0),
    window: whole(raw, 'window', 1, longest),
    bias: raw.bias === undefined ? undefined : (flagValue(raw.bias, '--bias', biasType) as number),
    scale,
  };
}

const biasType = { kind: 'number', low: -1, high: 1 } as const;

function word<T extends string>(raw: RawFlags, name: string, words: readonly T[]): T | undefined {
  return raw[name] === undefined ? undefined : (flagValue(raw[name], `--${name}`, { kind: 'word', words }) as T);
}

function whole(raw: RawFlags, name: string, low: number, high?: number): number | undefined {
  if (raw[name] === undefined) return undefined;
  return flagValue(raw[name], `--${name}`, { kind: 'integer', low, high }) as number;
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

/** Checks all flags of `defend`, before any picture is read. */
export function readDefendFlags(raw: RawFlags): DefendFlags {
  const preset = word(raw, 'preset', Object.keys(presets) as PresetName[]) ?? 'notebook';
  const denoiser = word(raw, 'denoiser', denoiserNames) ?? presets[preset].denoiser;
  const size = pictureSize(raw, denoiser);
  return {
    settings: {
      options: {
        ...deflectionOptions(raw, size),
        denoiser,
        denoiserOptions: denoiserOptions(raw, denoiser) as DefendOptions['denoiserOptions'],
      },
      size,
      seed: raw.seed === undefined ? freshSeed() : seedValue(String(raw.seed), '--seed'),
      random: word(raw, 'random', ['fast', 'python']) ?? 'fast',
      ...pictureFormat(raw),
      json: raw.json === true,
    },
    output: String(raw.output),
    map: raw.map === undefined ? 'none' : String(raw.map),
    show: raw.show === undefined ? undefined : String(raw.show),
    workers: whole(raw, 'workers', 1, 256),
  };
}
