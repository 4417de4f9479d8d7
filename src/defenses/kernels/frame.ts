import { skimageYCbCr } from '../../core/colour.js';
import { type FullImage, isByteData } from '../../core/image.js';
import type { Kernels } from '../../core/kernels/instance.js';
import { type Band, emptyBand, fillBand, type Places, type Planes, takeBand } from '../../core/kernels/planes.js';
import type { Limits, RowWriting } from '../wavelet/rows.js';

/** What a wavelet chain needs beside its coefficients. */
export interface Frame {
  /** Colour transforms of nine floats. */
  readonly forward: number;
  readonly backward: number;
  /** For each colour four candidates for its least value and four for its greatest. */
  readonly limits: number;
  /** Two floats for each of three colours, and two for all samples. */
  readonly clips: number;
  readonly band: Band;
}

export function takeFrame(places: Places, input: FullImage, output: FullImage): Frame {
  const forward = places.take(36);
  const backward = places.take(36);
  const limits = places.take(32 * 3);
  const clips = places.take(32);
  // Bytes may become floats.
  const band = takeBand(places, isByteData(input.data) ? output : input);
  return { forward, backward, limits, clips, band };
}

/** Writes the colour transforms, times `scale`, and limits before any sample was seen. */
export function beginFrame({ floats }: Kernels, { forward, backward, limits }: Frame, scale = 1): void {
  for (let i = 0; i < 9; i++) {
    floats[forward / 4 + i] = scale * skimageYCbCr.forward[i];
    floats[backward / 4 + i] = scale * skimageYCbCr.backward[i];
  }
  for (let at = limits / 4; at < limits / 4 + 24; at += 8) {
    floats.fill(Infinity, at, at + 4);
    floats.fill(-Infinity, at + 4, at + 8);
  }
}

/** Reads the least and greatest values that were seen, times `scale`. */
export function readLimits({ floats }: Kernels, { limits }: Frame, to: Limits, scale = 1): void {
  for (let i = 0; i < to.length; i++) {
    let limit = floats[limits / 4 + 4 * i];
    for (let k = 1; k < 4; k++) {
      const candidate = floats[limits / 4 + 4 * i + k];
      limit = i % 2 === 0 ? Math.min(limit, candidate) : Math.max(limit, candidate);
    }
    to[i] = scale * limit;
  }
}

/** Reads all colours of a picture, as Y, Cb and Cr where that is asked for. */
export function readColours(
  kernels: Kernels,
  { band, forward, limits }: Frame,
  input: FullImage,
  { place, pitch, plane }: Planes,
  ycbcr: boolean,
): void {
  const { width, height, channels, data } = input;
  const matrix = ycbcr ? forward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    fillBand(kernels, band, input, y, count);
    const to = place + y * pitch;
    kernels.run.readColours(band.place, isByteData(data), channels, width, count, matrix, to, pitch, plane, limits);
  }
}

/** Writes all colours of a picture; its alpha stays what it is. */
export function writeColours(
  kernels: Kernels,
  { band, backward, clips }: Frame,
  output: FullImage,
  { place, pitch, plane }: Planes,
  ycbcr: boolean,
): void {
  const { width, height, channels, data } = output;
  const matrix = ycbcr ? backward : 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    if (channels === 4) fillBand(kernels, band, output, y, count);
    const from = place + y * pitch;
    kernels.run.writeColours(band.place, isByteData(data), channels, width, count, matrix, from, pitch, plane, clips);
    emptyBand(kernels, band, output, y, count);
  }
}

/** Writes what results are clipped to; the limits of colours times `scale`. */
export function setClips({ floats }: Kernels, { clips }: Frame, { limits, range }: RowWriting, scale = 1): void {
  for (let i = 0; i < limits.length; i++) floats[clips / 4 + i] = scale * limits[i];
  floats.set(range, clips / 4 + 6);
}
