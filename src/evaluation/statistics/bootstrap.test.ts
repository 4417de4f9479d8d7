import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../../test/support/python.js';
import { runs } from '../../../test/support/runs.js';
import { chiSquareZ } from '../../../test/support/statistics.js';
import { createRandom } from '../../core/random.js';
import { bootstrapDifference, bootstrapMean, countValues } from './bootstrap.js';
import { drawBinomial } from './draw-binomial.js';

describe('drawBinomial', () => {
  it('draws each count as often as the binomial distribution says, counted up and by rejection', () => {
    const random = createRandom(31);
    for (const [trials, chance] of [
      [6, 0.3],
      [40, 0.2],
      [60, 0.5],
      [300, 0.04],
      [50, 0.85],
    ]) {
      const draws = 40_000;
      const counts = new Float64Array(trials + 1);
      for (let i = 0; i < draws; i++) counts[drawBinomial(trials, chance, random)]++;
      // Expected counts by the recurrence of the distribution; rare cells at the ends are joined.
      const expected: number[] = [draws * (1 - chance) ** trials];
      for (let k = 1; k <= trials; k++) {
        expected.push((expected[k - 1] * (trials - k + 1) * chance) / (k * (1 - chance)));
      }
      const [seen, wanted] = [[0], [0]];
      for (let k = 0; k <= trials; k++) {
        if (wanted[wanted.length - 1] >= 20) {
          seen.push(0);
          wanted.push(0);
        }
        seen[seen.length - 1] += counts[k];
        wanted[wanted.length - 1] += expected[k];
      }
      // What is left at the far end, below 20, goes with its neighbour.
      const [lastSeen, lastWanted] = [seen.pop() as number, wanted.pop() as number];
      seen[seen.length - 1] += lastSeen;
      wanted[wanted.length - 1] += lastWanted;
      expect(Math.abs(chiSquareZ(seen, (k) => wanted[k]))).toBeLessThan(4);
    }
  });

  it('knows what is certain', () => {
    const random = createRandom(1);
    expect(drawBinomial(0, 0.5, random)).toBe(0);
    expect(drawBinomial(9, 0, random)).toBe(0);
    expect(drawBinomial(9, 1, random)).toBe(9);
  });
});

describe('bootstrapDifference', () => {
  it('covers the true difference about as often as it says', () => {
    // 400 pictures: 18 % right with the first alone, 10 % with the second alone, so that the true difference is .08.
    const trials = runs(1500);
    const random = createRandom(77);
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const differences = Array.from({ length: 400 }, () => {
        const u = random.uniform(0, 1);
        return u < 0.18 ? 1 : u < 0.28 ? -1 : 0;
      });
      const { low, high } = bootstrapMean(countValues(differences), { seed: 3, stream: trial });
      if (low <= 0.08 && 0.08 <= high) covered++;
    }
    // Four standard errors of the simulation to either side.
    const error = 4 * Math.sqrt((0.95 * 0.05) / trials);
    expect(covered / trials).toBeGreaterThan(0.95 - error);
    expect(covered / trials).toBeLessThan(0.95 + error);
  });

  it('covers with parts of draws too', () => {
    // 200 pictures in 5 draws each, chances of their own for each picture; true mean difference .3 · ½ − .2 · ½ = .05.
    const trials = runs(800);
    const random = createRandom(78);
    const part = (chance: number) => drawBinomial(5, chance, random) / 5;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [first, second]: number[][] = [[], []];
      for (let i = 0; i < 200; i++) {
        const easy = random.uniform(0, 1);
        first.push(part(0.5 + 0.3 * easy));
        second.push(part(0.5 + 0.2 * easy));
      }
      const { low, high } = bootstrapDifference(first, second, { seed: 4, stream: trial });
      if (low <= 0.05 && 0.05 <= high) covered++;
    }
    const error = 4 * Math.sqrt((0.95 * 0.05) / trials);
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(error);
  });

  it('gives the difference, repeats by its seed, and does not depend on the order of pictures', () => {
    const first = [1, 1, 0, 1, 0.5, 1, 0, 1];
    const second = [0, 1, 0, 0, 0.5, 1, 1, 0.2];
    const result = bootstrapDifference(first, second, { seed: 1 });
    // (1 + 0 + 0 + 1 + 0 + 0 − 1 + .8) / 8
    expect(result.difference).toBeCloseTo(0.225, 14);
    expect(result.low).toBeLessThan(0.225);
    expect(result.high).toBeGreaterThan(0.225);
    expect(bootstrapDifference(first, second, { seed: 1 })).toEqual(result);
    expect(bootstrapDifference(first.toReversed(), second.toReversed(), { seed: 1 })).toEqual(result);
    expect(bootstrapDifference(first, second, { seed: 2 })).not.toEqual(result);
  });

  it('has no width where all pictures are alike, and is nothing without pictures', () => {
    expect(bootstrapDifference([1, 1], [0, 0])).toEqual({ difference: 1, low: 1, high: 1 });
    expect(bootstrapDifference([], [])).toEqual({ difference: NaN, low: NaN, high: NaN });
  });

  it('refuses pairs that are none and too few resamples', () => {
    expect(() => bootstrapDifference([1], [1, 0])).toThrow('Expected 1 values for second but received an array of 2');
    expect(() => bootstrapDifference([1], [1], { resamples: 10 })).toThrow(
      'Expected an integer of at least 100 for resamples but received 10',
    );
  });
});

describePython('numpy', 'bootstrapDifference against pictures drawn one by one', () => {
  it('gives the same interval within the error of the resamples', () => {
    const random = createRandom(12);
    const first = Array.from({ length: 300 }, () => random.randint(0, 10) / 10);
    const second = first.map((value) => Math.round(value * random.uniform(0, 1) * 10) / 10);
    const [low, high] = python(
      [
        'd = inputs[0] - inputs[1]',
        'draws = np.random.default_rng(1).integers(0, len(d), (20000, len(d)))',
        'output = np.quantile(d[draws].mean(1), [0.025, 0.975])',
      ].join('\n'),
      [first, second],
    );
    const ours = bootstrapDifference(first, second, { resamples: 20_000 });
    // The edge of 20,000 means is known to about a fiftieth of the interval's half width.
    const tolerance = (high - low) / 40;
    expect(Math.abs(ours.low - low)).toBeLessThan(tolerance);
    expect(Math.abs(ours.high - high)).toBeLessThan(tolerance);
  });
});
