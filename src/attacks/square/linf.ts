import type { Goal } from '../runner/steps.js';
import { type RandomSearch, randomSign, randomWindow } from './search.js';

/** Draws of signs for a square that would stay as it is. */
const draws = 10;

/** The L∞ search: every sample at the clean one's plus or minus ε. */
export function linfSearch({ clean, epsilon, bounds, random }: Goal): RandomSearch {
  const { width, height, data } = clean;
  const [low, high] = bounds;
  /** Sets a channel of a square; whether that changes anything. */
  const fill = (moved: Float32Array, place: number, rows: number, columns: number, change: number) => {
    let changed = false;
    for (let y = 0; y < rows; y++) {
      for (let k = place + y * width * 3, end = k + columns * 3; k < end; k += 3) {
        const value = Math.min(high, Math.max(low, data[k] + change));
        // The budget's edge is a float32 number that may lie a rounding error inside of ε.
        if (Math.abs(moved[k] - value) > 1e-3 * epsilon) changed = true;
        moved[k] = value;
      }
    }
    return changed;
  };
  return {
    // Vertical stripes, one pixel wide.
    start: () => {
      const moved = data.slice();
      for (let k = 0; k < width * 3; k++) fill(moved, k, height, 1, epsilon * randomSign(random));
      return moved;
    },
    candidate: (best, share) => {
      const side = Math.min(Math.max(Math.round(Math.sqrt(share * width * height)), 1), width, height);
      const { x, y } = randomWindow(random, width, height, side);
      const moved = best.slice();
      for (let n = 0; n < draws; n++) {
        let changed = false;
        for (let c = 0; c < 3; c++) {
          if (fill(moved, (y * width + x) * 3 + c, side, side, epsilon * randomSign(random))) changed = true;
        }
        if (changed) break;
      }
      return moved;
    },
  };
}
