import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { createRandom } from '../../core/random.js';
import { bringToLength, l2Budget } from './budget-l2.js';
import { budgetOf } from './budget-of.js';
import { distance } from './result.js';

const pictureOf = (data: Float32Array) => ({ width: data.length / 3, height: 1, channels: 3 as const, data });

const boxes = fc
  .tuple(fc.integer({ min: 0, max: 254 }), fc.integer({ min: 1, max: 255 }))
  .map(([low, extent]) => [low, Math.min(255, low + extent)] as const);
const lengths = fc.oneof(
  fc.double({ min: -5, max: 3, noNaN: true }).map((power) => 10 ** power),
  fc.integer({ min: 1, max: 600 }),
);

/** A box, samples inside of it (of whole levels, or any), where they were moved to, and ε. */
const cases = (whole: boolean, count = 12) =>
  fc
    .tuple(boxes, lengths, fc.integer({ min: 0, max: 1e6 }), fc.double({ min: -3, max: 2, noNaN: true }))
    .map(([[low, high], epsilon, seed, power]) => {
      const random = createRandom(seed);
      const clean = Float32Array.from({ length: count }, () => {
        const value = low + random.uniform(0, 1) * (high - low);
        return whole ? Math.round(value) : value;
      });
      const reach = epsilon * 10 ** power;
      const moved = clean.map((value) => value + random.uniform(-reach, reach));
      return { bounds: [low, high] as const, epsilon, clean, moved, random };
    });

const clip = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));

/** The nearest point of ball and box by bisection of the multiplier λ: clip(x + d / (1 + λ)), in doubles. */
function nearest(clean: Float32Array, moved: Float32Array, epsilon: number, bounds: readonly [number, number]) {
  const at = (multiplier: number) =>
    Float64Array.from(clean, (x, i) => clip(x + (moved[i] - x) / (1 + multiplier), bounds));
  if (distance('l2', clean, at(0)) <= epsilon) return at(0);
  let low = 0;
  let high = 1;
  while (distance('l2', clean, at(high)) > epsilon) high *= 2;
  for (let n = 0; n < 200; n++) {
    const middle = (low + high) / 2;
    if (distance('l2', clean, at(middle)) > epsilon) low = middle;
    else high = middle;
  }
  return at(high);
}

/** A float32 number as a whole multiple of 2^-149, exactly. */
function exactly(value: number): bigint {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  const exponent = (bits >>> 23) & 255;
  const digits = BigInt((bits & 0x7fffff) | (exponent === 0 ? 0 : 0x800000)) << BigInt(Math.max(0, exponent - 1));
  return bits >>> 31 === 1 ? -digits : digits;
}

/** The length of a perturbation over ε, as a part of it: the sum of squares without any rounding. */
function excess(clean: Float32Array, moved: Float32Array, epsilon: number): number {
  let squares = 0n;
  for (let i = 0; i < clean.length; i++) squares += (exactly(moved[i]) - exactly(clean[i])) ** 2n;
  // To 2^-60 parts of a level².
  return Number(squares >> 238n) / 2 ** 60 / epsilon ** 2 - 1;
}

