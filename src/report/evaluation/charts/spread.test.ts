import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/support/runs.js';
import { spread } from './spread.js';

describe('spread', () => {
  it('leaves labels alone that have room', () => {
    expect(spread([80, 10, 40], 5, 0, 100)).toEqual([80, 10, 40]);
    expect(spread([], 5, 0, 100)).toEqual([]);
  });

  it('moves labels apart around where they belong', () => {
    expect(spread([50, 50], 10, 0, 100)).toEqual([45, 55]);
    expect(spread([0, 0, 0], 10, 0, 100)).toEqual([0, 10, 20]);
  });

  it('keeps the gap, the range and the order, whatever is wanted', () => {
    const wanted = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(wanted, (values) => {
        const places = spread(values, 8, 0, 100);
        const order = values.map((_, i) => i).toSorted((a, b) => values[a] - values[b] || a - b);
        for (const [k, i] of order.entries()) {
          expect(places[i]).toBeGreaterThanOrEqual(-1e-9);
          expect(places[i]).toBeLessThanOrEqual(100 + 1e-9);
          if (k > 0) expect(places[i] - places[order[k - 1]]).toBeGreaterThanOrEqual(8 - 1e-6);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
