import { integer, outOfRange } from './checks.js';
import { type ActivationMap, checkMap } from './image.js';
import { resize } from './resize.js';

/**
 * A smooth centre prior, for pictures without an activation map: 1 in the middle, falling to 0 in the corners as
 * (1 - (u² + v²) / 2)² with u and v from -1 to 1 across the picture. The object of a photo is mostly in its middle (the
 * paper's figure of mean object locations).
 */
export function centreMap(width: number, height: number): ActivationMap {
  integer(width, 'width', 1);
  integer(height, 'height', 1);
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = ((y + 0.5) / height) * 2 - 1;
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5) / width) * 2 - 1;
      const root = 1 - (u * u + v * v) / 2;
      data[y * width + x] = root * root;
    }
  }
  return { width, height, data };
}

/**
 * Scales values to [0,1] by their minimum and maximum, as matplotlib's `Normalize` does for the published maps; a
 * constant map is 0 everywhere.
 * @throws RangeError for a value that is not finite
 */
export function normalizeMap(width: number, height: number, values: ArrayLike<number>): ActivationMap {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw outOfRange('finite values', `map.data[${i}]`, values[i]);
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  const range = high - low;
  const data = Float64Array.from(values, (value) => (range > 0 ? (value - low) / range : 0));
  return checkMap({ width, height, data });
}

/** A map at another size, by the project's own resampler, clipped to [0,1] where that overshoots. */
export function resizeMap(map: ActivationMap, width: number, height: number): ActivationMap {
  checkMap(map);
  const image = { width: map.width, height: map.height, channels: 1 as const, data: Float32Array.from(map.data) };
  const { data } = resize(image, width, height);
  return { width, height, data: data.map((value) => Math.min(1, Math.max(0, value))) };
}
