import { skimageYCbCr } from '../../core/colour.js';
import type { FullImage } from '../../core/image.js';
import { haarRowsBack } from './haar.js';
import { forwardHaar } from './haar-chain.js';
import {
  haarBackTransposed,
  haarNextTransposed,
  haarRowsBackTransposed,
  haarRowsTransposed,
} from './haar-transpose.js';
import type { RowPair, RowWriting } from './rows.js';
import { type HeldChannel, howToWrite, type WaveletSettings } from './shrinkage.js';

/** Replaces row `slot` of Y, Cb and Cr of a result by the gradient with respect to them; 0 where something was clipped. */
function pullYCbCr(cotangent: FullImage, y: number, slot: number, pair: RowPair, { limits, range }: RowWriting): void {
  const { data, width, channels } = cotangent;
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
  const luma = slot * width;
  const blue = (2 + slot) * width;
  const red = (4 + slot) * width;
  for (let x = 0, from = y * width * channels; x < width; x++, from += channels) {
    const l = pair[luma + x];
    const cb = pair[blue + x];
    const cr = pair[red + x];
    const ll = l < limits[0] ? limits[0] : l > limits[1] ? limits[1] : l;
    const bb = cb < limits[2] ? limits[2] : cb > limits[3] ? limits[3] : cb;
    const rr = cr < limits[4] ? limits[4] : cr > limits[5] ? limits[5] : cr;
    const r = r0 * ll + r1 * bb + r2 * rr;
    const g = g0 * ll + g1 * bb + g2 * rr;
    const b = b0 * ll + b1 * bb + b2 * rr;
    const dr = r < range[0] || r > range[1] ? 0 : data[from];
    const dg = g < range[0] || g > range[1] ? 0 : data[from + 1];
    const db = b < range[0] || b > range[1] ? 0 : data[from + 2];
    pair[luma + x] = l === ll ? r0 * dr + g0 * dg + b0 * db : 0;
    pair[blue + x] = cb === bb ? r1 * dr + g1 * dg + b1 * db : 0;
    pair[red + x] = cr === rr ? r2 * dr + g2 * dg + b2 * db : 0;
  }
}

/** The same for channels that were not converted. */
function pullChannels(cotangent: FullImage, y: number, slot: number, pair: RowPair, writing: RowWriting): void {
  const { data, width, channels } = cotangent;
  const { limits, range } = writing;
  for (let c = 0; 2 * c < limits.length; c++) {
    const low = Math.max(limits[2 * c], range[0]);
    const high = Math.min(limits[2 * c + 1], range[1]);
    const at = (2 * c + slot) * width;
    for (let x = 0, from = y * width * channels + c; x < width; x++, from += channels) {
      const value = pair[at + x];
      pair[at + x] = value < low || value > high ? 0 : data[from];
    }
  }
}

/** Writes row `slot` of a gradient with respect to the channels into row `y` of that with respect to the samples. */
function writeGradient(gradient: FullImage, y: number, slot: number, pair: RowPair, ycbcr: boolean): void {
  const { data, width, channels } = gradient;
  if (!ycbcr) {
    const colours = channels === 1 ? 1 : 3;
    for (let c = 0; c < colours; c++) {
      const from = (2 * c + slot) * width;
      for (let x = 0, to = y * width * channels + c; x < width; x++, to += channels) data[to] = pair[from + x];
    }
    return;
  }
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
  const luma = slot * width;
  const blue = (2 + slot) * width;
  const red = (4 + slot) * width;
  for (let x = 0, to = y * width * channels; x < width; x++, to += channels) {
    const l = pair[luma + x];
    const cb = pair[blue + x];
    const cr = pair[red + x];
    data[to] = yr * l + br * cb + rr * cr;
    data[to + 1] = yg * l + bg * cb + rg * cr;
    data[to + 2] = yb * l + bb * cb + rb * cr;
  }
}

/**
 * @internal The vector-Jacobian product of the chain for db1, in its memory: two rows at a time it finishes the chain,
 * finds what was clipped, and begins the way back; each band of details is replaced by its gradient.
 * @param gradient is written, but for its alpha
 */
export function pullHaar(
  image: FullImage,
  cotangent: FullImage,
  settings: WaveletSettings,
  given: readonly HeldChannel[] | undefined,
  gradient: FullImage<Float32Array>,
): void {
  const { width, height } = image;
  const { hard, ycbcr, levels } = settings;
  const { planes, shrinkage, pair } = forwardHaar(image, settings, given);
  const writing = howToWrite(image, settings, shrinkage);
  const pull = ycbcr ? pullYCbCr : pullChannels;
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    for (let c = 0; c < planes.length; c++) {
      const top = 2 * c * width;
      const bottom = two ? top + width : -1;
      haarRowsBack(planes[c][0], row, shrinkage[c].thresholds[0], hard, pair, top, bottom, width);
    }
    pull(cotangent, 2 * row, 0, pair, writing);
    if (two) pull(cotangent, 2 * row + 1, 1, pair, writing);
    for (let c = 0; c < planes.length; c++) {
      const top = 2 * c * width;
      const bottom = two ? top + width : -1;
      haarRowsBackTransposed(pair, top, bottom, width, planes[c][0], row, shrinkage[c].thresholds[0], hard);
    }
  }
  planes.forEach((plane, c) => {
    for (let level = 1; level < levels; level++) {
      haarBackTransposed(plane[level - 1], plane[level], shrinkage[c].thresholds[level], hard);
    }
    for (let level = levels - 1; level > 0; level--) haarNextTransposed(plane[level], plane[level - 1]);
  });
  for (let row = 0; 2 * row < height; row++) {
    const two = 2 * row + 1 < height;
    for (let c = 0; c < planes.length; c++) {
      const top = 2 * c * width;
      haarRowsTransposed(planes[c][0], row, pair, top, two ? top + width : -1, width);
    }
    writeGradient(gradient, 2 * row, 0, pair, ycbcr);
    if (two) writeGradient(gradient, 2 * row + 1, 1, pair, ycbcr);
  }
}
