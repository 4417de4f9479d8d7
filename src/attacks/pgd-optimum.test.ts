import { describe, expect, it } from 'vitest';
import {
  type HandFunction,
  handModel,
  handPicture,
  linear,
  quadratic,
  randomWeights,
} from '../../test/support/hand-model.js';
import { pgd } from './index.js';

const width = 4;
const height = 3;
const samples = width * height * 3;

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const close = (data: ArrayLike<number>, expected: ArrayLike<number>) =>
  Math.max(...Array.from(data, (value, i) => Math.abs(value - expected[i])));

/** The factor t of which f(t), which falls, is 0. */
function root(f: (t: number) => number, low: number, high: number) {
  let [a, b] = [low, high];
  for (let n = 0; n < 200; n++) [a, b] = f((a + b) / 2) > 0 ? [(a + b) / 2, b] : [a, (a + b) / 2];
  return b;
}

describe('pgd on a linear model', () => {
  const x = handPicture(width, height, 1, 60, 190);
  const [w] = randomWeights(1, samples, 1);
  const against = (clean: Float32Array) =>
    handModel(width, height, linear([[...w], w.map(() => 0)], [0.1 - dot(w, clean), 0]));

  it.each([true, false])('reaches the optimum of the L∞ ball exactly, random start %s', async (randomStart) => {
    const [result] = await pgd(against(x.data), [x], { randomStart, seed: 1 });
    expect(result.adversary.data).toEqual(x.data.map((value, i) => value - 2 * Math.sign(w[i])));
    expect(result).toMatchObject({ success: true, iterations: 20, gradients: 20, epsilon: 2, seed: 1 });
  });

  it('reaches the optimum of the L2 ball: ε against the weights', async () => {
    const norm2 = Math.sqrt(dot(w, w));
    const [result] = await pgd(against(x.data), [x], { norm: 'l2', epsilon: 30, seed: 1, iterations: 60 });
    expect(
      close(
        result.adversary.data,
        x.data.map((value, i) => value - (30 * w[i]) / norm2),
      ),
    ).toBeLessThan(1e-4);
    expect(result.distances.l2).toBeCloseTo(30, 4);
  });

  it('reaches the optimum of the L2 ball and the box', async () => {
    const edge = { ...x, data: x.data.map((value, i) => (i % 3 === 0 ? 2 : i % 3 === 1 ? 251 : value)) };
    const at = (t: number) => edge.data.map((value, i) => clip(value - t * w[i], 0, 255));
    const t = root((s) => 40 - Math.hypot(...at(s).map((value, i) => value - edge.data[i])), 0, 1e4);
    const [result] = await pgd(against(edge.data), [edge], { norm: 'l2', epsilon: 40, seed: 1, iterations: 200 });
    expect(close(result.adversary.data, at(t))).toBeLessThan(1e-3);
    expect(at(t).filter((value) => value === 0 || value === 255).length).toBeGreaterThan(5);
  });

  it.each([
    ['linf', 60],
    ['l2', 300],
  ] as const)('goes to the target in %s', async (norm, epsilon) => {
    const model = handModel(width, height, linear(randomWeights(4, samples, 2, 0.02), [0, 0, 0, 0]));
    const [{ prediction: label }] = await pgd(model, [x], { epsilon: 1e-6, seed: 1 });
    const target = (label + 1) % 4;
    const [result] = await pgd(model, [x], { targets: [target], norm, epsilon, iterations: 40, seed: 1 });
    expect(result).toMatchObject({ success: true, prediction: target, label, target });
  });
});

