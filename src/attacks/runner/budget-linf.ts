import { toByte } from '../../core/image.js';
import type { Budget } from './budget.js';
import type { Picture } from './result.js';

/** Float32 numbers next to v, towards 0 and away from it; at most two steps away. */
const below = (v: number) => Math.fround(v * (1 - 2 ** -23));
const above = (v: number) => Math.fround(v * (1 + 2 ** -23));

/**
 * All pictures of which no sample is farther than ε from the clean one, inside of the box.
 *
 * The edges are float32 numbers no farther than ε in exact arithmetic, so that no result is over its budget by a
 * rounding error.
 * @param epsilon in levels
 * @param bounds lowest and highest sample, in levels
 */
export function linfBudget(clean: Picture, epsilon: number, bounds: readonly [number, number]): Budget {
  const [lowest, highest] = bounds;
  const low = new Float32Array(clean.data.length);
  const high = new Float32Array(clean.data.length);
  for (let i = 0; i < low.length; i++) {
    const x = clean.data[i];
    low[i] = Math.max(lowest, x - epsilon);
    if (x - low[i] > epsilon) low[i] = Math.min(x, above(low[i]));
    high[i] = Math.min(highest, x + epsilon);
    if (high[i] - x > epsilon) high[i] = Math.max(x, below(high[i]));
  }
  const level = (value: number, i: number) => {
    const least = Math.ceil(low[i]);
    const most = Math.floor(high[i]);
    // A clean sample that is no whole level may have none within ε.
    if (least > most) return Math.min(Math.max(toByte(clean.data[i]), Math.ceil(lowest)), Math.floor(highest));
    return Math.min(Math.max(toByte(value), least), most);
  };
  return {
    project: (moved) => {
      for (let i = 0; i < moved.length; i++) moved[i] = Math.min(high[i], Math.max(low[i], moved[i]));
    },
    round: (samples) => {
      const levels = new Uint8Array(samples.length);
      for (let i = 0; i < levels.length; i++) levels[i] = level(samples[i], i);
      return levels;
    },
  };
}
