import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, quadratic, randomWeights } from '../../test/support/hand-model.js';
import { runs } from '../../test/support/runs.js';
import { softmax } from '../models/ranking.js';
import { igsm, igsmPresets } from './index.js';

const width = 6;
const height = 4;
const samples = width * height * 3;

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

/** Two classes of which class 0 leads by `lead` for a picture. */
function twoClasses(w: readonly number[], x: Float32Array, lead: number) {
  const zero = w.map(() => 0);
  return handModel(width, height, linear([[...w], zero], [lead - dot(w, x), 0]));
}

describe('igsm on a linear model', () => {
  const x = handPicture(width, height, 1, 10, 245);
  const [w] = randomWeights(1, samples, 1);
  w[5] = 0;

  it('reaches ε against the sign of the weights exactly, the optimum of the ball', async () => {
    const norm1 = w.reduce((sum, value) => sum + Math.abs(value), 0);
    const model = twoClasses(w, x.data, norm1);
    const [result] = await igsm(model, [x]);
    expect(result.adversary.data).toEqual(x.data.map((value, i) => value - 2 * Math.sign(w[i])));
    // A sample without a gradient stays.
    expect(result.adversary.data[5]).toBe(x.data[5]);
    // In the ball the lead of class 0 falls by ε ‖w‖₁ at most: from ‖w‖₁ to -‖w‖₁.
    const [logits] = await model.logits([result.adversary]);
    expect(logits[0] - logits[1]).toBeCloseTo(-norm1, 4);
    expect(result).toMatchObject({ success: true, successAfterRounding: true, prediction: 1, label: 0 });
    expect(result.distances.linf).toBe(2);
    expect(result.distances.l2).toBeCloseTo(2 * Math.sqrt(samples - 1), 10);
  });

  it('goes as far as its steps lead where that is less than ε', async () => {
    const [result] = await igsm(twoClasses(w, x.data, 1), [x], { epsilon: 8, step: 0.75, iterations: 4 });
    expect(result.adversary.data).toEqual(x.data.map((value, i) => value - 3 * Math.sign(w[i])));
    expect(result.distances.linf).toBe(3);
  });

  it('works from the budget on that the margin needs, and not below', async () => {
    const norm1 = w.reduce((sum, value) => sum + Math.abs(value), 0);
    const model = twoClasses(w, x.data, 3 * norm1);
    const [[below], [above]] = await igsm(model, [x], { epsilons: [2.99, 3.01], step: 1 });
    expect([below.success, above.success]).toEqual([false, true]);
    expect([below.prediction, above.prediction]).toEqual([0, 1]);
  });

  it('stays inside of the box', async () => {
    const edge = { ...x, data: x.data.map((_, i) => (i % 2 === 0 ? 0 : 255)) };
    const [result] = await igsm(twoClasses(w, edge.data, 1), [edge], { epsilon: 16, step: 4 });
    expect(result.adversary.data).toEqual(
      edge.data.map((value, i) => Math.min(255, Math.max(0, value - 16 * Math.sign(w[i])))),
    );
  });

  it('goes to the target, down its cross-entropy', async () => {
    const weights = randomWeights(4, samples, 2, 0.02);
    const model = handModel(width, height, linear(weights, [0, 0, 0, 0]));
    const [{ prediction: label }] = await igsm(model, [x], { epsilon: 1e-6 });
    const target = (label + 1) % 4;
    const [result] = await igsm(model, [x], { targets: [target], epsilon: 40, step: 2, iterations: 40 });
    expect(result).toMatchObject({ success: true, successAfterRounding: true, prediction: target, label, target });
    const probabilities = async (image: typeof x) => softmax((await model.logits([image]))[0]);
    expect((await probabilities(result.adversary))[target]).toBeGreaterThan(0.99);
    // One step raises its probability; an untargeted one lowers that of the label.
    const [towards] = await igsm(model, [x], { targets: [target], iterations: 1, step: 0.01 });
    expect((await probabilities(towards.adversary))[target]).toBeGreaterThan((await probabilities(x))[target]);
    const [away] = await igsm(model, [x], { iterations: 1, step: 0.01 });
    expect((await probabilities(away.adversary))[label]).toBeLessThan((await probabilities(x))[label]);
  });

  it('fails where it reaches another class than the target', async () => {
    const weights = [w.map((value) => value), w.map((value) => -value), w.map(() => 0)];
    const model = handModel(width, height, linear(weights, [1 - dot(w, x.data), 1 + dot(w, x.data) - 2, -500]));
    const [result] = await igsm(model, [x], { targets: [2], epsilon: 10, step: 1 });
    expect(result).toMatchObject({ label: 0, target: 2, success: false, successAfterRounding: false });
  });
});

