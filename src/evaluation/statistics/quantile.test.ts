import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../../test/support/python.js';
import { createRandom } from '../../core/random.js';
import { median, quantileOfSorted } from './quantile.js';

describe('median', () => {
  it('is the middle value, or the mean of the two, in numeric order', () => {
    expect(median(Float64Array.of(10, 9, 100))).toBe(10);
    expect(median(Float64Array.of(4, 1, 2, 30))).toBe(3);
    expect(median(Float64Array.of(-3))).toBe(-3);
    expect(median(new Float64Array())).toBeNaN();
    expect(median(Float64Array.of(Infinity, 1, 2))).toBe(2);
    expect(median(Float64Array.of(Infinity, 1, Infinity, Infinity))).toBe(Infinity);
  });

  it('leaves its input as it was', () => {
    const values = Float64Array.of(3, 1, 2);
    median(values);
    expect([...values]).toEqual([3, 1, 2]);
  });
});

describe('quantileOfSorted', () => {
  it('refuses parts outside of 0…1, and no values', () => {
    expect(() => quantileOfSorted([1], 1.1)).toThrow('Expected a number from 0 to 1 for part but received 1.1');
    expect(() => quantileOfSorted([], 0.5)).toThrow(
      'Expected at least one value for sorted but received an array of 0',
    );
  });
});

describePython('numpy', 'quantileOfSorted against NumPy', () => {
  it('gives the same quantiles', () => {
    const random = createRandom(5);
    for (const length of [1, 2, 7, 100]) {
      const sorted = Float64Array.from({ length }, () => random.uniform(-5, 5)).toSorted();
      const parts = [0, 0.025, 0.3, 0.5, 0.975, 1];
      const expected = python('output = np.quantile(inputs[0], inputs[1])', [sorted, parts]);
      parts.forEach((part, i) => expect(quantileOfSorted(sorted, part)).toBeCloseTo(expected[i], 12));
    }
  });
});
