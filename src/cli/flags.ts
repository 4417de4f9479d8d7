import type { BilateralOptions } from '../defenses/bilateral.js';
import type { DctOptions } from '../defenses/dct.js';
import type { DenoiserName } from '../defenses/denoisers.js';
import type { NonLocalMeansOptions } from '../defenses/non-local-means.js';
import { borderModes } from '../defenses/padding.js';
import type { TotalVariationOptions } from '../defenses/total-variation.js';
import type { WaveletOptions } from '../defenses/wavelet/denoise.js';
import type { WienerOptions } from '../defenses/wiener.js';

/** A flag that sets an option of a denoiser. The library checks its value; what is here is for the help. */
export interface DenoiserFlag<Key extends string = string> {
  /** The library's name of the option. */
  readonly key: Key;
  /** The library's default: a flag of true or false stands alone; null where it depends on the picture. */
  readonly default: number | string | boolean | null;
  /** The other words that are allowed, where they are few. */
  readonly others?: readonly string[];
  /** The flag's name, where it is not the option's own. */
  readonly name?: string;
  /** The value of another option without which this one has no meaning. */
  readonly onlyWith?: readonly [key: string, value: string];
}

/** Every option of every denoiser. A test compares the defaults with the library's. */
const denoiserFlags = {
  wavelet: [
    { key: 'wavelet', default: 'db1' },
    { key: 'levels', default: null },
    { key: 'method', default: 'BayesShrink', others: ['VisuShrink'] },
    { key: 'threshold', default: 'soft', others: ['hard'] },
    { key: 'sigma', default: 0.04, others: ['estimate'] },
    { key: 'ycbcr', default: true },
    { key: 'sigmaScale', default: 'published', others: ['rescaled', 'unscaled'] },
    { key: 'cycleSpin', default: 0 },
  ],
  tv: [
    { key: 'weight', default: 0.1 },
    { key: 'eps', default: 0.0002 },
    { key: 'maxIterations', default: 200 },
  ],
  bilateral: [
    { key: 'windowSize', default: null },
    { key: 'sigmaColor', default: null },
    { key: 'sigmaSpatial', default: 1 },
    { key: 'bins', default: 1000 },
    { key: 'mode', default: 'constant', others: borderModes.filter((mode) => mode !== 'constant') },
    { key: 'cval', default: 0, onlyWith: ['mode', 'constant'] },
    { key: 'spatialWeights', default: 'skimage', others: ['centred'] },
  ],
  nlm: [
    { key: 'patchSize', default: 7 },
    { key: 'patchDistance', default: 11 },
    { key: 'h', default: 0.1 },
    { key: 'fast', default: true },
    { key: 'sigma', default: 0 },
  ],
  wiener: [
    // `--size` is the size of the picture.
    { key: 'size', name: 'wiener-size', default: 3 },
    { key: 'noise', default: null },
  ],
  dct: [
    { key: 'sigma', default: 0.04 },
    { key: 'blockSize', default: 16 },
  ],
  none: [],
} satisfies {
  wavelet: readonly DenoiserFlag<keyof WaveletOptions>[];
  tv: readonly DenoiserFlag<keyof TotalVariationOptions>[];
  bilateral: readonly DenoiserFlag<keyof BilateralOptions>[];
  nlm: readonly DenoiserFlag<keyof NonLocalMeansOptions>[];
  wiener: readonly DenoiserFlag<keyof WienerOptions>[];
  dct: readonly DenoiserFlag<keyof DctOptions>[];
  none: readonly [];
};

/** The flags of one denoiser. */
export function flagsOf(denoiser: DenoiserName): readonly DenoiserFlag[] {
  return denoiserFlags[denoiser];
}

/** The name of a flag, without dashes in front: `cycle-spin`. */
export function flagName({ key, name }: DenoiserFlag): string {
  return name ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether a flag stands alone, in the forms `--name` and `--no-name`. */
export function isSwitch(flag: DenoiserFlag): boolean {
  return typeof flag.default === 'boolean';
}

/** The options of a denoiser with all defaults that do not depend on the picture. */
export function withDefaults(denoiser: DenoiserName, options: object): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const flag of flagsOf(denoiser)) all[flag.key] = flag.default;
  Object.assign(all, options);
  for (const { key, onlyWith } of flagsOf(denoiser)) {
    if (onlyWith !== undefined && all[onlyWith[0]] !== onlyWith[1]) delete all[key];
  }
  return all;
}
