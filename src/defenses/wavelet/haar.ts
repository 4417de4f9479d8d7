import { shrink, type LevelThresholds } from './thresholds.js';

/**
 * db1 as sums and differences of 2 × 2 blocks, the fast path of the default wavelet: single precision in memory, double
 * in registers, no extension of borders needed except a repeated last sample of odd sides.
 */
export interface HaarLevel {
  /** Size of each band. */
  readonly width: number;
  readonly height: number;
  /** Low-pass band, the input of the next level. */
  readonly approximation: Float32Array;
  readonly horizontal: Float32Array;
  readonly vertical: Float32Array;
  readonly diagonal: Float32Array;
  /** Sums of squares of the horizontal, vertical and diagonal coefficients. */
  readonly squares: Float64Array;
}

/** Room for one level of a plane of `width × height`. */
export function newHaarLevel(width: number, height: number): HaarLevel {
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const size = columns * rows;
  const bands = new Float32Array(4 * size);
  return {
    width: columns,
    height: rows,
    approximation: bands.subarray(0, size),
    horizontal: bands.subarray(size, 2 * size),
    vertical: bands.subarray(2 * size, 3 * size),
    diagonal: bands.subarray(3 * size),
    squares: new Float64Array(3),
  };
}

/**
 * Decomposes two rows of `width` samples, at `top` and `bottom` of `source`, into row `row` of a level. For the last row
 * of an odd height both are the same.
 */
export function haarRows(
  source: Float32Array,
  top: number,
  bottom: number,
  width: number,
  level: HaarLevel,
  row: number,
): void {
  const { approximation, horizontal, vertical, diagonal, squares } = level;
  const pairs = width >> 1;
  let to = row * level.width;
  let sumH = 0;
  let sumV = 0;
  let sumD = 0;
  for (let i = 0; i < pairs; i++, to++) {
    const a = source[top + 2 * i];
    const b = source[top + 2 * i + 1];
    const c = source[bottom + 2 * i];
    const d = source[bottom + 2 * i + 1];
    const above = a + b;
    const below = c + d;
    const across = a - b;
    const under = c - d;
    const h = (above - below) * 0.5;
    const v = (across + under) * 0.5;
    const e = (across - under) * 0.5;
    approximation[to] = (above + below) * 0.5;
    horizontal[to] = h;
    vertical[to] = v;
    diagonal[to] = e;
    sumH += h * h;
    sumV += v * v;
    sumD += e * e;
  }
  if (width & 1) {
    const a = source[top + width - 1];
    const c = source[bottom + width - 1];
    const h = a - c;
    approximation[to] = a + c;
    horizontal[to] = h;
    vertical[to] = 0;
    diagonal[to] = 0;
    sumH += h * h;
  }
  squares[0] += sumH;
  squares[1] += sumV;
  squares[2] += sumD;
}

/** Decomposes the approximation of a level once more. */
export function haarNext(level: HaarLevel): HaarLevel {
  const { width, height, approximation } = level;
  const next = newHaarLevel(width, height);
  for (let row = 0; row < next.height; row++) {
    const top = 2 * row * width;
    haarRows(approximation, top, 2 * row + 1 < height ? top + width : top, width, next, row);
  }
  return next;
}

/**
 * Shrinks the details of row `row` of a level and puts two rows of `width` samples together again, at `top` and `bottom`
 * of `target`. For the last row of an odd height `bottom` is negative: it is not written.
 */
export function haarRowsBack(
  level: HaarLevel,
  row: number,
  thresholds: LevelThresholds,
  hard: boolean,
  target: Float32Array,
  top: number,
  bottom: number,
  width: number,
): void {
  const { approximation, horizontal, vertical, diagonal } = level;
  const { horizontal: tH, vertical: tV, diagonal: tD } = thresholds;
  const pairs = width >> 1;
  const two = bottom >= 0;
  let from = row * level.width;
  for (let i = 0; i < pairs; i++, from++) {
    const a = approximation[from];
    const h = shrink(horizontal[from], tH, hard);
    const v = shrink(vertical[from], tV, hard);
    const d = shrink(diagonal[from], tD, hard);
    const above = a + h;
    const below = a - h;
    const across = v + d;
    const under = v - d;
    target[top + 2 * i] = (above + across) * 0.5;
    target[top + 2 * i + 1] = (above - across) * 0.5;
    if (two) {
      target[bottom + 2 * i] = (below + under) * 0.5;
      target[bottom + 2 * i + 1] = (below - under) * 0.5;
    }
  }
  if (width & 1) {
    const a = approximation[from];
    const h = shrink(horizontal[from], tH, hard);
    const v = shrink(vertical[from], tV, hard);
    const d = shrink(diagonal[from], tD, hard);
    target[top + width - 1] = (a + h + v + d) * 0.5;
    if (two) target[bottom + width - 1] = (a - h + v - d) * 0.5;
  }
}

/** Shrinks the details of a level and writes its plane into the approximation of the next finer one. */
export function haarBack(level: HaarLevel, thresholds: LevelThresholds, hard: boolean, finer: HaarLevel): void {
  const { width, height, approximation } = finer;
  for (let row = 0; row < level.height; row++) {
    const top = 2 * row * width;
    const bottom = 2 * row + 1 < height ? top + width : -1;
    haarRowsBack(level, row, thresholds, hard, approximation, top, bottom, width);
  }
}
