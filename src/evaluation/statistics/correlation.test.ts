import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../../test/support/python.js';
import { createRandom } from '../../core/random.js';
import { pearson } from './correlation.js';

describe('pearson', () => {
  it('gives the published correlations', () => {
    // F. J. Anscombe, "Graphs in statistical analysis", 1973: data sets 1 and 4, r = .816 and .817.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    expect(pearson(x, y)).toBeCloseTo(0.816, 3);
    const x4 = [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8];
    const y4 = [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89];
    expect(pearson(x4, y4)).toBeCloseTo(0.817, 3);
  });

  it('is 1 and −1 on lines, and null where one does not vary', () => {
    expect(pearson([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 14);
    expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 14);
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBe(null);
    expect(pearson([1, 2, 3], [0.3, 0.3, 0.3])).toBe(null);
    expect(pearson([1], [2])).toBe(null);
    expect(pearson([], [])).toBe(null);
  });

  it('refuses sequences of different lengths', () => {
    expect(() => pearson([1, 2], [1])).toThrow('Expected 2 values for y but received an array of 1');
  });
});

describePython('numpy', 'pearson against NumPy', () => {
  it('gives the same, with a large offset too', () => {
    const random = createRandom(9);
    for (const offset of [0, 1e6]) {
      const x = Array.from({ length: 50 }, () => offset + random.uniform(0, 1));
      const y = x.map((value) => 0.4 * value + random.uniform(0, 1));
      const [expected] = python('output = [np.corrcoef(inputs[0], inputs[1])[0, 1]]', [x, y]);
      expect(pearson(x, y)).toBeCloseTo(expected, 10);
    }
  });
});