describe('pgd on a quadratic model', () => {
  // The lead of class 1 over class 0 is concave, with its highest place at s.
  const x = handPicture(width, height, 3, 60, 190);
  const a = handPicture(width, height, 4, 40, 215).data;
  const b = handPicture(width, height, 5, 40, 215).data;
  const s = a.map((value, i) => (0.02 * b[i] - 0.005 * value) / 0.015);
  const model = handModel(width, height, quadratic([[...a], [...b]], [5e-6, 2e-5], [30, 0]));

  it('comes within a step of the optimum of the L∞ ball', async () => {
    const [result] = await pgd(model, [x], { labels: [0], epsilon: 12, step: 0.25, iterations: 120, seed: 1 });
    expect(result.skipped).toBe(false);
    const best = s.map((value, i) => clip(value, x.data[i] - 12, x.data[i] + 12));
    expect(close(result.adversary.data, best)).toBeLessThanOrEqual(0.25);
    expect(best.filter((value, i) => value === s[i]).length).toBeGreaterThan(1);
  });

  it('reaches the optimum of the L2 ball: the point that is nearest to the highest place', async () => {
    const away = Math.hypot(...s.map((value, i) => value - x.data[i]));
    const [result] = await pgd(model, [x], { labels: [0], norm: 'l2', epsilon: 50, iterations: 200, seed: 1 });
    expect(away).toBeGreaterThan(100);
    const best = x.data.map((value, i) => value + (50 / away) * (s[i] - value));
    expect(close(result.adversary.data, best)).toBeLessThan(1e-3);
  });

  it('reaches the optimum of the L2 ball for a dense quadratic form, solved by elimination', async () => {
    const random = randomWeights(samples, samples, 8, 1);
    // A = MᵀM / n + 0.2: symmetric, with curvatures that differ.
    const A = random.map((_, i) =>
      random.map(
        (_row, j) =>
          dot(
            random.map((row) => row[i]),
            random.map((row) => row[j]),
          ) /
            samples +
          (i === j ? 0.2 : 0),
      ),
    );
    const m = handPicture(width, height, 9, 90, 165).data;
    const times = (v: ArrayLike<number>) => A.map((row) => dot(row, v));
    // Class 1 leads by 5 - (x - m)ᵀ A (x - m) / 2000.
    const f: HandFunction = {
      classes: 2,
      logits: (at) => {
        const d = Array.from(at, (value, i) => value - m[i]);
        return [0, 5 - dot(d, times(d)) / 2000];
      },
      pull: (at, cotangent) => times(Array.from(at, (value, i) => value - m[i])).map((v) => (-v * cotangent[1]) / 1000),
    };
    const epsilon = 25;
    const g = times(m.map((value, i) => value - x.data[i]));
    // (A + λ) d = A (m - x), with the λ of which d is ε long.
    const solve = (lambda: number) => {
      const rows = A.map((row, i) => [...row.map((value, j) => value + (i === j ? lambda : 0)), g[i]]);
      for (let i = 0; i < samples; i++) {
        for (let j = i + 1; j < samples; j++) {
          const factor = rows[j][i] / rows[i][i];
          for (let k = i; k <= samples; k++) rows[j][k] -= factor * rows[i][k];
        }
      }
      const d = new Float64Array(samples);
      for (let i = samples - 1; i >= 0; i--)
        d[i] = (rows[i][samples] - dot(rows[i].slice(i + 1, -1), d.slice(i + 1))) / rows[i][i];
      return d;
    };
    const d = solve(root((lambda) => Math.hypot(...solve(lambda)) - epsilon, 0, 1e4));
    const [result] = await pgd(handModel(width, height, f), [x], {
      labels: [0],
      norm: 'l2',
      epsilon,
      step: 1,
      iterations: 600,
      seed: 2,
    });
    expect(result.skipped).toBe(false);
    expect(
      close(
        result.adversary.data,
        x.data.map((value, i) => value + d[i]),
      ),
    ).toBeLessThan(1e-2);
    const lead = (at: Float32Array) => f.logits(at)[1];
    expect(lead(result.adversary.data)).toBeCloseTo(lead(Float32Array.from(x.data, (value, i) => value + d[i])), 4);
  });
});
