// Pictures as planes of colours that the wavelet chain works on, and back.
import { clipRow, fromMatrix, toMatrix, widen } from './colour';
import { packRow, repeatLast, unpackRow } from './rows';

/** Replaces the colours of one row of planes by a matrix of nine floats times them, where there is one, and widens limits. */
export function mixRow(row: usize, pitch: usize, plane: usize, colours: usize, matrix: usize, limits: usize): void {
  if (matrix !== 0) toMatrix(row, pitch, plane, matrix, limits);
  else for (let c: usize = 0; c < colours; c++) widen(row + c * plane, pitch, limits + 32 * c);
}

/** The opposite: clips colours and results; see `fromMatrix`. */
export function unmixRow(row: usize, pitch: usize, plane: usize, colours: usize, matrix: usize, clips: usize): void {
  if (matrix !== 0) {
    fromMatrix(row, pitch, plane, matrix, clips);
    return;
  }
  for (let c: usize = 0; c < colours; c++) {
    const least = max(load<f32>(clips + 8 * c), load<f32>(clips, 24));
    const greatest = min(load<f32>(clips + 8 * c, 4), load<f32>(clips, 28));
    clipRow(row + c * plane, pitch, least, greatest);
  }
}

/** Reads rows of a picture into planes whose rows are `pitch` and which are `plane` bytes apart, mixes them, and widens limits. */
export function readColours(
  from: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  matrix: usize,
  to: usize,
  pitch: usize,
  plane: usize,
  limits: usize,
): void {
  const colours: usize = channels === 1 ? 1 : 3;
  const stride = (<usize>(width * channels)) << (bytes ? 0 : 2);
  for (let y = 0; y < rows; y++, from += stride, to += pitch) {
    unpackRow(from, bytes, channels, width, to, plane);
    for (let c: usize = 0; c < colours; c++) repeatLast(to + c * plane, width, <i32>(pitch >> 2));
    mixRow(to, pitch, plane, colours, matrix, limits);
  }
}

/** The opposite of {@link readColours}: the planes are left mixed back and clipped. */
export function writeColours(
  to: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  rows: i32,
  matrix: usize,
  from: usize,
  pitch: usize,
  plane: usize,
  clips: usize,
): void {
  const colours: usize = channels === 1 ? 1 : 3;
  const stride = (<usize>(width * channels)) << (bytes ? 0 : 2);
  for (let y = 0; y < rows; y++, from += pitch, to += stride) {
    unmixRow(from, pitch, plane, colours, matrix, clips);
    packRow(to, bytes, channels, width, from, plane);
  }
}
