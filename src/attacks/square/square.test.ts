import { describe, expect, it } from 'vitest';
import {
  evenModel,
  evenPictures,
  handModel,
  handPicture,
  linear,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { createRandom } from '../../core/random.js';
import { square } from '../index.js';
import { pattern } from './patterns.js';
import { randomWindow, shareAt } from './search.js';

const width = 16;
const height = 12;
const samples = width * height * 3;
const x = handPicture(width, height, 1, 60, 195);

/** A model whose classes weigh the average of each of four quarters, as many times as given; class 0 leads by `lead`. */
function quarters(lead: number) {
  const w = Array.from({ length: samples }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const left = pixel % width < width / 2;
    const upper = Math.floor(pixel / width) < height / 2;
    return (left === upper ? 1 : -1) / samples;
  });
  const zero = w.map(() => 0);
  const at = w.reduce((sum, value, i) => sum + value * x.data[i], 0);
  return handModel(width, height, linear([w, zero, zero], [lead - at, 0, -1000]));
}

/** How much class 0 leads after some candidates. */
async function leadAfter(queries: number): Promise<number> {
  const model = quarters(100);
  const settings = { epsilon: 8, queries, seed: 3, rescaleSchedule: false };
  const [{ adversary }] = await square(model, [x], settings);
  const [logits] = await model.logits([adversary]);
  return logits[0] - logits[1];
}

