import { toByte } from '../../core/image.js';
import type { Budget } from './budget.js';
import { distance, type Picture } from './result.js';

/**
 * The nearest point of the ball and the box to clean + d is clip(clean + s·d) with the s, at most 1, of which the
 * perturbation has the length `length` (the conditions of Karush, Kuhn and Tucker). Its square is concave and piecewise
 * linear in s², so that Newton's method from below ends after as many turns as more samples meet the box.
 */
export function lengthFactor(
  clean: Float32Array,
  moved: Float32Array,
  length: number,
  [low, high]: readonly [number, number],
  most = 1,
): number {
  const whole = distance('l2', clean, moved);
  let s = whole === 0 ? most : Math.min(most, length / whole);
  for (;;) {
    let free = 0;
    let clipped = 0;
    for (let i = 0; i < clean.length; i++) {
      const d = moved[i] - clean[i];
      const room = d > 0 ? high - clean[i] : clean[i] - low;
      if (Math.abs(d) * s > room) clipped += room * room;
      else free += d * d;
    }
    const next = free === 0 ? most : Math.min(most, Math.sqrt(Math.max(0, length * length - clipped) / free));
    if (next <= s * (1 + 1e-12)) return s;
    s = next;
  }
}

/** clip(clean + s·(moved - clean)), in place. */
export function applyFactor(
  clean: Float32Array,
  moved: Float32Array,
  s: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < moved.length; i++) {
    const value = s === 1 ? moved[i] : clean[i] + s * (moved[i] - clean[i]);
    moved[i] = Math.min(high, Math.max(low, value));
  }
}

/** The nearest levels of the box; then those that grew most by rounding go back by one, until ε holds. */
function roundInside(clean: Float32Array, samples: Float32Array, epsilon: number, low: number, high: number) {
  const levels = Uint8Array.from(samples, (value) => Math.min(Math.max(toByte(value), low), high));
  if (distance('l2', clean, levels) <= epsilon) return levels;
  const growth = (i: number) => Math.abs(levels[i] - clean[i]) - Math.abs(samples[i] - clean[i]);
  const order = Array.from(levels.keys()).filter((i) => Math.abs(levels[i] - clean[i]) >= 0.5);
  const grown = new Float64Array(levels.length);
  for (const i of order) grown[i] = growth(i);
  order.sort((a, b) => grown[b] - grown[a] || a - b);
  let squares = distance('l2', clean, levels) ** 2;
  // A turn takes one level from each; where that is not enough, the next goes on.
  while (squares > epsilon * epsilon) {
    let moved = false;
    for (const i of order) {
      if (squares <= epsilon * epsilon) break;
      const before = levels[i] - clean[i];
      const after = before - Math.sign(before);
      if (Math.abs(after) >= Math.abs(before)) continue;
      squares += after * after - before * before;
      levels[i] -= Math.sign(before);
      moved = true;
    }
    if (!moved) break;
    squares = distance('l2', clean, levels) ** 2;
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
      // Most often nothing meets the box: then one factor is the answer, and is found at once.
      applyFactor(clean, moved, lengthFactor(clean, moved, epsilon, bounds), bounds);
      // A float32 picture may be over by its own rounding.
      for (let less = 1e-7; distance('l2', clean, moved) > epsilon; less *= 2) {
        applyFactor(clean, moved, 1 - less, bounds);
      }
    },
    round: (samples) => roundInside(clean, samples, epsilon, low, high),
  };
}
