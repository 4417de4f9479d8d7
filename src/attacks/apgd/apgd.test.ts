import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenModel,
  evenPictures,
  evenSize,
  handModel,
  handPicture,
  linear,
  quadratic,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { dlrObjective } from './losses.js';
import { checkpoints } from './run.js';
import { apgdCe, apgdDlr } from '../index.js';
import type { Goal, Loss } from '../runner/steps.js';

const width = 6;
const height = 4;
const samples = width * height * 3;
const x = handPicture(width, height, 1, 60, 195);
const [w] = randomWeights(1, samples, 1);
const norm1 = w.reduce((sum, value) => sum + Math.abs(value), 0);
const norm2 = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

/** Class 0 leads by `lead` for x, and loses along w to class 1; classes 2 and 3 are far behind. */
function leading(lead: number, scale = 1) {
  const zero = w.map(() => 0);
  const weights = [w.map((value) => scale * value), zero, zero, zero];
  return handModel(width, height, linear(weights, [scale * (lead - dot(w, x.data)), 0, -scale, -2 * scale]));
}

const attacks = [
  ['apgd-ce', apgdCe],
  ['apgd-dlr', apgdDlr],
] as const;

describe.each(attacks)('%s on a linear model', (_, attack) => {
  it('reaches the optimum of the L∞ ball exactly', async () => {
    const [result] = await attack(leading(norm1), [x], { epsilon: 3, iterations: 20, seed: 1 });
    expect(result.adversary.data).toEqual(x.data.map((value, i) => value - 3 * Math.sign(w[i])));
    expect(result).toMatchObject({ success: true, label: 0, prediction: 1, norm: 'linf' });
  });

  it('reaches the optimum of the L2 ball', async () => {
    const model = leading(20 * norm2);
    const [result] = await attack(model, [x], { norm: 'l2', epsilon: 40, iterations: 40, seed: 1 });
    const [logits] = await model.logits([result.adversary]);
    // From 20 ‖w‖ to -20 ‖w‖ at best.
    expect((logits[0] - logits[1]) / norm2).toBeLessThan(-19.98);
    expect(result.distances.l2).toBeLessThanOrEqual(40);
  });

  it.each([
    ['linf', norm1, [2.99, 3.01], 10],
    ['l2', norm2, [19.9, 20.1], 60],
  ] as const)('works from the budget on that the margin needs, in %s', async (norm, slope, epsilons, iterations) => {
    const model = leading(((epsilons[0] + epsilons[1]) / 2) * slope);
    const success = async (epsilon: number) =>
      (await attack(model, [x], { norm, epsilon, iterations, seed: 2 }))[0].success;
    expect([await success(epsilons[0]), await success(epsilons[1])]).toEqual([false, true]);
  });

  it('begins at the edge of the budget, elsewhere for another seed', async () => {
    // One iteration of a picture without a gradient leaves the start.
    const flat = handModel(
      width,
      height,
      linear(
        [0, 0, 0, 0].map(() => w.map(() => 0)),
        [1, 0, -1, -2],
      ),
    );
    const starts = await Promise.all([1, 1, 2].map((seed) => attack(flat, [x], { epsilon: 3, iterations: 1, seed })));
    const [first, again, other] = starts.map(([result]) => result);
    expect(first.distances.linf).toBeCloseTo(3, 4);
    expect(first.zeroGradients).toBe(1);
    expect(again.adversary.data).toEqual(first.adversary.data);
    expect(other.adversary.data).not.toEqual(first.adversary.data);
    const [l2] = await attack(flat, [x], { norm: 'l2', epsilon: 30, iterations: 1, seed: 1 });
    expect(l2.distances.l2).toBeCloseTo(30, 3);
  });

  it('asks one gradient at the start and at each iterate but the last', async () => {
    const model = leading(3 * norm1);
    const [result] = await attack(model, [x], { epsilon: 1, iterations: 10, restarts: 3, seed: 1 });
    expect(result.success).toBe(false);
    expect(model.seen.gradients).toBe(30);
    // The clean picture, the last iterate of each run, and the rounded one.
    expect(model.seen.queries).toBe(5);
    expect(result).toMatchObject({ gradients: 30, queries: 5, iterations: 30 });
  });

  it('makes no restart after a run that works', async () => {
    const [result] = await attack(leading(norm1), [x], { epsilon: 3, iterations: 10, restarts: 5, seed: 1 });
    expect(result).toMatchObject({ success: true, gradients: 10 });
  });

  it('reaches a target', async () => {
    const model = evenModel();
    const [{ label }] = await attack(model, [evenPictures[0]], { epsilon: 1e-3, iterations: 1, seed: 1 });
    for (let target = 0; target < 4; target++) {
      if (target === label) continue;
      const settings = { epsilon: 40, targets: [target], iterations: 20, seed: 1 };
      // oxlint-disable-next-line no-await-in-loop -- a target after the other
      const [result] = await attack(model, [evenPictures[0]], settings);
      expect(result).toMatchObject({ success: true, prediction: target, label, target });
    }
  });

  it('does not depend on the batch', async () => {
    const settings = { epsilon: 1, iterations: 12, seed: 9 };
    const together = await attack(evenModel(), evenPictures, settings);
    const one = await attack(evenModel(), evenPictures, { ...settings, batchSize: 1 });
    expect(one).toEqual(together);
    expect(new Set(together.map(({ success }) => success)).size).toBe(2);
  });
});

