import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/pictures.js';
import { kernelsFor } from '../../core/kernels/instance.js';
import { denoiseWavelet, waveletNames } from '../../index.js';
import { filterBank } from '../wavelet/filters.js';
import { type Lattice, latticeOf } from './lattice.js';

/** The filters that a chain of rotations is: what comes out for a single sample, the last of their taps first. */
function filtersOf({ tangents, factor }: Lattice): { low: number[]; high: number[] } {
  const low: number[] = [];
  const high: number[] = [];
  for (const sample of [0, 1]) {
    const delayed = new Float64Array(tangents.length);
    for (let n = tangents.length - 1; n >= 0; n--) {
      const inside = n === tangents.length - 1;
      let a = inside && sample === 0 ? 1 : 0;
      let b = inside && sample === 1 ? 1 : 0;
      tangents.forEach((t, i) => {
        if (i > 0) [b, delayed[i]] = [delayed[i], b];
        [a, b] = [a + t * b, b - t * a];
      });
      low[2 * n + sample] = Math.sqrt(factor) * a;
      high[2 * n + sample] = Math.sqrt(factor) * b;
    }
  }
  return { low, high };
}

/** Compares filters but for their sign. */
function expectSame(found: readonly number[], filter: Float64Array): void {
  const sign = Math.sign(found.reduce((sum, tap, i) => sum + tap * filter[i], 0));
  filter.forEach((tap, i) => expect(sign * found[i]).toBeCloseTo(tap, 10));
}

describe('the lattice', () => {
  it.each(waveletNames.filter((name) => !name.startsWith('bior')))('is the filters of %s', (name) => {
    const bank = filterBank(name);
    const { low, high } = filtersOf(latticeOf(bank)!);
    expectSame(low, bank.analysisLow);
    expectSame(high, bank.analysisHigh);
  });

  it('is there for orthogonal filters only', () => {
    for (const name of waveletNames) expect(latticeOf(filterBank(name)) === undefined).toBe(name.startsWith('bior'));
  });

  it.each(['db2', 'db3', 'sym8', 'coif5', 'bior4.4'] as const)(
    '%s: no result hangs on what was in memory',
    (wavelet) => {
      for (const [width, height] of [
        [61, 46],
        [2, 33],
        [128, 7],
      ]) {
        const image = picture(width, height, 3, 'floats', 1);
        const [first, second] = [0, NaN].map((filling) => {
          kernelsFor(2 ** 20)!.floats.fill(filling);
          return denoiseWavelet(image, { wavelet, levels: 3, backend: 'wasm' });
        });
        expect(second).toEqual(first);
      }
    },
  );
});
