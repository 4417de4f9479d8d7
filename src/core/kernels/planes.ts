import { type FullImage, isByteData, type PixelData } from '../image.js';
import type { Kernels } from './instance.js';

/** Pictures are handed over in bands of rows of about this many bytes: small enough to stay in the processor's cache. */
const bandBytes = 2 ** 20;

/** A transform in WebAssembly, prepared for pictures of one size, channels and sample type: whether it could be done. */
export type KernelRun = (input: FullImage, result: FullImage) => boolean;

/** Gives out places in the memory of the binary, one after the other; none of them is 0. */
export class Places {
  #end = 64;

  /** Bytes up to here are given out. */
  get end(): number {
    return this.#end;
  }

  /** A place for `bytes`, on a border of 64. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end += 64 * Math.ceil(bytes / 64);
    return at;
  }
}

/** Where bands of a picture are handed over. */
export interface Band {
  readonly place: number;
  /** Rows of it: an even number. */
  readonly rows: number;
  /** Its samples as they were looked at last. */
  view?: PixelData;
}

/** Room for a band of a picture, and for what is read or written beyond its end. */
export function takeBand(places: Places, { width, height, channels, data }: FullImage): Band {
  const line = width * channels * data.BYTES_PER_ELEMENT;
  const rows = Math.min(height + (height & 1), Math.max(2, Math.floor(bandBytes / line) & ~1));
  return { place: places.take(rows * line + 64), rows };
}

/** Bytes of a row of `count` floats whose length is a multiple of 16 of them. */
export function pitchOf(count: number): number {
  return ((count + 15) & ~15) * 4;
}

/** Copies rows of a picture into a band. */
export function fillBand(kernels: Kernels, { place }: Band, image: FullImage, y: number, count: number): void {
  const { width, channels, data } = image;
  const stride = width * channels;
  const memory = data instanceof Float32Array ? kernels.floats : kernels.bytes;
  const rows = count * stride === data.length ? data : data.subarray(y * stride, (y + count) * stride);
  memory.set(rows, place / data.BYTES_PER_ELEMENT);
}

/** Copies a band into rows of a picture. */
export function emptyBand(kernels: Kernels, band: Band, image: FullImage, y: number, count: number): void {
  const { width, channels, data } = image;
  const stride = width * channels;
  const memory = data instanceof Float32Array ? kernels.floats : kernels.bytes;
  const at = band.place / data.BYTES_PER_ELEMENT;
  const { view } = band;
  const same = view?.buffer === memory.buffer && view.length === count * stride;
  if (!same || view.BYTES_PER_ELEMENT !== data.BYTES_PER_ELEMENT) band.view = memory.subarray(at, at + count * stride);
  data.set(band.view!, y * stride);
}

/** Planes of floats, one for each colour: rows are `pitch` and planes `plane` bytes apart. */
export interface Planes {
  readonly place: number;
  readonly pitch: number;
  readonly plane: number;
}

/** The colours of a picture as planes; the greatest absolute value of its floats, not a number where one is not, or 255. */
export function readPlanes(kernels: Kernels, band: Band, image: FullImage, { place, pitch, plane }: Planes): number {
  const { width, height, channels, data } = image;
  let greatest = 0;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    fillBand(kernels, band, image, y, count);
    const at = place + y * pitch;
    const most = kernels.run.unpackRows(band.place, isByteData(data), channels, width, count, at, pitch, plane);
    greatest = Math.max(greatest, most);
  }
  return greatest;
}

/** Planes as the colours of a picture, rounded and clamped where it holds bytes; alpha stays what it is. */
export function writePlanes(kernels: Kernels, band: Band, image: FullImage, { place, pitch, plane }: Planes): void {
  const { width, height, channels, data } = image;
  for (let y = 0; y < height; y += band.rows) {
    const count = Math.min(band.rows, height - y);
    if (channels === 4) fillBand(kernels, band, image, y, count);
    kernels.run.packRows(band.place, isByteData(data), channels, width, count, place + y * pitch, pitch, plane);
    emptyBand(kernels, band, image, y, count);
  }
}
