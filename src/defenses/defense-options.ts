import { boolean, integer, knownOptions, number, oneOf, outOfRange } from '../core/checks.js';
import { checkMap, type FullImage } from '../core/image.js';
import type { KernelOptions } from '../core/kernels/backend.js';
import type { RandomSource, Seed } from '../core/random.js';
import { type DeflectionAlgorithm, deflectionAlgorithms, type DeflectionOptions } from './deflect.js';
import { type DenoiserName, denoiserNames, type DenoiserOptions, minimumSide } from './denoisers.js';

/** What the published settings say, for a picture of 224 × 224. */
interface Preset {
  readonly algorithm: DeflectionAlgorithm;
  readonly deflections: number;
  readonly deflectionsWithMap: number;
  readonly window: number;
  readonly denoiser: DenoiserName;
}

/** The side of the pictures that published counts and windows belong to. */
const publishedSide = 224;

/**
 * The published settings; all denoise by `denoiseWavelet` with its defaults (db1, BayesShrink, soft, sigma 0.04, YCbCr,
 * `sigmaScale: 'published'`).
 */
export const presets = {
  /** `demo.ipynb` of iamaaditya/pixel-deflection: 200 turns, 1500 with a map. */
  notebook: { algorithm: 'notebook', deflections: 200, deflectionsWithMap: 1500, window: 10, denoiser: 'wavelet' },
  /** `main.py` there: 200 copies, with and without a map. */
  repository: { algorithm: 'repository', deflections: 200, deflectionsWithMap: 200, window: 10, denoiser: 'wavelet' },
  /** The paper, section 6: 100 whole pixels. */
  paper: { algorithm: 'joint', deflections: 100, deflectionsWithMap: 100, window: 10, denoiser: 'wavelet' },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

export interface DefendOptions extends KernelOptions, Pick<DeflectionOptions, 'map' | 'bias' | 'algorithm' | 'onCopy'> {
  /** Where settings that are not given come from. Default `'notebook'`. */
  preset?: PresetName;
  /** Deflections for a picture of 224 × 224, at least 0. Default: the preset's. */
  deflections?: number;
  /**
   * Window for a picture of 224 × 224, in pixels: 1 up to 224 and to the picture's longer side. Default: the preset's.
   */
  window?: number;
  /**
   * Whether counts are scaled to the picture's own size, deflections by its area and the window by the square root of
   * its area, each to at least 1; `false` takes them literally. Default true.
   */
  scale?: boolean;
  /** Resize first, to a square of this side (stretched, as the published code does) or to a width and height. */
  size?: number | { width: number; height: number };
  /** `'wavelet'`, `'tv'`, `'bilateral'`, `'nlm'`, `'wiener'`, `'dct'` or `'none'`. Default: the preset's. */
  denoiser?: DenoiserName;
  /**
   * Options of the chosen denoiser (those of `denoiseWavelet`, `denoiseTotalVariation`, …). Defaults are theirs, except
   * that `'bilateral'` has `spatialWeights: 'centred'`, as when the defense was published.
   */
  denoiserOptions?: DenoiserOptions;
  /** Any integer. Default: a fresh one, reported. */
  seed?: Seed;
  /** The picture that the random numbers are for, a number or a name; each has its own. Default 0. */
  stream?: Seed | string;
  /** Source of randomness in place of `seed` and `stream`, for example `pythonRandom(1)`. */
  random?: RandomSource;
}

/** What {@link defend} did. */
export interface DefenseReport {
  readonly preset: PresetName;
  readonly algorithm: DeflectionAlgorithm;
  /** Deflections and window that were applied, after scaling. */
  readonly deflections: number;
  readonly window: number;
  readonly bias: number;
  /** Whether a map was used. */
  readonly map: boolean;
  /** Samples copied and skipped, and whether the run was cut short: see `deflectPixels`. */
  readonly copies: number;
  readonly skipped: number;
  readonly capped: boolean;
  readonly denoiser: DenoiserName;
  readonly denoiserOptions: DenoiserOptions;
  /** The seed and stream that give this result again; absent where `random` was given. */
  readonly seed?: Seed;
  readonly stream?: Seed | string;
  /** What a user should know: a scaled count, a resized map, a run cut short. */
  readonly notices: readonly string[];
  /** Time taken by each stage, in milliseconds. */
  readonly milliseconds: { readonly resize: number; readonly deflect: number; readonly denoise: number };
}

const optionNames =
  'preset map bias algorithm onCopy deflections window scale size denoiser denoiserOptions seed stream random backend out'.split(
    ' ',
  );

function targetSize(image: FullImage, size: DefendOptions['size']): { width: number; height: number } {
  if (size === undefined) return { width: image.width, height: image.height };
  if (typeof size === 'number') return { width: integer(size, 'size', 1), height: size };
  if (typeof size !== 'object' || size === null) throw outOfRange('a side or { width, height }', 'size', size);
  return { width: integer(size.width, 'size.width', 1), height: integer(size.height, 'size.height', 1) };
}

/** Counts for a picture's own size, from those for 224 × 224. */
function scaleCounts(width: number, height: number, deflections: number, window: number) {
  const area = (width * height) / publishedSide ** 2;
  return {
    deflections: deflections === 0 ? 0 : Math.max(1, Math.round(deflections * area)),
    window: Math.min(Math.max(width, height), Math.max(1, Math.round(window * Math.sqrt(area)))),
  };
}

/** @internal Checks everything that can be checked before work begins, and fills in what the preset says. */
export function resolveDefense(image: FullImage, options: DefendOptions) {
  knownOptions(options, 'defend', optionNames);
  const name = oneOf(options.preset ?? 'notebook', 'preset', Object.keys(presets) as PresetName[]);
  const preset: Preset = presets[name];
  const size = targetSize(image, options.size);
  const denoiser = oneOf(options.denoiser ?? preset.denoiser, 'denoiser', denoiserNames);
  for (const [side, value] of Object.entries(size)) {
    if (value < minimumSide(denoiser)) {
      throw outOfRange(`a ${side} of at least ${minimumSide(denoiser)} (denoiser '${denoiser}')`, 'image', value);
    }
  }
  const { map } = options;
  if (map !== undefined) checkMap(map);
  const published = map === undefined ? preset.deflections : preset.deflectionsWithMap;
  const deflections = integer(options.deflections ?? published, 'deflections', 0);
  const scale = boolean(options.scale ?? true, 'scale');
  const longer = Math.max(size.width, size.height);
  const highest = scale ? Math.min(publishedSide, longer) : longer;
  const window =
    options.window === undefined
      ? Math.min(preset.window, scale ? publishedSide : longer)
      : integer(options.window, 'window', 1, highest);
  if (options.random !== undefined && (options.seed !== undefined || options.stream !== undefined)) {
    throw outOfRange('either random or seed and stream', 'the options of defend', 'both');
  }
  return {
    name,
    size,
    denoiser,
    map,
    bias: number(options.bias ?? 0, 'bias', -1, 1),
    algorithm: oneOf(options.algorithm ?? preset.algorithm, 'algorithm', deflectionAlgorithms),
    given: { deflections, window },
    counts: scale ? scaleCounts(size.width, size.height, deflections, window) : { deflections, window },
  };
}
