import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { linfBudget } from './budget-linf.js';
import { measure } from './result.js';

const pictureOf = (data: Float32Array) => ({ width: data.length / 3, height: 1, channels: 3 as const, data });

/** Lowest and highest level of a box. */
const boxes = fc
  .tuple(fc.integer({ min: 0, max: 254 }), fc.integer({ min: 1, max: 255 }))
  .map(([low, extent]) => [low, Math.min(255, low + extent)] as const);
const lengths = fc.oneof(
  fc.double({ min: 1e-6, max: 255, noNaN: true }),
  fc.integer({ min: 1, max: 64 }).map((n) => n / 4),
  fc.integer({ min: 1, max: 255 }),
);

/** A box, samples inside of it (of whole levels, or any), where they were moved to, and ε. */
const cases = (whole: boolean) =>
  fc
    .tuple(boxes, lengths, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })))
    .map(([[low, high], epsilon, stream]) => {
      const next = () => stream.next().value as number;
      const clean = Float32Array.from({ length: 12 }, () => {
        const value = low + next() * (high - low);
        return whole ? Math.round(value) : value;
      });
      const moved = clean.map((value) => value + (next() - 0.5) * 5 * epsilon);
      return { bounds: [low, high] as const, epsilon, clean, moved };
    });

describe('the L∞ budget', () => {
  it('leaves neither ε nor the box, in exact arithmetic', () => {
    fc.assert(
      fc.property(cases(false), ({ bounds, epsilon, clean, moved }) => {
        const before = moved.slice();
        linfBudget(pictureOf(clean), epsilon, bounds).project(moved);
        for (const [i, value] of moved.entries()) {
          expect(Math.abs(value - clean[i])).toBeLessThanOrEqual(epsilon);
          expect(value).toBeGreaterThanOrEqual(bounds[0]);
          expect(value).toBeLessThanOrEqual(bounds[1]);
          // No farther back than needed: to float32 steps at 255.
          const nearest = Math.min(
            Math.min(bounds[1], clean[i] + epsilon),
            Math.max(Math.max(bounds[0], clean[i] - epsilon), before[i]),
          );
          expect(Math.abs(value - nearest)).toBeLessThanOrEqual(6.2e-5);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('is exact for whole levels and whole or quarter ε', () => {
    const clean = Float32Array.of(0, 10, 100, 254, 255, 3);
    for (const epsilon of [0.25, 0.5, 2, 16.75]) {
      const budget = linfBudget(pictureOf(clean), epsilon, [0, 255]);
      for (const far of [-1000, 1000]) {
        const moved = clean.map((value) => value + far);
        budget.project(moved);
        const edge = clean.map((value) => Math.min(255, Math.max(0, value + Math.sign(far) * epsilon)));
        expect(moved).toEqual(edge);
      }
    }
  });

  it('leaves what is inside as it is', () => {
    const clean = Float32Array.of(1, 2, 3);
    const moved = Float32Array.of(1.5, 1.1, 3);
    linfBudget(pictureOf(clean), 1, [0, 255]).project(moved);
    expect(moved).toEqual(Float32Array.of(1.5, 1.1, 3));
  });
});

describe('rounding', () => {
  it('of whole clean levels stays inside of ε and the box, at the nearest level there', () => {
    fc.assert(
      fc.property(cases(true), ({ bounds, epsilon, clean, moved }) => {
        const budget = linfBudget(pictureOf(clean), epsilon, bounds);
        budget.project(moved);
        for (const [i, level] of budget.round(moved).entries()) {
          const allowed = Array.from({ length: 256 }, (_, value) => value).filter(
            (value) => Math.abs(value - clean[i]) <= epsilon && value >= bounds[0] && value <= bounds[1],
          );
          const least = Math.min(...allowed.map((value) => Math.abs(value - moved[i])));
          expect(allowed).toContain(level);
          expect(Math.abs(level - moved[i])).toBe(least);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('takes halves up, as files are written, but not out of ε', () => {
    const clean = Float32Array.of(10, 10, 10, 10, 255, 0);
    const moved = Float32Array.of(10.5, 9.5, 10.49, 9.49, 254.5, 0.5);
    expect([...linfBudget(pictureOf(clean), 1, [0, 255]).round(moved)]).toEqual([11, 10, 10, 9, 255, 1]);
    expect([...linfBudget(pictureOf(clean), 0.75, [0, 255]).round(moved)]).toEqual([10, 10, 10, 10, 255, 0]);
  });

  it('takes the level next to the clean sample where none is inside of ε', () => {
    const clean = Float32Array.of(10.5, 10.4, 99.7);
    const moved = Float32Array.of(10.6, 10.3, 99.6);
    expect([...linfBudget(pictureOf(clean), 0.2, [0, 255]).round(moved)]).toEqual([11, 10, 100]);
    expect([...linfBudget(pictureOf(clean), 0.2, [0, 99]).round(moved)]).toEqual([11, 10, 99]);
  });
});

describe('distances', () => {
  it('are those of their definitions', () => {
    const clean = pictureOf(Float32Array.of(3, 4, 0, 12, 0, 0));
    const found = measure(clean, pictureOf(Float32Array.of(3, 4, 3, 12, -4, 0)));
    expect(found).toMatchObject({ linf: 4, l2: 5, relativeL2: 5 / 13 });
    expect(found.psnr).toBeCloseTo(10 * Math.log10((255 ** 2 * 6) / 25), 10);
    expect(found.ssim).toBeLessThan(1);
  });

  it('of the same picture are nothing, of a changed black one relatively infinite', () => {
    const black = pictureOf(new Float32Array(6));
    expect(measure(black, black)).toEqual({ linf: 0, l2: 0, relativeL2: 0, psnr: Infinity, ssim: 1 });
    expect(measure(black, pictureOf(Float32Array.of(1, 0, 0, 0, 0, 0))).relativeL2).toBe(Infinity);
  });
});
