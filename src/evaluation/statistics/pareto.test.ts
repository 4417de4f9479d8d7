import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { recoveredAtClean } from './interpolate.js';
import { paretoFront } from './pareto.js';

const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
const points = fc.array(fc.record({ clean: share, recovered: share }), { maxLength: 25 });

// JPEG on 100 photos, as measured in docs: quality 75, 50, 40, 30, 20. Quality 20 is beaten by 30 in both.
const jpeg = [
  { name: 75, clean: 0.9, recovered: 0.24 },
  { name: 50, clean: 0.87, recovered: 0.55 },
  { name: 40, clean: 0.86, recovered: 0.66 },
  { name: 30, clean: 0.85, recovered: 0.69 },
  { name: 20, clean: 0.72, recovered: 0.67 },
];

describe('paretoFront', () => {
  it('leaves out what is beaten, least clean first', () => {
    expect(paretoFront(jpeg).map(({ name }) => name)).toEqual([30, 40, 50, 75]);
    expect(paretoFront([])).toEqual([]);
    expect(paretoFront([{ clean: NaN, recovered: 1 }])).toEqual([]);
  });

  it('keeps one of equal points, and of two with the same clean accuracy the better', () => {
    const [a, b] = [
      { name: 'a', clean: 0.5, recovered: 0.5 },
      { name: 'b', clean: 0.5, recovered: 0.5 },
    ];
    expect(paretoFront([a, b])).toEqual([a]);
    expect(paretoFront([a, { name: 'c', clean: 0.5, recovered: 0.6 }]).map(({ name }) => name)).toEqual(['c']);
  });

  it('holds exactly the points that no point dominates', () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = paretoFront(all);
        for (const point of all) {
          const beaten = all.some(
            (other) =>
              other.clean >= point.clean &&
              other.recovered >= point.recovered &&
              (other.clean > point.clean || other.recovered > point.recovered),
          );
          const there = front.some(({ clean, recovered }) => clean === point.clean && recovered === point.recovered);
          expect(there).toBe(!beaten);
        }
        for (let i = 1; i < front.length; i++) {
          expect(front[i].clean).toBeGreaterThan(front[i - 1].clean);
          expect(front[i].recovered).toBeLessThan(front[i - 1].recovered);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('recoveredAtClean', () => {
  it('is linear between neighbours on the front', () => {
    expect(recoveredAtClean(jpeg, 0.87)).toBe(0.55);
    // Half way from quality 50 to quality 75.
    expect(recoveredAtClean(jpeg, 0.885)).toBeCloseTo((0.55 + 0.24) / 2, 12);
    // A third of the way from 40 to 50.
    expect(recoveredAtClean(jpeg, 0.86 + 0.01 / 3)).toBeCloseTo(0.66 - 0.11 / 3, 12);
  });

  it('says nothing outside of the front', () => {
    expect(recoveredAtClean(jpeg, 0.91)).toBe(undefined);
    // Quality 20 is not on the front, so that 0.8 is outside of it.
    expect(recoveredAtClean(jpeg, 0.8)).toBe(undefined);
    expect(recoveredAtClean([], 0.5)).toBe(undefined);
    expect(() => recoveredAtClean(jpeg, 85)).toThrow('Expected a number from 0 to 1 for clean but received 85');
  });

  it('does not depend on the order of the sweep, and lies between the neighbours', () => {
    fc.assert(
      fc.property(points, share, (all, clean) => {
        const value = recoveredAtClean(all, clean);
        expect(recoveredAtClean(all.toReversed(), clean)).toBe(value);
        if (value === undefined) return;
        const front = paretoFront(all);
        expect(value).toBeLessThanOrEqual(front[0].recovered);
        expect(value).toBeGreaterThanOrEqual(front[front.length - 1].recovered);
      }),
      { numRuns: runs(200) },
    );
  });
});
