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
} from '../../../test/support/hand-model.js';
import { runs } from '../../../test/support/runs.js';
import { deepFool, fab, type FabOptions } from '../index.js';

const width = 6;
const height = 4;
const samples = width * height * 3;
const norms = ['linf', 'l2'] as const;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

/** A linear model of several classes that names class 0 for a picture, each other one behind by its lead. */
function behind(weights: readonly number[][], x: Float32Array, leads: readonly number[]) {
  return linear(
    weights,
    weights.map((w, c) => (c === 0 ? 0 : -leads[c - 1]) - dot(w, x)),
  );
}

/** How far ⟨w, δ⟩ can rise in the box and a ball: L∞, or L2 where nothing meets the box. */
function leastOf(norm: 'linf' | 'l2', w: readonly number[], x: Float32Array, lead: number): number {
  if (norm === 'l2') return lead / Math.hypot(...w);
  let [low, high] = [0, 255];
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    const rise = w.reduce((sum, v, i) => sum + Math.abs(v) * Math.min(middle, v > 0 ? 255 - x[i] : x[i]), 0);
    if (rise < lead) low = middle;
    else high = middle;
  }
  return high;
}

describe.each(norms)('fab on a linear model, in %s', (norm) => {
  it('finds the exact minimum distance within 1 %, whatever the classes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 10 }), async (seed, classes) => {
        // In L∞ some samples meet the box on the way.
        const x = norm === 'linf' ? handPicture(width, height, seed) : handPicture(width, height, seed, 60, 195);
        const weights = randomWeights(classes, samples, seed, 0.1);
        const leads = Array.from({ length: classes - 1 }, (_, c) => 5 + ((seed + 7 * c) % 11));
        const model = handModel(width, height, behind(weights, x.data, leads));
        const [result] = await fab(model, [x], { norm, seed: 1, iterations: 20 });
        const least = leads.map((lead, c) =>
          leastOf(
            norm,
            weights[c + 1].map((w, i) => w - weights[0][i]),
            x.data,
            lead,
          ),
        );
        expect(result.success).toBe(true);
        expect(result.distances[norm]).toBeGreaterThan(0.9999 * Math.min(...least));
        expect(result.distances[norm]).toBeLessThan(1.01 * Math.min(...least));
      }),
      { numRuns: runs(30) },
    );
  });

  it('goes to the target, whose boundary alone it follows', async () => {
    const x = handPicture(width, height, 1, 60, 195);
    // Directions of their own: the way to the one leads to no other.
    const weights = [0, 1, 2].map((c) => Array.from(x.data, (_, i) => (i % 3 === c ? 0.1 : 0)));
    const model = handModel(width, height, behind(weights, x.data, [6, 9]));
    const [result] = await fab(model, [x], { norm, targets: [2], seed: 1 });
    expect(result).toMatchObject({ success: true, prediction: 2, target: 2, gradients: 100 });
    const least = leastOf(
      norm,
      weights[2].map((w, i) => w - weights[0][i]),
      x.data,
      9,
    );
    expect(Math.abs(result.distances[norm] / least - 1)).toBeLessThan(0.01);
    const [untargeted] = await fab(model, [x], { norm, seed: 1 });
    expect(untargeted).toMatchObject({ success: true, prediction: 1, gradients: 200 });
  });
});

it('a target that another class hides is reached all the same', async () => {
  const x = handPicture(width, height, 1, 60, 195);
  const weights = [0, 1, 2].map((c) => Array.from(x.data, (_, i) => (i % 3 === c ? 0.1 : 0)));
  // Where class 2 has caught up with class 0, class 1 leads both.
  const model = handModel(width, height, behind(weights, x.data, [3, 9]));
  for (const norm of norms) {
    // oxlint-disable-next-line no-await-in-loop -- few
    const [result] = await fab(model, [x], { norm, targets: [2], seed: 1 });
    expect(result).toMatchObject({ success: true, prediction: 2 });
    // By hand, each third of the samples by a, b and c: 2.4 (c - a) ≥ 9 and 2.4 (c - b) ≥ 6. In L2 both hold exactly.
    // Each step sees one boundary, so that it does not find the corner of the two quite.
    const least = norm === 'linf' ? 1.875 : Math.sqrt(175);
    expect(result.distances[norm]).toBeGreaterThan(0.9999 * least);
    expect(result.distances[norm]).toBeLessThan(1.15 * least);
  }
});

