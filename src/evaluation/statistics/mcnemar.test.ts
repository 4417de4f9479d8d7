import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../../test/support/python.js';
import { mcnemar } from './mcnemar.js';

describe('mcnemar', () => {
  it('gives the published p-values', () => {
    // Fagerland, Lydersen and Laake 2013, tables 1 and 2: airway hyper-responsiveness (1 and 7 pairs differ), and complete
    // response (6 and 16). Exact conditional .070 and .052, mid-p .039 and .035.
    const airway = mcnemar(1, 7);
    expect(airway.pValue).toBeCloseTo(0.07, 3);
    expect(airway.midP).toBeCloseTo(0.039, 3);
    const response = mcnemar(6, 16);
    expect(response.pValue).toBeCloseTo(0.052, 3);
    expect(response.midP).toBeCloseTo(0.035, 3);
  });

  it('agrees with the published z of a large table', () => {
    // A. Agresti, "Categorical data analysis", 2nd edition, 10.1.1, approval of the Prime Minister: 86 and 150 changed
    // their mind, z = -4.17, whose two-sided p is 3.0e-5. The exact one is a little larger.
    const { pValue, midP } = mcnemar(86, 150);
    expect(pValue).toBeGreaterThan(3e-5);
    expect(pValue).toBeLessThan(4.5e-5);
    expect(midP).toBeLessThan(pValue);
  });

  it('is what the coin says, by hand', () => {
    // 2 (C(5,0) + C(5,1)) / 2^5 = 12 / 32, less C(5,1) / 2^5 for mid-p.
    expect(mcnemar(4, 1).pValue).toBeCloseTo(12 / 32, 14);
    expect(mcnemar(4, 1).midP).toBeCloseTo(7 / 32, 14);
    expect(mcnemar(0, 10).pValue).toBeCloseTo(2 / 1024, 14);
    // As many on both sides: no difference. Mid-p takes half of C(6,3) / 2^6 away.
    expect(mcnemar(3, 3)).toEqual({ pValue: 1, midP: expect.closeTo(1 - 10 / 64, 14) as number });
    expect(mcnemar(0, 0)).toEqual({ pValue: 1, midP: 0.5 });
  });

  it('does not care which is first', () => {
    for (const [a, b] of [
      [3, 8],
      [200, 260],
    ]) {
      expect(mcnemar(a, b)).toEqual(mcnemar(b, a));
    }
  });

  it('refuses what is no count', () => {
    expect(() => mcnemar(1.5, 2)).toThrow('Expected an integer of at least 0 for onlyFirst but received 1.5');
    expect(() => mcnemar(1, -2)).toThrow('Expected an integer of at least 0 for onlySecond but received -2');
  });
});

describePython('scipy.stats', 'mcnemar against SciPy', () => {
  it('gives the p-values of binomtest, from few pictures to millions', () => {
    const first = [0, 1, 2, 7, 86, 480, 999, 24_700, 499_000, 0];
    const second = [1, 1, 9, 20, 150, 520, 1000, 25_300, 501_000, 900];
    const expected = python(
      'from scipy.stats import binomtest\noutput = [binomtest(int(a), int(a + b), 0.5).pvalue for a, b in zip(*inputs)]',
      [first, second],
    );
    first.forEach((a, i) => expect(mcnemar(a, second[i]).pValue / expected[i]).toBeCloseTo(1, 9));
  });
});
