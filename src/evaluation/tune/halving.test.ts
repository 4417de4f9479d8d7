import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, frontsOf, rungsOf, type Score, survivors } from './halving.js';

const scoresOf = (points: readonly (readonly [number, number])[]): Score[] =>
  points.map(([clean, recovered], candidate) => ({ candidate, clean, recovered }));

const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 })), { minLength: 1 });

describe('rungsOf', () => {
  it('has thirds of the candidates on three times the pictures', () => {
    expect(rungsOf(72, 108)).toEqual([
      { candidates: 72, pictures: 12 },
      { candidates: 24, pictures: 36 },
      { candidates: 8, pictures: 108 },
    ]);
  });

  it('has one rung for few candidates, and never more pictures than there are', () => {
    expect(rungsOf(5, 40)).toEqual([{ candidates: 5, pictures: 40 }]);
    expect(rungsOf(200, 10).every(({ pictures }) => pictures === 10)).toBe(true);
  });

  it('always ends with all pictures and few candidates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 5000 }), (candidates, pictures) => {
        const rungs = rungsOf(candidates, pictures);
        expect(rungs[0].candidates).toBe(candidates);
        expect(rungs.at(-1)!.pictures).toBe(pictures);
        expect(rungs.at(-1)!.candidates).toBeLessThanOrEqual(8);
        for (let i = 1; i < rungs.length; i++) {
          expect(rungs[i].candidates).toBeLessThan(rungs[i - 1].candidates);
          expect(rungs[i].pictures).toBeGreaterThanOrEqual(rungs[i - 1].pictures);
        }
      }),
    );
  });
});

describe('frontsOf', () => {
  it('peels off the points that no other dominates', () => {
    // (9,1), (5,5) and (1,9) are a front; (4,4) lies behind (5,5), (3,3) behind both; equal points share theirs.
    expect(frontsOf(scoresOf([[9, 1], [4, 4], [5, 5], [3, 3], [1, 9], [5, 5]]))).toEqual([0, 1, 0, 2, 0, 0]); // prettier-ignore
  });

  it('gives each point behind another a later front', () => {
    fc.assert(
      fc.property(points, (all) => {
        const scores = scoresOf(all);
        const fronts = frontsOf(scores);
        for (const a of scores) {
          const behind = scores.filter(
            (b) => b.clean >= a.clean && b.recovered >= a.recovered && b.clean + b.recovered > a.clean + a.recovered,
          );
          for (const b of behind) expect(fronts[b.candidate]).toBeLessThan(fronts[a.candidate]);
          if (behind.length === 0) expect(fronts[a.candidate]).toBe(0);
        }
      }),
    );
  });
});

describe('survivors', () => {
  it('takes those that keep enough clean accuracy, their front first', () => {
    const scores = scoresOf([
      [0.96, 0.4],
      [0.99, 0.3],
      [0.5, 0.9],
      [0.95, 0.2],
      [0.97, 0.1],
    ]);
    // 0 and 1 are the front of those that keep 95 %; 4 and 3 lie behind; 2 loses too much.
    expect(survivors(scores, 5, 0.95, 1e9).map(({ candidate }) => candidate)).toEqual([0, 1, 3, 4, 2]);
    expect(survivors(scores, 2, 0.95, 1e9).map(({ candidate }) => candidate)).toEqual([0, 1]);
  });

  it('forgives on few pictures what chance explains', () => {
    // One standard error at 95 % of 12 pictures is 6.3 points.
    const scores = scoresOf([
      [0.9, 0.8],
      [0.88, 0.9],
      [1, 0.1],
    ]);
    expect(survivors(scores, 2, 0.95, 12).map(({ candidate }) => candidate)).toEqual([0, 2]);
  });

  it('does not depend on the order of the scores', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 5 }), (all, count) => {
        const scores = scoresOf(all.map(([a, b]) => [a / 10, b / 10]));
        const kept = survivors(scores, count, 0.7, 50);
        expect(survivors(scores.toReversed(), count, 0.7, 50)).toEqual(kept);
        expect(kept).toHaveLength(Math.min(count, all.length));
      }),
    );
  });
});

describe('bestOf', () => {
  it('recovers the most of those that keep enough', () => {
    const scores = scoresOf([
      [0.96, 0.4],
      [0.95, 0.5],
      [0.94, 0.9],
    ]);
    expect(bestOf(scores, 0.95)?.candidate).toBe(1);
    expect(bestOf(scores, 0.97)).toBeUndefined();
  });
});
