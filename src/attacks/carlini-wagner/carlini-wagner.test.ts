import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, randomWeights } from '../../../test/support/hand-model.js';
import { behindPlane, insideBall } from '../../../test/support/nearest.js';
import { runs } from '../../../test/support/runs.js';
import { carliniWagner, carliniWagnerPresets } from '../index.js';

const [width, height] = [6, 4];
const samples = width * height * 3;

/** Several classes that are near each other for gray pictures, and such a picture. */
function manyClasses(seed: number, classes = 5) {
  const weights = randomWeights(classes, samples, seed, 0.02);
  const biases = weights.map((row) => -127.5 * row.reduce((sum, w) => sum + w, 0));
  const model = handModel(width, height, linear(weights, biases));
  return { model, weights, x: handPicture(width, height, seed, 90, 165) };
}

/** The nearest picture of a class, where it is behind one plane for each other class: by Dykstra's projections. */
function distanceToClass(weights: number[][], logits: Float32Array, target: number): number {
  const planes = weights.flatMap((row, c) =>
    c === target ? [] : [{ w: weights[target].map((v, i) => v - row[i]), gap: logits[c] - logits[target] }],
  );
  const d = new Float64Array(samples);
  const corrections = planes.map(() => 0);
  for (let turn = 0; turn < 3000; turn++) {
    for (const [k, { w, gap }] of planes.entries()) {
      const norm = w.reduce((sum, v) => sum + v * v, 0);
      const reached = w.reduce((sum, v, i) => sum + v * d[i], 0);
      const next = Math.max(0, corrections[k] + (gap - reached) / norm);
      for (let i = 0; i < samples; i++) d[i] += (next - corrections[k]) * w[i];
      corrections[k] = next;
    }
  }
  return Math.hypot(...d);
}

const fine = { learningRate: 0.002, binarySearchSteps: 9, iterations: 800 };

