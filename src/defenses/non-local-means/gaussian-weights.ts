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
 * The pixels of a patch count by a Gaussian of standard deviation (patchSize - 1) / 4 around its middle, and both middles
 * are in the picture: other weights are 0.
 */
export class GaussianWeights implements PatchWeights {
  readonly #padded: PaddedColour;
  readonly #options: PatchOptions;
  readonly #kernel: Float64Array;
  /** For each dx the last `patchSize` rows of differences, each smoothed along the row, in turns. */
  readonly #rows: Float64Array;
  readonly #line: Float64Array;
  readonly #weights: Float32Array;
  #dy = 0;
  #firstDx = 0;
  #y = 0;
  #turn = 0;

  /** @param padded with a margin of half a patch at least */
  constructor(padded: PaddedColour, options: PatchOptions) {
    const { width, patchSize, patchDistance } = options;
    this.#padded = padded;
    this.#options = options;
    const middle = (patchSize - 1) / 2;
    const variance = (middle / 2) ** 2;
    this.#kernel = Float64Array.from({ length: patchSize }, (_, i) => Math.exp((-0.5 * (i - middle) ** 2) / variance));
    const sum = this.#kernel.reduce((a, b) => a + b);
    for (let i = 0; i < patchSize; i++) this.#kernel[i] /= sum;
    this.#rows = new Float64Array((2 * patchDistance + 1) * patchSize * width);
    this.#line = new Float64Array(width + patchSize - 1);
    this.#weights = new Float32Array((2 * patchDistance + 1) * weightStride(options));
  }

  start(dy: number, firstDx: number, top: number): void {
    this.#dy = dy;
    this.#firstDx = firstDx;
    this.#y = top - this.#kernel.length + 1;
    this.#turn = 0;
    while (this.#y < top) this.next();
  }

  next(): Float32Array {
    const { width, patchSize, patchDistance, noise } = this.#options;
    const radius = (patchSize - 1) / 2;
    for (let dx = this.#firstDx; dx <= patchDistance; dx++) {
      const left = Math.max(0, -dx);
      const count = width - Math.abs(dx);
      if (count <= 0) continue;
      const line = this.#line.subarray(0, count + patchSize - 1);
      differ(this.#padded, left - radius, this.#y + radius, dx, this.#dy, noise, line);
      const ring = (dx + patchDistance) * patchSize * width;
      smooth(line, this.#kernel, this.#rows.subarray(ring + this.#turn * width, ring + this.#turn * width + count));
      const to = weightIndex(this.#options, left, dx);
      this.#weigh(ring, this.#weights.subarray(to, to + count));
    }
    this.#y++;
    this.#turn = (this.#turn + 1) % patchSize;
    return this.#weights;
  }

  /** Weights from the rows at `ring`, whose oldest follows the newest. */
  #weigh(ring: number, weights: Float32Array): void {
    const { width, h } = this.#options;
    const kernel = this.#kernel;
    const rows = this.#rows;
    const scale = 1 / (this.#padded.colours * h * h);
    const end = ring + kernel.length * width;
    const oldest = ring + ((this.#turn + 1) % kernel.length) * width;
    for (let x = 0; x < weights.length; x++) {
      let distance = 0;
      let k = 0;
      // scikit-image looks at the cut-off before each row of the patch, but not after the last.
      for (let row = oldest; k < kernel.length && distance <= cutoff; k++) {
        distance += kernel[k] * scale * rows[row + x];
        row += width;
        if (row === end) row = ring;
      }
      // Beyond 700 its approximation leaves the range of doubles; the exponential is 0 there.
      weights[x] = k < kernel.length || distance > 700 ? 0 : expOfMinus(Math.max(0, distance * slope) | 0);
    }
  }
}

function smooth(line: Float64Array, kernel: Float64Array, to: Float64Array): void {
  for (let x = 0; x < to.length; x++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k] * line[x + k];
    to[x] = sum;
  }
}
