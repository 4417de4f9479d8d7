import { skimageYCbCr } from '../../core/colour.js';
import { type FullImage, isByteData, toByte } from '../../core/image.js';

/**
 * The colour channels of two neighbouring rows, `[channel][row][x]` with `width` samples to a row: what the wavelet
 * chain works on at a time, small enough to stay in the processor's cache.
 */
export type RowPair = Float32Array;

/** Smallest and largest value of each channel: minimum at 2c, maximum at 2c + 1. */
export type Limits = Float64Array;

/** Limits before any sample was seen. */
export function newLimits(colours: number): Limits {
  return Float64Array.from({ length: 2 * colours }, (_, i) => (i % 2 === 0 ? Infinity : -Infinity));
}

/**
 * Reads row `y` of a picture into row `slot` (0 or 1) of a pair: the raw samples of its colour channels, or Y, Cb and Cr
 * without their offsets (which neither change details nor survive the way back).
 */
export function readRow(
  image: FullImage,
  y: number,
  slot: number,
  ycbcr: boolean,
  pair: RowPair,
  limits: Limits,
): void {
  const { data, width, channels } = image;
  if (ycbcr) {
    readYCbCr(image, y, slot, pair, limits);
    return;
  }
  const colours = channels === 1 ? 1 : 3;
  for (let c = 0; c < colours; c++) {
    const to = (2 * c + slot) * width;
    let low = limits[2 * c];
    let high = limits[2 * c + 1];
    for (let x = 0, from = y * width * channels + c; x < width; x++, from += channels) {
      const value = data[from];
      pair[to + x] = value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    limits[2 * c] = low;
    limits[2 * c + 1] = high;
  }
}

function readYCbCr(image: FullImage, y: number, slot: number, pair: RowPair, limits: Limits): void {
  const { data, width, channels } = image;
  // Indexed, not destructured: iterators cost more here than the arithmetic of a short row.
  const m = skimageYCbCr.forward;
  const yr = m[0];
  const yg = m[1];
  const yb = m[2];
  const br = m[3];
  const bg = m[4];
  const bb = m[5];
  const rr = m[6];
  const rg = m[7];
  const rb = m[8];
  let yLow = limits[0];
  let yHigh = limits[1];
  let bLow = limits[2];
  let bHigh = limits[3];
  let rLow = limits[4];
  let rHigh = limits[5];
  const luma = slot * width;
  const blue = (2 + slot) * width;
  const red = (4 + slot) * width;
  for (let x = 0, from = y * width * channels; x < width; x++, from += channels) {
    const r = data[from];
    const g = data[from + 1];
    const b = data[from + 2];
    const l = yr * r + yg * g + yb * b;
    const cb = br * r + bg * g + bb * b;
    const cr = rr * r + rg * g + rb * b;
    pair[luma + x] = l;
    pair[blue + x] = cb;
    pair[red + x] = cr;
    if (l < yLow) yLow = l;
    if (l > yHigh) yHigh = l;
    if (cb < bLow) bLow = cb;
    if (cb > bHigh) bHigh = cb;
    if (cr < rLow) rLow = cr;
    if (cr > rHigh) rHigh = cr;
  }
  limits[0] = yLow;
  limits[1] = yHigh;
  limits[2] = bLow;
  limits[3] = bHigh;
  limits[4] = rLow;
  limits[5] = rHigh;
}

/** How rows go back into a picture. */
export interface RowWriting {
  readonly ycbcr: boolean;
  /** Each channel is clipped to these limits first. */
  readonly limits: Limits;
  /** Whether samples are clipped to 0…255 at the end even where the picture could hold others. */
  readonly clip: boolean;
}

/** Writes row `slot` of a pair into row `y` of a picture; 8-bit pictures are rounded and clamped. */
export function writeRow(image: FullImage, y: number, slot: number, pair: RowPair, writing: RowWriting): void {
  const { data, width, channels } = image;
  const { limits } = writing;
  const bytes = isByteData(data);
  const low = writing.clip ? 0 : -Infinity;
  const high = writing.clip ? 255 : Infinity;
  if (!writing.ycbcr) {
    const colours = channels === 1 ? 1 : 3;
    for (let c = 0; c < colours; c++) {
      const from = (2 * c + slot) * width;
      for (let x = 0, to = y * width * channels + c; x < width; x++, to += channels) {
        const value = clamp(clamp(pair[from + x], limits[2 * c], limits[2 * c + 1]), low, high);
        data[to] = bytes ? toByte(value) : value;
      }
    }
    return;
  }
  const m = skimageYCbCr.backward;
  const r0 = m[0];
  const r1 = m[1];
  const r2 = m[2];
  const g0 = m[3];
  const g1 = m[4];
  const g2 = m[5];
  const b0 = m[6];
  const b1 = m[7];
  const b2 = m[8];
  const yLow = limits[0];
  const yHigh = limits[1];
  const bLow = limits[2];
  const bHigh = limits[3];
  const rLow = limits[4];
  const rHigh = limits[5];
  const luma = slot * width;
  const blue = (2 + slot) * width;
  const red = (4 + slot) * width;
  for (let x = 0, to = y * width * channels; x < width; x++, to += channels) {
    const l = clamp(pair[luma + x], yLow, yHigh);
    const cb = clamp(pair[blue + x], bLow, bHigh);
    const cr = clamp(pair[red + x], rLow, rHigh);
    const r = r0 * l + r1 * cb + r2 * cr;
    const g = g0 * l + g1 * cb + g2 * cr;
    const b = b0 * l + b1 * cb + b2 * cr;
    if (bytes) {
      data[to] = toByte(r);
      data[to + 1] = toByte(g);
      data[to + 2] = toByte(b);
    } else {
      data[to] = clamp(r, low, high);
      data[to + 1] = clamp(g, low, high);
      data[to + 2] = clamp(b, low, high);
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