describe('fab on a quadratic model', () => {
  // Class 1 wins inside of a sphere.
  const x = handPicture(width, height, 3, 60, 195);
  const curvature = 1e-3;
  const sphere = (centre: readonly number[], radius: number) =>
    handModel(width, height, quadratic([[...centre], [...centre]], [0, curvature], [0, curvature * radius * radius]));

  it('finds the exact minimum distance within 1 % in L2: on the line to the centre', async () => {
    const centre = Array.from(handPicture(width, height, 4, 60, 195).data);
    const away = Math.hypot(...centre.map((m, i) => m - x.data[i]));
    const [result] = await fab(sphere(centre, 0.7 * away), [x], { norm: 'l2', seed: 1 });
    expect(Math.abs(result.distances.l2 / (0.3 * away) - 1)).toBeLessThan(0.01);
  });

  it('finds the exact minimum distance within 1 % in L∞', async () => {
    const centre = Array.from(handPicture(width, height, 4, 60, 195).data);
    const away = Math.hypot(...centre.map((m, i) => m - x.data[i]));
    // All samples go by λ, and none past the centre: the least λ for which they are inside of the sphere.
    const left = (lambda: number) => Math.hypot(...centre.map((m, i) => Math.max(0, Math.abs(m - x.data[i]) - lambda)));
    let [low, high] = [0, 255];
    for (let n = 0; n < 60; n++) {
      const middle = (low + high) / 2;
      if (left(middle) > 0.7 * away) low = middle;
      else high = middle;
    }
    const [result] = await fab(sphere(centre, 0.7 * away), [x], { norm: 'linf', seed: 1 });
    expect(result.success).toBe(true);
    expect(result.distances.linf / high).toBeGreaterThan(0.9999);
    expect(result.distances.linf / high).toBeLessThan(1.01);
  });

  it('comes nearer than DeepFool where the boundary is curved', async () => {
    const centres = [1, 2, 3].map((seed) => Array.from(handPicture(width, height, seed, 60, 195).data));
    const model = () => handModel(width, height, quadratic(centres, [4e-3, 1e-3, 2e-3], [0, 0, 0]));
    const pictures = [4, 5, 6, 7].map((seed) => handPicture(width, height, seed, 60, 195));
    const fooled = await deepFool(model(), pictures, { preset: 'foolbox' });
    const results = await fab(model(), pictures, { norm: 'l2', seed: 1 });
    for (const [i, { success, distances }] of results.entries()) {
      expect(success).toBe(true);
      expect(distances.l2).toBeLessThanOrEqual(fooled[i].distances.l2);
    }
  });
});

describe('what fab asks of the model', () => {
  it('is a gradient per candidate class and step in one call, a query per step, and 14 in the end', async () => {
    const model = evenModel();
    const [result] = await fab(model, [evenPictures[0]], { iterations: 5, candidates: 3, seed: 1 });
    expect(result).toMatchObject({ success: true, gradients: 2 * 5 });
    // The clean picture, the steps, the bisection, and the rounded adversary.
    const steps = Array.from({ length: 5 }, () => [2, 1]).flat();
    expect(model.seen.batches).toEqual([1, ...steps, ...Array.from({ length: 14 }, () => 1), 1]);
    expect(result.queries).toBe(model.seen.queries);
  });

  it('is the steps of each restart', async () => {
    const model = evenModel();
    const [result] = await fab(model, [evenPictures[0]], { iterations: 5, restarts: 3, seed: 1 });
    expect(result.gradients).toBe(3 * 3 * 5);
  });
});

