// One level of the wavelet transform for orthogonal filters, forward and backward, as a chain of rotations (see rotations.ts): two
// rows of coefficients at a time, so that what goes from columns to rows stays in the processor's cache. The bands lie as
// analyse.ts says, but there is room for a float for each delay before each row of them. Details may have the other sign.
import { reflect } from './analyse';
import { shrinkRow } from './haar';
import { rotateRow, rotateRows } from './rotations';
import { addSquares } from './sums';

/** Where sample x of a row is whose odd samples begin `apart` bytes after the even ones. */
function placeOf(x: i32, apart: usize): i32 {
  return (x >> 1) * 4 + (x & 1 ? <i32>apart : 0);
}

/** For the samples of a row from `begin` to `end` where they go and where symmetric extension takes them from. */
function extend(begin: i32, end: i32, width: i32, apart: usize, to: usize): usize {
  for (let x = begin; x < end; x++, to += 8) {
    store<i32>(to, placeOf(x, apart));
    store<i32>(to, placeOf(reflect(x, width), apart), 4);
  }
  return to;
}

/** Extends four rows, `pitch` bytes apart: all before any of them is read, as vectors cannot be so soon after their floats. */
function extendRows(rows: usize, pitch: usize, places: usize, end: usize): void {
  for (; places < end; places += 8) {
    let to = rows + <usize>load<i32>(places);
    let from = rows + <usize>load<i32>(places, 4);
    for (let n = 0; n < 4; n++, to += pitch, from += pitch) store<f32>(to, load<f32>(from));
  }
}

/** Bytes of the delays of columns. */
function delaysOf(width: i32, delays: i32): usize {
  return <usize>(((width + 7) >> 3) * delays * 32);
}

/**
 * Decomposes a plane of `width × height` in rows `stride` bytes apart.
 * @param turns the tangents of the rotations
 * @param factor what makes coefficients of what they give along both axes
 * @param spare room for delays (32 bytes for 8 columns, each), for eight rows of `band` + 64 bytes and for places (8 bytes for
 *   each sample by which a row is extended)
 * @param to four planes of rows of `band` bytes
 * @param squares three doubles: the sums of squares of the details
 */
export function analyseByRotations(
  from: usize,
  stride: usize,
  width: i32,
  height: i32,
  turns: usize,
  rotations: i32,
  factor: f32,
  spare: usize,
  to: usize,
  band: usize,
  plane: usize,
  squares: usize,
): void {
  const delays = rotations - 1;
  const before = <usize>(4 * delays);
  const columns = ((width + 1) >> 1) + delays;
  const rows = ((height + 1) >> 1) + delays;
  const apart = band + 64;
  const scratch = spare + delaysOf(width, delays);
  // Low, high, low, high; each has its even samples, and then its odd ones.
  const row = scratch + before;
  const places = scratch + 8 * apart;
  const end = extend(width, 2 * columns, width, apart, extend(-2 * delays, 0, width, apart, places));
  for (let y = -delays; y < rows; y += 2) {
    rotateRows(
      from + <usize>reflect(2 * y, height) * stride,
      from + <usize>reflect(2 * y + 1, height) * stride,
      from + <usize>reflect(2 * y + 2, height) * stride,
      from + <usize>reflect(2 * y + 3, height) * stride,
      width,
      turns,
      rotations,
      factor,
      spare,
      apart,
      false,
      row,
      row + 2 * apart,
      row + 4 * apart,
      row + 6 * apart,
    );
    extendRows(row, 2 * apart, places, end);
    for (let i = y, low = scratch; i < min(y + 2, rows); i++, low += 4 * apart) {
      if (i < 0) continue;
      const high = low + 2 * apart;
      const at = to - before;
      rotateRow(low, low + apart, columns + delays, turns, rotations, at, at + 2 * plane);
      rotateRow(high, high + apart, columns + delays, turns, rotations, at + plane, at + 3 * plane);
      for (let n: usize = 0; n < 3; n++) addSquares(to + (n + 1) * plane, columns, squares + 8 * n);
      to += band;
    }
  }
}

/** Row `y` of a plane, or where it has none `none`. */
function rowOr(none: usize, plane: usize, stride: usize, y: i32, height: i32): usize {
  return y < 0 || y >= height ? none : plane + <usize>y * stride;
}

/**
 * Shrinks the details of a level, and puts a plane of `width × height` together from its four planes, which are overwritten.
 * @param thresholds three floats: horizontal, vertical, diagonal
 * @param turns the tangents of the rotations in reverse
 * @param spare room for delays, for eight rows, and for a row of `width` and up to 7 floats more
 */
export function synthesiseByRotations(
  from: usize,
  band: usize,
  plane: usize,
  thresholds: usize,
  hard: bool,
  turns: usize,
  rotations: i32,
  factor: f32,
  spare: usize,
  to: usize,
  stride: usize,
  width: i32,
  height: i32,
): void {
  const delays = rotations - 1;
  const columns = ((width + 1) >> 1) + delays;
  const rows = ((height + 1) >> 1) + delays;
  const apart = band + 64;
  const scratch = spare + delaysOf(width, delays);
  const row = scratch + <usize>(4 * delays);
  const none = scratch + 8 * apart;
  for (let i = 0; i < rows; i += 2) {
    for (let n = i, low = scratch; n < min(i + 2, rows); n++, low += 4 * apart, from += band) {
      for (let b: usize = 1; b < 4; b++) {
        shrinkRow(from + b * plane, (columns + 3) & ~3, load<f32>(thresholds + 4 * b - 4), hard);
      }
      const high = low + 2 * apart;
      rotateRow(from + 2 * plane, from, columns, turns, rotations, low + apart, low);
      rotateRow(from + 3 * plane, from + plane, columns, turns, rotations, high + apart, high);
    }
    const y = 2 * (i - delays);
    rotateRows(
      row + 2 * apart,
      row,
      row + 6 * apart,
      row + 4 * apart,
      width,
      turns,
      rotations,
      factor,
      spare,
      apart,
      true,
      rowOr(none, to, stride, y + 1, height),
      rowOr(none, to, stride, y, height),
      rowOr(none, to, stride, y + 3, height),
      rowOr(none, to, stride, y + 2, height),
    );
  }
}
