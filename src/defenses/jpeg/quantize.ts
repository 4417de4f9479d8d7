import { forwardDct, inverseDct } from './dct.js';

/** One component of a JPEG picture: bytes, both sides padded to whole blocks of 8. */
export interface Component {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The example tables of ITU-T T.81, annex K.1, which libjpeg scales by the quality; row by row. */
export const luminanceTable = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
] as const;
export const chrominanceTable = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
] as const;

/** A table for a quality of 1 to 100 by libjpeg's rule: 50 is the table itself, 100 is all ones, at most 255. */
export function scaleTable(table: readonly number[], quality: number): Int32Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Int32Array.from(table, (step) => Math.min(Math.max(Math.floor((step * percent + 50) / 100), 1), 255));
}

/** What is left of a component after its frequencies were rounded to multiples of the table's steps, in place. */
export function quantizeComponent({ width, height, data }: Component, table: Int32Array): void {
  const block = new Int32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const corner = top * width + left;
      for (let i = 0; i < 64; i++) block[i] = data[corner + (i >> 3) * width + (i & 7)] - 128;
      forwardDct(block);
      for (let i = 0; i < 64; i++) {
        // The transform gives eight times the frequency; halves are rounded away from 0.
        const step = table[i];
        const size = ((Math.abs(block[i]) + 4 * step) / (8 * step)) | 0;
        block[i] = block[i] < 0 ? -size * step : size * step;
      }
      inverseDct(block);
      for (let i = 0; i < 64; i++) {
        const value = block[i] + 128;
        data[corner + (i >> 3) * width + (i & 7)] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
