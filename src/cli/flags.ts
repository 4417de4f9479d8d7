import type { BilateralOptions } from '../defenses/bilateral.js';
import type { DctOptions } from '../defenses/dct.js';
import type { DenoiserName } from '../defenses/denoisers.js';
import type { NonLocalMeansOptions } from '../defenses/non-local-means.js';
import { borderModes } from '../defenses/padding.js';
import type { TotalVariationOptions } from '../defenses/total-variation.js';
import { waveletNames } from '../defenses/wavelet/filters.js';
import type { WaveletOptions } from '../defenses/wavelet/denoise.js';
import type { WienerOptions } from '../defenses/wiener.js';
import type { ValueKind } from './values.js';

/** A flag that sets an option of a denoiser. */
export interface DenoiserFlag<Key extends string = string> {
  /** The library's name of the option. */
  readonly key: Key;
  readonly type: ValueKind;
  /** The library's default; null where it depends on the picture. */
  readonly default: number | string | boolean | null;
  /** A word that stands for a number, such as `estimate`. */
  readonly orWord?: string;
  /** The flag's name, where it is not the option's own. */
  readonly name?: string;
  /** The allowed values in the help, where they are not plain from the type. */
  readonly about?: string;
}

const atLeast = (low: number): ValueKind => ({ kind: 'number', low });
const above = (low: number): ValueKind => ({ kind: 'number', low, above: low });
const whole = (low: number, high?: number): ValueKind => ({ kind: 'integer', low, high });
const odd = (low: number): ValueKind => ({ kind: 'integer', low, odd: true });
const words = (...words: readonly string[]): ValueKind => ({ kind: 'word', words });
const toggle: ValueKind = { kind: 'switch' };

/** Every option of every denoiser; limits and defaults are the library's, and a test compares them. */
export const denoiserFlags = {
  wavelet: [
    {
      key: 'wavelet',
      type: words(...waveletNames),
      default: 'db1',
      about: 'db1-10 sym2-10 coif1-5 bior1.3 bior2.2 bior4.4',
    },
    { key: 'levels', type: whole(1, 32), default: null },
    { key: 'method', type: words('BayesShrink', 'VisuShrink'), default: 'BayesShrink' },
    { key: 'threshold', type: words('soft', 'hard'), default: 'soft' },
    { key: 'sigma', type: atLeast(0), default: 0.04, orWord: 'estimate' },
    { key: 'ycbcr', type: toggle, default: true },
    { key: 'sigmaScale', type: words('published', 'rescaled', 'unscaled'), default: 'published' },
    { key: 'cycleSpin', type: whole(0, 64), default: 0 },
  ],
  tv: [
    { key: 'weight', type: atLeast(1e-6), default: 0.1 },
    { key: 'eps', type: atLeast(0), default: 0.0002 },
    { key: 'maxIterations', type: whole(1), default: 200 },
  ],
  bilateral: [
    { key: 'windowSize', type: odd(1), default: null },
    { key: 'sigmaColor', type: above(0), default: null },
    { key: 'sigmaSpatial', type: above(0), default: 1 },
    { key: 'bins', type: whole(1), default: 1000 },
    { key: 'mode', type: words(...borderModes), default: 'constant' },
    { key: 'cval', type: { kind: 'number' }, default: 0 },
    { key: 'spatialWeights', type: words('skimage', 'centred'), default: 'skimage' },
  ],
  nlm: [
    { key: 'patchSize', type: odd(3), default: 7 },
    { key: 'patchDistance', type: whole(0), default: 11 },
    { key: 'h', type: atLeast(1e-6), default: 0.1 },
    { key: 'fast', type: toggle, default: true },
    { key: 'sigma', type: atLeast(0), default: 0 },
  ],
  wiener: [
    // `--size` is the size of the picture.
    { key: 'size', name: 'wiener-size', type: odd(1), default: 3 },
    { key: 'noise', type: atLeast(0), default: null },
  ],
  dct: [
    { key: 'sigma', type: atLeast(0), default: 0.04 },
    { key: 'blockSize', type: whole(1, 64), default: 16 },
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
export function isSwitch({ type }: DenoiserFlag): boolean {
  return type.kind === 'switch';
}
