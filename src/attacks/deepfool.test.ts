import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evenModel,
  evenPictures,
  handModel,
  handPicture,
  linear,
  quadratic,
  randomWeights,
} from '../../test/support/hand-model.js';
import { runs } from '../../test/support/runs.js';
import { deepFool, deepFoolPresets } from './index.js';

const width = 6;
const height = 4;
const samples = width * height * 3;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

/** A linear model of several classes that names class 0 for a picture, each other one behind by its lead. */
function behind(weights: readonly number[][], x: Float32Array, leads: readonly number[]) {
  return linear(
    weights,
    weights.map((w, c) => (c === 0 ? 0 : -leads[c - 1]) - dot(w, x)),
  );
}

/** The distance from a picture to the nearest class of such a model. */
const nearestOf = (weights: readonly number[][], leads: readonly number[]) =>
  Math.min(...leads.map((lead, c) => lead / Math.hypot(...weights[c + 1].map((w, i) => w - weights[0][i]))));

describe('deepFool on a linear model', () => {
  const x = handPicture(width, height, 1, 60, 195);
  const weights = randomWeights(6, samples, 2, 0.1);

  it('reaches the nearest class in one step, as far as its overshoot says', async () => {
    const leads = [9, 6, 5, 7, 11];
    const least = nearestOf(weights, leads);
    const model = handModel(width, height, behind(weights, x.data, leads));
    for (const overshoot of [0.001, 0.005, 0.02, 0.1]) {
      // oxlint-disable-next-line no-await-in-loop -- few
      const [result] = await deepFool(model, [x], { overshoot });
      expect(result).toMatchObject({ success: true, label: 0, iterations: 1, gradients: 5, epsilon: undefined });
      expect(result.distances.l2 / least / (1 + overshoot)).toBeCloseTo(1, 3);
    }
  });

  it('finds the exact minimum distance within 1 %, whatever the classes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 12 }), async (seed, classes) => {
        const random = randomWeights(classes, samples, seed, 0.1);
        const leads = handPicture(width, height, seed, 1, 60).data.slice(0, classes - 1);
        const model = handModel(
          width,
          height,
          behind(
            random,
            x.data,
            [...leads].map((lead) => lead / 10),
          ),
        );
        const [result] = await deepFool(model, [x], { overshoot: 1e-3, candidates: classes });
        const least = nearestOf(
          random,
          [...leads].map((lead) => lead / 10),
        );
        expect(result.success).toBe(true);
        expect(result.distances.l2).toBeGreaterThan(0.9999 * least);
        expect(result.distances.l2).toBeLessThan(1.01 * least);
      }),
      { numRuns: runs(50) },
    );
  });

  it('looks at as many classes as there are candidates, those of the highest logits', async () => {
    // The last class is the nearest, and has the lowest logit.
    const steep = weights.map((w, c) => (c === 5 ? w.map((value) => 40 * value) : w));
    const leads = [5, 6, 7, 8, 30];
    const f = behind(steep, x.data, leads);
    const [all] = await deepFool(handModel(width, height, f), [x], { candidates: 6 });
    const [five] = await deepFool(handModel(width, height, f), [x], { candidates: 5 });
    const [two] = await deepFool(handModel(width, height, f), [x], { candidates: 2 });
    expect([all.prediction, two.prediction]).toEqual([5, 1]);
    expect(five.prediction).toBeLessThan(5);
    expect(all.distances.l2).toBeLessThan(five.distances.l2);
    expect([all.gradients, five.gradients, two.gradients]).toEqual([5, 4, 1]);
  });

  it('crosses the boundary that a picture lies on', async () => {
    const [a, b] = weights;
    const model = handModel(width, height, linear([a, b], [-dot(a, x.data), -dot(b, x.data)]));
    const [result] = await deepFool(model, [x], { labels: [0] });
    expect(result.skipped).toBe(false);
    expect(result.success).toBe(true);
    expect(result.distances.l2).toBeLessThan(0.1);
  });

  it('stays where no gradient leads', async () => {
    const flat = handModel(width, height, linear(randomWeights(3, samples, 1, 0), [1, 0, 0]));
    const [result] = await deepFool(flat, [x]);
    expect(result).toMatchObject({ success: false, iterations: 0, gradients: 2, zeroGradients: 2 });
    expect(result.adversary.data).toEqual(x.data);
  });
});

describe('deepFool on a quadratic model', () => {
  it('finds the exact minimum distance within 1 %', async () => {
    // Class 1 wins inside of a sphere: the nearest point is on the line to its centre.
    const x = handPicture(width, height, 3, 60, 195);
    const centre = Array.from(handPicture(width, height, 4, 60, 195).data);
    const away = Math.hypot(...centre.map((m, i) => m - x.data[i]));
    const radius = 0.7 * away;
    const curvature = 1e-3;
    const f = quadratic([[...centre], [...centre]], [0, curvature], [0, curvature * radius * radius]);
    const [result] = await deepFool(handModel(width, height, f), [x], { overshoot: 1e-3 });
    expect(result).toMatchObject({ success: true, label: 0, prediction: 1 });
    expect(Math.abs(result.distances.l2 / (away - radius) - 1)).toBeLessThan(0.01);
    // Newton's method on the way: its steps are too short at first.
    expect(result.iterations).toBeGreaterThan(1);
  });
});

