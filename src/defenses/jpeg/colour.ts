import { type FullImage, isByteData, toByte } from '../../core/image.js';
import type { Component } from './quantize.js';

/** 16 fractional bits of coefficients rounded to five digits before, as libjpeg converts colours. */
function fixed(value: number): number {
  return Math.round(value * 65536);
}

const half = 1 << 15;
const centre = 128 << 16;
const [yR, yG, yB] = [fixed(0.299), fixed(0.587), fixed(0.114)];
const [bR, bG, rG, rB] = [fixed(0.16874), fixed(0.33126), fixed(0.41869), fixed(0.08131)];
const [crToR, cbToG, crToG, cbToB] = [fixed(1.402), fixed(0.34414), fixed(0.71414), fixed(1.772)];

/** A component of at least the given size, in whole blocks. */
function component(width: number, height: number): Component {
  const blocks = { width: Math.ceil(width / 8) * 8, height: Math.ceil(height / 8) * 8 };
  return { ...blocks, data: new Uint8Array(blocks.width * blocks.height) };
}

/** Fills the rows below the first `rows` with the last of them, as libjpeg fills up its blocks. */
function fillRows({ width, height, data }: Component, rows: number): void {
  for (let y = rows; y < height; y++) data.copyWithin(y * width, (rows - 1) * width, rows * width);
}

/** The only component of a gray picture; its last column and row fill up the blocks. */
export function grayComponent({ width, height, data }: FullImage): Component {
  const gray = component(width, height);
  const round = !isByteData(data);
  for (let y = 0; y < height; y++) {
    for (let x = 0, to = y * gray.width; x < gray.width; x++, to++) {
      const value = data[y * width + Math.min(x, width - 1)];
      gray.data[to] = round ? toByte(value) : value;
    }
  }
  fillRows(gray, height);
  return gray;
}

/** Y, Cb and Cr of a colour picture (JFIF: ITU-R BT.601, full range), all of the picture's size. */
export function colourComponents({ width, height, channels, data }: FullImage): [Component, Component, Component] {
  const y = component(width, height);
  const cb = component(width, height);
  const cr = component(width, height);
  const round = !isByteData(data);
  for (let row = 0; row < height; row++) {
    for (let x = 0, to = row * y.width; x < y.width; x++, to++) {
      const from = (row * width + Math.min(x, width - 1)) * channels;
      const r = round ? toByte(data[from]) : data[from];
      const g = round ? toByte(data[from + 1]) : data[from + 1];
      const b = round ? toByte(data[from + 2]) : data[from + 2];
      y.data[to] = (yR * r + yG * g + yB * b + half) >> 16;
      // Halves of the differences are rounded down, so that the greatest stays 255.
      cb.data[to] = (half * b - bR * r - bG * g + centre + half - 1) >> 16;
      cr.data[to] = (half * r - rG * g - rB * b + centre + half - 1) >> 16;
    }
  }
  for (const plane of [y, cb, cr]) fillRows(plane, height);
  return [y, cb, cr];
}

/**
 * A component of half the sides (4:2:0): means of 2 × 2 samples, whose fractions are rounded at a half down and up in
 * turn, column by column.
 * @param width the picture's, without what fills up the blocks
 */
export function halve(full: Component, width: number, height: number): Component {
  const rows = Math.ceil(height / 2);
  const small = component(Math.ceil(width / 2), rows);
  for (let y = 0; y < rows; y++) {
    const upper = 2 * y * full.width;
    const lower = Math.min(2 * y + 1, height - 1) * full.width;
    for (let x = 0; x < small.width; x++) {
      const left = Math.min(2 * x, width - 1);
      const right = Math.min(2 * x + 1, width - 1);
      const sum =
        full.data[upper + left] + full.data[upper + right] + full.data[lower + left] + full.data[lower + right];
      small.data[y * small.width + x] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  fillRows(small, rows);
  return small;
}

/**
 * A halved component at full size again: libjpeg's default, a triangle filter of 3/4 the nearer and 1/4 the farther
 * sample along both axes, rounded up and down in turn. Components of two columns or less are repeated, as there.
 */
export function enlarge(small: Component, width: number, height: number): Component {
  const full = component(width, height);
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const sums = new Int32Array(columns);
  for (let y = 0; y < height; y++) {
    const near = (y >> 1) * small.width;
    const far = Math.min(Math.max((y >> 1) + (y & 1 ? 1 : -1), 0), rows - 1) * small.width;
    for (let x = 0; x < columns; x++) sums[x] = 3 * small.data[near + x] + small.data[far + x];
    for (let x = 0, to = y * full.width; x < width; x++, to++) {
      const at = x >> 1;
      if (columns <= 2) full.data[to] = small.data[near + at];
      else if (x & 1) full.data[to] = (3 * sums[at] + sums[Math.min(at + 1, columns - 1)] + 7) >> 4;
      else full.data[to] = (3 * sums[at] + sums[Math.max(at - 1, 0)] + 8) >> 4;
    }
  }
  return full;
}

/** Writes a gray component into an image of one channel. */
export function storeGray(gray: Component, { width, height, data }: FullImage): void {
  for (let y = 0; y < height; y++) data.set(gray.data.subarray(y * gray.width, y * gray.width + width), y * width);
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Writes Y, Cb and Cr into the colour channels of an image. */
export function storeColour([y, cb, cr]: readonly Component[], { width, height, channels, data }: FullImage): void {
  for (let row = 0, to = 0; row < height; row++) {
    for (let x = 0, from = row * y.width; x < width; x++, from++, to += channels) {
      const luma = y.data[from];
      const blue = cb.data[from] - 128;
      const red = cr.data[from] - 128;
      data[to] = clamp(luma + ((crToR * red + half) >> 16));
      data[to + 1] = clamp(luma + ((half - cbToG * blue - crToG * red) >> 16));
      data[to + 2] = clamp(luma + ((cbToB * blue + half) >> 16));
    }
  }
}
