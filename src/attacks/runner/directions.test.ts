import { describe, expect, it } from 'vitest';
import { createRandom } from '../../core/random.js';
import { gaussianNumbers, inBall, lengthOf, stepped, sumOfSizes, uniformNumbers } from './directions.js';

const sum = (values: ArrayLike<number>, of: (value: number) => number) =>
  Array.from(values).reduce((total, value) => total + of(value), 0);

describe('a step', () => {
  const from = Float32Array.of(10, 20, 30, 40);

  it('in L∞ goes by the sign, and nowhere for 0', () => {
    expect(stepped('linf', from, Float32Array.of(1e-30, -5, 0, 2), 1.5)).toEqual(Float32Array.of(11.5, 18.5, 30, 41.5));
    expect(stepped('linf', from, Float32Array.of(1e-30, -5, 0, 2), -1)).toEqual(Float32Array.of(9, 21, 30, 39));
  });

  it('in L2 goes along the direction, as far as it says', () => {
    expect(stepped('l2', from, Float32Array.of(3e-9, 0, -4e-9, 0), 5)).toEqual(Float32Array.of(13, 20, 26, 40));
    expect(stepped('l2', from, Float32Array.of(0, 0, 0, 0), 5)).toEqual(from);
    // Squares that float32 does not hold.
    expect(stepped('l2', from, Float32Array.of(3e-30, 0, 4e-30, 0), 5)[2]).toBeCloseTo(34, 5);
    expect(from).toEqual(Float32Array.of(10, 20, 30, 40));
  });
});

it('a direction is as long as its norm says', () => {
  const direction = Float32Array.of(3, 0, -4);
  expect([lengthOf(direction), lengthOf(direction, 'linf'), sumOfSizes(direction)]).toEqual([5, 4, 7]);
  expect([lengthOf(new Float32Array(2)), lengthOf(new Float32Array(2), 'linf')]).toEqual([0, 0]);
});

describe('random numbers', () => {
  const count = 100_001;

  it('are uniform', () => {
    const numbers = uniformNumbers(createRandom(1), count, 3);
    expect(Math.abs(sum(numbers, (v) => v) / count)).toBeLessThan(0.03);
    expect(Math.abs(sum(numbers, (v) => v * v) / count - 3)).toBeLessThan(0.05);
    expect(numbers.every((v) => v >= -3 && v <= 3)).toBe(true);
  });

  it('are Gaussian: the first four moments and the tails', () => {
    const numbers = gaussianNumbers(createRandom(1), count, 2);
    const moment = (power: number) => sum(numbers, (v) => (v / 2) ** power) / count;
    // Five standard errors: √(1, 2, 15, 96) / √n.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    const beyond = numbers.filter((v) => Math.abs(v) > 6).length / count;
    expect(Math.abs(beyond - 0.0027)).toBeLessThan(5 * Math.sqrt(0.0027 / count));
    // Of each pair neither says anything about the other.
    let product = 0;
    for (let i = 0; i + 1 < count; i += 2) product += numbers[i] * numbers[i + 1];
    expect(Math.abs(product / 4 / (count / 2))).toBeLessThan(5 / Math.sqrt(count / 2));
  });

  it('in the L2 ball are spread as its volume is', () => {
    const random = createRandom(3);
    const radii = Array.from({ length: 4000 }, () => lengthOf(inBall('l2', random, 3, 10)));
    expect(Math.max(...radii)).toBeLessThanOrEqual(10.00001);
    for (const radius of [4, 6, 8, 9]) {
      const share = radii.filter((value) => value < radius).length / radii.length;
      expect(Math.abs(share - (radius / 10) ** 3)).toBeLessThan(0.04);
    }
    const wide = inBall('l2', random, 3000, 10);
    expect(lengthOf(wide)).toBeGreaterThan(9.9);
    expect(inBall('linf', random, 3000, 10).every((value) => Math.abs(value) <= 10)).toBe(true);
  });
});