describe.each(attacks)('%s on a quadratic model', (_, attack) => {
  it('comes near to an optimum inside of the ball, by smaller steps', async () => {
    // The lead of class 1 over class 0 is highest at s, which is 8 levels off; the other classes are far behind.
    const s = x.data.map((value, i) => value + (i % 2 === 0 ? 8 : -8));
    const centres = [0, 1, 2, 3].map(() => [...s]);
    const model = handModel(width, height, quadratic(centres, [0, 1e-3, 0, 0], [0, 3, -40, -50]));
    const [result] = await attack(model, [x], { epsilon: 12, iterations: 100, seed: 1 });
    expect(result).toMatchObject({ label: 0, prediction: 1, success: true });
    let off = 0;
    result.adversary.data.forEach((value, i) => (off = Math.max(off, Math.abs(value - s[i]))));
    expect(off).toBeLessThan(0.5);
  });
});

describe('the checkpoints of APGD', () => {
  it('are those of the paper for 100 iterations', () => {
    expect(checkpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  });

  it('lie inside of any number of iterations', () => {
    expect(checkpoints(1)).toEqual([]);
    expect(checkpoints(10)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(checkpoints(50)).toEqual([11, 21, 30, 38, 45]);
  });
});

describe('the difference of logits ratio', () => {
  const logits = Float32Array.of(0.5, 3, -1, 2.25, 1);
  const objective = (label: number, target?: number) => dlrObjective({ logits, label, target } as unknown as Goal);

  it('is what the paper says', () => {
    // π: 1 (3), 3 (2.25), 4 (1), 0 (0.5), 2 (-1).
    expect(objective(1).value(logits)).toBeCloseTo(-(3 - 2.25) / (3 - 1), 6);
    expect(objective(0).value(logits)).toBeCloseTo(-(0.5 - 3) / (3 - 1), 6);
    expect(objective(1, 2).value(logits)).toBeCloseTo(-(3 - -1) / (3 - (1 + 0.5) / 2), 6);
  });

  it.each<[number, number | undefined]>([
    [1, undefined],
    [3, undefined],
    [0, undefined],
    [1, 3],
    [1, 2],
    [0, 4],
  ])('has the gradient of differences, label %s, target %s', (y, t) => {
    const { value, loss } = objective(y, t);
    const { of } = loss as Extract<Loss, { of: unknown }>;
    const gradient = of(logits);
    for (let i = 0; i < logits.length; i++) {
      const [up, down] = [1, -1].map((sign) => value(logits.map((z, k) => (k === i ? z + sign * 2 ** -10 : z))));
      expect(gradient[i]).toBeCloseTo((up - down) * 2 ** 9, 3);
    }
  });

  it('is not changed by shift and scale of the logits', async () => {
    const moved = logits.map((z) => 1000 * z + 7);
    expect(objective(1).value(moved)).toBeCloseTo(objective(1).value(logits), 6);
    // So the attack finds a way where the cross-entropy of a very sure model has none.
    const settings = { epsilon: 3, iterations: 10, seed: 1 };
    const [sure] = await apgdDlr(leading(norm1, 1000), [x], settings);
    const [usual] = await apgdDlr(leading(norm1), [x], settings);
    expect(sure.adversary.data).toEqual(usual.adversary.data);
    expect(sure).toMatchObject({ success: true, zeroGradients: 0 });
    const [stuck] = await apgdCe(leading(2 * norm1, 1000), [x], settings);
    expect(stuck).toMatchObject({ success: false, zeroGradients: 10 });
  });

  it('needs classes to compare', async () => {
    const { classes, ...function3 } = evenFunction();
    const fewer = (count: number) =>
      handModel(evenSize.width, evenSize.height, {
        classes: count,
        logits: (data) => function3.logits(data).slice(0, count),
        pull: (data, cotangent) =>
          function3.pull(
            data,
            Float32Array.from({ length: classes }, (_, i) => cotangent[i] ?? 0),
          ),
      });
    await expect(apgdDlr(fewer(2), evenPictures)).rejects.toThrow(
      'Expected at least 3 classes, which the difference of logits ratio compares, for the model but received 2',
    );
    const [result] = await apgdDlr(fewer(3), evenPictures.slice(0, 1), { epsilon: 20, iterations: 5, seed: 1 });
    expect(result.success).toBe(true);
    const targets = [(result.label + 1) % 3];
    const three = fewer(3);
    await expect(apgdDlr(three, evenPictures.slice(0, 1), { targets })).rejects.toThrow(
      'Expected at least 4 classes, which the targeted difference of logits ratio compares, for the model',
    );
    // Before the model is asked for anything.
    expect(three.seen.batches).toEqual([]);
    const [ce] = await apgdCe(fewer(2), evenPictures.slice(0, 1), { epsilon: 20, iterations: 5, seed: 1 });
    expect(ce.success).toBe(true);
  });
});

describe('the settings of APGD', () => {
  it('are those of the published code', async () => {
    const written = {
      epsilon: 2,
      iterations: 100,
      restarts: 1,
      rho: 0.75,
      momentum: 0.75,
      norm: 'linf',
      seed: 5,
    } as const;
    const model = leading(norm1);
    expect(await apgdCe(model, [x], { seed: 5 })).toEqual(await apgdCe(model, [x], written));
    const [l2] = await apgdCe(model, [x], { norm: 'l2', iterations: 1 });
    expect(l2.epsilon).toBe(255);
  });

  it('are refused where they make no sense', async () => {
    const model = leading(1);
    await expect(apgdCe(model, [x], { iterations: 0 })).rejects.toThrow(
      'Expected an integer of at least 1 for iterations',
    );
    await expect(apgdCe(model, [x], { restarts: 0.5 })).rejects.toThrow(
      'Expected an integer of at least 1 for restarts',
    );
    await expect(apgdCe(model, [x], { rho: 0 })).rejects.toThrow('Expected a number above 0 and at most 1 for rho');
    await expect(apgdDlr(model, [x], { momentum: 1.5 })).rejects.toThrow(
      'Expected a number above 0 and at most 1 for momentum',
    );
    await expect(apgdDlr(model, [x], { step: 1 } as object)).rejects.toThrow(
      'for the options of apgd-dlr but received "step"',
    );
  });
});
