import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evenModel,
  evenPictures,
  handModel,
  handPicture,
  linear,
  randomWeights,
} from '../../test/support/hand-model.js';
import { quadratic } from '../../test/support/hand-model.js';
import { runs } from '../../test/support/runs.js';
import { attackCatalog } from './catalog.js';
import type { AttackOptions } from './runner/options.js';

/** Settings with which an attack is done soon; an attack that is not here takes its defaults. */
const cheap: Readonly<Record<string, object>> = {
  igsm: { iterations: 4 },
  'mi-fgsm': { iterations: 4 },
  pgd: { iterations: 3, restarts: 2 },
  'apgd-ce': { iterations: 6 },
  'apgd-dlr': { iterations: 6 },
  square: { queries: 30 },
  cw: { iterations: 20, binarySearchSteps: 2 },
  lbfgs: { iterations: 20, binarySearchSteps: 3 },
  'hop-skip-jump': { queries: 150, initialEvaluations: 20 },
  'gaussian-noise': { draws: 3 },
  'uniform-noise': { draws: 3 },
};

const width = 4;
const height = 3;
const samples = width * height * 3;

/** A linear or a quadratic model of four classes, and a picture in its bounds: of whole levels, or any. */
const anyCase = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  curved: fc.boolean(),
  whole: fc.boolean(),
  bounds: fc.constantFrom([0, 255] as const, [0, 255] as const, [16, 235] as const),
  targeted: fc.boolean(),
  earlyStop: fc.boolean(),
  surviveRounding: fc.boolean(),
  // From hardly anything to more than the box has room for, mostly between.
  size: fc.double({ min: -3, max: 2.4, noNaN: true }).map((power) => 10 ** power),
});

for (const attack of attackCatalog) {
  const { name, norms, random, options: own } = attack.about;
  // One that sees labels only goes to a target from a picture of it, which it is given.
  const canTarget = attack.about.targeted && !own.includes('starts');
  const run = attack as (typeof attackCatalog)[number];
  const settings = { ...cheap[name], ...(random ? { seed: 3 } : {}) };

  describe(`an adversary of ${name}`, () => {
    it.each(norms)('leaves neither its %s budget nor the box, rounded or not', async (norm) => {
      await fc.assert(
        fc.asyncProperty(anyCase, async ({ seed, curved, whole, bounds, targeted, size, ...rest }) => {
          const [low, high] = bounds;
          const levels = handPicture(width, height, seed, low, high);
          const x = whole ? levels : { ...levels, data: levels.data.map((v) => low + (v - low) * 0.987654321) };
          const weights = randomWeights(4, samples, seed, 0.01);
          const centres = weights.map((row) => row.map((w) => 127 + 1e4 * w));
          const f = curved ? quadratic(centres, [1e-5, 2e-5, 3e-5, 4e-5], [0, 0, 0, 0]) : linear(weights, [0, 0, 0, 0]);
          const model = handModel(width, height, f, bounds);
          const epsilon = norm === 'linf' ? size : size * 6;
          const options: AttackOptions & { norm?: string } = { ...settings, ...rest, epsilon };
          if (norms.length > 1) options.norm = norm;
          if (targeted && canTarget) {
            const [logits] = await model.logits([x]);
            options.targets = [(logits.indexOf(Math.max(...logits)) + 1) % 4];
          }
          const [result] = await run(model, [x], options);
          expect(result.distances[norm]).toBeLessThanOrEqual(epsilon);
          // A clean sample that is no whole level may have none in its budget: then it goes to the next, half a level.
          const least = whole ? 0 : norm === 'linf' ? 0.5 : 0.5 * Math.sqrt(samples);
          expect(result.distancesAfterRounding[norm]).toBeLessThanOrEqual(Math.max(least, epsilon));
          for (const { data } of [result.adversary, result.rounded]) {
            expect(data.every((value) => value >= low && value <= high)).toBe(true);
          }
          // What is said of it is so.
          const { prediction, predictionAfterRounding } = result;
          const logits = await model.logits([result.adversary, result.rounded]);
          const named = logits.map((row) => row.indexOf(Math.max(...row)));
          expect([prediction, predictionAfterRounding]).toEqual(named);
        }),
        { numRuns: runs(40) },
      );
    });

    it.each(norms)('in %s is the same whatever the batch size', async (norm) => {
      const epsilon = norm === 'linf' ? 6 : 40;
      const options = { ...settings, epsilon, ...(norms.length > 1 ? { norm } : {}) };
      const together = await run(evenModel(), evenPictures, options);
      const batched = await Promise.all(
        [1, 3, 100].map((batchSize) => run(evenModel(), evenPictures, { ...options, batchSize })),
      );
      for (const results of batched) expect(results).toEqual(together);
      // Nor is another picture's place of any account.
      const turned = await run(evenModel(), evenPictures.toReversed(), options);
      expect(turned.toReversed().map(({ adversary }) => adversary)).toEqual(together.map(({ adversary }) => adversary));
      expect(together.some(({ success }) => success)).toBe(true);
    });
  });
}
