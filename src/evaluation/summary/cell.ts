import { integer } from '../../core/checks.js';
import type { EvaluationRecord } from '../records/record.js';
import { grown } from './columns.js';
import { contradiction } from './errors.js';

/** More draws than that of one picture are no evaluation. */
const mostDraws = 65_535;

/** Probabilities are summed in whole billionths, so that the sum does not depend on the order of records. */
const billion = 1e9;

/** What came of one defense under one condition: a column for each fact, a place for each picture. */
export class Cell {
  /** Pictures and judgements. */
  images = 0;
  judged = 0;
  /** Of the true class, summed over judgements, in billionths. */
  #truth = 0;
  /** For each picture, its draws and how many of them are right. */
  draws = new Uint16Array();
  right = new Uint16Array();
  /** Whether draws name different classes, or the class differs from one that the picture should have. */
  varies = new Uint8Array();
  /** The class of the draw that came first. */
  #prediction = new Int32Array();
  /** Which draws are there: a bit each, 32 draws in a column. */
  readonly #there: Uint32Array[] = [];

  /**
   * @param expected the class that the judge is known to name; undefined where it is not known
   * @throws RecordsError for a draw that is there already
   */
  add(image: number, record: EvaluationRecord, expected: number | undefined): void {
    const { prediction, label } = record;
    this.#takeDraw(image, record);
    this.draws = grown(this.draws, image);
    this.right = grown(this.right, image);
    this.varies = grown(this.varies, image);
    this.#prediction = grown(this.#prediction, image);
    if (this.draws[image] === 0) {
      this.images++;
      this.#prediction[image] = prediction;
    } else if (this.#prediction[image] !== prediction) this.varies[image] = 1;
    if (expected !== undefined && expected !== prediction) this.varies[image] = 1;
    this.draws[image]++;
    if (prediction === label) this.right[image]++;
    this.judged++;
    this.#truth += Math.round(record.truth * billion);
  }

  #takeDraw(image: number, record: EvaluationRecord): void {
    const draw = integer(record.draw, 'draw', 0, mostDraws - 1);
    const [column, bit] = [draw >>> 5, 1 << (draw & 31)];
    const there = grown(this.#there[column] ?? new Uint32Array(), image);
    if ((there[image] & bit) !== 0) throw contradiction('one record of each draw', 'a second one', record);
    there[image] |= bit;
    this.#there[column] = there;
  }

  has(image: number): boolean {
    return image < this.draws.length && this.draws[image] > 0;
  }

  /** The part of a picture's draws that are right. */
  part(image: number): number {
    return this.right[image] / this.draws[image];
  }

  /** Whether more than half of a picture's draws are right. */
  mostly(image: number): boolean {
    return 2 * this.right[image] > this.draws[image];
  }

  /** Mean probability of the true class. */
  get truth(): number {
    return this.#truth / billion / this.judged;
  }

  /** Numbers of its pictures. */
  *pictures(): Generator<number> {
    for (let image = 0; image < this.draws.length; image++) if (this.draws[image] > 0) yield image;
  }
}
