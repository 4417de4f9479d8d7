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

/** Floats that all levels of a plane take. */
export function haarSize(width: number, height: number, levels: number): number {
  let size = 0;
  let w = width;
  let h = height;
  for (let level = 0; level < levels; level++) {
    w = (w + 1) >> 1;
    h = (h + 1) >> 1;
    size += 4 * w * h;
  }
  return size;
}

/** The levels of a plane of `width × height` in memory of {@link haarSize}, finest first; their contents are whatever was there. */
export function haarLevels(memory: Float32Array, width: number, height: number, levels: number): HaarLevel[] {
  const result: HaarLevel[] = [];
  let at = 0;
  for (let level = 0, w = width, h = height; level < levels; level++) {
    w = (w + 1) >> 1;
    h = (h + 1) >> 1;
    const [approximation, horizontal, vertical, diagonal] = [0, 1, 2, 3].map((i) => {
      return memory.subarray(at + i * w * h, at + (i + 1) * w * h);
    });
    result.push({ width: w, height: h, approximation, horizontal, vertical, diagonal, squares: new Float64Array(3) });
    at += 4 * w * h;
  }
  return result;
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

/** Decomposes the approximation of a level into the next coarser one. */
export function haarNext({ width, height, approximation }: HaarLevel, next: HaarLevel): void {
  for (let row = 0; row < next.height; row++) {
    const top = 2 * row * width;
    haarRows(approximation, top, 2 * row + 1 < height ? top + width : top, width, next, row);
  }
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
