import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../../test/support/python.js';
import { wilson } from './wilson.js';

/** log C(n, k). */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

describe('wilson', () => {
  it('gives the shares at which the score test just does not reject', () => {
    for (const [right, trials] of [
      [14, 20],
      [1, 20],
      [129, 300],
    ]) {
      const share = right / trials;
      for (const edge of Object.values(wilson(right, trials))) {
        const deviation = Math.abs(share - edge) / Math.sqrt((edge * (1 - edge)) / trials);
        expect(deviation).toBeCloseTo(1.959963984540054, 9);
      }
    }
  });

  it('gives the published intervals', () => {
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I: method 3.
    const published: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [right, trials, low, high] of published) {
      const interval = wilson(right, trials);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('takes parts of trials: between the intervals of the whole numbers around them, as wide as these', () => {
    const [below, at, above] = [wilson(13, 20), wilson(13.4, 20), wilson(14, 20)];
    expect(at.low).toBeCloseTo(below.low + 0.4 * (above.low - below.low), 3);
    expect(at.high).toBeCloseTo(below.high + 0.4 * (above.high - below.high), 3);
    for (const edge of Object.values(at)) {
      expect(Math.abs(0.67 - edge) / Math.sqrt((edge * (1 - edge)) / 20)).toBeCloseTo(1.959963984540054, 9);
    }
  });

  it('has a width where none or all are right, and mirrors itself', () => {
    expect(wilson(0, 20).low).toBe(0);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(wilson(20, 20).high).toBe(1);
    expect(wilson(17, 20).low).toBeCloseTo(1 - wilson(3, 20).high, 12);
  });

  it('covers the true share about as often as it says', () => {
    const [trials, truth] = [20, 0.7];
    let covered = 0;
    for (let right = 0; right <= trials; right++) {
      const { low, high } = wilson(right, trials);
      const chance = Math.exp(
        logChoose(trials, right) + right * Math.log(truth) + (trials - right) * Math.log(1 - truth),
      );
      if (low <= truth && truth <= high) covered += chance;
    }
    expect(covered).toBeGreaterThan(0.92);
    expect(covered).toBeLessThan(0.985);
  });

  it('refuses what is no share', () => {
    expect(() => wilson(0, 0)).toThrow('Expected an integer of at least 1 for trials but received 0');
    expect(() => wilson(3, 2)).toThrow('Expected a number from 0 to 2 for right but received 3');
  });
});

describePython('scipy.stats', 'wilson against SciPy', () => {
  it('gives the same edges', () => {
    const right = [0, 1, 7, 50, 81, 263, 49_999];
    const trials = [1, 29, 8, 100, 263, 263, 50_000];
    const expected = python(
      [
        'from scipy.stats import binomtest',
        'output = []',
        'for k, n in zip(*inputs):',
        '    ci = binomtest(int(k), int(n)).proportion_ci(method="wilson")',
        '    output += [ci.low, ci.high]',
      ].join('\n'),
      [right, trials],
    );
    right.forEach((k, i) => {
      const { low, high } = wilson(k, trials[i]);
      expect(low).toBeCloseTo(expected[2 * i], 12);
      expect(high).toBeCloseTo(expected[2 * i + 1], 12);
    });
  });
});
