import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  handModel,
  handPicture,
  type HandFunction,
  linear,
  quadratic,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { runs } from '../../../test/support/runs.js';
import { softmax } from '../../models/ranking.js';
import { jsma, jsmaPresets } from '../index.js';

const [width, height] = [6, 4];
const samples = width * height * 3;
const classes = 4;

const weights = randomWeights(classes, samples, 4, 0.02);
const even = linear(
  weights,
  weights.map((row) => -127.5 * row.reduce((sum, w) => sum + w, 0)),
);
const model = handModel(width, height, even);
const x = handPicture(width, height, 4, 60, 195);

const orderOf = (logits: ArrayLike<number>) =>
  Array.from(logits, (_, i) => i).toSorted((a, b) => logits[b] - logits[a]);

const oneHot = (c: number) => Float32Array.from({ length: classes }, (_, i) => (i === c ? 1 : 0));

/** The textbook: a Jacobian of all classes, a table of all pairs (Papernot et al., algorithms 2 and 3). */
function textbook(
  f: HandFunction,
  start: Float32Array,
  target: number,
  output: 'logits' | 'probabilities',
  theta: number,
) {
  const at = start.slice();
  const places: number[][] = [];
  const open = new Set([...at.keys()].filter((i) => at[i] !== (theta > 0 ? 255 : 0)));
  while (orderOf(f.logits(at))[0] !== target && places.length < samples / 2) {
    const rows = Array.from({ length: classes }, (_, c) => f.pull(at, oneHot(c)));
    const p = softmax(f.logits(at));
    const jacobian =
      output === 'logits'
        ? rows
        : rows.map((row, c) => row.map((v, i) => p[c] * (v - rows.reduce((sum, r, k) => sum + p[k] * r[i], 0))));
    let best: [number, number] | undefined;
    let highest = 0;
    for (const i of open) {
      for (const j of open) {
        if (i >= j) continue;
        const alpha = jacobian[target][i] + jacobian[target][j];
        const beta = jacobian.reduce((sum, row, c) => (c === target ? sum : sum + row[i] + row[j]), 0);
        const valid = theta > 0 ? alpha > 0 && beta < 0 : alpha < 0 && beta > 0;
        if (valid && -alpha * beta > highest) {
          highest = -alpha * beta;
          best = [i, j];
        }
      }
    }
    if (!best) break;
    for (const i of best) {
      at[i] = Math.min(255, Math.max(0, at[i] + theta * 255));
      if (at[i] === (theta > 0 ? 255 : 0)) open.delete(i);
    }
    places.push(best);
  }
  return { at, steps: places.length };
}

