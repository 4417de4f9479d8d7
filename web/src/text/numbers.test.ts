import { describe, expect, it } from 'vitest';
import { count, percent, plural, range, rate, short } from './numbers.js';

describe('numbers', () => {
  it('have no more digits than are of use', () => {
    expect([410.4, 4, 0.03104, 0, -2.5, 12345, 1e-7, Infinity, Number.NaN].map((value) => short(value))).toEqual([
      '410',
      '4',
      '0.031',
      '0',
      '−2.5',
      '12300',
      '1e−7',
      '∞',
      '–',
    ]);
    expect(percent(0.94651)).toBe('94.7 %');
    expect(percent(1, 0)).toBe('100 %');
    expect(count(14, 20)).toBe('14 of 20');
    expect(range({ low: 0.481, high: 0.8545 })).toBe('48–85 %');
    expect([plural(1, 'pixel'), plural(2, 'pixel')]).toEqual(['1 pixel', '2 pixels']);
  });

  it('have the intervals of Wilson', () => {
    // E. B. Wilson's score interval by R's prop.test(14, 20, correct = FALSE).
    const { low, high, share } = rate(14, 20);
    expect(share).toBe(0.7);
    expect(low).toBeCloseTo(0.481, 4);
    expect(high).toBeCloseTo(0.8545, 4);
    expect(rate(0, 20).low).toBe(0);
    expect(rate(20, 20).high).toBe(1);
    expect(() => rate(3, 2)).toThrow('Expected 0…2 right');
    expect(() => rate(0, 0)).toThrow(RangeError);
  });
});
