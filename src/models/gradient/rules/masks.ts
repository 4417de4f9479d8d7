import type { Backward } from '../backward.js';

/** Limits beyond this are no limits. */
const largest = 3.4e38;

/**
 * A power of two so large that a float32 y ≠ limit gives |slope · (y - limit)| ≥ 1, while slope · limit stays finite; both
 * products are exact, so y = limit gives 0.
 */
function steepness(limit: number): number {
  return limit === 0 ? 2 ** 124 : 2 ** Math.min(124, 125 - Math.ceil(Math.log2(Math.abs(limit))));
}

/** min(max(slope · y + start, 0), 1), which ONNX Runtime computes in the blocked layout of convolutions. */
export function ramp(b: Backward, y: string, slope: number, start: number): string {
  return b.emit('HardSigmoid', [y], { alpha: { float: slope }, beta: { float: start } });
}

/**
 * 1 where y > limit and 0 where y ≤ limit (1 where y < limit and 0 where y ≥ limit), as a HardSigmoid with a huge slope:
 * ONNX Runtime keeps it in the blocked layout of the convolutions around it, which comparisons and Where leave.
 */
export function mask(b: Backward, y: string, side: 'above' | 'below', limit: number): string {
  const slope = side === 'above' ? steepness(limit) : -steepness(limit);
  // Not -0: it would be another attribute than 0 for the runtime.
  const beta = limit === 0 ? 0 : -slope * limit;
  return ramp(b, y, slope, beta);
}

/** The gradient where low < y < high, else 0. Limits that no float32 reaches are left out. */
export function within(b: Backward, gradient: string, y: string, low: number, high: number): string {
  let result = gradient;
  if (low > -largest) result = b.emit('Mul', [result, mask(b, y, 'above', low)]);
  if (high < largest) result = b.emit('Mul', [result, mask(b, y, 'below', high)]);
  return result;
}

/** The value times a constant, without a node for 1. */
export function scaled(b: Backward, value: string, factor: number): string {
  return factor === 1 ? value : b.emit('Mul', [value, b.floats([factor], [])]);
}

/** 1 - y for y of 0…1. */
export function complement(b: Backward, y: string): string {
  return ramp(b, y, -1, 1);
}
