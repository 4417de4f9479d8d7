import { integer, knownOptions, number } from '../core/checks.js';
import {
  checkImage,
  copyAlpha,
  type FullImage,
  type Image,
  type OutOption,
  type PixelData,
  prepareOut,
  readPlane,
  writePlane,
} from '../core/image.js';

export interface DctOptions extends OutOption {
  /** Standard deviation of the noise, in units of a picture of [0,1]; at least 0. Default 0.04, the paper's. */
  sigma?: number;
  /** Side of the blocks in pixels, 1 to 64; a picture that is smaller has smaller blocks. Default 16. */
  blockSize?: number;
}

/**
 * DCT denoising (G. Yu and G. Sapiro, "DCT Image Denoising: a Simple and Effective Image Denoising Algorithm", IPOL 1,
 * 2011), the transform that the paper compares with wavelets: colours decorrelated by a DCT over red, green and blue,
 * then in every block of the picture, at every position, the DCT coefficients below 3 sigma are set to 0, and the blocks
 * that overlap in a pixel are averaged. The mean of a block is always kept, so that a dark, even picture stays as it is.
 * Float32Array results may leave 0…255. Any size; alpha passes through.
 *
 * @throws TypeError or RangeError for an option that is unknown or out of range
 */
export function denoiseDct<T extends PixelData>(image: Image<T>, options: DctOptions = {}): FullImage<T> {
  knownOptions(options, 'denoiseDct', ['sigma', 'blockSize', 'out']);
  const input = checkImage(image);
  const threshold = 3 * 255 * number(options.sigma ?? 0.04, 'sigma', 0);
  const blockSize = integer(options.blockSize ?? 16, 'blockSize', 1, 64);
  const result = prepareOut(input, options.out);
  const { width, height } = input;
  if (input.channels === 1) {
    writePlane(result, 0, shrinkBlocks(readPlane(input, 0), width, height, blockSize, threshold));
    return result;
  }
  const shrunk = colourBasis.map((row) => {
    const plane = new Float64Array(width * height);
    for (let i = 0, j = 0; i < plane.length; i++, j += input.channels) {
      plane[i] = row[0] * input.data[j] + row[1] * input.data[j + 1] + row[2] * input.data[j + 2];
    }
    return shrinkBlocks(plane, width, height, blockSize, threshold);
  });
  const [a, b, c] = shrunk;
  const [p, q, r] = colourBasis;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    const z = c[i];
    a[i] = p[0] * x + q[0] * y + r[0] * z;
    b[i] = p[1] * x + q[1] * y + r[1] * z;
    c[i] = p[2] * x + q[2] * y + r[2] * z;
  }
  shrunk.forEach((plane, channel) => writePlane(result, channel, plane));
  copyAlpha(input, result);
  return result;
}

/** Rows of the orthonormal DCT-II of `size` points. */
function dctBasis(size: number): Float64Array[] {
  return Array.from({ length: size }, (_, k) =>
    Float64Array.from(
      { length: size },
      (_, n) => Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * (2 * n + 1) * k) / (2 * size)),
    ),
  );
}

const colourBasis = dctBasis(3);

/**
 * An orthonormal DCT of one length. Row k of the basis is symmetric about its middle for even k and antisymmetric for
 * odd k: one half of each is enough, applied to sums and differences of mirrored samples.
 */
class Dct {
  readonly size: number;
  readonly #half: number;
  readonly #table: Float64Array;
  readonly #sums: Float64Array;
  readonly #differences: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#half = (size + 1) >> 1;
    this.#table = new Float64Array(size * this.#half);
    dctBasis(size).forEach((row, k) => this.#table.set(row.subarray(0, this.#half), k * this.#half));
    this.#sums = new Float64Array(this.#half);
    this.#differences = new Float64Array(this.#half);
  }

  /** `to[0 … size - 1]` = the coefficients of the samples from[at], from[at + step], … */
  forward(from: Float64Array, at: number, step: number, to: Float64Array): void {
    const half = this.#half;
    const table = this.#table;
    const sums = this.#sums;
    const differences = this.#differences;
    let right = at + (this.size - 1) * step;
    for (let n = 0, left = at; n < half; n++, left += step, right -= step) {
      // The middle of an odd length is its own mirror image and counts once.
      sums[n] = left === right ? from[left] : from[left] + from[right];
      differences[n] = from[left] - from[right];
    }
    for (let k = 0, t = 0; k < this.size; k++) {
      const folded = k % 2 === 0 ? sums : differences;
      let sum = 0;
      for (let n = 0; n < half; n++, t++) sum += table[t] * folded[n];
      to[k] = sum;
    }
  }

  /** Adds the samples of `coefficients` to to[at], to[at + step], … */
  addInverse(coefficients: Float64Array, to: Float64Array, at: number, step: number): void {
    const half = this.#half;
    const table = this.#table;
    const sums = this.#sums;
    const differences = this.#differences;
    sums.fill(0);
    differences.fill(0);
    for (let k = 0; k < this.size; k++) {
      const coefficient = coefficients[k];
      // Shrunk blocks are mostly zeros.
      if (coefficient === 0) continue;
      const folded = k % 2 === 0 ? sums : differences;
      for (let n = 0, t = k * half; n < half; n++, t++) folded[n] += coefficient * table[t];
    }
    let right = at + (this.size - 1) * step;
    for (let n = 0, left = at; n < half; n++, left += step, right -= step) {
      to[left] += sums[n] + differences[n];
      if (left !== right) to[right] += sums[n] - differences[n];
    }
  }
}

/**
 * The mean over all positions of the blocks after their small coefficients were set to 0. Blocks of one column of
 * positions share the transforms along their rows, forth and (since it is linear) back.
 */
function shrinkBlocks(
  plane: Float64Array,
  width: number,
  height: number,
  blockSize: number,
  threshold: number,
): Float64Array {
  const across = new Dct(Math.min(blockSize, width));
  const down = new Dct(Math.min(blockSize, height));
  const result = new Float64Array(plane.length);
  // Coefficient k of the row y at [k × height + y].
  const rows = new Float64Array(across.size * height);
  const shrunk = new Float64Array(across.size * height);
  const line = new Float64Array(across.size);
  const column = new Float64Array(down.size);
  for (let x = 0; x <= width - across.size; x++) {
    for (let y = 0; y < height; y++) {
      across.forward(plane, y * width + x, 1, line);
      for (let k = 0; k < across.size; k++) rows[k * height + y] = line[k];
    }
    shrunk.fill(0);
    for (let k = 0; k < across.size; k++) {
      for (let y = 0, at = k * height; y <= height - down.size; y++, at++) {
        down.forward(rows, at, 1, column);
        for (let i = k === 0 ? 1 : 0; i < down.size; i++) if (Math.abs(column[i]) < threshold) column[i] = 0;
        down.addInverse(column, shrunk, at, 1);
      }
    }
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < across.size; k++) line[k] = shrunk[k * height + y];
      across.addInverse(line, result, y * width + x, 1);
    }
  }
  for (let y = 0, i = 0; y < height; y++) {
    const covers = coverage(y, height, down.size);
    for (let x = 0; x < width; x++, i++) result[i] /= covers * coverage(x, width, across.size);
  }
  return result;
}

/** How many of the positions of a block along a side of `length` cover sample `i`. */
function coverage(i: number, length: number, size: number): number {
  return Math.min(i + 1, size, length - i, length - size + 1);
}
