import type { FilterBank } from './filters.js';
import {
  type Band,
  bandSize,
  type DetailLevel,
  newBand,
  parentSize,
  type PlaneCoefficients,
  reflect,
} from './transform.js';

/** Adds `weight × from` to `to` for one row. */
function addRow(
  to: Float64Array,
  toOffset: number,
  from: Float64Array,
  fromOffset: number,
  width: number,
  weight: number,
): void {
  for (let x = 0; x < width; x++) to[toOffset + x] += weight * from[fromOffset + x];
}

/** Transpose of one level of analysis: from gradients of the four bands to the gradient of the plane. */
function analyseTransposed(approximation: Band, detail: DetailLevel, width: number, height: number, bank: FilterBank) {
  const { length, analysisLow, analysisHigh } = bank;
  const { width: columns, height: rows } = approximation;
  const before = length - 2;
  const low = newBand(columns, height);
  const high = newBand(columns, height);
  for (let y = 0; y < rows; y++) {
    for (let m = 0; m < length; m++) {
      const to = reflect(2 * y + m - before, height) * columns;
      addRow(low.data, to, approximation.data, y * columns, columns, analysisLow[m]);
      addRow(low.data, to, detail.horizontal.data, y * columns, columns, analysisHigh[m]);
      addRow(high.data, to, detail.vertical.data, y * columns, columns, analysisLow[m]);
      addRow(high.data, to, detail.diagonal.data, y * columns, columns, analysisHigh[m]);
    }
  }
  const result = newBand(width, height);
  const index = Int32Array.from({ length: 2 * columns + before }, (_, i) => reflect(i - before, width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      const a = low.data[y * columns + x];
      const d = high.data[y * columns + x];
      for (let m = 0; m < length; m++) {
        result.data[y * width + index[2 * x + m]] += analysisLow[m] * a + analysisHigh[m] * d;
      }
    }
  }
  return result;
}

/** Transpose of one level of synthesis: from the gradient of the plane to gradients of the four bands. */
function synthesiseTransposed(plane: Band, columns: number, rows: number, bank: FilterBank) {
  const { length, synthesisLow, synthesisHigh } = bank;
  const { width, height } = plane;
  const low = newBand(columns, height);
  const high = newBand(columns, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const gradient = plane.data[y * width + x];
      for (let i = (x >> 1) + y * columns, tap = length - 2 + (x & 1); tap >= 0; i++, tap -= 2) {
        low.data[i] += gradient * synthesisLow[tap];
        high.data[i] += gradient * synthesisHigh[tap];
      }
    }
  }
  const approximation = newBand(columns, rows);
  const detail = {
    horizontal: newBand(columns, rows),
    vertical: newBand(columns, rows),
    diagonal: newBand(columns, rows),
  };
  for (let y = 0; y < height; y++) {
    for (let i = y >> 1, tap = length - 2 + (y & 1); tap >= 0; i++, tap -= 2) {
      const to = i * columns;
      addRow(approximation.data, to, low.data, y * columns, columns, synthesisLow[tap]);
      addRow(detail.horizontal.data, to, low.data, y * columns, columns, synthesisHigh[tap]);
      addRow(detail.vertical.data, to, high.data, y * columns, columns, synthesisLow[tap]);
      addRow(detail.diagonal.data, to, high.data, y * columns, columns, synthesisHigh[tap]);
    }
  }
  return { approximation, detail };
}

/** Transpose of {@link decomposePlane}: from gradients of all coefficients to the gradient of the plane. */
export function decomposeTransposed(gradient: PlaneCoefficients, bank: FilterBank): Band {
  let plane = gradient.approximation;
  for (let level = gradient.details.length - 1; level >= 0; level--) {
    const { width, height } = parentSize(gradient, level);
    plane = analyseTransposed(plane, gradient.details[level], width, height, bank);
  }
  return plane;
}

/** Transpose of {@link reconstructPlane}: from the gradient of the plane to gradients of all coefficients. */
export function reconstructTransposed(plane: Band, bank: FilterBank, levels: number): PlaneCoefficients {
  const details: DetailLevel[] = [];
  let approximation = plane;
  for (let level = 0; level < levels; level++) {
    const columns = bandSize(approximation.width, bank.length);
    const rows = bandSize(approximation.height, bank.length);
    const split = synthesiseTransposed(approximation, columns, rows, bank);
    details.push(split.detail);
    approximation = split.approximation;
  }
  return { width: plane.width, height: plane.height, approximation, details };
}
