// Weights of non-local means in double precision; patches.ts has those in single precision.
import { cutoff, slope, upperOfOne } from './patches';
import { windows } from './windows';

/** Squared differences of `count` pixels at `here` and `there`, over all channels; the planes are of doubles. */
function differ(here: usize, there: usize, plane: usize, colours: i32, noise: f64, count: i32, to: usize): void {
  const less = f64x2.splat(noise);
  for (const end = to + <usize>(count << 3); to < end; to += 16, here += 16, there += 16) {
    const r = f64x2.sub(v128.load(here), v128.load(there));
    let squared = f64x2.mul(r, r);
    if (colours === 3) {
      const g = f64x2.sub(v128.load(here + plane), v128.load(there + plane));
      const b = f64x2.sub(v128.load(here + 2 * plane), v128.load(there + 2 * plane));
      squared = f64x2.add(f64x2.add(squared, f64x2.mul(g, g)), f64x2.mul(b, b));
    }
    v128.store(to, f64x2.sub(squared, less));
  }
}

/** Moves the sums of columns down by one row: the newest comes in, and takes the place of the oldest. */
function slide(newest: usize, oldest: usize, columns: usize, count: i32): void {
  for (const end = newest + <usize>(count << 3); newest < end; newest += 16, oldest += 16, columns += 16) {
    const line = v128.load(newest);
    v128.store(columns, f64x2.add(v128.load(columns), f64x2.sub(line, v128.load(oldest))));
    v128.store(oldest, line);
  }
}

/** The whole part of two numbers from 0 up to 2^31, as an integer in the low half of each lane. */
function whole(value: v128): v128 {
  return f64x2.add(f64x2.floor(f64x2.pmax(f64x2.splat(0), value)), f64x2.splat(4503599627370496));
}

/** Weights from distances: 21 bits of exp(-distance), put together from the bits that scikit-image's approximation has. */
function weigh(sums: usize, steps: f64, count: i32, to: usize): void {
  const scale = f64x2.splat(steps);
  const most = f64x2.splat(cutoff * slope);
  // The exponent of a float begins at 127 and not at 1023, and its fraction has three bits more than 20.
  const one = i32x4.splat(upperOfOne - (1023 - 127) * 1048576);
  for (const end = to + <usize>(count << 2); to < end; to += 16, sums += 32) {
    const first = f64x2.mul(v128.load(sums), scale);
    const second = f64x2.mul(v128.load(sums, 16), scale);
    const fallen = v128.shuffle<i32>(whole(f64x2.pmin(most, first)), whole(f64x2.pmin(most, second)), 0, 2, 4, 6);
    const far = v128.shuffle<i32>(f64x2.gt(first, most), f64x2.gt(second, most), 0, 2, 4, 6);
    v128.store(to, v128.andnot(i32x4.shl(i32x4.sub(one, fallen), 3), far));
  }
}

/** A row of weights of one shift, from the sums of columns that it moves down by one row. */
export function weighRowDouble(
  here: usize,
  there: usize,
  plane: usize,
  colours: i32,
  noise: f64,
  size: i32,
  count: i32,
  steps: f64,
  oldest: usize,
  columns: usize,
  lines: usize,
  line: usize,
  to: usize,
): void {
  differ(here, there, plane, colours, noise, count + size - 1, lines);
  slide(lines, oldest, columns, count + size - 1);
  if (to === 0) return;
  windows(columns, size, count, lines + line, lines + 2 * line);
  weigh(lines + 2 * line, steps, count, to);
}
