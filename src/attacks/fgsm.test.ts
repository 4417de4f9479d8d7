import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, randomWeights } from '../../test/support/hand-model.js';
import { softmax } from '../models/ranking.js';
import { fgsm, fgsmPresets } from './index.js';

const width = 6;
const height = 4;
const samples = width * height * 3;

const x = handPicture(width, height, 1, 60, 190);
const [w] = randomWeights(1, samples, 1);
w[5] = 0;
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const norm1 = w.reduce((sum, value) => sum + Math.abs(value), 0);
const norm2 = Math.sqrt(dot(w, w));

/** Two classes of which class 0 leads by `lead` for a picture. */
function twoClasses(clean: Float32Array, lead: number) {
  return handModel(width, height, linear([[...w], w.map(() => 0)], [lead - dot(w, clean), 0]));
}

/** How much of the lead is left. */
async function leadOf(model: ReturnType<typeof twoClasses>, image: typeof x) {
  const [[first, second]] = await model.logits([image]);
  return first - second;
}

describe('fgsm on a linear model', () => {
  it('reaches the optimum of the L∞ ball exactly: the lead falls by ε ‖w‖₁', async () => {
    const model = twoClasses(x.data, norm1);
    const [result] = await fgsm(model, [x]);
    expect(result.adversary.data).toEqual(x.data.map((value, i) => value - 2 * Math.sign(w[i])));
    expect(await leadOf(model, result.adversary)).toBeCloseTo(-norm1, 4);
    expect(result).toMatchObject({ success: true, prediction: 1, label: 0, iterations: 1, gradients: 1 });
    expect(result.distances.linf).toBe(2);
    // A sample without a gradient stays.
    expect(result.adversary.data[5]).toBe(x.data[5]);
  });

  it('reaches the optimum of the L2 ball exactly: the lead falls by ε ‖w‖₂', async () => {
    const model = twoClasses(x.data, 20 * norm2);
    const [[near], [far]] = await fgsm(model, [x], { norm: 'l2', epsilons: [19.9, 20.1] });
    expect(await leadOf(model, near.adversary)).toBeCloseTo(0.1 * norm2, 3);
    expect(await leadOf(model, far.adversary)).toBeCloseTo(-0.1 * norm2, 3);
    expect([near.success, far.success]).toEqual([false, true]);
    expect(far.distances.l2).toBeCloseTo(20.1, 4);
    for (const [i, value] of far.adversary.data.entries()) {
      expect(value).toBeCloseTo(x.data[i] - (20.1 * w[i]) / norm2, 4);
    }
  });

  it('stays inside of the box', async () => {
    const edge = { ...x, data: x.data.map((_, i) => (i % 2 === 0 ? 0 : 255)) };
    const [result] = await fgsm(twoClasses(edge.data, 1), [edge], { epsilon: 16 });
    const expected = edge.data.map((value, i) => Math.min(255, Math.max(0, value - 16 * Math.sign(w[i]))));
    expect(result.adversary.data).toEqual(expected);
    const [long] = await fgsm(twoClasses(edge.data, 1), [edge], { epsilon: 200, norm: 'l2' });
    for (const [i, value] of long.adversary.data.entries()) {
      expect(value).toBeCloseTo(Math.min(255, Math.max(0, edge.data[i] - (200 * w[i]) / norm2)), 3);
    }
  });

  it.each(['linf', 'l2'] as const)('goes down the cross-entropy of the target in %s', async (norm) => {
    const model = handModel(width, height, linear(randomWeights(4, samples, 2, 0.01), [0, 0, 0, 0]));
    const probability = async (image: typeof x, of: number) => softmax((await model.logits([image]))[0])[of];
    const epsilon = norm === 'linf' ? 1 : 8;
    const [{ label, adversary }] = await fgsm(model, [x], { epsilon, norm });
    expect(await probability(adversary, label)).toBeLessThan(await probability(x, label));
    const target = (label + 1) % 4;
    const [towards] = await fgsm(model, [x], { targets: [target], epsilon, norm });
    expect(await probability(towards.adversary, target)).toBeGreaterThan(await probability(x, target));
    expect(towards.success).toBe(towards.prediction === target);
  });
});

describe('the settings of fgsm', () => {
  const model = twoClasses(x.data, 1);

  it('are ε 2, or 255 in L2', async () => {
    expect((await fgsm(model, [x]))[0].epsilon).toBe(2);
    expect((await fgsm(model, [x], { norm: 'l2' }))[0].epsilon).toBe(255);
  });

  it('are those of the presets, of which ε may be another', async () => {
    expect(fgsmPresets['cleverhans-2018'].epsilon).toBe(76.5);
    expect((await fgsm(model, [x], { preset: 'cleverhans-2018' }))[0].distances.linf).toBe(76.5);
    expect((await fgsm(model, [x], { preset: 'cleverhans-2018', epsilon: 3 }))[0].distances.linf).toBe(3);
    const [parts] = await fgsm(model, [x], { unit: 1, epsilon: 8 / 255 });
    expect(await fgsm(model, [x], { preset: 'torchattacks' })).toEqual([parts]);
    expect((await fgsm(model, [x], { preset: 'torchattacks', norm: 'l2' }))[0].epsilon).toBe(255);
  });

  it('have no step and no seed', async () => {
    await expect(fgsm(model, [x], { step: 1 } as object)).rejects.toThrow(/step/u);
    await expect(fgsm(model, [x], { seed: 1 } as object)).rejects.toThrow(/seed/u);
    await expect(fgsm(model, [x], { preset: 'foolbox' as 'torchattacks' })).rejects.toThrow(
      `Expected one of 'cleverhans-2018', 'torchattacks' for preset but received "foolbox"`,
    );
  });
});
