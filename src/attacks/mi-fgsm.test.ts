import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, quadratic, randomWeights } from '../../test/support/hand-model.js';
import { softmax } from '../models/ranking.js';
import { igsm, miFgsm, miFgsmPresets } from './index.js';

const width = 5;
const height = 4;
const samples = width * height * 3;

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const x = handPicture(width, height, 9);
const centres = [1, 2, 3].map((seed) => Array.from(handPicture(width, height, seed).data));
const f = quadratic(centres, [1e-6, 2e-6, 3e-6], [0, 0, 0]);
const model = handModel(width, height, f);

describe('mi-fgsm', () => {
  it.each([
    [undefined, 1],
    [2, 1],
    [undefined, 0.5],
  ])('takes the steps of algorithm 1 of the paper, target %s, decay %s', async (target, decay) => {
    const settings = { epsilon: 20.5, step: 3.25, iterations: 10, decay };
    const targets = target === undefined ? undefined : [target];
    const [result] = await miFgsm(model, [x], { ...settings, targets });
    let at = x.data;
    let g = new Float64Array(samples);
    for (let n = 0; n < settings.iterations; n++) {
      const p = softmax(Float32Array.from(f.logits(at)));
      p[target ?? result.label] -= 1;
      const gradient = f.pull(at, Float32Array.from(p));
      const length = gradient.reduce((sum, value) => sum + Math.abs(value), 0);
      g = g.map((value, i) => decay * value + gradient[i] / length);
      const step = target === undefined ? settings.step : -settings.step;
      at = at.map((value, i) =>
        clip(clip(value + step * Math.sign(g[i]), x.data[i] - settings.epsilon, x.data[i] + settings.epsilon), 0, 255),
      );
    }
    expect(result.adversary.data).toEqual(at);
    expect(result).toMatchObject({ iterations: 10, gradients: 10 });
  });

  it('is igsm with a decay of 0, and another with the usual one', async () => {
    const settings = { epsilon: 12, step: 2, iterations: 12 };
    const [plain] = await igsm(model, [x], settings);
    expect((await miFgsm(model, [x], { ...settings, decay: 0 }))[0].adversary).toEqual(plain.adversary);
    expect((await miFgsm(model, [x], settings))[0].adversary).not.toEqual(plain.adversary);
  });

  it('reaches the optimum of the L∞ ball of a linear model exactly', async () => {
    const [w] = randomWeights(1, samples, 1);
    const gray = handPicture(width, height, 1, 100, 155);
    const lead = w.reduce((sum, value) => sum + Math.abs(value), 0);
    const bias = lead - w.reduce((sum, value, i) => sum + value * gray.data[i], 0);
    const [result] = await miFgsm(handModel(width, height, linear([w, w.map(() => 0)], [bias, 0])), [gray]);
    expect(result.adversary.data).toEqual(gray.data.map((value, i) => value - 2 * Math.sign(w[i])));
    expect(result).toMatchObject({ success: true, epsilon: 2, iterations: 10 });
  });

  it('stays where there is no gradient', async () => {
    const flat = handModel(width, height, {
      classes: 2,
      logits: () => [1, 0],
      pull: () => Array(samples).fill(0) as number[],
    });
    const [result] = await miFgsm(flat, [x]);
    expect(result).toMatchObject({ success: false, zeroGradients: 10, distances: { linf: 0 } });
  });
});

const wrong = (options: object) => miFgsm(model, [x], options);

async function same(preset: keyof typeof miFgsmPresets, written: object, given = {}) {
  expect(await miFgsm(model, [x], { preset, ...given })).toEqual(await miFgsm(model, [x], written));
}

describe('the settings of mi-fgsm', () => {
  it('are ε 2, ten steps of half a level, decay 1', async () => {
    const written = { epsilon: 2, step: 0.5, iterations: 10, decay: 1 };
    expect(await miFgsm(model, [x])).toEqual(await miFgsm(model, [x], written));
    expect((await miFgsm(model, [x], { epsilon: 8, iterations: 1 }))[0].distances.linf).toBe(2);
  });

  it('of the presets are as published', async () => {
    await same('cleverhans-2018', { unit: 1, epsilon: 0.3, step: 0.06, iterations: 10, decay: 1 });
    await same('torchattacks', { epsilon: 8, step: 2, iterations: 10, decay: 1 });
    await same('foolbox', { epsilon: 5, step: 1, iterations: 10, decay: 1 }, { epsilon: 5 });
  });

  it('are checked', async () => {
    await expect(wrong({ decay: -1 })).rejects.toThrow('for decay but received -1');
    await expect(wrong({ step: 256 })).rejects.toThrow('for step but received 256');
    await expect(wrong({ norm: 'l2' })).rejects.toThrow(/norm/u);
    await expect(wrong({ seed: 1 })).rejects.toThrow(/seed/u);
  });
});