describe('an adversary of fab', () => {
  const settings: FabOptions = { iterations: 6, restarts: 2, seed: 5 };

  it.each([...norms.map((norm) => ({ norm })), { earlyStop: true }, { surviveRounding: true }])(
    'depends on the seed and not on the batch: %o',
    async (options) => {
      const all = await Promise.all(
        [1, 3, 7].map((batchSize) => fab(evenModel(), evenPictures, { ...settings, ...options, batchSize })),
      );
      for (const results of all) expect(results).toEqual(all[0]);
    },
  );

  it.each(norms)('starts elsewhere with another seed, in %s', async (norm) => {
    const seen: number[] = [];
    for (const seed of [1, 2]) {
      const f = evenModel();
      const spied = {
        ...f,
        inputGradient: (...given: Parameters<typeof f.inputGradient>) => {
          seen.push(given[0][0].data[0]);
          return f.inputGradient(...given);
        },
      };
      // oxlint-disable-next-line no-await-in-loop -- few
      await fab(spied, [evenPictures[0]], { ...settings, norm, iterations: 1, seed });
    }
    expect(seen[0]).toBe(seen[2]);
    expect(seen[1]).not.toBe(seen[3]);
  });

  it('stays inside of the box, and of a budget where there is one', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      norm: fc.constantFrom(...norms),
      iterations: fc.integer({ min: 1, max: 5 }),
      restarts: fc.integer({ min: 1, max: 2 }),
      epsilon: fc.option(fc.double({ min: 0.01, max: 30, noNaN: true }), { nil: undefined }),
      eta: fc.double({ min: 1, max: 2, noNaN: true }),
      beta: fc.double({ min: 0, max: 1, noNaN: true }),
      alphaMax: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(any, async (options) => {
        const model = handModel(width, height, linear(randomWeights(3, samples, options.seed, 0.01), [0, 0, 0]));
        const [{ adversary, distances, success, prediction, label }] = await fab(
          model,
          [handPicture(width, height, options.seed)],
          options,
        );
        expect(adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
        expect(distances[options.norm]).toBeLessThanOrEqual(options.epsilon ?? Infinity);
        expect(success).toBe(prediction !== label);
      }),
      { numRuns: runs(60) },
    );
  });

  it('survives rounding where it is to', async () => {
    for (const norm of norms) {
      // oxlint-disable-next-line no-await-in-loop -- few
      const results = await fab(evenModel(), evenPictures, { norm, iterations: 5, surviveRounding: true, seed: 1 });
      expect(results.every(({ successAfterRounding }) => successAfterRounding)).toBe(true);
    }
  });

  it('is no adversary where there is none', async () => {
    const flat = handModel(width, height, linear(randomWeights(3, samples, 1, 0), [1, 0, 0]));
    const x = handPicture(width, height, 1);
    const [result] = await fab(flat, [x], { seed: 1 });
    expect(result.success).toBe(false);
    expect(result.adversary.data).toEqual(x.data);
    expect(result.zeroGradients).toBe(result.gradients);
    // The clean picture, with and without rounding, and the end of the search.
    expect(result.queries).toBeLessThanOrEqual(3);
  });
});

describe('the options of fab', () => {
  it('are by default those of auto-attack in L∞', async () => {
    const byDefault = await fab(evenModel(), evenPictures, { seed: 1 });
    const written = { norm: 'linf', iterations: 100, restarts: 1, alphaMax: 0.1, eta: 1.05, beta: 0.9 } as const;
    expect(byDefault).toEqual(await fab(evenModel(), evenPictures, { ...written, candidates: 4, seed: 1 }));
  });

  it('are refused outside of their ranges', async () => {
    const model = evenModel();
    const refused: [FabOptions, string][] = [
      [{ candidates: 5 }, 'Expected at most 4, as many classes as the model has, for candidates but received 5'],
      [{ eta: 0.9 }, 'Expected a finite number of at least 1 for eta but received 0.9'],
      [{ beta: 1.1 }, 'Expected a number from 0 to 1 for beta but received 1.1'],
      [{ alphaMax: -1 }, 'Expected a number from 0 to 1 for alphaMax but received -1'],
      [{ restarts: 0 }, 'Expected an integer of at least 1 for restarts but received 0'],
    ];
    for (const [options, text] of refused) {
      // oxlint-disable-next-line no-await-in-loop -- few
      await expect(fab(model, evenPictures, options)).rejects.toThrow(text);
    }
    const both = { candidates: 3, targets: [1] };
    await expect(fab(model, [evenPictures[0]], both)).rejects.toThrow(
      'Expected either candidates or targets for the options of fab but received "both"',
    );
    expect(model.seen.batches).toEqual([]);
  });
});
