import type { RandomSource } from '../../core/random-source.js';
import type { Norm, Picture } from './result.js';
import type { Goal } from './steps.js';

/** How long a direction is: its Euclidean length, or for L∞ the size of its largest number. */
export function lengthOf(direction: Float32Array, norm: Norm = 'l2'): number {
  let most = 0;
  let squares = 0;
  for (let i = 0; i < direction.length; i++) {
    const size = Math.abs(direction[i]);
    if (size > most) most = size;
    squares += size * size;
  }
  return norm === 'linf' ? most : Math.sqrt(squares);
}

/** The L1 length of a direction. */
export function sumOfSizes(direction: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < direction.length; i++) sum += Math.abs(direction[i]);
  return sum;
}

/**
 * The step of a norm from samples along a direction, as new samples. L∞: `step` by the direction's sign, where a sample
 * whose direction is exactly 0 stays. L2: `step` along the direction made 1 long; a direction of 0 leads nowhere.
 * @param step in levels; below 0 it goes against the direction
 */
export function stepped(norm: Norm, from: Float32Array, direction: Float32Array, step: number): Float32Array {
  const moved = from.slice();
  if (norm === 'linf') {
    // The sign bit, as a branch on the sign of a gradient is a guess that fails every other time.
    const bits = new Int32Array(direction.buffer, direction.byteOffset, direction.length);
    for (let i = 0; i < moved.length; i++) {
      const b = bits[i];
      // 0 and -0.
      if (b << 1 !== 0) moved[i] += step * (1 + 2 * (b >> 31));
    }
    return moved;
  }
  const length = lengthOf(direction);
  if (length === 0) return moved;
  const factor = step / length;
  for (let i = 0; i < moved.length; i++) moved[i] += factor * direction[i];
  return moved;
}

/** Independent numbers from `-size` up to `size`, each equally likely. */
export function uniformNumbers(random: RandomSource, count: number, size: number): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = random.uniform(-size, size);
  return numbers;
}

/**
 * Independent Gaussian numbers, by the polar method (G. Marsaglia and T. A. Bray, "A convenient method for generating
 * normal variables", SIAM Review 6, 1964): two at a time, from as many pairs of uniform numbers as it takes.
 * @param deviation the standard deviation
 */
export function gaussianNumbers(random: RandomSource, count: number, deviation: number): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    let u: number;
    let v: number;
    let squares: number;
    do {
      u = random.uniform(-1, 1);
      v = random.uniform(-1, 1);
      squares = u * u + v * v;
    } while (squares >= 1 || squares === 0);
    const factor = deviation * Math.sqrt((-2 * Math.log(squares)) / squares);
    numbers[i] = factor * u;
    if (i + 1 < count) numbers[i + 1] = factor * v;
  }
  return numbers;
}

/**
 * A point of the ball of a norm, each equally likely. L2: a Gaussian direction, and the nth root of a uniform number as
 * its part of the radius.
 */
export function inBall(norm: Norm, random: RandomSource, count: number, radius: number): Float32Array {
  if (norm === 'linf') return uniformNumbers(random, count, radius);
  const direction = gaussianNumbers(random, count, 1);
  const factor = (radius * random.uniform(0, 1) ** (1 / count)) / lengthOf(direction);
  for (let i = 0; i < count; i++) direction[i] *= factor;
  return direction;
}

/** A point of the ball around the clean picture, each equally likely, brought inside of the budget and the box. */
export function randomPoint({ clean, norm, random, project }: Goal, radius: number): Picture {
  const data = inBall(norm, random, clean.data.length, radius);
  for (let i = 0; i < data.length; i++) data[i] += clean.data[i];
  project(data);
  return { ...clean, data };
}
