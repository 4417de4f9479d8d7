// The adaptive Wiener filter of a plane (see wiener.ts of the TypeScript form, which is the reference). Sums are in double
// precision, as a variance is a small difference of large ones.
import { windows } from './windows';

/** Adds a row and its squares, times `sign`, to the sums of columns. */
function addRow(row: usize, width: i32, sign: f64, sums: usize, squares: usize): void {
  const signs = f64x2.splat(sign);
  for (const end = row + <usize>(width << 2); row < end; row += 8, sums += 16, squares += 16) {
    const value = f64x2.promote_low_f32x4(v128.load64_zero(row));
    const signed = f64x2.mul(signs, value);
    v128.store(sums, f64x2.add(v128.load(sums), signed));
    v128.store(squares, f64x2.add(v128.load(squares), f64x2.mul(signed, value)));
  }
}

/**
 * Mean and variance of the window around each sample of a plane, zeros outside of it counted.
 * @param spare room for six rows of `line` bytes: doubles of the width and twice the size, and 16 bytes
 * @param mean and `variance`: planes like the samples
 * @returns the sum of all variances
 */
export function localMoments(
  plane: usize,
  pitch: usize,
  width: i32,
  height: i32,
  size: i32,
  spare: usize,
  line: usize,
  mean: usize,
  variance: usize,
): f64 {
  const half = (size - 1) >> 1;
  const before = <usize>(half << 3);
  const sums = spare;
  const squares = spare + line;
  const parts = spare + 2 * line;
  const sum = spare + 4 * line;
  const square = spare + 5 * line;
  // What is left and right of the picture stays 0.
  memory.fill(spare, 0, 2 * line);
  const area = f64x2.splat(<f64>size * <f64>size);
  let total: f64 = 0;
  for (let y = -half; y < height; y++) {
    const newest = y + half;
    const oldest = y - half - 1;
    if (newest < height) {
      addRow(plane + <usize>newest * pitch, width & ~1, 1, sums + before, squares + before);
      if (width & 1) addLast(plane + <usize>newest * pitch, width, 1, sums + before, squares + before);
    }
    if (oldest >= 0) {
      addRow(plane + <usize>oldest * pitch, width & ~1, -1, sums + before, squares + before);
      if (width & 1) addLast(plane + <usize>oldest * pitch, width, -1, sums + before, squares + before);
    }
    if (y < 0) continue;
    windows(sums, size, width, parts, sum);
    windows(squares, size, width, parts, square);
    for (let x = 0; x < width; x += 2) {
      const m = f64x2.div(v128.load(sum + <usize>(x << 3)), area);
      const v = f64x2.sub(f64x2.div(v128.load(square + <usize>(x << 3)), area), f64x2.mul(m, m));
      v128.store64_lane(mean + <usize>(x << 2), f32x4.demote_f64x2_zero(m), 0);
      v128.store64_lane(variance + <usize>(x << 2), f32x4.demote_f64x2_zero(v), 0);
      total += f64x2.extract_lane(v, 0);
      if (x + 1 < width) total += f64x2.extract_lane(v, 1);
    }
    mean += pitch;
    variance += pitch;
  }
  return total;
}

/** The last sample of a row of odd width, so that nothing is added beyond it. */
function addLast(row: usize, width: i32, sign: f64, sums: usize, squares: usize): void {
  const value = <f64>load<f32>(row + <usize>((width - 1) << 2));
  const at = <usize>((width - 1) << 3);
  store<f64>(sums + at, load<f64>(sums + at) + sign * value);
  store<f64>(squares + at, load<f64>(squares + at) + sign * value * value);
}

/** Moves `count` samples, a multiple of 4, towards the means of their windows; the result takes the place of the means. */
export function wienerRows(samples: usize, mean: usize, variance: usize, count: i32, power: f32): void {
  const powers = f32x4.splat(power);
  const one = f32x4.splat(1);
  for (const end = samples + <usize>(count << 2); samples < end; samples += 16, mean += 16, variance += 16) {
    const m = v128.load(mean);
    const v = v128.load(variance);
    const moved = f32x4.mul(f32x4.sub(v128.load(samples), m), f32x4.sub(one, f32x4.div(powers, v)));
    v128.store(mean, v128.bitselect(m, f32x4.add(m, moved), f32x4.le(v, powers)));
  }
}
