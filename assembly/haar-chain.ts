// The wavelet chain for db1: colour, decomposition, thresholds, reconstruction and colour of a band of rows at a time.
import { haarRows, haarRowsBack } from './haar';
import { readRow, writeRow } from './planes';
import { repeatLast, strideOf } from './rows';

/**
 * Decomposes `rows` rows of a picture, an even number but for its last, and all of the picture above was decomposed before.
 * @param matrix nine floats, which halve the colours too, or 0: their halves
 * @param pair room for two plane rows of each colour, `pitch` bytes each
 * @param to where the coefficients go: for each two rows, for each colour, four rows of half the pitch
 * @param limits for each colour two vectors; `squares` for each colour three doubles: both are added to
 */
export function haarForward(
  from: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  matrix: usize,
  pair: usize,
  pitch: usize,
  to: usize,
  limits: usize,
  squares: usize,
): void {
  const colours: usize = channels === 1 ? 1 : 3;
  const stride = strideOf(bytes, channels, width);
  const below = pair + colours * pitch;
  const band = pitch >> 1;
  const blocks = (width + 1) >> 1;
  for (let y = 0; y < rows; y += 2) {
    const two = y + 1 < rows;
    for (let row = 0; row <= (two ? 1 : 0); row++, from += stride) {
      const plane = row === 0 ? pair : below;
      readRow(from, bytes, channels, width, matrix, 0.5, plane, pitch, pitch, limits);
    }
    for (let c: usize = 0; c < colours; c++, to += 4 * band) {
      const top = pair + c * pitch;
      haarRows(top, two ? below + c * pitch : top, blocks, to, band, squares + 24 * c);
    }
  }
}

/**
 * Decomposes the approximation of a level, `width × height` in rows `stride` bytes apart, into the next coarser one.
 * @param band bytes of a row of its coefficients
 */
export function haarNext(
  from: usize,
  stride: usize,
  width: i32,
  height: i32,
  to: usize,
  band: usize,
  squares: usize,
): void {
  const blocks = (width + 1) >> 1;
  const padded = (width + 7) & ~7;
  for (let y = 0; y < height; y += 2, from += 2 * stride, to += 4 * band) {
    const bottom = y + 1 < height ? from + stride : from;
    repeatLast(from, width, padded);
    repeatLast(bottom, width, padded);
    haarRows(from, bottom, blocks, to, band, squares);
  }
}

/**
 * Shrinks the details of a level and writes its plane, doubled, over the approximation of the next finer one.
 * @param factor see `haarRowsBack`
 */
export function haarBack(
  from: usize,
  band: usize,
  width: i32,
  height: i32,
  factor: f32,
  thresholds: usize,
  hard: bool,
  to: usize,
  stride: usize,
  spare: usize,
): void {
  const blocks = (width + 1) >> 1;
  for (let y = 0; y < height; y += 2, from += 4 * band, to += 2 * stride) {
    haarRowsBack(from, band, blocks, factor, thresholds, hard, to, y + 1 < height ? to + stride : spare);
  }
}

/**
 * The way back from the finest level: `rows` rows of a picture from their coefficients.
 * @param matrix nine floats, of doubled colours, or 0: the colours are halved
 * @param factor see `haarRowsBack`
 * @param thresholds for each colour three floats
 * @param clips for each of three colours two limits, then those of all samples
 */
export function haarBackward(
  to: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  matrix: usize,
  pair: usize,
  pitch: usize,
  from: usize,
  factor: f32,
  thresholds: usize,
  hard: bool,
  clips: usize,
): void {
  const colours: usize = channels === 1 ? 1 : 3;
  const stride = strideOf(bytes, channels, width);
  const below = pair + colours * pitch;
  const band = pitch >> 1;
  const blocks = (width + 1) >> 1;
  for (let y = 0; y < rows; y += 2) {
    for (let c: usize = 0; c < colours; c++, from += 4 * band) {
      const top = pair + c * pitch;
      haarRowsBack(from, band, blocks, factor, thresholds + 12 * c, hard, top, below + c * pitch);
    }
    for (let row = 0; row < 2 && y + row < rows; row++, to += stride) {
      const plane = row === 0 ? pair : below;
      writeRow(to, bytes, channels, width, matrix, 0.5, plane, pitch, pitch, clips);
    }
  }
}
