import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { bestPair } from './saliency.js';

/** The highest saliency in a table of all pairs (Papernot et al., algorithm 3). */
function highestOfAll(gain: Float32Array, loss: Float32Array, open: Uint8Array): number {
  let highest = 0;
  for (let i = 0; i < gain.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [gain[i] + gain[j], loss[i] + loss[j]];
      if (open[i] && open[j] && a > 0 && b > 0) highest = Math.max(highest, a * b);
    }
  }
  return highest;
}

const row = (length: number, coarse: boolean) =>
  fc.array(coarse ? fc.integer({ min: -3, max: 3 }) : fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: length,
    maxLength: length,
  });

describe('the best pair', () => {
  it('is that of the table of all pairs', () => {
    const any = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.boolean())
      .chain(([n, coarse]) =>
        fc.tuple(row(n, coarse), row(n, coarse), fc.array(fc.nat(3), { minLength: n, maxLength: n })),
      );
    fc.assert(
      fc.property(any, ([gains, losses, opens]) => {
        const gain = Float32Array.from(gains);
        const loss = Float32Array.from(losses);
        const open = Uint8Array.from(opens, (value) => Math.min(1, value));
        const highest = highestOfAll(gain, loss, open);
        const pair = bestPair(gain, loss, open);
        if (highest === 0) expect(pair).toBeUndefined();
        else {
          const [i, j] = pair!;
          expect(i).toBeLessThan(j);
          expect([open[i], open[j]]).toEqual([1, 1]);
          expect((gain[i] + gain[j]) * (loss[i] + loss[j])).toBe(highest);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('is the two highest where there is one number', () => {
    const gain = Float32Array.of(0.1, 0.7, -3, 0.9, 0.7, 0.2);
    expect(bestPair(gain, gain, new Uint8Array(6).fill(1))).toEqual([1, 3]);
    expect(bestPair(gain, gain, Uint8Array.of(1, 0, 1, 1, 0, 1))).toEqual([3, 5]);
  });

  it('is none where the others would rise with the target', () => {
    const ones = new Float32Array(4).fill(1);
    expect(
      bestPair(
        ones,
        ones.map((value) => -value),
        new Uint8Array(4).fill(1),
      ),
    ).toBeUndefined();
    expect(bestPair(ones, ones, Uint8Array.of(0, 0, 1, 0))).toBeUndefined();
  });
});