describe('igsm on a quadratic model', () => {
  it('comes within a step of the optimum of the ball', async () => {
    // The lead of class 1 over class 0 is concave in every sample, with its highest place at s.
    const x = handPicture(width, height, 3, 60, 190);
    const a = handPicture(width, height, 4, 40, 215).data;
    const b = handPicture(width, height, 5, 40, 215).data;
    const s = a.map((value, i) => (0.02 * b[i] - 0.005 * value) / 0.015);
    const model = handModel(width, height, quadratic([[...a], [...b]], [5e-6, 2e-5], [30, 0]));
    const step = 0.25;
    const [result] = await igsm(model, [x], { labels: [0], epsilon: 12, step, iterations: 60 });
    expect(result.skipped).toBe(false);
    let inside = 0;
    for (const [i, value] of result.adversary.data.entries()) {
      const best = Math.min(x.data[i] + 12, Math.max(x.data[i] - 12, s[i]));
      expect(Math.abs(value - best)).toBeLessThanOrEqual(step);
      if (best === s[i]) inside++;
    }
    // Some optima are inside of the ball, so that steps have turned back, and some at its edge.
    expect(inside).toBeGreaterThan(5);
    expect(inside).toBeLessThan(samples - 5);
  });

  it.each([undefined, 2])("takes the steps of cleverhans' BasicIterativeMethod, target %s", async (target) => {
    const centres = [1, 2, 3].map((seed) => Array.from(handPicture(width, height, seed).data));
    const curvatures = [1e-6, 2e-6, 3e-6];
    const f = quadratic(centres, curvatures, [0, 0, 0]);
    const x = handPicture(width, height, 9);
    const settings = { epsilon: 20.5, step: 3.25, iterations: 10 };
    const targets = target === undefined ? undefined : [target];
    const [result] = await igsm(handModel(width, height, f), [x], { ...settings, targets });
    // eta = FGM(x + eta) - x, clipped to ε; FGM clips to the box; in the end x + eta is clipped to the box.
    let eta = new Float64Array(samples);
    for (let n = 0; n < settings.iterations; n++) {
      const at = Float32Array.from(x.data, (value, i) => value + eta[i]);
      const p = softmax(f.logits(at));
      p[target ?? result.label] -= 1;
      const gradient = f.pull(at, Float32Array.from(p));
      const step = target === undefined ? settings.step : -settings.step;
      const fgm = gradient.map((value, i) => clip(at[i] + step * Math.sign(value), 0, 255));
      eta = eta.map((_, i) => clip(fgm[i] - x.data[i], -settings.epsilon, settings.epsilon));
    }
    const expected = Float32Array.from(x.data, (value, i) => clip(value + eta[i], 0, 255));
    expect(result.adversary.data).toEqual(expected);
    expect(result.distances.linf).toBe(20.5);
  });
});

describe('an adversary of igsm', () => {
  it('leaves neither its budget nor the box, rounded or not, whatever picture, model and settings', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      whole: fc.boolean(),
      epsilon: fc.double({ min: 1e-3, max: 40, noNaN: true }),
      step: fc.double({ min: 1e-3, max: 20, noNaN: true }),
      iterations: fc.integer({ min: 1, max: 6 }),
      earlyStop: fc.boolean(),
      surviveRounding: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ seed, whole, ...options }) => {
        const levels = handPicture(width, height, seed);
        const x = whole ? levels : { ...levels, data: levels.data.map((value) => value * 0.987654321) };
        const model = handModel(width, height, linear(randomWeights(3, samples, seed, 0.01), [0, 0, 0]));
        const [{ adversary, rounded, distances, distancesAfterRounding }] = await igsm(model, [x], options);
        expect(distances.linf).toBeLessThanOrEqual(options.epsilon);
        if (whole) expect(distancesAfterRounding.linf).toBeLessThanOrEqual(options.epsilon);
        else expect(distancesAfterRounding.linf).toBeLessThanOrEqual(Math.max(0.5, options.epsilon));
        expect(adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
        expect(rounded.data.every((value, i) => Math.abs(value - adversary.data[i]) < 1)).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('the settings of igsm', () => {
  const x = handPicture(width, height, 1, 100, 155);
  const [w] = randomWeights(1, samples, 1);
  const model = twoClasses(w, x.data, 1);

  it('are ε 2, ten steps of half a level', async () => {
    const [byDefault] = await igsm(model, [x]);
    const [written] = await igsm(model, [x], { epsilon: 2, step: 0.5, iterations: 10 });
    expect(byDefault).toEqual(written);
    expect([byDefault.epsilon, byDefault.iterations, byDefault.gradients]).toEqual([2, 10, 10]);
    expect((await igsm(model, [x], { iterations: 1 }))[0].distances.linf).toBe(0.5);
  });

  it('of the preset are those of cleverhans, in [0,1]', async () => {
    const [preset] = await igsm(model, [x], { preset: 'cleverhans-2018' });
    const [written] = await igsm(model, [x], { unit: 1, epsilon: 0.3, step: 0.05, iterations: 10 });
    expect(preset).toEqual(written);
    expect(preset.distances.linf).toBe(76.5);
    expect((await igsm(model, [x], { preset: 'cleverhans-2018', iterations: 1 }))[0].distances.linf).toBe(12.75);
    expect(igsmPresets['cleverhans-2018']).toEqual({ epsilon: 76.5, step: 12.75, iterations: 10 });
    const [changed] = await igsm(model, [x], { preset: 'cleverhans-2018', epsilon: 20 });
    expect(changed.distances.linf).toBe(20);
  });

  it('may be in levels or in parts of the range', async () => {
    const [levels] = await igsm(model, [x], { epsilon: 6, step: 1.5 });
    const [parts] = await igsm(model, [x], { unit: 1, epsilon: 6 / 255, step: 1.5 / 255 });
    expect(parts).toEqual(levels);
    expect(parts.epsilon).toBe(6);
  });
});
