import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, randomWeights } from '../../../test/support/hand-model.js';
import { behindPlane, besideEdge, insideBall } from '../../../test/support/nearest.js';
import { runs } from '../../../test/support/runs.js';
import { lbfgs, lbfgsPresets } from '../index.js';

const [width, height] = [6, 4];
const samples = width * height * 3;

/** Enough values of c that what is left to find is the minimum of each. */
const fine = { binarySearchSteps: 16 };

describe('l-bfgs', () => {
  it.each([3, 40])('finds the nearest point behind a plane %d levels away, to 1 %%', async (far) => {
    const { model, x, distance } = behindPlane(far);
    const [result] = await lbfgs(model, [x], { ...fine, seed: 1 });
    expect(result).toMatchObject({ success: true, label: 0, prediction: 1, epsilon: undefined, norm: 'l2' });
    expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
    expect(result.distances.l2).toBeLessThan(distance * 1.01);
    // Few values of c leave it behind the boundary, to which the bisection in the end brings it.
    const [usual] = await lbfgs(model, [x], { seed: 1 });
    expect(usual.distances.l2).toBeLessThan(distance * 1.01);
  });

  it('finds the nearest point outside of a ball, to 1 %', async () => {
    const { model, x, distance } = insideBall(60);
    const [result] = await lbfgs(model, [x], fine);
    expect(result.success).toBe(true);
    expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
    expect(result.distances.l2).toBeLessThan(distance * 1.01);
  });

  it('finds the nearest point where the box is in the way, to 1 %', async () => {
    const { model, x, distance, nearest } = besideEdge();
    const atEdge = nearest.filter((value, i) => value !== x.data[i] && (value === 0 || value === 255)).length;
    expect(atEdge).toBeGreaterThan(3);
    const [result] = await lbfgs(model, [x], fine);
    expect(result.success).toBe(true);
    expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
    expect(result.distances.l2).toBeLessThan(distance * 1.01);
    expect(result.adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  });

  const weights = randomWeights(5, samples, 4, 0.02);
  const biases = weights.map((row) => -127.5 * row.reduce((sum, w) => sum + w, 0));
  const several = handModel(width, height, linear(weights, biases));
  const x = handPicture(width, height, 4, 90, 165);

  it('reaches each target, and without one the likeliest other class', async () => {
    const [logits] = await several.logits([x]);
    const order = [...logits.keys()].toSorted((a, b) => logits[b] - logits[a]);
    const found = await Promise.all(
      order.slice(1).map(async (target) => (await lbfgs(several, [x], { targets: [target], seed: 2 }))[0]),
    );
    for (const [i, result] of found.entries()) {
      expect(result).toMatchObject({ success: true, prediction: order[i + 1], target: order[i + 1] });
    }
    const [untargeted] = await lbfgs(several, [x], { seed: 2 });
    expect(untargeted).toMatchObject({ success: true, target: undefined, prediction: order[1] });
    expect(untargeted.distances.l2).toBeCloseTo(found[0].distances.l2, 3);
  });

  it('draws what it goes for from the seed where it is told so, whatever the batch', async () => {
    const pictures = [1, 2, 3, 4, 5].map((seed) => handPicture(width, height, seed, 90, 165));
    const [alone, together] = await Promise.all(
      [1, 4].map((batchSize) => lbfgs(several, pictures, { aim: 'random', seed: 3, batchSize })),
    );
    expect(together).toEqual(alone);
    const seeds = await Promise.all([4, 5, 6, 7].map((seed) => lbfgs(several, [x], { aim: 'random', seed })));
    expect(new Set(seeds.map(([{ prediction }]) => prediction)).size).toBeGreaterThan(1);
    expect(seeds.every(([{ success }]) => success)).toBe(true);
  });

  it('finds smaller ones with more values of c', async () => {
    const sizes = await Promise.all(
      [1, 3, 6].map(async (binarySearchSteps) => {
        const options = { binarySearchSteps, initialConst: 1, seed: 0 };
        return (await lbfgs(several, [x], options))[0].distances.l2;
      }),
    );
    expect(sizes[1]).toBeLessThan(sizes[0]);
    expect(sizes[2]).toBeLessThan(sizes[1]);
  });

  it('stays inside of the box of the model, whatever picture and settings', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      low: fc.integer({ min: 0, max: 100 }),
      extent: fc.integer({ min: 1, max: 155 }),
      initialConst: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      surviveRounding: fc.boolean(),
      aim: fc.constantFrom('second' as const, 'random' as const),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ low, extent, ...options }) => {
        const bounds = [low, low + extent] as const;
        const picture = handPicture(width, height, options.seed, ...bounds);
        const f = linear(randomWeights(3, samples, options.seed, 0.1), [0, 0, 0]);
        const model = handModel(width, height, f, bounds);
        const [result] = await lbfgs(model, [picture], { iterations: 12, binarySearchSteps: 3, ...options });
        expect(result.adversary.data.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
        // Those of the searches, and of the bisection in the end.
        expect(result.iterations).toBeLessThanOrEqual(36 + 14);
      }),
      { numRuns: runs(40) },
    );
  });

  it('has the settings of cleverhans as a preset', async () => {
    expect(lbfgsPresets['cleverhans-2018']).toEqual({
      initialConst: 0.01,
      binarySearchSteps: 5,
      iterations: 1000,
      aim: 'random',
    });
    const [preset] = await lbfgs(several, [x], { preset: 'cleverhans-2018', seed: 4 });
    expect(preset).toEqual((await lbfgs(several, [x], { aim: 'random', seed: 4 }))[0]);
  });

  it.each([
    [{ initialConst: 0 }, 'Expected a finite number above 0 for initialConst but received 0'],
    [{ aim: 'third' }, "Expected one of 'second', 'random' for aim but received \"third\""],
    [{ kappa: 1 }, /Expected only preset, .* for the options of l-bfgs but received "kappa"/],
  ])('refuses %o', async (options, message) => {
    await expect(lbfgs(several, [x], options as object)).rejects.toThrow(message);
  });
});
