// Pictures as planes of colours that the wavelet chain works on, and back.
import { clipRow, fromMatrix, interleaveFromMatrix, scaleRow, splitToMatrix, toMatrix, widen } from './colour';
import { packRow, repeatLast, strideOf, unpackRow } from './rows';

/**
 * Reads a row of a picture into plane rows that are `plane` bytes apart: a matrix of nine floats times the colours, or where there is
 * none the colours times `scale`. Their limits are widened.
 */
export function readRow(
  from: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  matrix: usize,
  scale: f32,
  to: usize,
  pitch: usize,
  plane: usize,
  limits: usize,
): void {
  const colours: usize = channels === 1 ? 1 : 3;
  // Of floats of three channels four pixels go all the way at a time.
  const fused = matrix !== 0 && channels === 3 && !bytes ? width & ~3 : 0;
  if (fused > 0) splitToMatrix(from, to, <usize>(fused << 2), plane, matrix, limits);
  const at = to + <usize>(fused << 2);
  if (fused < width) {
    unpackRow(from + <usize>(fused * channels * (bytes ? 1 : 4)), bytes, channels, width - fused, at, plane);
    for (let c: usize = 0; c < colours; c++) repeatLast(at + c * plane, width - fused, (width - fused + 3) & ~3);
    const rest = (<usize>((width - fused + 3) >> 2)) << 4;
    if (matrix !== 0) toMatrix(at, rest, plane, matrix, limits);
    else {
      for (let c: usize = 0; c < colours; c++) {
        if (scale !== 1) scaleRow(at + c * plane, rest, scale);
        widen(at + c * plane, rest, limits + 32 * c);
      }
    }
  }
  for (let c: usize = 0; c < colours; c++) repeatLast(to + c * plane, width, <i32>(pitch >> 2));
}

/** The opposite of {@link readRow}: clips colours and results (see `fromMatrix`). The plane rows are left as they come. */
export function writeRow(
  to: usize,
  bytes: bool,
  channels: i32,
  width: i32,
  matrix: usize,
  scale: f32,
  from: usize,
  pitch: usize,
  plane: usize,
  clips: usize,
): void {
  if (matrix !== 0 && channels === 3 && !bytes) {
    interleaveFromMatrix(from, to, (<usize>((width + 3) & ~3)) << 2, plane, matrix, clips);
    return;
  }
  if (matrix !== 0) fromMatrix(from, pitch, plane, matrix, clips);
  else {
    const colours: usize = channels === 1 ? 1 : 3;
    for (let c: usize = 0; c < colours; c++) {
      const row = from + c * plane;
      if (scale !== 1) scaleRow(row, pitch, scale);
      const least = max(load<f32>(clips + 8 * c), load<f32>(clips, 24));
      const greatest = min(load<f32>(clips + 8 * c, 4), load<f32>(clips, 28));
      clipRow(row, pitch, least, greatest);
    }
  }
  packRow(to, bytes, channels, width, from, plane);
}

/** Reads rows of a picture into planes whose rows are `pitch` and which are `plane` bytes apart. */
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
  const stride = strideOf(bytes, channels, width);
  for (let y = 0; y < rows; y++, from += stride, to += pitch) {
    readRow(from, bytes, channels, width, matrix, 1, to, pitch, plane, limits);
  }
}

/** The opposite of {@link readColours}. */
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
  const stride = strideOf(bytes, channels, width);
  for (let y = 0; y < rows; y++, from += pitch, to += stride) {
    writeRow(to, bytes, channels, width, matrix, 1, from, pitch, plane, clips);
  }
}
