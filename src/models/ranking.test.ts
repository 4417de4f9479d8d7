import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highest } from './ranking.js';

describe('highest', () => {
  it('gives the same order whether some or all are asked for; of equal values the first comes first', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { maxLength: 60 });
    fc.assert(
      fc.property(values, (given) => {
        const all = highest(given, given.length);
        expect(highest(given, given.length + 5)).toEqual(all);
        for (let count = 0; count < given.length; count++) expect(highest(given, count)).toEqual(all.slice(0, count));
        expect(all.toSorted((a, b) => a - b)).toEqual(given.map((_, i) => i));
        for (let i = 1; i < all.length; i++) {
          const [before, after] = [all[i - 1], all[i]];
          expect(given[before] > given[after] || (given[before] === given[after] && before < after)).toBe(true);
        }
      }),
    );
  });
});