describe('square', () => {
  it('finds what a linear model needs, from logits alone, in either norm', async () => {
    // In L∞ the lead falls by ε at most; this takes 80 % of it.
    const model = quarters(6.4);
    const [linf] = await square(model, [x], { epsilon: 8, queries: 2000, seed: 1 });
    expect(linf).toMatchObject({ success: true, label: 0, prediction: 1, gradients: 0 });
    expect(linf.distances.linf).toBeLessThanOrEqual(8);
    // In L2 it falls by ε / √samples at most, but patterns are highest in their middle: 40 % of it.
    const [l2] = await square(quarters(4), [x], {
      norm: 'l2',
      epsilon: 10 * Math.sqrt(samples),
      queries: 2000,
      seed: 1,
    });
    expect(l2).toMatchObject({ success: true, prediction: 1, gradients: 0 });
    expect(l2.distances.l2).toBeLessThanOrEqual(10 * Math.sqrt(samples));
    expect(model.seen.gradients).toBe(0);
  });

  it('keeps every sample at the edge of the L∞ budget', async () => {
    const [{ adversary }] = await square(quarters(100), [x], { epsilon: 8, queries: 50, seed: 1 });
    for (const [i, value] of adversary.data.entries()) expect(Math.abs(value - x.data[i])).toBeCloseTo(8, 4);
  });

  it('begins with vertical stripes', async () => {
    const model = quarters(-3);
    const [result] = await square(model, [x], { epsilon: 8, queries: 1, seed: 1, labels: [1], targets: [0] });
    expect(result.skipped).toBe(false);
    const change = result.adversary.data.map((value, i) => value - x.data[i]);
    // One of the two candidates: a square of 80 % of the pixels can cover up to 12 × 12 of them.
    const column = (n: number) => Array.from({ length: height }, (_, row) => change[(row * width + n) * 3]);
    for (let n = 0; n < width; n++) expect(new Set(column(n).map(Math.sign)).size).toBe(1);
  });

  it('spends the L2 budget, even where the box takes some of it', async () => {
    const dark = { ...x, data: x.data.map((value) => value - 60) };
    const [inside] = await square(quarters(1e4), [x], { norm: 'l2', epsilon: 200, queries: 100, seed: 1 });
    expect(inside.distances.l2).toBeCloseTo(200, 2);
    const [box] = await square(quarters(1e4), [dark], { norm: 'l2', epsilon: 3000, queries: 100, seed: 1 });
    expect(box.distances.l2).toBeLessThan(3000);
    expect(box.adversary.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  });

  it('never makes its loss larger', async () => {
    const leads = await Promise.all([1, 20, 100, 400].map((queries) => leadAfter(queries)));
    expect(leads).toEqual(leads.toSorted((a, b) => b - a));
    expect(leads[3]).toBeLessThan(leads[0] - 3);
  });

  it('shows the model one candidate at a time, and ends with the first that works', async () => {
    const model = quarters(100);
    const [failed] = await square(model, [x], { epsilon: 8, queries: 40, seed: 1 });
    // The clean picture, the start, 40 candidates, the last iterate where it has not been judged, and the rounded one.
    expect(failed.queries).toBe(model.seen.queries);
    expect(failed.queries).toBeLessThanOrEqual(44);
    expect(model.seen.batches.every((size) => size === 1)).toBe(true);
    const easy = quarters(0.01);
    const [found] = await square(easy, [x], { epsilon: 8, queries: 2000, seed: 1 });
    expect(found.success).toBe(true);
    expect(found.queries).toBeLessThan(50);
  });

  it('reaches a target, down its cross-entropy', async () => {
    const [{ label }] = await square(evenModel(), [evenPictures[0]], { epsilon: 0.001, queries: 1, seed: 1 });
    const target = (label + 1) % 4;
    for (const norm of ['linf', 'l2'] as const) {
      const settings = { norm, epsilon: norm === 'linf' ? 40 : 300, targets: [target], queries: 1500, seed: 1 };
      // oxlint-disable-next-line no-await-in-loop -- a norm after the other
      const [result] = await square(evenModel(), [evenPictures[0]], settings);
      expect(result).toMatchObject({ success: true, prediction: target, gradients: 0 });
    }
  });

  it('does not depend on the batch, and does on the seed', async () => {
    for (const norm of ['linf', 'l2'] as const) {
      const settings = { norm, epsilon: norm === 'linf' ? 1 : 8, queries: 60 };
      const run = (batchSize: number, seed: number) =>
        square(evenModel(), evenPictures, { ...settings, batchSize, seed });
      // oxlint-disable-next-line no-await-in-loop -- a norm after the other
      const [together, one, other] = await Promise.all([run(8, 4), run(1, 4), run(8, 5)]);
      expect(one).toEqual(together);
      expect(other.map(({ adversary }) => adversary)).not.toEqual(together.map(({ adversary }) => adversary));
    }
  });

  it('goes on where an adversary does not survive rounding', async () => {
    const [w] = randomWeights(1, samples, 1);
    const at = w.reduce((sum, value, i) => sum + value * x.data[i], 0);
    const model = handModel(width, height, linear([w, w.map(() => 0)], [12 - at, 0]));
    // Half a level of the budget of 2.5 is lost by rounding.
    const settings = { epsilon: 2.5, queries: 600, seed: 1, surviveRounding: true };
    const [result] = await square(model, [x], settings);
    expect(result).toMatchObject({ success: true, successAfterRounding: true });
  });

  it('takes a tie that the label wins for no success, and has nothing judged', async () => {
    const zero = Array.from({ length: samples }, () => 0);
    const model = handModel(width, height, linear([zero, zero, zero], [0, 0, -1]));
    const [result] = await square(model, [x], { epsilon: 8, queries: 20, seed: 1 });
    // The clean picture, the start, 20 candidates, and the last iterate rounded.
    expect(result).toMatchObject({ success: false, prediction: 0, iterations: 1, queries: 23 });
  });

  it('refuses what makes no sense', async () => {
    await expect(square(evenModel(), evenPictures, { queries: 0 })).rejects.toThrow(
      'an integer of at least 1 for queries',
    );
    await expect(square(evenModel(), evenPictures, { pInit: 0 })).rejects.toThrow(
      'a number above 0 and at most 1 for pInit',
    );
    await expect(square(evenModel(), evenPictures, { rescaleSchedule: 1 } as object)).rejects.toThrow(
      'Expected true or false for rescaleSchedule but received 1',
    );
  });
});

describe('the schedule of Square', () => {
  it('halves p after the queries of the paper', () => {
    const places = [0, 10, 11, 50, 51, 200, 201, 500, 501, 1000, 1001, 2001, 4001, 6001, 8001, 9999];
    const factors = places.map((n) => 0.8 / shareAt(n, 0.8, 10_000));
    expect(factors).toEqual([1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 64, 128, 256, 512, 512]);
  });

  it('is shortened for fewer queries', () => {
    expect([0, 1, 3, 11, 26, 51, 499].map((n) => 0.8 / shareAt(n, 0.8, 500))).toEqual([1, 2, 4, 8, 16, 32, 512]);
  });
});

describe('the pattern of Square', () => {
  it.each([1, 2, 3, 4, 5, 9, 40])(
    'of side %s has length 1 and two halves of opposite sign and equal weight',
    (side) => {
      const eta = pattern(side);
      expect(eta).toHaveLength(side * side);
      const squares = [...eta].reduce((sum, value) => sum + value * value, 0);
      expect(squares).toBeCloseTo(1, 12);
      const upper = eta.slice(0, Math.floor(side / 2) * side);
      const lower = eta.slice(upper.length);
      expect(upper.every((value) => value > 0) && lower.every((value) => value < 0)).toBe(true);
      if (side > 1) expect(upper.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(0.5, 12);
    },
  );

  it('is highest in the middle of a half', () => {
    const eta = pattern(9);
    const highest = eta.indexOf(Math.max(...eta));
    expect([Math.floor(highest / 9), highest % 9]).toEqual([2, 4]);
  });

  it('comes to every place of a picture', () => {
    const random = createRandom(1);
    const seen = new Set<string>();
    for (let n = 0; n < 500; n++) {
      const { x: left, y: top, side } = randomWindow(random, 5, 4, 3);
      expect(side).toBe(3);
      seen.add(`${left},${top}`);
    }
    expect([...seen].toSorted()).toEqual(['0,0', '0,1', '1,0', '1,1', '2,0', '2,1']);
  });
});
