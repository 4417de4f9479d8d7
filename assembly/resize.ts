// Resampling along one axis at a time (see resize.ts of the TypeScript form, which is the reference): sums in double precision
// and in the same order, so that every result is the same.

/** One colour channel after the other of a pixel as doubles: four of them, whatever follows the pixel. */
function firstTwo(pixel: v128): v128 {
  return f64x2.promote_low_f32x4(pixel);
}

function lastTwo(pixel: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(pixel, pixel, 2, 3, 2, 3));
}

/** The samples of a row as floats; up to 16 bytes beyond them are read and written. */
export function floatRow(from: usize, bytes: bool, count: i32, to: usize): void {
  if (!bytes) {
    memory.copy(to, from, <usize>(count << 2));
    return;
  }
  for (const end = to + <usize>(count << 2); to < end; from += 4, to += 16) {
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)))));
  }
}

/** Colour times alpha: `count` pixels of four floats. */
export function premultiply(row: usize, count: i32): void {
  for (const end = row + <usize>(count << 4); row < end; row += 16) {
    const pixel = v128.load(row);
    const alpha = f64x2.div(f64x2.splat(<f64>load<f32>(row, 12)), f64x2.splat(255));
    const redGreen = f32x4.demote_f64x2_zero(f64x2.mul(firstTwo(pixel), alpha));
    const blue = f32x4.demote_f64x2_zero(f64x2.mul(lastTwo(pixel), alpha));
    v128.store(row, v128.shuffle<f32>(v128.shuffle<f32>(redGreen, blue, 0, 1, 4, 5), pixel, 0, 1, 2, 7));
  }
}

/**
 * One row of floats resampled along x.
 * @param starts for each result pixel where its source pixels begin, `counts` how many they are, and `weights` the doubles that they
 *   have, `reach` for each pixel
 * @param to up to 12 bytes beyond the result are written
 */
export function resizeRow(
  from: usize,
  channels: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  reach: i32,
  width: i32,
  to: usize,
): void {
  const step = <usize>(channels << 2);
  for (let x = 0; x < width; x++, to += step, starts += 4, counts += 4, weights += <usize>(reach << 3)) {
    let at = from + <usize>load<i32>(starts) * step;
    const end = weights + <usize>(load<i32>(counts) << 3);
    if (channels === 1) {
      let sum: f64 = 0;
      for (let w = weights; w < end; w += 8, at += 4) sum += load<f64>(w) * <f64>load<f32>(at);
      store<f32>(to, <f32>sum);
      continue;
    }
    let first = f64x2.splat(0);
    let last = first;
    for (let w = weights; w < end; w += 8, at += step) {
      const weight = v128.load64_splat(w);
      const pixel = v128.load(at);
      first = f64x2.add(first, f64x2.mul(weight, firstTwo(pixel)));
      last = f64x2.add(last, f64x2.mul(weight, lastTwo(pixel)));
    }
    const low = f32x4.demote_f64x2_zero(first);
    v128.store(to, v128.shuffle<f32>(low, f32x4.demote_f64x2_zero(last), 0, 1, 4, 5));
  }
}

/** Rounded to nearest, halves up, clamped to 0…255: two numbers as integers. */
function asBytes(value: v128): v128 {
  const clamped = f64x2.pmin(f64x2.splat(255), f64x2.pmax(f64x2.splat(0), value));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(clamped, f64x2.splat(0.5)));
}

/**
 * A result row of `count` samples, a weighted sum of rows of floats.
 * @param ring where the rows are, `stride` bytes apart: row n at place n modulo `places`
 * @param start the first row, `taps` of them with as many doubles at `weights`
 * @param alpha whether colour is divided by the fourth channel
 */
export function resizeColumn(
  ring: usize,
  stride: usize,
  places: i32,
  start: i32,
  taps: i32,
  weights: usize,
  count: i32,
  alpha: bool,
  bytes: bool,
  to: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i += 4) {
    let first = f64x2.splat(0);
    let last = first;
    for (let k = 0; k < taps; k++) {
      const weight = v128.load64_splat(weights + <usize>(k << 3));
      const four = v128.load(ring + <usize>((start + k) % places) * stride + (i << 2));
      first = f64x2.add(first, f64x2.mul(weight, firstTwo(four)));
      last = f64x2.add(last, f64x2.mul(weight, lastTwo(four)));
    }
    if (alpha) {
      const share = f64x2.extract_lane(last, 1) / 255;
      const scale = share > 0 ? 1 / share : 0;
      first = f64x2.mul(first, f64x2.splat(scale));
      last = f64x2.mul(last, f64x2.replace_lane(f64x2.splat(scale), 1, 1));
    }
    if (bytes) {
      const four = v128.shuffle<i32>(asBytes(first), asBytes(last), 0, 1, 4, 5);
      const firsts = i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
      v128.store32_lane(to + i, v128.swizzle(four, firsts), 0);
    } else {
      const low = f32x4.demote_f64x2_zero(first);
      v128.store(to + (i << 2), v128.shuffle<f32>(low, f32x4.demote_f64x2_zero(last), 0, 1, 4, 5));
    }
  }
}
