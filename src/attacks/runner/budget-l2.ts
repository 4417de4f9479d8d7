import { type Budget, roundInBox } from './budget.js';
import { distance, type Picture } from './result.js';

/**
 * The nearest point of the ball and the box to clean + d is clip(clean + s·d) with the s, at most 1, of which the
 * perturbation has the length `length` (the conditions of Karush, Kuhn and Tucker). Its square is concave and piecewise
 * linear in s², so that Newton's method from below ends after as many turns as more samples meet the box.
 */
function lengthFactor(
  clean: Float32Array,
  moved: Float32Array,
  length: number,
  [low, high]: readonly [number, number],
  most = 1,
): number {
  const whole = distance('l2', clean, moved);
  let s = whole === 0 ? most : Math.min(most, length / whole);
  while (s < most) {
    let free = 0;
    let clipped = 0;
    for (let i = 0; i < clean.length; i++) {
      const x = clean[i];
      const d = moved[i] - x;
      // Two branches that are seldom taken: much faster than one by the sign of d.
      const value = x + s * d;
      if (value > high) clipped += (high - x) ** 2;
      else if (value < low) clipped += (x - low) ** 2;
      else free += d * d;
    }
    const next = free === 0 ? most : Math.min(most, Math.sqrt(Math.max(0, length * length - clipped) / free));
    if (next <= s * (1 + 1e-12)) return s;
    s = next;
  }
  return s;
}

/** clip(clean + s·(moved - clean)), in place. */
function applyFactor(
  clean: Float32Array,
  moved: Float32Array,
  s: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < moved.length; i++) {
    const value = s === 1 ? moved[i] : clean[i] + s * (moved[i] - clean[i]);
    moved[i] = value < low ? low : value > high ? high : value;
  }
}

/**
 * Makes a perturbation longer or shorter, inside of the box, until it has a length; in place.
 * @returns the factor; 1e6 where everything meets the box before
 */
export function bringToLength(
  clean: Float32Array,
  moved: Float32Array,
  length: number,
  bounds: readonly [number, number],
): number {
  const found = lengthFactor(clean, moved, length, bounds, Infinity);
  const factor = Number.isFinite(found) ? found : 1e6;
  applyFactor(clean, moved, factor, bounds);
  return factor;
}

/** Half of the distance from a float32 number to the next, and a little more: that part of any leads to the next. */
const step = 1.01 * 2 ** -24;

/**
 * Samples one float32 step nearer to the clean ones, one after the other, until ε holds: rounding to float32 may have
 * brought each half a step out.
 */
function pullInside(clean: Float32Array, moved: Float32Array, epsilon: number): void {
  for (let length = distance('l2', clean, moved); length > epsilon; length = distance('l2', clean, moved)) {
    let excess = length * length - epsilon * epsilon * (1 - 1e-14 * clean.length);
    let pulled = false;
    for (let i = 0; i < moved.length && excess > 0; i++) {
      const v = moved[i];
      const x = clean[i];
      if (v === x) continue;
      moved[i] = v > x ? Math.max(x, v * (1 - step)) : Math.min(x, v * (1 + step));
      if (moved[i] === v) continue;
      excess -= (v - x) ** 2 - (moved[i] - x) ** 2;
      pulled = true;
    }
    if (!pulled) return;
  }
}

/** The nearest levels of the box; then those that grew most by rounding go back by one, until ε holds. */
function roundInside(clean: Float32Array, samples: Float32Array, epsilon: number, low: number, high: number) {
  const levels = roundInBox(samples, low, high);
  let squares = distance('l2', clean, levels) ** 2;
  if (squares <= epsilon * epsilon) return levels;
  // Growth, at most half a level, and place in one number each: they are sorted many times as fast as by a function.
  const order = new Float64Array(levels.length);
  let count = 0;
  for (let i = 0; i < levels.length; i++) {
    const size = Math.abs(levels[i] - clean[i]);
    if (size <= 0.5) continue;
    const growth = size - Math.abs(samples[i] - clean[i]);
    order[count++] = Math.round((1 - growth) * 2 ** 20) * levels.length + i;
  }
  const places = order.subarray(0, count).toSorted();
  // A turn takes one level from each; where that is not enough, the next goes on.
  for (let moved = true; moved && squares > epsilon * epsilon; squares = distance('l2', clean, levels) ** 2) {
    moved = false;
    for (let k = 0; k < count && squares > epsilon * epsilon; k++) {
      const i = places[k] % levels.length;
      const before = levels[i] - clean[i];
      const after = before - Math.sign(before);
      if (Math.abs(after) >= Math.abs(before)) continue;
      squares += after * after - before * before;
      levels[i] -= Math.sign(before);
      moved = true;
    }
  }
  return levels;
}

/**
 * All pictures whose perturbation has a Euclidean length of at most ε, inside of the box.
 * @param epsilon in levels
 * @param bounds lowest and highest sample, in levels
 */
export function l2Budget({ data: clean }: Picture, epsilon: number, bounds: readonly [number, number]): Budget {
  const [low, high] = bounds;
  return {
    project: (moved) => {
      applyFactor(clean, moved, lengthFactor(clean, moved, epsilon, bounds), bounds);
      pullInside(clean, moved, epsilon);
    },
    round: (samples) => roundInside(clean, samples, epsilon, low, high),
  };
}
