import type { FilterBank } from '../wavelet/filters.js';

/** The filters of an orthogonal wavelet as a chain of rotations: see `assembly/rotations.ts`. */
export interface Lattice {
  /** The tangents of the rotations, in the order in which samples meet them. */
  readonly tangents: Float64Array;
  /** They in the order in which coefficients meet them. */
  readonly reversed: Float64Array;
  /** What makes coefficients of what rotations without their cosines give along both axes. */
  readonly factor: number;
}

const lattices = new Map<FilterBank, Lattice | undefined>();

/** The lattice of a filter bank, undefined where that is not orthogonal. Its high pass may have the other sign. */
export function latticeOf(bank: FilterBank): Lattice | undefined {
  if (!lattices.has(bank)) {
    const orthogonal = bank.analysisLow.every((tap, i) => tap === bank.synthesisLow[i]);
    lattices.set(bank, orthogonal ? factorise(bank) : undefined);
  }
  return lattices.get(bank);
}

/**
 * Takes one rotation after the other off a filter bank, the last that samples meet first: what is left is two taps shorter, until
 * it is a rotation or a reflection itself.
 */
function factorise({ length, analysisLow, analysisHigh }: FilterBank): Lattice {
  const tangents = new Float64Array(length / 2);
  let low = analysisLow;
  let high = analysisHigh;
  for (let n = length / 2 - 1; n > 0; n--) {
    // Before the rotation the high pass knows nothing of the last pair of samples, and the low pass nothing of the first one.
    const tap = Math.abs(low[2 * n]) > Math.abs(low[2 * n + 1]) ? 2 * n : 2 * n + 1;
    const t = -high[tap] / low[tap];
    const square = 1 + t * t;
    const [a, b] = [low, high];
    low = a.map((value, i) => (value - t * b[i]) / square).subarray(2);
    high = b.map((value, i) => (value + t * a[i]) / square).subarray(0, 2 * n);
    tangents[n] = t;
  }
  // A reflection is a rotation and then the other sign for the high pass; with that, all rotations after it turn the other way.
  if (high[1] * low[0] < 0) tangents.forEach((t, n) => (tangents[n] = -t));
  tangents[0] = low[1] / low[0];
  return { tangents, reversed: tangents.toReversed(), factor: low[0] ** 2 };
}
