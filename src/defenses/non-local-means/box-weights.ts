import {
  cutoff,
  differ,
  expOfMinus,
  type PaddedColour,
  type PatchOptions,
  type PatchWeights,
  slope,
  weightIndex,
  weightStride,
} from './similarity.js';

/**
 * Every pixel of a patch counts the same, and patches may lie in the margin. scikit-image takes their sums from an
 * integral image between rows and columns -r and r, which leaves out the first of each but divides by all: so here.
 */
export class BoxWeights implements PatchWeights {
  readonly #padded: PaddedColour;
  readonly #options: PatchOptions;
  /** Rows and columns that are summed. */
  readonly #size: number;
  /** For each dx the last `size` rows of differences, in turns, and after them the sums of their columns. */
  readonly #rows: Float64Array;
  readonly #rowLength: number;
  readonly #line: Float64Array;
  readonly #weights: Float32Array;
  #dy = 0;
  #firstDx = 0;
  #y = 0;
  #turn = 0;

  /** @param padded with a margin of patchDistance and half a patch */
  constructor(padded: PaddedColour, options: PatchOptions) {
    const { width, patchSize, patchDistance } = options;
    this.#padded = padded;
    this.#options = options;
    this.#size = patchSize - 1;
    this.#rowLength = width + patchDistance + this.#size - 1;
    this.#rows = new Float64Array((2 * patchDistance + 1) * patchSize * this.#rowLength);
    this.#line = new Float64Array(this.#rowLength);
    this.#weights = new Float32Array((2 * patchDistance + 1) * weightStride(options));
  }

  start(dy: number, firstDx: number, top: number): void {
    this.#dy = dy;
    this.#firstDx = firstDx;
    this.#y = top - this.#size + 1;
    this.#turn = 0;
    this.#rows.fill(0);
    while (this.#y < top) this.next();
  }

  next(): Float32Array {
    const { width, patchSize, patchDistance, h, noise } = this.#options;
    const steps = slope / (this.#padded.colours * h * h * patchSize * patchSize);
    const ahead = this.#size - 1;
    for (let dx = this.#firstDx; dx <= patchDistance; dx++) {
      const left = Math.min(0, -dx);
      const count = width + Math.abs(dx);
      const line = this.#line.subarray(0, count + ahead);
      differ(this.#padded, left - ahead / 2 + 0.5, this.#y + ahead / 2 + 0.5, dx, this.#dy, noise, line);
      const ring = (dx + patchDistance) * patchSize;
      const to = weightIndex(this.#options, left, dx);
      slide(
        line,
        this.#row(ring + this.#turn, line.length),
        this.#row(ring + this.#size, line.length),
        ahead,
        steps,
        this.#weights.subarray(to, to + count),
      );
    }
    this.#y++;
    this.#turn = (this.#turn + 1) % this.#size;
    return this.#weights;
  }

  #row(n: number, length: number): Float64Array {
    return this.#rows.subarray(n * this.#rowLength, n * this.#rowLength + length);
  }
}

/** Moves the window of columns down by one row and along it from left to right. */
function slide(
  newest: Float64Array,
  oldest: Float64Array,
  columns: Float64Array,
  ahead: number,
  steps: number,
  weights: Float32Array,
): void {
  const most = cutoff * slope;
  let sum = 0;
  for (let x = 0; x < ahead; x++) {
    columns[x] += newest[x] - oldest[x];
    oldest[x] = newest[x];
    sum += columns[x];
  }
  let left = 0;
  for (let x = 0, right = ahead; x < weights.length; x++, right++) {
    const difference = newest[right];
    const column = columns[right] + (difference - oldest[right]);
    oldest[right] = difference;
    columns[right] = column;
    sum += column - left;
    left = columns[x];
    const scaled = sum * steps;
    weights[x] = scaled > most ? 0 : expOfMinus(scaled > 0 ? scaled | 0 : 0);
  }
}
