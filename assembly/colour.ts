// Colour transforms of plane rows in place, and the limits of what is in them.

import { firstOf3, secondOf3, storePixels3, thirdOf3 } from './rows';

/** Least and greatest value of a colour: two vectors of four candidates, for each of the colours. */
export type Limits = usize;

/** Widens the limits of one colour by a row. */
export function widen(row: usize, pitch: usize, limits: Limits): void {
  let low = v128.load(limits);
  let high = v128.load(limits, 16);
  for (const end = row + pitch; row < end; row += 16) {
    const value = v128.load(row);
    low = f32x4.pmin(low, value);
    high = f32x4.pmax(high, value);
  }
  v128.store(limits, low);
  v128.store(limits, high, 16);
}

/** One row of a 3 × 3 matrix times a pixel, four pixels at a time. */
function weighed(m: v128, n: v128, o: v128, a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(m, a), f32x4.mul(n, b)), f32x4.mul(o, c));
}

function coefficient(matrix: usize, n: i32): v128 {
  return v128.load_splat<f32>(matrix + (n << 2));
}

/** Replaces three rows, `plane` bytes apart, by a matrix of nine floats times them, and widens their limits. */
export function toMatrix(row: usize, pitch: usize, plane: usize, matrix: usize, limits: Limits): void {
  const m0 = coefficient(matrix, 0);
  const m1 = coefficient(matrix, 1);
  const m2 = coefficient(matrix, 2);
  const m3 = coefficient(matrix, 3);
  const m4 = coefficient(matrix, 4);
  const m5 = coefficient(matrix, 5);
  const m6 = coefficient(matrix, 6);
  const m7 = coefficient(matrix, 7);
  const m8 = coefficient(matrix, 8);
  let low0 = v128.load(limits);
  let high0 = v128.load(limits, 16);
  let low1 = v128.load(limits, 32);
  let high1 = v128.load(limits, 48);
  let low2 = v128.load(limits, 64);
  let high2 = v128.load(limits, 80);
  for (const end = row + pitch; row < end; row += 16) {
    const a = v128.load(row);
    const b = v128.load(row + plane);
    const c = v128.load(row + 2 * plane);
    const x = weighed(m0, m1, m2, a, b, c);
    const y = weighed(m3, m4, m5, a, b, c);
    const z = weighed(m6, m7, m8, a, b, c);
    low0 = f32x4.pmin(low0, x);
    high0 = f32x4.pmax(high0, x);
    low1 = f32x4.pmin(low1, y);
    high1 = f32x4.pmax(high1, y);
    low2 = f32x4.pmin(low2, z);
    high2 = f32x4.pmax(high2, z);
    v128.store(row, x);
    v128.store(row + plane, y);
    v128.store(row + 2 * plane, z);
  }
  v128.store(limits, low0);
  v128.store(limits, high0, 16);
  v128.store(limits, low1, 32);
  v128.store(limits, high1, 48);
  v128.store(limits, low2, 64);
  v128.store(limits, high2, 80);
}

/** The same from four pixels of three floats each at a time: `count` bytes of each row. */
export function splitToMatrix(
  from: usize,
  row: usize,
  count: usize,
  plane: usize,
  matrix: usize,
  limits: Limits,
): void {
  const m0 = coefficient(matrix, 0);
  const m1 = coefficient(matrix, 1);
  const m2 = coefficient(matrix, 2);
  const m3 = coefficient(matrix, 3);
  const m4 = coefficient(matrix, 4);
  const m5 = coefficient(matrix, 5);
  const m6 = coefficient(matrix, 6);
  const m7 = coefficient(matrix, 7);
  const m8 = coefficient(matrix, 8);
  let low0 = v128.load(limits);
  let high0 = v128.load(limits, 16);
  let low1 = v128.load(limits, 32);
  let high1 = v128.load(limits, 48);
  let low2 = v128.load(limits, 64);
  let high2 = v128.load(limits, 80);
  for (const end = row + count; row < end; row += 16, from += 48) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    const third = v128.load(from, 32);
    const a = firstOf3(first, second, third);
    const b = secondOf3(first, second, third);
    const c = thirdOf3(first, second, third);
    const x = weighed(m0, m1, m2, a, b, c);
    const y = weighed(m3, m4, m5, a, b, c);
    const z = weighed(m6, m7, m8, a, b, c);
    low0 = f32x4.pmin(low0, x);
    high0 = f32x4.pmax(high0, x);
    low1 = f32x4.pmin(low1, y);
    high1 = f32x4.pmax(high1, y);
    low2 = f32x4.pmin(low2, z);
    high2 = f32x4.pmax(high2, z);
    v128.store(row, x);
    v128.store(row + plane, y);
    v128.store(row + 2 * plane, z);
  }
  v128.store(limits, low0);
  v128.store(limits, high0, 16);
  v128.store(limits, low1, 32);
  v128.store(limits, high1, 48);
  v128.store(limits, low2, 64);
  v128.store(limits, high2, 80);
}