describe('jsma', () => {
  const centres = [1, 2, 3, 4].map((seed) => Array.from(handPicture(width, height, seed).data));
  const curved = quadratic(centres, [3e-5, 4e-5, 5e-5, 6e-5], [0, 10, 20, 30]);

  it.each([
    ['linear', 'logits', 1],
    ['linear', 'probabilities', 1],
    ['linear', 'probabilities', 0.2],
    ['linear', 'logits', -1],
    ['linear', 'probabilities', -0.35],
    ['curved', 'logits', 0.5],
    ['curved', 'probabilities', 1],
    ['curved', 'probabilities', -1],
  ] as const)('takes the steps of the textbook: %s, %s, θ %d', async (shape, output, theta) => {
    const f = shape === 'linear' ? even : curved;
    const tested = handModel(width, height, f);
    const order = orderOf(f.logits(x.data));
    const targets = order.slice(1);
    const found = await Promise.all(
      targets.map(async (target) => (await jsma(tested, [x], { targets: [target], output, theta, seed: 1 }))[0]),
    );
    for (const [i, result] of found.entries()) {
      const expected = textbook(f, x.data, targets[i], output, theta);
      expect(result.adversary.data).toEqual(expected.at);
      expect(result.success).toBe(orderOf(f.logits(expected.at))[0] === targets[i]);
      if (result.success) expect(result.iterations).toBe(expected.steps);
    }
  });

  it('takes two gradients in each step for logits, one for probabilities', async () => {
    const [two] = await jsma(model, [x], { output: 'logits', seed: 0 });
    const [one] = await jsma(model, [x], { seed: 0 });
    expect([two.success, one.success]).toEqual([true, true]);
    expect(two.gradients).toBe(2 * (two.iterations + 1));
    expect(one.gradients).toBe(one.iterations + 1);
    // The clean picture, and the adversary as 8 bits.
    expect(one.queries).toBe(2);
  });

  it('changes no more than γ of the samples, and each to the edge for θ of 1', async () => {
    const far = linear(weights, [900, 0, 0, 0]);
    const [result] = await jsma(handModel(width, height, far), [x], { gamma: 0.1, seed: 0 });
    const changed = [...result.adversary.data].filter((value, i) => value !== x.data[i]);
    expect(result).toMatchObject({ success: false, iterations: Math.floor((0.1 * samples) / 2) });
    expect(changed).toEqual(changed.map(() => 255));
    expect(changed.length).toBe(6);
  });

  it('goes for the likeliest other class, or for one drawn from the seed', async () => {
    const order = orderOf(even.logits(x.data));
    const [second] = await jsma(model, [x], { seed: 0 });
    const [told] = await jsma(model, [x], { targets: [order[1]], seed: 0 });
    expect(second.adversary.data).toEqual(told.adversary.data);
    const drawn = await Promise.all([1, 2, 3, 4, 5].map((seed) => jsma(model, [x], { aim: 'random', seed })));
    expect(new Set(drawn.map(([{ adversary }]) => adversary.data.join())).size).toBeGreaterThan(1);
    expect(drawn.every(([{ success }]) => success)).toBe(true);
    const pictures = [1, 2, 3, 4, 5].map((seed) => handPicture(width, height, seed, 60, 195));
    const [alone, together] = await Promise.all(
      [1, 3].map((batchSize) => jsma(model, pictures, { aim: 'random', seed: 8, batchSize })),
    );
    expect(together).toEqual(alone);
  });

  it('stays inside of the box of the model, whatever picture and settings', async () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      low: fc.integer({ min: 0, max: 100 }),
      extent: fc.integer({ min: 1, max: 155 }),
      theta: fc.double({ min: -1, max: 1, noNaN: true }).filter((theta) => theta !== 0),
      gamma: fc.double({ min: 0.01, max: 1, noNaN: true }),
      output: fc.constantFrom('logits' as const, 'probabilities' as const),
      surviveRounding: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ low, extent, ...options }) => {
        const bounds = [low, low + extent] as const;
        const picture = handPicture(width, height, options.seed, ...bounds);
        const f = linear(randomWeights(3, samples, options.seed, 0.1), [0, 0, 0]);
        const [result] = await jsma(handModel(width, height, f, bounds), [picture], options);
        expect(result.adversary.data.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
        const changed = result.adversary.data.filter((value, i) => value !== picture.data[i]).length;
        expect(changed).toBeLessThanOrEqual(options.gamma * samples);
      }),
      { numRuns: runs(40) },
    );
  });

  it('has published settings as presets', async () => {
    expect(jsmaPresets['cleverhans-2018']).toMatchObject({
      theta: 1,
      gamma: 1,
      output: 'probabilities',
      aim: 'random',
    });
    const [preset] = await jsma(model, [x], { preset: 'torchattacks', seed: 4 });
    expect(preset).toEqual((await jsma(model, [x], { theta: 1, gamma: 0.1, output: 'logits', seed: 4 }))[0]);
  });

  it.each([
    [{ theta: 0 }, 'Expected a number from -1 to 1, not 0, for theta but received 0'],
    [{ theta: 2 }, 'Expected a number from -1 to 1 for theta but received 2'],
    [{ gamma: 0 }, 'Expected a number above 0 and at most 1 for gamma but received 0'],
    [{ output: 'softmax' }, "Expected one of 'probabilities', 'logits' for output but received \"softmax\""],
  ])('refuses %o', async (options, message) => {
    await expect(jsma(model, [x], options as object)).rejects.toThrow(message);
  });
});
