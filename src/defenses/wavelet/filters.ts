import { oneOf } from '../../core/checks.js';
import { biorthogonalFilters, orthogonalFilters } from './filters-data.js';

/** A wavelet by its usual name: db1…db10, sym2…sym10, coif1…coif5, bior1.3, bior2.2, bior4.4. */
export type WaveletName = keyof typeof orthogonalFilters | keyof typeof biorthogonalFilters;

/** All wavelets of this library. */
export const waveletNames: readonly WaveletName[] = [
  ...(Object.keys(orthogonalFilters) as WaveletName[]),
  ...(Object.keys(biorthogonalFilters) as WaveletName[]),
];

/** The four filters of a two-channel bank, all of one even length. */
export interface FilterBank {
  readonly length: number;
  /** Analysis filters in reverse: `Σ_m filter[m] · extended[2i + m]` is coefficient i. */
  readonly analysisLow: Float64Array;
  readonly analysisHigh: Float64Array;
  /** Synthesis filters as they are. */
  readonly synthesisLow: Float64Array;
  readonly synthesisHigh: Float64Array;
}

const banks = new Map<WaveletName, FilterBank>();

function alternate(filter: readonly number[], first: 1 | -1): Float64Array {
  return Float64Array.from(filter, (value, k) => (k % 2 === 0 ? first : -first) * value);
}

/** The filter bank of a wavelet. The high-pass filters are the mirrored low-pass ones of the other side. */
export function filterBank(name: WaveletName): FilterBank {
  const known = banks.get(name);
  if (known !== undefined) return known;
  oneOf(name, 'wavelet', waveletNames);
  const [low, back] =
    name in biorthogonalFilters
      ? biorthogonalFilters[name as keyof typeof biorthogonalFilters]
      : [
          orthogonalFilters[name as keyof typeof orthogonalFilters],
          orthogonalFilters[name as keyof typeof orthogonalFilters].toReversed(),
        ];
  const bank: FilterBank = {
    length: low.length,
    analysisLow: Float64Array.from(low).toReversed(),
    analysisHigh: alternate(back, -1).toReversed(),
    synthesisLow: Float64Array.from(back),
    synthesisHigh: alternate(low, 1),
  };
  banks.set(name, bank);
  return bank;
}

/**
 * The most levels at which a side of `size` samples still holds a coefficient that no border reaches:
 * floor(log2(size / (filter length - 1))), as `pywt.dwt_max_level`.
 */
export function maxLevel(size: number, filterLength: number): number {
  return size < filterLength - 1 ? 0 : 31 - Math.clz32(Math.floor(size / (filterLength - 1)));
}

/** scikit-image's number of levels: three fewer than possible for the shorter side, but at least one. */
export function defaultLevels(width: number, height: number, filterLength: number): number {
  return Math.max(maxLevel(Math.min(width, height), filterLength) - 3, 1);
}
