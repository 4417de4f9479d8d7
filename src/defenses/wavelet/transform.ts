import type { FilterBank } from './filters.js';

/** Coefficients of one sub-band: `height × width` in C order. */
export interface Band {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** The three detail sub-bands of one level, all of one size, named by the edges that they answer to. */
export interface DetailLevel {
  /** Low-pass along rows, high-pass along columns: PyWavelets' cH. */
  readonly horizontal: Band;
  /** High-pass along rows, low-pass along columns: cV. */
  readonly vertical: Band;
  /** High-pass along both: cD. */
  readonly diagonal: Band;
}

/** The sub-bands of a level by name, in the order of every table here. */
export const bandNames = ['horizontal', 'vertical', 'diagonal'] as const;

/** One channel, decomposed. */
export interface PlaneCoefficients {
  readonly width: number;
  readonly height: number;
  readonly approximation: Band;
  /** `details[0]` is the finest level. */
  readonly details: readonly DetailLevel[];
}

/** The sample that half-sample symmetric extension ('symmetric': c b a | a b c d | d c b) puts at index i. */
export function reflect(i: number, size: number): number {
  const period = 2 * size;
  const j = ((i % period) + period) % period;
  return j < size ? j : period - 1 - j;
}

/** Number of coefficients of a side: floor((size + filter length - 1) / 2). */
export function bandSize(size: number, filterLength: number): number {
  return (size + filterLength - 1) >> 1;
}

/** A band of zeros. */
export function newBand(width: number, height: number): Band {
  return { width, height, data: new Float64Array(width * height) };
}

/** Adds `weight × from` to `to` for one row. */
export function addRow(
  to: Float64Array,
  toOffset: number,
  from: Float64Array,
  fromOffset: number,
  width: number,
  weight: number,
): void {
  for (let x = 0; x < width; x++) to[toOffset + x] += weight * from[fromOffset + x];
}

/** One level: each row is filtered and halved, then each column of both results. */
function analyse(plane: Band, bank: FilterBank): { approximation: Band; detail: DetailLevel } {
  const { length, analysisLow, analysisHigh } = bank;
  const { width, height } = plane;
  const before = length - 2;
  const columns = bandSize(width, length);
  const rows = bandSize(height, length);
  const low = newBand(columns, height);
  const high = newBand(columns, height);
  const extended = new Float64Array(2 * columns + before);
  const index = Int32Array.from(extended, (_, i) => reflect(i - before, width));
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < extended.length; i++) extended[i] = plane.data[y * width + index[i]];
    for (let x = 0; x < columns; x++) {
      let a = 0;
      let d = 0;
      for (let m = 0; m < length; m++) {
        const sample = extended[2 * x + m];
        a += analysisLow[m] * sample;
        d += analysisHigh[m] * sample;
      }
      low.data[y * columns + x] = a;
      high.data[y * columns + x] = d;
    }
  }
  const approximation = newBand(columns, rows);
  const horizontal = newBand(columns, rows);
  const vertical = newBand(columns, rows);
  const diagonal = newBand(columns, rows);
  for (let y = 0; y < rows; y++) {
    for (let m = 0; m < length; m++) {
      const from = reflect(2 * y + m - before, height) * columns;
      addRow(approximation.data, y * columns, low.data, from, columns, analysisLow[m]);
      addRow(horizontal.data, y * columns, low.data, from, columns, analysisHigh[m]);
      addRow(vertical.data, y * columns, high.data, from, columns, analysisLow[m]);
      addRow(diagonal.data, y * columns, high.data, from, columns, analysisHigh[m]);
    }
  }
  return { approximation, detail: { horizontal, vertical, diagonal } };
}

/** The opposite of one level, cut to `width × height` (odd sides gain a sample on the way). */
function synthesise(approximation: Band, detail: DetailLevel, width: number, height: number, bank: FilterBank): Band {
  const { length, synthesisLow, synthesisHigh } = bank;
  const columns = approximation.width;
  const low = newBand(columns, height);
  const high = newBand(columns, height);
  for (let y = 0; y < height; y++) {
    // Sample y = Σ_i coefficient[i] · filter[y + length - 2 - 2i]: half of the taps, the even or the odd ones.
    for (let i = y >> 1, tap = length - 2 + (y & 1); tap >= 0; i++, tap -= 2) {
      const from = i * columns;
      addRow(low.data, y * columns, approximation.data, from, columns, synthesisLow[tap]);
      addRow(low.data, y * columns, detail.horizontal.data, from, columns, synthesisHigh[tap]);
      addRow(high.data, y * columns, detail.vertical.data, from, columns, synthesisLow[tap]);
      addRow(high.data, y * columns, detail.diagonal.data, from, columns, synthesisHigh[tap]);
    }
  }
  const result = newBand(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = (x >> 1) + y * columns, tap = length - 2 + (x & 1); tap >= 0; i++, tap -= 2) {
        sum += low.data[i] * synthesisLow[tap] + high.data[i] * synthesisHigh[tap];
      }
      result.data[y * width + x] = sum;
    }
  }
  return result;
}

/**
 * The discrete wavelet transform of a plane (S. Mallat, IEEE Trans. PAMI 11, 1989) with symmetric extension, as
 * `pywt.wavedec2(…, mode='symmetric')`.
 */
export function decomposePlane(plane: Band, bank: FilterBank, levels: number): PlaneCoefficients {
  const details: DetailLevel[] = [];
  let approximation = plane;
  for (let level = 0; level < levels; level++) {
    const split = analyse(approximation, bank);
    details.push(split.detail);
    approximation = split.approximation;
  }
  return { width: plane.width, height: plane.height, approximation, details };
}

/** Width and height of what level `level` was made of: the plane itself, or the approximation one level finer. */
export function parentSize(coefficients: PlaneCoefficients, level: number): { width: number; height: number } {
  return level === 0 ? coefficients : coefficients.details[level - 1].diagonal;
}

/** The opposite of {@link decomposePlane}. */
export function reconstructPlane(coefficients: PlaneCoefficients, bank: FilterBank): Band {
  let plane = coefficients.approximation;
  for (let level = coefficients.details.length - 1; level >= 0; level--) {
    const { width, height } = parentSize(coefficients, level);
    plane = synthesise(plane, coefficients.details[level], width, height, bank);
  }
  return plane;
}
