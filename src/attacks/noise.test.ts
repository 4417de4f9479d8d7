import { describe, expect, it } from 'vitest';
import { handModel, handPicture, linear, randomWeights } from '../../test/support/hand-model.js';
import { gaussianNoise, uniformNoise } from './index.js';

const width = 40;
const height = 30;
const samples = width * height * 3;
const [weights] = randomWeights(1, samples, 1, 0.01);

/** A model whose class 0 leads by a little or much for a picture. */
function modelFor(clean: Float32Array, lead: number) {
  const bias = lead - weights.reduce((sum, w, i) => sum + w * clean[i], 0);
  return handModel(width, height, linear([weights, weights.map(() => 0)], [bias, 0]));
}

const gray = handPicture(width, height, 1, 110, 145);
const noiseOf = (data: Float32Array, clean = gray.data) => Array.from(data, (value, i) => value - clean[i]);
const share = (values: readonly number[], which: (value: number) => boolean) =>
  values.filter(which).length / values.length;

describe('gaussian noise', () => {
  it('in L∞ has the standard deviation ε, clipped to ε', async () => {
    const [{ adversary, distances, ...result }] = await gaussianNoise(modelFor(gray.data, 100), [gray], {
      epsilon: 8,
      seed: 1,
    });
    const noise = noiseOf(adversary.data);
    expect(distances.linf).toBe(8);
    expect(result).toMatchObject({ success: false, gradients: 0, iterations: 1, seed: 1 });
    // Beyond one standard deviation lie 31.7 % of a Gaussian, beyond half of one 61.7 %.
    expect(Math.abs(share(noise, (value) => Math.abs(value) > 7.9999) - 0.3173)).toBeLessThan(0.03);
    expect(Math.abs(share(noise, (value) => Math.abs(value) > 4) - 0.6171)).toBeLessThan(0.03);
    expect(Math.abs(share(noise, (value) => value > 0) - 0.5)).toBeLessThan(0.03);
  });

  it('in L2 has the length ε and is Gaussian', async () => {
    const [{ adversary, distances }] = await gaussianNoise(modelFor(gray.data, 100), [gray], {
      norm: 'l2',
      epsilon: 300,
      seed: 1,
    });
    expect(distances.l2).toBeLessThanOrEqual(300);
    expect(distances.l2).toBeGreaterThan(299.999);
    const deviation = 300 / Math.sqrt(samples);
    const noise = noiseOf(adversary.data);
    for (const [sigmas, beyond] of [
      [0.5, 0.6171],
      [1, 0.3173],
      [2, 0.0455],
    ]) {
      expect(Math.abs(share(noise, (value) => Math.abs(value) > sigmas * deviation) - beyond)).toBeLessThan(0.03);
    }
  });
});

describe('uniform noise', () => {
  it('in L∞ is uniform up to ε', async () => {
    const [{ adversary, distances }] = await uniformNoise(modelFor(gray.data, 100), [gray], { epsilon: 8, seed: 1 });
    const noise = noiseOf(adversary.data);
    expect(distances.linf).toBeLessThanOrEqual(8);
    expect(distances.linf).toBeGreaterThan(7.9);
    for (const edge of [-6, -2, 3, 7]) {
      expect(Math.abs(share(noise, (value) => value < edge) - (edge + 8) / 16)).toBeLessThan(0.03);
    }
  });

  it('in L2 has the length ε and is uniform', async () => {
    const [{ adversary, distances }] = await uniformNoise(modelFor(gray.data, 100), [gray], {
      norm: 'l2',
      epsilon: 300,
      seed: 1,
    });
    expect(distances.l2).toBeGreaterThan(299.999);
    const most = (300 / Math.sqrt(samples)) * Math.sqrt(3);
    const noise = noiseOf(adversary.data);
    expect(Math.max(...noise)).toBeLessThan(1.03 * most);
    expect(Math.abs(share(noise, (value) => value < most / 2) - 0.75)).toBeLessThan(0.03);
  });
});

describe.each([
  ['gaussian-noise', gaussianNoise],
  ['uniform-noise', uniformNoise],
] as const)('%s', (_, attack) => {
  it('has the whole L2 where much of it meets the box, as far as there is room', async () => {
    const edge = { ...gray, data: gray.data.map((__, i) => (i % 3 === 0 ? 0 : 255)) };
    const model = modelFor(edge.data, 1000);
    const [result] = await attack(model, [edge], { norm: 'l2', epsilon: 500, seed: 1 });
    expect(result.distances.l2).toBeGreaterThan(499.99);
    expect(result.distances.l2).toBeLessThanOrEqual(500);
    // About half of the samples have all the room there is.
    const [most] = await attack(model, [edge], { norm: 'l2', epsilon: 255 * Math.sqrt(samples), seed: 1 });
    expect(most.distances.l2 / (255 * Math.sqrt(samples / 2))).toBeGreaterThan(0.95);
    expect(most.distances.l2 / (255 * Math.sqrt(samples / 2))).toBeLessThan(1.05);
    expect(most.adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  });

  it('draws anew until one works, at most as often as it is told', async () => {
    // A draw changes the lead by a Gaussian number: two deviations are reached by one in 44.
    const deviation = Math.hypot(...weights) * 4;
    const model = modelFor(gray.data, 1.5 * deviation);
    const options = { norm: 'l2', epsilon: 4 * Math.sqrt(samples), seed: 4 } as const;
    const [one] = await attack(model, [gray], options);
    const [many] = await attack(model, [gray], { ...options, draws: 200 });
    expect(one).toMatchObject({ success: false, iterations: 1 });
    expect(many.success).toBe(true);
    expect(many.iterations).toBeGreaterThan(1);
    expect(many.iterations).toBeLessThan(120);
    expect(many.gradients).toBe(0);
    const [none] = await attack(modelFor(gray.data, 100 * deviation), [gray], { ...options, draws: 5 });
    expect(none).toMatchObject({ success: false, iterations: 5 });
  });

  it('may be told a target', async () => {
    const model = modelFor(gray.data, 0.01);
    const [{ label }] = await attack(model, [gray], { seed: 1 });
    const [result] = await attack(model, [gray], { seed: 1, targets: [1 - label], draws: 20, epsilon: 4 });
    expect(result).toMatchObject({ success: true, prediction: 1 - label, target: 1 - label });
  });

  it('has ε 2 or 255, and one draw', async () => {
    const model = modelFor(gray.data, 1);
    const written = { epsilon: 2, draws: 1, seed: 1 };
    expect(await attack(model, [gray], { seed: 1 })).toEqual(await attack(model, [gray], written));
    expect((await attack(model, [gray], { norm: 'l2' }))[0].epsilon).toBe(255);
    await expect(attack(model, [gray], { draws: 0 })).rejects.toThrow('for draws but received 0');
  });
});