describe('the L2 budget', () => {
  it('gives the nearest point of ball and box', () => {
    fc.assert(
      fc.property(cases(false), ({ bounds, epsilon, clean, moved, random }) => {
        const before = moved.slice();
        l2Budget(pictureOf(clean), epsilon, bounds).project(moved);
        const expected = nearest(clean, before, epsilon, bounds);
        // To two float32 steps at 255.
        for (const [i, value] of moved.entries()) expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(3.1e-5);
        // Of a convex set no point lies beyond the plane through the nearest one.
        const other = clean.map((x) => clip(x + random.uniform(-1, 1) * epsilon, bounds));
        const q = nearest(clean, other, epsilon, bounds);
        let beyond = 0;
        let scale = 0;
        for (let i = 0; i < q.length; i++) {
          beyond += (before[i] - expected[i]) * (q[i] - expected[i]);
          scale += Math.abs(before[i] - expected[i]) * (Math.abs(q[i]) + Math.abs(expected[i]));
        }
        expect(beyond).toBeLessThanOrEqual(1e-12 * scale);
      }),
      { numRuns: runs(300) },
    );
  });

  it('leaves neither ε nor the box', () => {
    fc.assert(
      fc.property(cases(false), ({ bounds, epsilon, clean, moved }) => {
        l2Budget(pictureOf(clean), epsilon, bounds).project(moved);
        expect(distance('l2', clean, moved)).toBeLessThanOrEqual(epsilon);
        // Without rounding, to what the doubles of a sum of squares can tell.
        expect(excess(clean, moved, epsilon)).toBeLessThanOrEqual(1e-14);
        expect(moved.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('leaves what is inside as it is', () => {
    const clean = Float32Array.of(1, 2, 3, 250, 0, 9);
    const moved = Float32Array.of(1, 5.25, 3, 254, 0, 9);
    l2Budget(pictureOf(clean), 5.16, [0, 255]).project(moved);
    expect(moved).toEqual(Float32Array.of(1, 5.25, 3, 254, 0, 9));
    l2Budget(pictureOf(clean), 5, [0, 255]).project(moved.fill(5, 1, 2));
    expect(moved).toEqual(Float32Array.of(1, 5, 3, 254, 0, 9));
  });

  it('shortens along the direction where the box is far, and fills the ball where it is near', () => {
    const clean = Float32Array.of(100, 100, 100, 255, 100, 100);
    const far = Float32Array.of(106, 108, 100, 255, 100, 100);
    l2Budget(pictureOf(clean), 5, [0, 255]).project(far);
    expect(Array.from(far).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([103, 104, 100, 255, 100, 100]);
    // The fourth sample meets the box: the others get its part of the length.
    const near = Float32Array.of(106, 108, 100, 2000, 100, 100);
    l2Budget(pictureOf(clean), 5, [0, 255]).project(near);
    expect(Array.from(near).map((value) => Math.round(value * 1e4) / 1e4)).toEqual([103, 104, 100, 255, 100, 100]);
  });

  it.each([250, 0.001])('takes a few passes over the samples, ε %s', (epsilon) => {
    const count = 15_000;
    const random = createRandom(5);
    const clean = Float32Array.from({ length: count }, () => random.randint(0, 255));
    // A clean picture that counts how often it is read.
    let reads = 0;
    const counted = new Proxy(clean, {
      get: (target, key) => {
        if (key !== 'length') reads++;
        return Reflect.get(target, key) as unknown;
      },
    });
    const budget = l2Budget(pictureOf(counted), epsilon, [0, 255]);
    // A step of an attack, and one far out of the box where it is large.
    const step = () => random.uniform(-10, 10);
    const wild = () => random.uniform(-1, 1) ** 9 * 1e4;
    for (const away of [step, wild]) {
      const moved = clean.map((value) => value + away());
      reads = 0;
      budget.project(moved);
      // A pass reads a sample once or twice.
      expect(reads / count).toBeLessThan(16);
      expect(distance('l2', clean, moved)).toBeLessThanOrEqual(epsilon);
      expect(distance('l2', clean, moved)).toBeGreaterThan(epsilon * (epsilon < 1 ? 0.5 : 1 - 1e-6));
    }
  });
});

describe('rounding in an L2 budget', () => {
  it('of whole clean levels stays inside of ε and the box', () => {
    fc.assert(
      fc.property(cases(true), ({ bounds, epsilon, clean, moved }) => {
        const budget = l2Budget(pictureOf(clean), epsilon, bounds);
        budget.project(moved);
        const levels = budget.round(moved);
        expect(distance('l2', clean, levels)).toBeLessThanOrEqual(epsilon);
        for (const [i, level] of levels.entries()) {
          expect(level).toBeGreaterThanOrEqual(bounds[0]);
          expect(level).toBeLessThanOrEqual(bounds[1]);
          // Between the clean sample and the level that the moved one is nearest to.
          expect(Math.abs(level - clean[i])).toBeLessThanOrEqual(Math.abs(Math.floor(moved[i] + 0.5) - clean[i]));
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('is to the nearest levels where those are inside of ε', () => {
    const clean = pictureOf(Float32Array.of(10, 10, 10, 10, 10, 10));
    const moved = Float32Array.of(10.5, 9.5, 11.4, 9.51, 10, 8);
    expect([...l2Budget(clean, 5, [0, 255]).round(moved)]).toEqual([11, 10, 11, 10, 10, 8]);
  });

  it('takes back what grew most by rounding, and no more than it must', () => {
    const clean = pictureOf(Float32Array.of(10, 10, 10, 10, 10, 10));
    // Nearest: 1, 1, -1, 2, 0, 0 of length √7; the second grew by 0.5, the third by 0.4, the fourth by 0.2.
    const moved = Float32Array.of(10.9, 10.5, 9.4, 11.8, 10.2, 10);
    expect([...l2Budget(clean, 2.65, [0, 255]).round(moved)]).toEqual([11, 11, 9, 12, 10, 10]);
    expect([...l2Budget(clean, 2.5, [0, 255]).round(moved)]).toEqual([11, 10, 9, 12, 10, 10]);
    expect([...l2Budget(clean, 2.3, [0, 255]).round(moved)]).toEqual([11, 10, 10, 12, 10, 10]);
    expect([...l2Budget(clean, 1.5, [0, 255]).round(moved)]).toEqual([11, 10, 10, 11, 10, 10]);
    expect([...l2Budget(clean, 0.5, [0, 255]).round(moved)]).toEqual([10, 10, 10, 10, 10, 10]);
  });

  it('takes the level next to the clean samples where none is inside of ε', () => {
    const clean = pictureOf(Float32Array.of(10.4, 99.7, 20));
    const levels = l2Budget(clean, 0.2, [0, 255]).round(Float32Array.of(10.5, 99.6, 20));
    expect([...levels]).toEqual([10, 100, 20]);
  });
});

describe('bringing a perturbation to a length', () => {
  it('reaches it inside of the box, or goes to its ends', () => {
    fc.assert(
      fc.property(cases(false), ({ bounds, epsilon, clean, moved }) => {
        const ends = clean.map((x, i) => (moved[i] > x ? bounds[1] : moved[i] < x ? bounds[0] : x));
        const most = distance('l2', clean, ends);
        bringToLength(clean, moved, epsilon, bounds);
        expect(moved.every((value) => value >= bounds[0] && value <= bounds[1])).toBe(true);
        const expected = Math.min(epsilon, most);
        expect(Math.abs(distance('l2', clean, moved) - expected)).toBeLessThan(1e-4 + 1e-6 * expected);
      }),
      { numRuns: runs(150) },
    );
  });
});

const far = () => Float32Array.of(-30, 100.6, 300);

describe('the budget of an attack', () => {
  const clean = pictureOf(Float32Array.of(20, 100, 180));

  it('is the box alone without ε', () => {
    const budget = budgetOf('l2', clean, Infinity, [10, 200]);
    const moved = far();
    budget.project(moved);
    expect(moved).toEqual(Float32Array.of(10, Math.fround(100.6), 200));
    expect([...budget.round(far())]).toEqual([10, 101, 200]);
  });

  it('is that of its norm', () => {
    for (const norm of ['linf', 'l2'] as const) {
      const moved = far();
      budgetOf(norm, clean, 5, [0, 255]).project(moved);
      expect(distance(norm, clean.data, moved)).toBeCloseTo(5, 4);
    }
  });
});
