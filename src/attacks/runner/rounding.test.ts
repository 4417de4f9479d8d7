import { describe, expect, it } from 'vitest';
import { evenModel, evenPictures } from '../../../test/support/hand-model.js';
import { igsm, type IgsmOptions } from '../index.js';

const shorten = (options: IgsmOptions): IgsmOptions => ({ step: 0.5, iterations: 12, epsilon: 4, ...options });

/** Results with one up to twelve iterations. */
const runsOf = (options: IgsmOptions) =>
  Promise.all(
    Array.from({ length: 12 }, (_, i) => igsm(evenModel(), evenPictures, shorten({ ...options, iterations: i + 1 }))),
  );

describe('earlyStop', () => {
  it('ends at the first iterate that works', async () => {
    const stopped = await igsm(evenModel(), evenPictures, shorten({ earlyStop: true }));
    const runs = await runsOf({});
    for (const [i, { iterations, success, gradients, adversary }] of stopped.entries()) {
      const first = runs.findIndex((results) => results[i].success);
      expect(success).toBe(first >= 0);
      expect(iterations).toBe(first >= 0 ? first + 1 : 12);
      expect(gradients).toBe(iterations);
      expect(adversary).toEqual(runs[iterations - 1][i].adversary);
    }
    expect(new Set(stopped.map(({ iterations }) => iterations)).size).toBeGreaterThan(2);
  });
});

describe('surviveRounding', () => {
  it('with earlyStop takes the fewest steps whose rounded picture works', async () => {
    const weak = await igsm(evenModel(), evenPictures, shorten({ surviveRounding: true, earlyStop: true, step: 0.3 }));
    const runs = await runsOf({ step: 0.3 });
    let later = 0;
    for (const [i, result] of weak.entries()) {
      const first = runs.findIndex((results) => results[i].successAfterRounding);
      expect(result.successAfterRounding).toBe(first >= 0);
      expect(result.iterations).toBe(first >= 0 ? first + 1 : 12);
      expect(result.rounded).toEqual(runs[result.iterations - 1][i].rounded);
      const exact = runs.findIndex((results) => results[i].success);
      if (first > exact) later++;
    }
    // Rounding undoes the first success of some.
    expect(later).toBeGreaterThan(0);
  });

  it('alone takes the last iterate that works after rounding', async () => {
    const options = { surviveRounding: true, epsilon: 1.5, step: 0.7 };
    const strong = await igsm(evenModel(), evenPictures, shorten(options));
    const runs = await runsOf({ epsilon: 1.5, step: 0.7 });
    for (const [i, result] of strong.entries()) {
      const last = runs.findLastIndex((results) => results[i].successAfterRounding);
      expect(result.successAfterRounding).toBe(last >= 0);
      expect(result.iterations).toBe(last >= 0 ? last + 1 : 12);
      expect(result.adversary).toEqual(runs[result.iterations - 1][i].adversary);
      expect(result.gradients).toBe(12);
    }
  });

  it('keeps the rounded adversary inside of ε', async () => {
    const all = await igsm(evenModel(), evenPictures, {
      surviveRounding: true,
      epsilons: [0.4, 0.5, 0.9, 1, 1.5, 2.7],
    });
    for (const { epsilon, rounded, distancesAfterRounding, adversary } of all.flat()) {
      expect(distancesAfterRounding.linf).toBeLessThanOrEqual(epsilon!);
      expect(rounded.data).toBeInstanceOf(Uint8Array);
      for (const [i, level] of rounded.data.entries()) expect(Math.abs(level - adversary.data[i])).toBeLessThan(1);
    }
    // Within less than a level no other 8-bit picture is to be had.
    for (const { successAfterRounding } of all[0]) expect(successAfterRounding).toBe(false);
  });
});
