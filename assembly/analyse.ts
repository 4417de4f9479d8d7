// One level of the wavelet transform for any filters, forward (see transform.ts of the TypeScript form, which is the reference).
//
// The four bands of a level are planes of rows of `band` bytes, a multiple of 64; approximation, horizontal, vertical and
// diagonal follow each other `plane` bytes apart. A row on its way between rows and columns is two rows of bands: low and high.
import { addSquares } from './sums';

/** The sample that half-sample symmetric extension puts at place i. */
export function reflect(i: i32, size: i32): i32 {
  const period = 2 * size;
  const j = ((i % period) + period) % period;
  return j < size ? j : period - 1 - j;
}

/** Where the samples of a row extended by `length` - 2 on the left, and as far as filters reach on the right, come from. */
function extend(size: i32, length: i32, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, to += 4) store<i32>(to, reflect(i - length + 2, size));
}

/** A row extended at both ends, its even samples at `even` and its odd ones at `odd`. */
function splitRow(row: usize, width: i32, length: i32, count: i32, index: usize, even: usize, odd: usize): void {
  const before = length - 2;
  let i = 0;
  for (; i < before; i += 2) {
    store<f32>(even + <usize>(i << 1), load<f32>(row + <usize>(load<i32>(index + <usize>(i << 2)) << 2)));
    store<f32>(odd + <usize>(i << 1), load<f32>(row + <usize>(load<i32>(index + <usize>(i << 2), 4) << 2)));
  }
  for (let x: usize = 0; x + 8 <= <usize>width; x += 8, i += 8) {
    const a = v128.load(row + (x << 2));
    const b = v128.load(row + (x << 2), 16);
    v128.store(even + <usize>(i << 1), v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(odd + <usize>(i << 1), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  }
  for (; i < count; i += 2) {
    store<f32>(even + <usize>(i << 1), load<f32>(row + <usize>(load<i32>(index + <usize>(i << 2)) << 2)));
    store<f32>(odd + <usize>(i << 1), load<f32>(row + <usize>(load<i32>(index + <usize>(i << 2), 4) << 2)));
  }
}

/** Filters a row that was split: low and high, `band` bytes each. */
function filterRow(even: usize, odd: usize, low: usize, high: usize, length: i32, band: usize, to: usize): void {
  for (const end = to + band; to < end; to += 32, even += 32, odd += 32) {
    let low0 = f32x4.splat(0);
    let low1 = low0;
    let high0 = low0;
    let high1 = low0;
    for (let m: usize = 0, x: usize = 0; m < <usize>(length << 2); m += 8, x += 4) {
      const e0 = v128.load(even + x);
      const e1 = v128.load(even + x, 16);
      const o0 = v128.load(odd + x);
      const o1 = v128.load(odd + x, 16);
      const lowEven = v128.load_splat<f32>(low + m);
      const lowOdd = v128.load_splat<f32>(low + m, 4);
      const highEven = v128.load_splat<f32>(high + m);
      const highOdd = v128.load_splat<f32>(high + m, 4);
      low0 = f32x4.add(low0, f32x4.add(f32x4.mul(lowEven, e0), f32x4.mul(lowOdd, o0)));
      low1 = f32x4.add(low1, f32x4.add(f32x4.mul(lowEven, e1), f32x4.mul(lowOdd, o1)));
      high0 = f32x4.add(high0, f32x4.add(f32x4.mul(highEven, e0), f32x4.mul(highOdd, o0)));
      high1 = f32x4.add(high1, f32x4.add(f32x4.mul(highEven, e1), f32x4.mul(highOdd, o1)));
    }
    v128.store(to, low0);
    v128.store(to, low1, 16);
    v128.store(to + band, high0);
    v128.store(to + band, high1, 16);
  }
}

/** Filters columns: one row of two bands from rows at the places of `index`, `stride` bytes apart. */
function filterColumns(
  from: usize,
  stride: usize,
  index: usize,
  low: usize,
  high: usize,
  length: i32,
  band: usize,
  to: usize,
  plane: usize,
): void {
  for (let x: usize = 0; x < band; x += 64) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let d0 = a0;
    let d1 = a0;
    let d2 = a0;
    let d3 = a0;
    for (let m: usize = 0; m < <usize>(length << 2); m += 4) {
      const row = from + x + <usize>load<i32>(index + m) * stride;
      const l = v128.load_splat<f32>(low + m);
      const h = v128.load_splat<f32>(high + m);
      const v0 = v128.load(row);
      a0 = f32x4.add(a0, f32x4.mul(l, v0));
      d0 = f32x4.add(d0, f32x4.mul(h, v0));
      const v1 = v128.load(row, 16);
      a1 = f32x4.add(a1, f32x4.mul(l, v1));
      d1 = f32x4.add(d1, f32x4.mul(h, v1));
      const v2 = v128.load(row, 32);
      a2 = f32x4.add(a2, f32x4.mul(l, v2));
      d2 = f32x4.add(d2, f32x4.mul(h, v2));
      const v3 = v128.load(row, 48);
      a3 = f32x4.add(a3, f32x4.mul(l, v3));
      d3 = f32x4.add(d3, f32x4.mul(h, v3));
    }
    v128.store(to + x, a0);
    v128.store(to + x, a1, 16);
    v128.store(to + x, a2, 32);
    v128.store(to + x, a3, 48);
    v128.store(to + x + plane, d0);
    v128.store(to + x + plane, d1, 16);
    v128.store(to + x + plane, d2, 32);
    v128.store(to + x + plane, d3, 48);
  }
}

/**
 * Decomposes a plane of `width × height` in rows `stride` bytes apart.
 * @param filters low pass and high pass, `length` floats each
 * @param spare room for `height` rows of two bands, and then for a split row and the places of extended rows and columns
 * @param to four planes of `rows` rows of `columns` floats
 * @param squares three doubles: the sums of squares of the details
 */
export function analyse(
  from: usize,
  stride: usize,
  width: i32,
  height: i32,
  filters: usize,
  length: i32,
  spare: usize,
  to: usize,
  band: usize,
  plane: usize,
  squares: usize,
): void {
  const low = filters;
  const high = filters + <usize>(length << 2);
  const columns = (width + length - 1) >> 1;
  const rows = (height + length - 1) >> 1;
  const even = spare + 2 * band * <usize>height;
  const half = band + <usize>(length << 1) + 64;
  const odd = even + half;
  const index = odd + half;
  const count = 2 * columns + length - 2;
  memory.fill(even, 0, 2 * half);
  extend(width, length, count, index);
  for (let y = 0, at = spare; y < height; y++, at += 2 * band, from += stride) {
    splitRow(from, width, length, count, index, even, odd);
    filterRow(even, odd, low, high, length, band, at);
  }
  extend(height, length, 2 * rows + length - 2, index);
  for (let y = 0; y < rows; y++, to += band) {
    const places = index + <usize>(y << 3);
    filterColumns(spare, 2 * band, places, low, high, length, band, to, plane);
    filterColumns(spare + band, 2 * band, places, low, high, length, band, to + 2 * plane, plane);
    addSquares(to + plane, columns, squares);
    addSquares(to + 2 * plane, columns, squares + 8);
    addSquares(to + 3 * plane, columns, squares + 16);
  }
}
