import { describe, expect, it } from 'vitest';
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

  it('gives the published interval of 15 of 148', () => {
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I: method 3.
    const { low, high } = wilson(15, 148);
    expect(low).toBeCloseTo(0.0624, 4);
    expect(high).toBeCloseTo(0.1605, 4);
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
    expect(() => wilson(3, 2)).toThrow('Expected an integer from 0 to 2 for right but received 3');
  });
});
