import type { ActivationMap } from '../../core/image.js';
import type { Placement } from '../prepare.js';
import { minMax } from './combine.js';

/** Where the samples of a longer axis lie between those of a shorter one: pixel centres at half pixels, ends held. */
function taps(from: number, to: number): { low: Int32Array; high: Int32Array; part: Float64Array } {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const part = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i] + 1, from - 1);
    part[i] = at - low[i];
  }
  return { low, high, part };
}

/** A rectangle of an array of rows. */
interface Target {
  readonly data: Float32Array;
  /** Length of a row of the array. */
  readonly stride: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Bilinear interpolation, as `align_corners=False` of PyTorch's `interpolate`, into a rectangle.
 * @returns the lowest and the highest value
 */
export function bilinear(values: ArrayLike<number>, width: number, height: number, to: Target): [number, number] {
  const across = taps(width, to.width);
  const down = taps(height, to.height);
  const { low: left, high: right, part } = across;
  const { data } = to;
  const row = new Float64Array(width);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let y = 0; y < to.height; y++) {
    const above = down.low[y] * width;
    const below = down.high[y] * width;
    for (let x = 0; x < width; x++) row[x] = values[above + x] + down.part[y] * (values[below + x] - values[above + x]);
    const start = (to.y + y) * to.stride + to.x;
    for (let x = 0; x < to.width; x++) {
      const from = row[left[x]];
      const value = from + part[x] * (row[right[x]] - from);
      data[start + x] = value;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  return [lowest, highest];
}

/**
 * A map of a network's grid in the coordinates of the original image: enlarged to the part that the network saw, then
 * min-max scaled.
 *
 * Outside of that part the map is 0: the network cannot see those pixels, so none of them is worth keeping, and a
 * defense may deflect all.
 */
export function placeMap(
  values: ArrayLike<number>,
  width: number,
  height: number,
  placement: Placement,
): ActivationMap & { data: Float32Array } {
  const { imageWidth, imageHeight, x, y } = placement;
  const data = new Float32Array(imageWidth * imageHeight);
  const to = { data, stride: imageWidth, x, y, width: placement.width, height: placement.height };
  // Scaled before and after: enlarging is linear, and float32 keeps what is small beside its own range.
  const [low, high] = bilinear(minMax(values), width, height, to);
  const factor = high > low ? 1 / (high - low) : 0;
  for (let row = y; row < y + placement.height; row++) {
    const end = row * imageWidth + x + placement.width;
    for (let i = end - placement.width; i < end; i++) {
      const value = (data[i] - low) * factor;
      data[i] = value > 1 ? 1 : value < 0 ? 0 : value;
    }
  }
  return { width: imageWidth, height: imageHeight, data };
}
