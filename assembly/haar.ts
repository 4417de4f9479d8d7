// db1 as sums and differences of 2 × 2 blocks (see haar.ts of the TypeScript form, which is the reference).
//
// A row of blocks of one colour is four rows of coefficients, each `band` bytes long: approximation, horizontal, vertical and
// diagonal. `band` is a multiple of 32 bytes, and the row that it was made of twice as long.

import { addUp } from './sums';

/** Sums of squares of the horizontal, vertical and diagonal coefficients: three doubles. */
export type Squares = usize;

/**
 * Decomposes two rows, of halves of the samples, into `to`; of the blocks `count` are in the picture, the others repeat the last.
 * The approximation is halved too: so it is what the next level begins with.
 */
export function haarRows(top: usize, bottom: usize, count: i32, to: usize, band: usize, squares: Squares): void {
  const half = f32x4.splat(0.5);
  const places = i32x4(0, 1, 2, 3);
  let sumH = f32x4.splat(0);
  let sumV = f32x4.splat(0);
  let sumD = f32x4.splat(0);
  for (let x = 0; x < count; x += 4, top += 32, bottom += 32, to += 16) {
    const t0 = v128.load(top);
    const t1 = v128.load(top, 16);
    const b0 = v128.load(bottom);
    const b1 = v128.load(bottom, 16);
    const a = v128.shuffle<f32>(t0, t1, 0, 2, 4, 6);
    const b = v128.shuffle<f32>(t0, t1, 1, 3, 5, 7);
    const c = v128.shuffle<f32>(b0, b1, 0, 2, 4, 6);
    const d = v128.shuffle<f32>(b0, b1, 1, 3, 5, 7);
    const above = f32x4.add(a, b);
    const below = f32x4.add(c, d);
    const across = f32x4.sub(a, b);
    const under = f32x4.sub(c, d);
    let h = f32x4.sub(above, below);
    let v = f32x4.add(across, under);
    let e = f32x4.sub(across, under);
    v128.store(to, f32x4.mul(f32x4.add(above, below), half));
    v128.store(to + band, h);
    v128.store(to + 2 * band, v);
    v128.store(to + 3 * band, e);
    if (x + 4 > count) {
      const inside = i32x4.lt_s(places, i32x4.splat(count - x));
      h = v128.and(h, inside);
      v = v128.and(v, inside);
      e = v128.and(e, inside);
    }
    sumH = f32x4.add(sumH, f32x4.mul(h, h));
    sumV = f32x4.add(sumV, f32x4.mul(v, v));
    sumD = f32x4.add(sumD, f32x4.mul(e, e));
  }
  addUp(squares, sumH);
  addUp(squares + 8, sumV);
  addUp(squares + 16, sumD);
}

/** Shrinks `count` floats, a multiple of 4. */
export function shrinkRow(row: usize, count: i32, threshold: f32, hard: bool): void {
  const thresholds = f32x4.splat(threshold);
  const end = row + <usize>(count << 2);
  // Two loops: the binary would ask about `hard` for each vector.
  if (hard) {
    for (; row < end; row += 16) v128.store(row, shrink(v128.load(row), thresholds, true));
  } else {
    for (; row < end; row += 16) v128.store(row, shrink(v128.load(row), thresholds, false));
  }
}

/** Soft: what is left of a coefficient beyond the threshold; hard: the coefficient, where it reaches the threshold. */
function shrink(value: v128, threshold: v128, hard: bool): v128 {
  if (hard) return v128.and(value, f32x4.ge(f32x4.abs(value), threshold));
  return f32x4.sub(value, f32x4.pmin(f32x4.pmax(value, f32x4.neg(threshold)), threshold));
}

/**
 * Shrinks the details of `count` blocks and puts their two rows together again: twice the samples.
 * @param factor of the approximations: 1/2 where they come from a coarser level, 2 where they are as they were found
 * @param thresholds three floats: horizontal, vertical, diagonal
 */
export function haarRowsBack(
  from: usize,
  band: usize,
  count: i32,
  factor: f32,
  thresholds: usize,
  hard: bool,
  top: usize,
  bottom: usize,
): void {
  const factors = f32x4.splat(factor);
  const tH = v128.load_splat<f32>(thresholds);
  const tV = v128.load_splat<f32>(thresholds, 4);
  const tD = v128.load_splat<f32>(thresholds, 8);
  for (let x = 0; x < count; x += 4, top += 32, bottom += 32, from += 16) {
    const a = f32x4.mul(v128.load(from), factors);
    const h = shrink(v128.load(from + band), tH, hard);
    const v = shrink(v128.load(from + 2 * band), tV, hard);
    const d = shrink(v128.load(from + 3 * band), tD, hard);
    const above = f32x4.add(a, h);
    const below = f32x4.sub(a, h);
    const across = f32x4.add(v, d);
    const under = f32x4.sub(v, d);
    const t0 = f32x4.add(above, across);
    const t1 = f32x4.sub(above, across);
    const b0 = f32x4.add(below, under);
    const b1 = f32x4.sub(below, under);
    v128.store(top, v128.shuffle<f32>(t0, t1, 0, 4, 1, 5));
    v128.store(top, v128.shuffle<f32>(t0, t1, 2, 6, 3, 7), 16);
    v128.store(bottom, v128.shuffle<f32>(b0, b1, 0, 4, 1, 5));
    v128.store(bottom, v128.shuffle<f32>(b0, b1, 2, 6, 3, 7), 16);
  }
}