describe('what deepFool asks of the model', () => {
  it('is one gradient for each candidate class and iteration, all of an iteration in one call', async () => {
    const x = evenPictures[0];
    const model = evenModel();
    const [result] = await deepFool(model, [x], { candidates: 4, overshoot: 1e-4 });
    expect(result.success).toBe(true);
    expect(result.gradients).toBe(3 * result.iterations);
    expect(model.seen.gradients).toBe(result.gradients);
    // The clean picture; then three gradients and the iterate; in the end the rounded adversary.
    expect(model.seen.batches).toEqual([1, ...Array.from({ length: result.iterations }, () => [3, 1]).flat(), 1]);
    expect(result.queries).toBe(model.seen.queries);
  });

  it('comes in batches of all pictures, which change no result', async () => {
    const model = evenModel();
    const together = await deepFool(model, evenPictures);
    expect(Math.max(...model.seen.batches)).toBe(3 * evenPictures.length);
    const alone = await deepFool(evenModel(), evenPictures, { batchSize: 1 });
    expect(alone).toEqual(together);
  });
});

describe('an adversary of deepFool', () => {
  it('stays inside of the box and works, whatever picture and settings', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      overshoot: fc.double({ min: 0.001, max: 2, noNaN: true }),
      iterations: fc.integer({ min: 1, max: 60 }),
      candidates: fc.integer({ min: 2, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ seed, ...options }) => {
        const model = handModel(width, height, linear(randomWeights(3, samples, seed, 0.01), [0, 0, 0]));
        const [result] = await deepFool(model, [handPicture(width, height, seed)], options);
        expect(result.adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
        expect(result.success).toBe(result.prediction !== result.label);
        expect(result.iterations).toBeLessThanOrEqual(options.iterations);
      }),
      { numRuns: runs(60) },
    );
  });

  it('survives rounding where it is to', async () => {
    const near = await deepFool(evenModel(), evenPictures);
    const whole = await deepFool(evenModel(), evenPictures, { surviveRounding: true });
    expect(near.every(({ successAfterRounding }) => successAfterRounding)).toBe(false);
    expect(whole.every(({ successAfterRounding }) => successAfterRounding)).toBe(true);
  });

  it.each(['overshoot', 'rescale'] as const)('is brought to a relative L2 by %s', async (scaling) => {
    const natural = await deepFool(evenModel(), evenPictures);
    const largest = Math.max(...natural.map(({ distances }) => distances.relativeL2));
    const results = await deepFool(evenModel(), evenPictures, { relativeL2: 2 * largest, scaling });
    for (const { success, distances, scaling: made } of results) {
      expect(success).toBe(true);
      expect(Math.abs(distances.relativeL2 / (2 * largest) - 1)).toBeLessThan(scaling === 'rescale' ? 1e-4 : 0.02);
      expect(made!.rule).toBe(scaling);
      expect(made!.value).toBeGreaterThan(scaling === 'rescale' ? 1.9 : 0.9);
    }
  });

  it('fails where it is farther than a budget', async () => {
    const [{ distances }] = await deepFool(evenModel(), evenPictures);
    const [[less], [more]] = await deepFool(evenModel(), evenPictures, {
      epsilons: [0.9 * distances.l2, 1.1 * distances.l2],
    });
    expect([less.success, more.success]).toEqual([false, true]);
    expect(less.distances.l2).toBeLessThanOrEqual(0.9 * distances.l2);
    expect(more.distances.l2).toBe(distances.l2);
  });
});

describe('the options of deepFool', () => {
  it('are by default 10 candidates or all classes, 0.5 % and 50 steps', async () => {
    const x = handPicture(width, height, 1, 60, 195);
    const model = handModel(width, height, linear(randomWeights(12, samples, 2, 0.1), Array(12).fill(0)));
    const [byDefault] = await deepFool(model, [x]);
    expect(byDefault).toEqual((await deepFool(model, [x], { candidates: 10, overshoot: 0.005, iterations: 50 }))[0]);
    expect(byDefault.gradients).toBe(9 * byDefault.iterations);
    for (const preset of Object.keys(deepFoolPresets) as (keyof typeof deepFoolPresets)[]) {
      // oxlint-disable-next-line no-await-in-loop -- few
      expect(await deepFool(model, [x], { preset })).toEqual(await deepFool(model, [x], { overshoot: 0.02 }));
    }
    const [few] = await deepFool(evenModel(), evenPictures, { preset: 'foolbox' });
    expect(few.gradients).toBe(3 * few.iterations);
  });

  it('refuse more candidates than classes before the model is asked, and what it does not have', async () => {
    const model = evenModel();
    await expect(deepFool(model, evenPictures, { candidates: 5 })).rejects.toThrow(
      new RangeError('Expected at most 4, as many classes as the model has, for candidates but received 5'),
    );
    await expect(deepFool(model, evenPictures, { preset: 'cleverhans-2018' })).rejects.toThrow(
      'Expected at most 4, as many classes as the model has, for candidates but received 10',
    );
    await expect(deepFool(model, evenPictures, { candidates: 1 })).rejects.toThrow(
      'Expected an integer of at least 2 for candidates but received 1',
    );
    await expect(deepFool(model, evenPictures, { overshoot: -0.1 })).rejects.toThrow(
      'Expected a finite number of at least 0 for overshoot but received -0.1',
    );
    await expect(deepFool(model, evenPictures, { targets: evenPictures.map(() => 1) })).rejects.toThrow(
      'Expected no targets for the options of deepfool',
    );
    expect(model.seen.batches).toEqual([]);
  });
});
