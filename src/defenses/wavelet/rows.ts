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
  /** Samples are clipped to these two values at the end, also where the picture could hold others. */
  readonly range: Float64Array;
}

/** Writes row `slot` of a pair into row `y` of a picture; 8-bit pictures are rounded and clamped. */
export function writeRow(image: FullImage, y: number, slot: number, pair: RowPair, writing: RowWriting): void {
  if (writing.ycbcr) {
    writeYCbCr(image, y, slot, pair, writing);
    return;
  }
  const { data, width, channels } = image;
  const bytes = isByteData(data);
  const colours = channels === 1 ? 1 : 3;
  for (let c = 0; c < colours; c++) {
    const ends = Float64Array.of(
      Math.max(writing.limits[2 * c], writing.range[0]),
      Math.min(writing.limits[2 * c + 1], writing.range[1]),
    );
    const from = (2 * c + slot) * width;
    for (let x = 0, to = y * width * channels + c; x < width; x++, to += channels) {
      const sample = pair[from + x];
      const value = sample < ends[0] ? ends[0] : sample > ends[1] ? ends[1] : sample;
      data[to] = bytes ? toByte(value) : value;
    }
  }
}

/**
 * Clipping stands in the loop, and its limits are read there from their array: when V8 replaces the code of a loop that is
 * running, it knows locals from before the loop as objects only, and would make an object of every clipped sample.
 */
function writeYCbCr(image: FullImage, y: number, slot: number, pair: RowPair, writing: RowWriting): void {
  const { data, width, channels } = image;
  const { limits, range } = writing;
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
  const bytes = isByteData(data);
  const luma = slot * width;
  const blue = (2 + slot) * width;
  const red = (4 + slot) * width;
  for (let x = 0, to = y * width * channels; x < width; x++, to += channels) {
    let l = pair[luma + x];
    let cb = pair[blue + x];
    let cr = pair[red + x];
    l = l < limits[0] ? limits[0] : l > limits[1] ? limits[1] : l;
    cb = cb < limits[2] ? limits[2] : cb > limits[3] ? limits[3] : cb;
    cr = cr < limits[4] ? limits[4] : cr > limits[5] ? limits[5] : cr;
    let r = r0 * l + r1 * cb + r2 * cr;
    let g = g0 * l + g1 * cb + g2 * cr;
    let b = b0 * l + b1 * cb + b2 * cr;
    r = r < range[0] ? range[0] : r > range[1] ? range[1] : r;
    g = g < range[0] ? range[0] : g > range[1] ? range[1] : g;
    b = b < range[0] ? range[0] : b > range[1] ? range[1] : b;
    if (bytes) {
      // Within 0…255 already: what is left of `toByte` is the rounding.
      data[to] = (r + 0.5) | 0;
      data[to + 1] = (g + 0.5) | 0;
      data[to + 2] = (b + 0.5) | 0;
    } else {
      data[to] = r;
      data[to + 1] = g;
      data[to + 2] = b;
    }
  }
}
