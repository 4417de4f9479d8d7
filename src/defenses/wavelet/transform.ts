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

/** One level: each row is filtered and halved, then each column of both results. */
function analyse(plane: Band, bank: FilterBank): { approximation: Band; detail: DetailLevel } {
  const { width, height } = plane;
  const columns = bandSize(width, bank.length);
  const rows = bandSize(height, bank.length);
  const low = new Float64Array(columns * height);
  const high = new Float64Array(columns * height);
  analyseRows(plane, bank, columns, low, high);
  const approximation = newBand(columns, rows);
  const horizontal = newBand(columns, rows);
  const vertical = newBand(columns, rows);
  const diagonal = newBand(columns, rows);
  analyseColumns(low, height, bank, approximation, horizontal);
  analyseColumns(high, height, bank, vertical, diagonal);
  return { approximation, detail: { horizontal, vertical, diagonal } };
}

function analyseRows(plane: Band, bank: FilterBank, columns: number, low: Float64Array, high: Float64Array): void {
  const { length, analysisLow, analysisHigh } = bank;
  const { width, height, data } = plane;
  const extended = new Float64Array(2 * columns + length - 2);
  const index = Int32Array.from(extended, (_, i) => reflect(i - length + 2, width));
  for (let y = 0, to = 0; y < height; y++) {
    for (let i = 0; i < extended.length; i++) extended[i] = data[y * width + index[i]];
    for (let x = 0; x < columns; x++, to++) {
      let a = 0;
      let d = 0;
      for (let m = 0, from = 2 * x; m < length; m += 2, from += 2) {
        const even = extended[from];
        const odd = extended[from + 1];
        a += analysisLow[m] * even + analysisLow[m + 1] * odd;
        d += analysisHigh[m] * even + analysisHigh[m + 1] * odd;
      }
      low[to] = a;
      high[to] = d;
    }
  }
}

/** Filters the columns of a half-wide plane of `height` rows; two taps at a time, whole rows. */
function analyseColumns(source: Float64Array, height: number, bank: FilterBank, lowBand: Band, highBand: Band): void {
  const { length, analysisLow, analysisHigh } = bank;
  const { width: columns, height: rows, data: low } = lowBand;
  const { data: high } = highBand;
  for (let y = 0; y < rows; y++) {
    const to = y * columns;
    for (let m = 0; m < length; m += 2) {
      const even = reflect(2 * y + m - length + 2, height) * columns;
      const odd = reflect(2 * y + m - length + 3, height) * columns;
      const lowEven = analysisLow[m];
      const lowOdd = analysisLow[m + 1];
      const highEven = analysisHigh[m];
      const highOdd = analysisHigh[m + 1];
      for (let x = 0; x < columns; x++) {
        const first = source[even + x];
        const second = source[odd + x];
        low[to + x] += lowEven * first + lowOdd * second;
        high[to + x] += highEven * first + highOdd * second;
      }
    }
  }
}

/** The opposite of one level, cut to `width × height` (odd sides gain a sample on the way). */
function synthesise(approximation: Band, detail: DetailLevel, width: number, height: number, bank: FilterBank): Band {
  const low = synthesiseColumns(approximation, detail.horizontal, height, bank);
  const high = synthesiseColumns(detail.vertical, detail.diagonal, height, bank);
  const columns = approximation.width;
  const half = bank.length >> 1;
  // Even samples meet the taps length - 2, length - 4, …, odd ones length - 1, length - 3, …
  const [lowEven, lowOdd, highEven, highOdd] = [
    [bank.synthesisLow, 2],
    [bank.synthesisLow, 1],
    [bank.synthesisHigh, 2],
    [bank.synthesisHigh, 1],
  ].map(([filter, back]) => {
    return Float64Array.from(
      { length: half },
      (_, j) => (filter as Float64Array)[bank.length - (back as number) - 2 * j],
    );
  });
  const result = newBand(width, height);
  const { data } = result;
  for (let y = 0; y < height; y++) {
    for (let x = 0, from = y * columns; x < width; x += 2, from++) {
      let even = 0;
      let odd = 0;
      for (let j = 0; j < half; j++) {
        const l = low[from + j];
        const h = high[from + j];
        even += l * lowEven[j] + h * highEven[j];
        odd += l * lowOdd[j] + h * highOdd[j];
      }
      data[y * width + x] = even;
      if (x + 1 < width) data[y * width + x + 1] = odd;
    }
  }
  return result;
}

/** Puts the columns of two bands together: half as wide as the plane, `height` rows. */
function synthesiseColumns(lowBand: Band, highBand: Band, height: number, bank: FilterBank): Float64Array {
  const { length, synthesisLow, synthesisHigh } = bank;
  const { width: columns, data: low } = lowBand;
  const { data: high } = highBand;
  const result = new Float64Array(columns * height);
  for (let y = 0; y < height; y++) {
    const to = y * columns;
    // Sample y = Σ_i coefficient[i] · filter[y + length - 2 - 2i]: half of the taps, the even or the odd ones.
    for (let i = (y >> 1) * columns, tap = length - 2 + (y & 1); tap >= 0; i += columns, tap -= 2) {
      const lowTap = synthesisLow[tap];
      const highTap = synthesisHigh[tap];
      for (let x = 0; x < columns; x++) result[to + x] += lowTap * low[i + x] + highTap * high[i + x];
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