function clamp(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** Multiplies a row. */
export function scaleRow(row: usize, pitch: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (const end = row + pitch; row < end; row += 16) v128.store(row, f32x4.mul(v128.load(row), factors));
}

/** Clips a row to two values. */
export function clipRow(row: usize, pitch: usize, least: f32, greatest: f32): void {
  const low = f32x4.splat(least);
  const high = f32x4.splat(greatest);
  for (const end = row + pitch; row < end; row += 16) v128.store(row, clamp(v128.load(row), low, high));
}

/**
 * Clips three rows, `plane` bytes apart, each to its own limits, replaces them by a matrix times them, and clips these.
 * @param clips two floats for each colour, and two for all results
 */
export function fromMatrix(row: usize, pitch: usize, plane: usize, matrix: usize, clips: usize): void {
  const m0 = coefficient(matrix, 0);
  const m1 = coefficient(matrix, 1);
  const m2 = coefficient(matrix, 2);
  const m3 = coefficient(matrix, 3);
  const m4 = coefficient(matrix, 4);
  const m5 = coefficient(matrix, 5);
  const m6 = coefficient(matrix, 6);
  const m7 = coefficient(matrix, 7);
  const m8 = coefficient(matrix, 8);
  const low = coefficient(clips, 6);
  const high = coefficient(clips, 7);
  for (const end = row + pitch; row < end; row += 16) {
    const a = clamp(v128.load(row), coefficient(clips, 0), coefficient(clips, 1));
    const b = clamp(v128.load(row + plane), coefficient(clips, 2), coefficient(clips, 3));
    const c = clamp(v128.load(row + 2 * plane), coefficient(clips, 4), coefficient(clips, 5));
    v128.store(row, clamp(weighed(m0, m1, m2, a, b, c), low, high));
    v128.store(row + plane, clamp(weighed(m3, m4, m5, a, b, c), low, high));
    v128.store(row + 2 * plane, clamp(weighed(m6, m7, m8, a, b, c), low, high));
  }
}

/** The same to four pixels of three floats each at a time: `count` bytes of each row. */
export function interleaveFromMatrix(
  row: usize,
  to: usize,
  count: usize,
  plane: usize,
  matrix: usize,
  clips: usize,
): void {
  const m0 = coefficient(matrix, 0);
  const m1 = coefficient(matrix, 1);
  const m2 = coefficient(matrix, 2);
  const m3 = coefficient(matrix, 3);
  const m4 = coefficient(matrix, 4);
  const m5 = coefficient(matrix, 5);
  const m6 = coefficient(matrix, 6);
  const m7 = coefficient(matrix, 7);
  const m8 = coefficient(matrix, 8);
  const low = coefficient(clips, 6);
  const high = coefficient(clips, 7);
  for (const end = row + count; row < end; row += 16, to += 48) {
    const a = clamp(v128.load(row), coefficient(clips, 0), coefficient(clips, 1));
    const b = clamp(v128.load(row + plane), coefficient(clips, 2), coefficient(clips, 3));
    const c = clamp(v128.load(row + 2 * plane), coefficient(clips, 4), coefficient(clips, 5));
    const x = clamp(weighed(m0, m1, m2, a, b, c), low, high);
    const y = clamp(weighed(m3, m4, m5, a, b, c), low, high);
    const z = clamp(weighed(m6, m7, m8, a, b, c), low, high);
    storePixels3(to, x, y, z);
  }
}
