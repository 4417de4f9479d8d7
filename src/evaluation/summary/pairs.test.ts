import { describe, expect, it } from 'vitest';
import { factsOf, judgement, rowOf, summarize } from '../../../test/support/judgements.js';
import { bootstrapDifference } from '../statistics/bootstrap.js';

const igsm = { attack: 'igsm' };

const before = (records: ReturnType<typeof rowOf>) =>
  records.map((record, i) => (i < 2 ? { ...record, before: 9 } : record));

const draws = (image: string, defense: string, predictions: number[]) =>
  predictions.map((prediction, draw) => judgement({ ...igsm, image, defense, draw, prediction }));

const adaptive = (target: string, defense: string) =>
  judgement({ attack: 'bpda', knowledge: 'adaptive', target, defense, l2: target === 'A' ? 1 : 2 });

describe('paired comparisons', () => {
  it('count pictures right with one alone, over those that were right before', () => {
    // Of 20 pictures the first 2 were wrong before. A is right on 2…11, B on 8…19: A alone on 2…7, B alone on 12…19.
    const a = before(rowOf({ ...igsm, defense: 'A' }, (i) => i < 12, 20));
    const b = before(rowOf({ ...igsm, defense: 'B' }, (i) => i >= 8, 20));
    const { pairs } = summarize([...a, ...b]);
    expect(pairs).toHaveLength(1);
    const [pair] = pairs;
    expect(pair).toMatchObject({ model: 'm', attack: 'igsm', epsilon: 4, first: 'A', second: 'B' });
    expect(pair).toMatchObject({ onlyFirst: 6, onlySecond: 8, images: 18 });
    // McNemar: 2 P(X ≤ 6 of 14) = 2 (1 + 14 + 91 + 364 + 1001 + 2002 + 3003) / 2^14.
    expect(pair.pValue).toBeCloseTo((2 * 6476) / 16384, 12);
    // 10/18 − 12/18.
    expect(pair.difference).toBeCloseTo(-2 / 18, 12);
    expect(pair.low).toBeLessThan(pair.difference);
    expect(pair.high).toBeGreaterThan(pair.difference);
  });

  it('join draws by majority for the test, and take parts of draws for the difference', () => {
    const records = [
      // 2 of 3 right: right. 1 of 3: wrong. 2 of 4: not more than half, wrong.
      ...draws('a', 'A', [1, 1, 2]),
      ...draws('b', 'A', [1, 2, 2]),
      ...draws('c', 'A', [1, 1, 2, 2]),
      ...draws('a', 'B', [2]),
      ...draws('b', 'B', [1]),
      ...draws('c', 'B', [1]),
    ];
    const [pair] = summarize(records).pairs;
    expect(pair).toMatchObject({ onlyFirst: 1, onlySecond: 2, images: 3 });
    // (2/3 − 0 + 1/3 − 1 + 1/2 − 1) / 3
    expect(pair.difference).toBeCloseTo(-0.5 / 3, 8);
  });

  it('have the interval of the bootstrap over pictures', () => {
    const a = rowOf({ ...igsm, defense: 'A' }, (i) => i % 2 === 0, 60);
    const b = rowOf({ ...igsm, defense: 'B' }, (i) => i % 5 === 0, 60);
    const [pair] = summarize([...a, ...b], { seed: 3, resamples: 5000 }).pairs;
    const direct = bootstrapDifference(
      a.map(({ prediction }) => (prediction === 1 ? 1 : 0)),
      b.map(({ prediction }) => (prediction === 1 ? 1 : 0)),
      { seed: 99, resamples: 5000 },
    );
    expect(pair.difference).toBeCloseTo(direct.difference, 12);
    // Other random numbers of the same interval: two thirtieths of a picture's share are beyond their error.
    expect(Math.abs(pair.low - direct.low)).toBeLessThan(2 / 60);
    expect(Math.abs(pair.high - direct.high)).toBeLessThan(2 / 60);
  });

  it('compare all with all up to 12 defenses', () => {
    const names = ['none', ...'ABCDEFGHIJK'];
    const { pairs } = summarize(names.flatMap((defense, i) => rowOf({ ...igsm, defense }, i, 12)));
    expect(pairs).toHaveLength(66);
    expect(new Set(pairs.map(({ first, second }) => `${first} ${second}`)).size).toBe(66);
  });

  it('compare more defenses with none and with the best of the condition', () => {
    const names = ['none', ...'ABCDEFGHIJKL'];
    // D is the best.
    const { pairs } = summarize(names.flatMap((defense) => rowOf({ ...igsm, defense }, defense === 'D' ? 9 : 3, 12)));
    expect(pairs).toHaveLength(12 + 11);
    for (const { first, second } of pairs)
      expect([first, second].some((name) => name === 'none' || name === 'D')).toBe(true);
  });

  it('are between rows of the same adversaries alone', () => {
    const records = [adaptive('A', 'none'), adaptive('A', 'A'), adaptive('B', 'none'), adaptive('B', 'B')];
    const { pairs } = summarize(records, { attacks: [factsOf('bpda')] });
    expect(pairs.map(({ target, first, second }) => [target, first, second])).toEqual([
      ['A', 'none', 'A'],
      ['B', 'none', 'B'],
    ]);
  });

  it('leave out pairs without a common picture that was right', () => {
    const a = judgement({ ...igsm, defense: 'A' });
    expect(summarize([a, judgement({ ...igsm, defense: 'B', image: 'other' })]).pairs).toEqual([]);
    const wrong = { before: 3 };
    expect(summarize([{ ...a, ...wrong }, judgement({ ...igsm, defense: 'B', ...wrong })]).pairs).toEqual([]);
  });
});
