import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { createRandom } from '../../core/random.js';
import { type Evaluation, minimise, type MinimiseOptions } from './minimise.js';

type F = (x: Float32Array) => { value: number; gradient: number[] };

/** Minimises a function that answers at once, and tells at which points it was asked. */
function least(f: F, start: readonly number[], options: Partial<MinimiseOptions> = {}) {
  const asked: Float32Array[] = [];
  // oxlint-disable-next-line require-yield -- nothing has to be asked of a model
  function* evaluate(point: Float32Array) {
    asked.push(point);
    const { value, gradient } = f(point);
    return { value, gradient: Float32Array.from(gradient), point };
  }
  const steps = minimise<Evaluation & { point: Float32Array }>(Float32Array.from(start), evaluate, {
    bounds: [0, 255],
    iterations: 1000,
    curvature: 1,
    tolerance: 1e-7,
    ...options,
  });
  const { value } = steps.next();
  return { ...(value as Evaluation & { point: Float32Array }), asked };
}

/** Σ sᵢ (xᵢ - mᵢ)² / 2. */
const bowl =
  (scales: readonly number[], centre: readonly number[]): F =>
  (x) => ({
    value: scales.reduce((sum, s, i) => sum + 0.5 * s * (x[i] - centre[i]) ** 2, 0),
    gradient: scales.map((s, i) => s * (x[i] - centre[i])),
  });

const rosenbrock: F = ([a, b]) => ({
  value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
  gradient: [-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)],
});

describe('minimise', () => {
  it('finds the least place of a bowl in the box, which is its centre clipped', () => {
    const any = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      low: fc.integer({ min: 0, max: 100 }),
      extent: fc.integer({ min: 1, max: 155 }),
      spread: fc.integer({ min: 0, max: 3 }),
      curvature: fc.constantFrom(1e-3, 1, 1e3),
    });
    fc.assert(
      fc.property(any, ({ seed, low, extent, spread, curvature }) => {
        const random = createRandom(seed);
        const draw = (from: number, to: number) => Array.from({ length: 12 }, () => random.uniform(from, to));
        const scales = draw(0, spread).map((power) => 10 ** power);
        const centre = draw(low - 60, low + extent + 60);
        const bounds = [low, low + extent] as const;
        const f = bowl(scales, centre);
        const { value, asked } = least(f, draw(...bounds), { bounds, curvature });
        const exact = Float32Array.from(centre, (m) => Math.min(bounds[1], Math.max(bounds[0], m)));
        expect(value).toBeLessThan(f(exact).value * (1 + 1e-4) + 1e-3);
        expect(asked.every((at) => at.every((value) => value >= bounds[0] && value <= bounds[1]))).toBe(true);
      }),
      // A first guess at the curvature that is a million times too small.
      { numRuns: runs(200), examples: [[{ seed: 65116, low: 0, extent: 117, spread: 3, curvature: 1e-3 }]] },
    );
  });

  it('takes fewer points than a tenth of what steepest descent would for a bowl that is 1000 times as steep one way', () => {
    const scales = Array.from({ length: 30 }, (_, i) => 1000 ** (i / 29));
    const { value, asked } = least(
      bowl(
        scales,
        scales.map(() => 100),
      ),
      scales.map(() => 20),
    );
    // Steepest descent gains a factor of (999 / 1001)² in each.
    const start = bowl(
      scales,
      scales.map(() => 100),
    )(new Float32Array(30).fill(20)).value;
    const steepest = Math.log(value / start) / (2 * Math.log(999 / 1001));
    expect(asked.length).toBeLessThan(steepest / 10);
  });

  it('follows a curved valley, also where it ends at an edge', () => {
    const bounds = [-2, 2] as const;
    const free = least(rosenbrock, [-1.2, 1], { bounds });
    expect(free.point[0]).toBeCloseTo(1, 2);
    expect(free.point[1]).toBeCloseTo(1, 2);
    // With a at most 0.5 the least value is at a = 0.5, b = a².
    const cut = least(rosenbrock, [-1.2, 0.4], { bounds: [-1.2, 0.5] });
    expect(cut.point[0]).toBe(0.5);
    expect(cut.point[1]).toBeCloseTo(0.25, 3);
  });

  it('goes to no more points than it is told', () => {
    for (const iterations of [1, 2, 5, 20]) {
      expect(least(rosenbrock, [-1.2, 1], { bounds: [-2, 2], iterations }).asked.length).toBeLessThanOrEqual(
        iterations,
      );
    }
  });

  it('says the best of the points that it went to, and does not go on where no way leads down', () => {
    const { value, asked } = least(rosenbrock, [-1.2, 1], { bounds: [-2, 2], iterations: 12 });
    expect(value).toBe(Math.min(...asked.map((at) => rosenbrock(at).value)));
    const corner = least(bowl([1, 1], [-5, 300]), [0, 255]);
    expect(corner.asked).toHaveLength(1);
    expect([...corner.point]).toEqual([0, 255]);
  });
});
