import { describe, expect, it } from 'vitest';
import { drawImages } from './draw.js';

const entries = Array.from({ length: 200 }, (_, index) => ({ id: `class ${index % 9}/${index}.png` }));

describe('drawImages', () => {
  it('draws as many as asked for, in the order of the data set, by the seed', () => {
    const drawn = drawImages(entries, { limit: 50, seed: 7 });
    expect(drawn).toHaveLength(50);
    expect(drawn).toEqual(entries.filter((entry) => drawn.includes(entry)));
    expect(drawImages(entries, { limit: 50, seed: 7 })).toEqual(drawn);
    expect(drawImages(entries, { limit: 50, seed: 8 })).not.toEqual(drawn);
    expect(drawImages(entries, { limit: 50, seed: 7n })).toEqual(drawn);
  });

  it('draws the same whatever order they come in', () => {
    const drawn = new Set(drawImages(entries, { limit: 30, seed: 1 }).map(({ id }) => id));
    const other = drawImages(entries.toReversed(), { limit: 30, seed: 1 });
    expect(new Set(other.map(({ id }) => id))).toEqual(drawn);
    const more = drawImages(entries, { limit: 60, seed: 1 }).map(({ id }) => id);
    expect(more).toEqual(expect.arrayContaining([...drawn]));
  });

  it('takes all where there are fewer', () => {
    expect(drawImages(entries)).toEqual(entries);
    expect(drawImages(entries, { limit: 500 })).toEqual(entries);
    expect(drawImages([], { limit: 5 })).toEqual([]);
  });

  it('splits what is drawn into two parts that share nothing', () => {
    const drawn = drawImages(entries, { limit: 51, seed: 3 });
    const tune = drawImages(entries, { limit: 51, seed: 3, part: 'tune' });
    const judge = drawImages(entries, { limit: 51, seed: 3, part: 'judge' });
    expect(tune.length + judge.length).toBe(51);
    expect(new Set([...tune, ...judge])).toEqual(new Set(drawn));
    // About half: 25.5 with a deviation of 3.6.
    expect(Math.abs(tune.length - 25.5)).toBeLessThan(5 * 3.6);
  });

  it('gives a picture the same part with every limit', () => {
    const judged = new Set(drawImages(entries, { seed: 3, part: 'judge' }).map(({ id }) => id));
    for (const limit of [10, 50, 150]) {
      expect(drawImages(entries, { limit, seed: 3, part: 'tune' }).some(({ id }) => judged.has(id))).toBe(false);
    }
  });

  it('draws every picture as often as any other', () => {
    // 400 seeds, 50 of 200: a picture is drawn 100 times, with a deviation of 8.7 (binomial).
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 400; seed++) {
      for (const { id } of drawImages(entries, { limit: 50, seed })) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const times = entries.map(({ id }) => counts.get(id) ?? 0);
    // Pearson's chi-squared, with 199 degrees of freedom, of draws without replacement; its mean is 199, deviation 20.
    const statistic = times.reduce((sum, count) => sum + (count - 100) ** 2 / 75, 0);
    expect(statistic).toBeGreaterThan(199 - 5 * 20);
    expect(statistic).toBeLessThan(199 + 5 * 20);
  });

  it('checks its options', () => {
    expect(() => drawImages(entries, { limit: 0 })).toThrow(
      'Expected an integer of at least 1 for limit but received 0',
    );
    expect(() => drawImages(entries, { part: 'all' as never })).toThrow("Expected one of 'tune', 'judge' for part");
    expect(() => drawImages(entries, { count: 1 } as never)).toThrow('the options of drawImages but received "count"');
  });
});
