import { describe, expect, it } from 'vitest';
import {
  evenModel,
  evenPictures,
  evenSize,
  type HandFunction,
  handModel,
  handPicture,
} from '../../test/support/hand-model.js';
import { pgd, pgdPresets } from './index.js';

const { width, height } = evenSize;

const close = (data: ArrayLike<number>, expected: ArrayLike<number>) =>
  Math.max(...Array.from(data, (value, i) => Math.abs(value - expected[i])));

/** A low hill at one side and a high one at the other. */
const hill = (t: number) => 1.2 * Math.exp(-((t + 3) ** 2) / 2) + 0.8 * Math.exp(-((t - 2) ** 2) / 2);
const slope = (t: number) => (hill(t + 1e-4) - hill(t - 1e-4)) / 2e-4;

describe('the starts of pgd', () => {
  const [first] = evenPictures;

  it('are random, of a seed', async () => {
    const options = { iterations: 1, step: 0.01, epsilon: 1 };
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map(async (seed) => (await pgd(evenModel(), [first], { ...options, seed }))[0].adversary.data),
    );
    expect(same).toEqual(one);
    expect(close(one, other)).toBeGreaterThan(0.5);
    const away = Array.from(one, (value, i) => Math.abs(value - first.data[i]));
    expect(Math.max(...away)).toBeLessThanOrEqual(1);
    expect(away.filter((value) => value > 0.5).length).toBeGreaterThan(away.length / 4);
    const [clean] = await pgd(evenModel(), [first], { ...options, randomStart: false, seed: 1 });
    expect(clean.distances.linf).toBeCloseTo(0.01, 5);
    const [inBall] = await pgd(evenModel(), [first], { ...options, norm: 'l2', seed: 1 });
    expect(inBall.distances.l2).toBeGreaterThan(0.8);
    expect(inBall.distances.l2).toBeLessThanOrEqual(1);
  });

  it('are all taken where none works, and no more after one of which the end works', async () => {
    const options = { iterations: 3, restarts: 4, seed: 1, randomStart: false } as const;
    const [none] = await pgd(evenModel(), [first], { ...options, epsilon: 1e-3 });
    expect(none).toMatchObject({ success: false, gradients: 12, iterations: 12 });
    const [some] = await pgd(evenModel(), [first], { ...options, epsilon: 30 });
    expect(some).toMatchObject({ success: true, gradients: 3, iterations: 3 });
  });

  it('may find what the first does not', async () => {
    // From the clean picture the gradient leads up the hill that is too low.
    const s = handPicture(width, height, 1, 100, 155);
    const side = (at: Float32Array) => at[0] - s.data[0];
    const hills: HandFunction = {
      classes: 2,
      logits: (at) => [1, hill(side(at))],
      pull: (at, cotangent) => Array.from(at, (_, i) => (i === 0 ? slope(side(at)) * cotangent[1] : 0)),
    };
    const model = handModel(width, height, hills);
    const options = { epsilon: 5, step: 0.25, iterations: 20, randomStart: false, seed: 1 } as const;
    expect((await pgd(model, [s], options))[0].success).toBe(false);
    const [result] = await pgd(model, [s], { ...options, restarts: 12 });
    expect(result).toMatchObject({ success: true, prediction: 1 });
    expect(result.gradients).toBeGreaterThan(20);
    expect(result.gradients % 20).toBe(0);
    expect(side(result.adversary.data)).toBeLessThan(-2);
  });

  it('may each be stopped early', async () => {
    const whole = await pgd(evenModel(), evenPictures, { epsilon: 10, seed: 1 });
    const early = await pgd(evenModel(), evenPictures, { epsilon: 10, seed: 1, earlyStop: true });
    for (const [i, result] of early.entries()) {
      expect(result.success).toBe(whole[i].success);
      if (result.success) expect(result.iterations).toBeLessThan(20);
    }
  });
});

const wrong = (options: object) => pgd(evenModel(), evenPictures, options);

describe('the settings of pgd', () => {
  const [x] = evenPictures;

  it('are ε 2 or 255, steps of a quarter of it, 20 iterations of one random start', async () => {
    const written = { step: 0.5, epsilon: 2, iterations: 20, restarts: 1, randomStart: true, seed: 5 };
    expect(await pgd(evenModel(), [x], { seed: 5 })).toEqual(await pgd(evenModel(), [x], written));
    const long = { ...written, epsilon: 255, step: 63.75, norm: 'l2' as const };
    expect(await pgd(evenModel(), [x], { seed: 5, norm: 'l2' })).toEqual(await pgd(evenModel(), [x], long));
  });

  it.each([
    ['foolbox', 'linf', { epsilon: 3, step: 0.1, iterations: 40 }],
    ['foolbox', 'l2', { epsilon: 4, step: 0.1, iterations: 50 }],
    ['torchattacks', 'linf', { epsilon: 8, step: 2, iterations: 10 }],
    ['torchattacks', 'l2', { epsilon: 255, step: 51, iterations: 10 }],
  ] as const)('of the preset %s in %s are as published', async (preset, norm, written) => {
    const { epsilon } = written;
    const given = preset === 'foolbox' ? { epsilon } : {};
    const [result] = await pgd(evenModel(), [x], { preset, norm, seed: 1, ...given });
    expect(result).toEqual((await pgd(evenModel(), [x], { ...written, norm, seed: 1 }))[0]);
    expect(Object.keys(pgdPresets)).toEqual(['foolbox', 'torchattacks']);
  });

  it('are checked', async () => {
    await expect(wrong({ step: 0 })).rejects.toThrow(
      'Expected a finite number above 0 (unit: 255) for step but received 0',
    );
    await expect(wrong({ step: Infinity })).rejects.toThrow('for step but received Infinity');
    await expect(wrong({ iterations: 0 })).rejects.toThrow('for iterations but received 0');
    await expect(wrong({ restarts: 1.5 })).rejects.toThrow('for restarts but received 1.5');
    await expect(wrong({ randomStart: 1 })).rejects.toThrow('for randomStart but received 1');
    await expect(wrong({ norm: 'l1' })).rejects.toThrow('for norm but received "l1"');
  });
});
