import type { HaarLevel } from './haar.js';
import type { LevelThresholds } from './thresholds.js';

/** Whether the shrinkage lets a coefficient through: its derivative there. */
function passes(value: number, threshold: number, hard: boolean): boolean {
  return hard ? Math.abs(value) >= threshold : Math.abs(value) > threshold;
}

/**
 * Transpose of `haarRowsBack`: from the gradient with respect to two rows of `width` samples, at `top` and `bottom` of
 * `source`, to that with respect to row `row` of a level's bands. Details, which tell where the shrinkage let something
 * through, are replaced by their gradient. For the last row of an odd height `bottom` is negative.
 */
export function haarRowsBackTransposed(
  source: Float32Array,
  top: number,
  bottom: number,
  width: number,
  level: HaarLevel,
  row: number,
  thresholds: LevelThresholds,
  hard: boolean,
): void {
  const { approximation, horizontal, vertical, diagonal } = level;
  const { horizontal: tH, vertical: tV, diagonal: tD } = thresholds;
  const pairs = width >> 1;
  const two = bottom >= 0;
  let to = row * level.width;
  for (let i = 0; i < pairs; i++, to++) {
    const a = source[top + 2 * i];
    const b = source[top + 2 * i + 1];
    const c = two ? source[bottom + 2 * i] : 0;
    const d = two ? source[bottom + 2 * i + 1] : 0;
    const above = a + b;
    const below = c + d;
    const across = a - b;
    const under = c - d;
    approximation[to] = (above + below) * 0.5;
    horizontal[to] = passes(horizontal[to], tH, hard) ? (above - below) * 0.5 : 0;
    vertical[to] = passes(vertical[to], tV, hard) ? (across + under) * 0.5 : 0;
    diagonal[to] = passes(diagonal[to], tD, hard) ? (across - under) * 0.5 : 0;
  }
  if (width & 1) {
    const a = source[top + width - 1];
    const c = two ? source[bottom + width - 1] : 0;
    approximation[to] = (a + c) * 0.5;
    horizontal[to] = passes(horizontal[to], tH, hard) ? (a - c) * 0.5 : 0;
    vertical[to] = passes(vertical[to], tV, hard) ? (a + c) * 0.5 : 0;
    diagonal[to] = passes(diagonal[to], tD, hard) ? (a - c) * 0.5 : 0;
  }
}

/** Transpose of `haarBack`: from the gradient in the approximation of a level to the bands of the next coarser one. */
export function haarBackTransposed(
  { width, height, approximation }: HaarLevel,
  coarser: HaarLevel,
  thresholds: LevelThresholds,
  hard: boolean,
): void {
  for (let row = 0; row < coarser.height; row++) {
    const top = 2 * row * width;
    const bottom = 2 * row + 1 < height ? top + width : -1;
    haarRowsBackTransposed(approximation, top, bottom, width, coarser, row, thresholds, hard);
  }
}

/**
 * Transpose of `haarRows`: from the gradient with respect to row `row` of a level's bands to that with respect to two rows
 * of `width` samples, at `top` and `bottom` of `target`. For the last row of an odd height, which was taken for both,
 * `bottom` is negative.
 */
export function haarRowsTransposed(
  level: HaarLevel,
  row: number,
  target: Float32Array,
  top: number,
  bottom: number,
  width: number,
): void {
  const { approximation, horizontal, vertical, diagonal } = level;
  const pairs = width >> 1;
  const two = bottom >= 0;
  let from = row * level.width;
  for (let i = 0; i < pairs; i++, from++) {
    const a = approximation[from];
    const v = vertical[from];
    if (two) {
      const h = horizontal[from];
      const d = diagonal[from];
      const above = a + h;
      const below = a - h;
      const across = v + d;
      const under = v - d;
      target[top + 2 * i] = (above + across) * 0.5;
      target[top + 2 * i + 1] = (above - across) * 0.5;
      target[bottom + 2 * i] = (below + under) * 0.5;
      target[bottom + 2 * i + 1] = (below - under) * 0.5;
    } else {
      target[top + 2 * i] = a + v;
      target[top + 2 * i + 1] = a - v;
    }
  }
  if (width & 1) {
    const a = approximation[from];
    const h = horizontal[from];
    target[top + width - 1] = two ? a + h : 2 * a;
    if (two) target[bottom + width - 1] = a - h;
  }
}

/** Transpose of `haarNext`: from the gradient in a level's bands to the approximation of the next finer one. */
export function haarNextTransposed(level: HaarLevel, { width, height, approximation }: HaarLevel): void {
  for (let row = 0; row < level.height; row++) {
    const top = 2 * row * width;
    haarRowsTransposed(level, row, approximation, top, 2 * row + 1 < height ? top + width : -1, width);
  }
}
