import type { Kernels } from '../../core/kernels/instance.js';
import { pitchOf, type Places } from '../../core/kernels/planes.js';
import type { FilterBank } from '../wavelet/filters.js';
import { bandSize } from '../wavelet/transform.js';
import { type Lattice, latticeOf } from './lattice.js';

/** A plane of floats in the memory of the binary. */
export interface Plane {
  readonly place: number;
  /** Bytes from one row to the next. */
  readonly pitch: number;
  readonly columns: number;
  readonly rows: number;
}

/** A level of one channel: four planes of coefficients, `plane` bytes apart, of which this is the first. */
interface Level extends Plane {
  readonly plane: number;
}

/** Where the coefficients of one channel lie in the memory of the binary, in bytes, and what they are made with. */
export interface Levels {
  readonly bank: FilterBank;
  readonly lattice: Lattice | undefined;
  /** Filters or rotations, of decomposition and of reconstruction. */
  readonly forward: number;
  readonly backward: number;
  readonly squares: number;
  readonly thresholds: number;
  readonly levels: readonly Level[];
  readonly spare: number;
}

export function takeLevels(places: Places, bank: FilterBank, count: number, width: number, height: number): Levels {
  const lattice = latticeOf(bank);
  const delays = lattice === undefined ? 0 : lattice.tangents.length - 1;
  const forward = places.take(8 * bank.length);
  const backward = places.take(8 * bank.length);
  const squares = places.take(24 * count);
  const thresholds = places.take(12);
  const levels: Level[] = [];
  for (let n = 0, columns = width, rows = height; n < count; n++) {
    columns = bandSize(columns, bank.length);
    rows = bandSize(rows, bank.length);
    const pitch = pitchOf(columns + delays);
    const plane = rows * pitch;
    levels.push({ place: places.take(4 * (plane + delays)) + 4 * delays, pitch, columns, rows, plane });
  }
  // Levels of small pictures are larger than these, where filters are long.
  const pitch = Math.max(...levels.map((level) => level.pitch));
  const widest = Math.max(width, ...levels.map((level) => level.columns));
  const highest = Math.max(height, ...levels.map((level) => level.rows));
  // A row more, or the places of what it is extended by: see lattice.ts.
  const more = Math.max(pitchOf(widest), 32 * bank.length);
  const rotating = 32 * delays * Math.ceil(widest / 8) + 8 * (pitch + 64) + more;
  // Rows of two bands; a split row; the places of an extended row or column: see analyse.ts.
  const longest = 2 * Math.max(pitch / 4, highest) + 2 * bank.length;
  const filtering = 2 * pitch * highest + 2 * (pitch + 2 * bank.length + 64) + 4 * longest + 128;
  const spare = places.take(lattice === undefined ? filtering : rotating);
  return { bank, lattice, forward, backward, squares, thresholds, levels, spare };
}

/** Writes filters or rotations. */
export function beginLevels({ floats }: Kernels, { bank, lattice, forward, backward }: Levels): void {
  if (lattice !== undefined) {
    floats.set(lattice.tangents, forward / 4);
    floats.set(lattice.reversed, backward / 4);
    return;
  }
  const { length, analysisLow, analysisHigh, synthesisLow, synthesisHigh } = bank;
  floats.set(analysisLow, forward / 4);
  floats.set(analysisHigh, forward / 4 + length);
  // Even samples meet the taps length - 2, length - 4, …, odd ones length - 1, length - 3, …
  for (let j = 0, at = backward / 4; 2 * j < length; j++, at += 4) {
    const even = length - 2 - 2 * j;
    floats[at] = synthesisLow[even];
    floats[at + 1] = synthesisLow[even + 1];
    floats[at + 2] = synthesisHigh[even];
    floats[at + 3] = synthesisHigh[even + 1];
  }
}

/** Coefficients of a sub-band of each level. */
export function coefficientCounts({ levels }: Levels): number[] {
  return levels.map(({ columns, rows }) => columns * rows);
}

/**
 * Decomposes the plane of a channel into all levels.
 * @param sums for each level and colour the sums of the squared details, of which those of channel `c` are written
 */
export function decompose(
  { run, doubles }: Kernels,
  layout: Levels,
  whole: Plane,
  sums: Float64Array,
  c: number,
  colours: number,
): void {
  const { bank, lattice, forward, squares, spare, levels } = layout;
  doubles.fill(0, squares / 8, squares / 8 + 3 * levels.length);
  for (let n = 0; n < levels.length; n++) {
    const { place: to, pitch: band, plane } = levels[n];
    const { place, pitch, columns, rows } = n > 0 ? levels[n - 1] : whole;
    const at = squares + 24 * n;
    if (lattice === undefined) {
      run.analyse(place, pitch, columns, rows, forward, bank.length, spare, to, band, plane, at);
    } else {
      const { factor, tangents } = lattice;
      run.analyseByRotations(place, pitch, columns, rows, forward, tangents.length, factor, spare, to, band, plane, at);
    }
    for (let b = 0; b < 3; b++) sums[3 * (n * colours + c) + b] = doubles[at / 8 + b];
  }
}

/**
 * Shrinks all details of a channel, and puts its plane together again.
 * @param shrinkage for each level and colour three thresholds, of which those of channel `c` are used
 */
export function reconstruct(
  { run, floats }: Kernels,
  { bank, lattice, backward, thresholds, spare, levels }: Levels,
  whole: Plane,
  shrinkage: Float64Array,
  c: number,
  colours: number,
  hard: boolean,
): void {
  for (let n = levels.length - 1; n >= 0; n--) {
    const { place: from, pitch: band, plane } = levels[n];
    const { place, pitch, columns, rows } = n > 0 ? levels[n - 1] : whole;
    const at = 3 * (n * colours + c);
    if (lattice === undefined) {
      for (let b = 0; b < 3; b++) run.shrinkRow(from + (b + 1) * plane, plane / 4, shrinkage[at + b], hard);
      run.synthesise(from, band, plane, backward, bank.length / 2, spare, place, pitch, columns, rows);
      continue;
    }
    for (let b = 0; b < 3; b++) floats[thresholds / 4 + b] = shrinkage[at + b];
    const { factor, tangents } = lattice;
    const turns = tangents.length;
    run.synthesiseByRotations(
      from,
      band,
      plane,
      thresholds,
      hard,
      backward,
      turns,
      factor,
      spare,
      place,
      pitch,
      columns,
      rows,
    );
  }
}