describe('cw', () => {
  it.each([3, 40])('finds the nearest point behind a plane %d levels away, to 1 %%', async (far) => {
    const { model, x, distance } = behindPlane(far);
    const [result] = await carliniWagner(model, [x], fine);
    expect(result).toMatchObject({ success: true, label: 0, prediction: 1, epsilon: undefined, norm: 'l2' });
    expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
    expect(result.distances.l2).toBeLessThan(distance * 1.01);
  });

  it('finds the nearest point outside of a ball, to 1 %', async () => {
    const { model, x, distance } = insideBall(60);
    const [result] = await carliniWagner(model, [x], fine);
    expect(result.success).toBe(true);
    expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
    expect(result.distances.l2).toBeLessThan(distance * 1.01);
  });

  it('finds the nearest point of a target, to 1 %', async () => {
    const { model, weights, x } = manyClasses(4);
    const [logits] = await model.logits([x]);
    const label = logits.indexOf(Math.max(...logits));
    const targets = [0, 1, 2, 3, 4].filter((c) => c !== label);
    const found = await Promise.all(
      targets.map(async (target) => (await carliniWagner(model, [x], { ...fine, targets: [target] }))[0]),
    );
    for (const [i, result] of found.entries()) {
      const distance = distanceToClass(weights, logits, targets[i]);
      expect(result).toMatchObject({ success: true, prediction: targets[i], target: targets[i] });
      expect(result.distances.l2).toBeGreaterThan(distance * 0.9999);
      expect(result.distances.l2).toBeLessThan(distance * 1.01);
    }
  });

  it('leads by κ, at the price of distance', async () => {
    const { model, x, distance } = behindPlane(10);
    const lead = async (kappa: number) => {
      const [{ adversary, distances }] = await carliniWagner(model, [x], { ...fine, kappa });
      const [logits] = await model.logits([adversary]);
      return { by: logits[1] - logits[0], length: distances.l2 };
    };
    const [none, some, more] = [await lead(0), await lead(1), await lead(3)];
    expect(none.by).toBeLessThan(0.05);
    const [clean] = await model.logits([x]);
    for (const [kappa, found] of [
      [1, some],
      [3, more],
    ] as const) {
      expect(found.by).toBeGreaterThanOrEqual(kappa);
      expect(found.by).toBeLessThan(kappa * 1.05);
      // The plane of that lead is parallel, and farther by κ / ‖w‖.
      const exact = distance * (1 + kappa / (clean[0] - clean[1]));
      expect(found.length).toBeLessThan(exact * 1.01);
    }
  });

  it('gives up a c early only to save gradients', async () => {
    const { model, x } = manyClasses(7);
    const whole = { learningRate: 0.01, iterations: 400, abortEarly: false };
    const [[kept], [left]] = await Promise.all([
      carliniWagner(model, [x], whole),
      carliniWagner(model, [x], { ...whole, abortEarly: true }),
    ]);
    expect(left.gradients + left.queries).toBeLessThan(0.8 * (kept.gradients + kept.queries));
    expect(left.distances.l2).toBeLessThan(kept.distances.l2 * 1.01);
  });

  it('takes at most one gradient for each step, and one of the clean picture', async () => {
    const { model, x } = manyClasses(9);
    const [result] = await carliniWagner(model, [x], { iterations: 50, binarySearchSteps: 3, abortEarly: false });
    expect(result.gradients).toBeLessThanOrEqual(1 + 3 * 49 + 10);
    // Each step shows the model its picture by a gradient or by a query.
    expect(result.gradients + result.queries).toBeGreaterThanOrEqual(3 * 50);
    expect(model.seen.gradients).toBe(result.gradients);
  });

  it('leaves neither the box of the model nor numbers, whatever picture and settings', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      low: fc.integer({ min: 0, max: 100 }),
      extent: fc.integer({ min: 1, max: 155 }),
      kappa: fc.double({ min: 0, max: 50, noNaN: true }),
      learningRate: fc.double({ min: 1e-4, max: 10, noNaN: true }),
      initialConst: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      abortEarly: fc.boolean(),
      surviveRounding: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ seed, low, extent, ...options }) => {
        const bounds = [low, low + extent] as const;
        const x = handPicture(width, height, seed, ...bounds);
        const model = handModel(width, height, linear(randomWeights(3, samples, seed, 0.1), [0, 0, 0]), bounds);
        const [result] = await carliniWagner(model, [x], { iterations: 12, binarySearchSteps: 3, ...options });
        expect(result.adversary.data.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
        expect(result.rounded.data.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });

  it('gives the same adversary whatever the batch size', async () => {
    const { model, x } = manyClasses(3);
    const pictures = [x, ...[11, 12, 13, 14].map((seed) => handPicture(width, height, seed, 90, 165))];
    const [alone, together] = await Promise.all(
      [1, 3].map((batchSize) => carliniWagner(model, pictures, { iterations: 40, batchSize })),
    );
    expect(together).toEqual(alone);
  });

  it('takes the settings of its presets, which what is typed overrules', async () => {
    const { model, x } = manyClasses(6);
    const [preset] = await carliniWagner(model, [x], { preset: 'torchattacks' });
    expect(preset).toEqual((await carliniWagner(model, [x], { ...carliniWagnerPresets.torchattacks }))[0]);
    const [changed] = await carliniWagner(model, [x], { preset: 'torchattacks', iterations: 3 });
    expect(changed.gradients).toBeLessThanOrEqual(4);
  });

  it.each([
    [{ kappa: -1 }, 'Expected a finite number of at least 0 for kappa but received -1'],
    [{ learningRate: 0 }, 'Expected a finite number above 0 for learningRate but received 0'],
    [{ initialConst: '1' }, 'Expected a finite number above 0 for initialConst but received "1"'],
    [{ iterations: 0 }, 'Expected an integer of at least 1 for iterations but received 0'],
    [{ abortEarly: 1 }, 'Expected true or false for abortEarly but received 1'],
    [{ norm: 'linf' }, /Expected only preset, kappa, .* for the options of cw but received "norm"/],
    [{ preset: 'paper' }, /Expected one of 'cleverhans-2018', 'foolbox', 'torchattacks' for preset/],
  ])('refuses %o', async (options, message) => {
    const { model, x } = manyClasses(1);
    await expect(carliniWagner(model, [x], options as object)).rejects.toThrow(message);
  });
});
