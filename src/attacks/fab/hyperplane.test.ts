import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { projectOntoHyperplane } from './hyperplane.js';
import { distance } from '../runner/result.js';

const bounds = [0, 255] as const;

/** Numbers without a sign of zero. */
const plain = (values: Float32Array) => Array.from(values, (value) => value + 0);

/** ⟨normal, δ⟩ in doubles. */
const rise = (normal: ArrayLike<number>, delta: ArrayLike<number>) =>
  Array.from(normal).reduce((sum, w, i) => sum + w * delta[i], 0);

/** The most that ⟨normal, δ⟩ can rise in the ball of a radius and the box, and the δ of that, sample by sample. */
function highestInBall(norm: 'linf' | 'l2', at: Float32Array, normal: Float32Array, radius: number) {
  const corner = Array.from(normal, (w, i) => (w > 0 ? 255 - at[i] : w < 0 ? -at[i] : 0));
  if (norm === 'linf') return corner.map((room) => Math.sign(room) * Math.min(radius, Math.abs(room)));
  const zero = new Float64Array(at.length);
  if (distance('l2', zero, corner) <= radius) return corner;
  // The multiplier of the ball by bisection: δ = clip(normal / μ).
  const clipped = (mu: number) =>
    corner.map((room, i) => Math.sign(room) * Math.min(Math.abs(normal[i] / mu), Math.abs(room)));
  let [low, high] = [1e-12, 1e12];
  for (let n = 0; n < 200; n++) {
    const middle = Math.sqrt(low * high);
    if (distance('l2', zero, clipped(middle)) > radius) low = middle;
    else high = middle;
  }
  return clipped(high);
}

/** The least radius in which ⟨normal, δ⟩ can rise to a value: bisection of the problem turned round. */
function leastRadius(norm: 'linf' | 'l2', at: Float32Array, normal: Float32Array, wanted: number): number {
  let [low, high] = [0, 255 * Math.sqrt(at.length)];
  for (let n = 0; n < 80; n++) {
    const middle = (low + high) / 2;
    if (rise(normal, highestInBall(norm, at, normal, middle)) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

const cases = fc
  .array(
    fc.record({
      at: fc.oneof(fc.constantFrom(0, 255), fc.double({ min: 0, max: 255, noNaN: true })),
      w: fc.oneof(
        fc.constant(0),
        fc.double({ min: -3, max: 3, noNaN: true }).map((w) => Math.sign(w) * w * w),
      ),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) => ({
    at: Float32Array.from(all, ({ at }) => at),
    normal: Float32Array.from(all, ({ w }) => (Math.abs(w) < 1e-4 ? 0 : w)),
  }));

it.each(['linf', 'l2'] as const)('in %s the nearest point of the hyperplane inside of the box is met', (norm) => {
  fc.assert(
    fc.property(cases, fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.boolean(), (given, part, down) => {
      const { at } = given;
      const normal = down ? given.normal.map((w) => -w) : given.normal;
      const most = rise(normal, highestInBall(norm, at, normal, 1e9));
      fc.pre(most > 1e-3);
      const wanted = part * most;
      const delta = projectOntoHyperplane(norm, at, given.normal, down ? -wanted : wanted, bounds);
      expect(Math.abs(rise(normal, delta) - wanted)).toBeLessThan(1e-5 * most);
      for (const [i, d] of delta.entries()) {
        expect(at[i] + d).toBeGreaterThanOrEqual(-1e-5);
        expect(at[i] + d).toBeLessThanOrEqual(255 + 1e-5);
        if (normal[i] === 0) expect(d).toBe(0);
      }
      const least = leastRadius(norm, at, normal, wanted);
      const length = distance(norm, new Float32Array(at.length), delta);
      expect(Math.abs(length - least)).toBeLessThan(1e-5 * least + 1e-9);
    }),
    { numRuns: runs(100) },
  );
});

it.each(['linf', 'l2'] as const)('in %s a hyperplane out of reach of the box is gone for to the corner', (norm) => {
  fc.assert(
    fc.property(cases, fc.double({ min: 1.001, max: 100, noNaN: true }), ({ at, normal }, part) => {
      const corner = highestInBall(norm, at, normal, 1e9);
      const most = rise(normal, corner);
      fc.pre(most > 1e-3);
      const delta = projectOntoHyperplane(norm, at, normal, part * most, bounds);
      expect(plain(delta)).toEqual(plain(Float32Array.from(corner)));
    }),
    { numRuns: runs(100) },
  );
});

it.each(['linf', 'l2'] as const)('in %s a point of the hyperplane stays, and so does one without a normal', (norm) => {
  const at = Float32Array.of(3, 0, 255, 20);
  expect(plain(projectOntoHyperplane(norm, at, Float32Array.of(1, -2, 3, 0), 0, bounds))).toEqual([0, 0, 0, 0]);
  expect(plain(projectOntoHyperplane(norm, at, new Float32Array(4), 5, bounds))).toEqual([0, 0, 0, 0]);
});

it('takes the same way as by hand', () => {
  const at = Float32Array.of(250, 100, 100);
  const normal = Float32Array.of(2, 1, -1);
  // 2 · 5 for the sample that meets the box, then λ each of the others: 10 + 2λ = 30, in L∞ and in L2.
  for (const norm of ['linf', 'l2'] as const) {
    expect(projectOntoHyperplane(norm, at, normal, 30, bounds)).toEqual(Float32Array.of(5, 10, -10));
  }
  // Free: L∞ moves all by 8 / 4, L2 by the normal times 6 / 6.
  expect(projectOntoHyperplane('linf', at, normal, 8, bounds)).toEqual(Float32Array.of(2, 2, -2));
  expect(projectOntoHyperplane('l2', at, normal, 6, bounds)).toEqual(Float32Array.of(2, 1, -1));
  expect(projectOntoHyperplane('l2', at, normal, -6, bounds)).toEqual(Float32Array.of(-2, -1, 1));
});
