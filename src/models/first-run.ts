import type { FullImage } from '../core/image.js';
import { createRandom } from '../core/random.js';
import { ModelError } from './errors.js';
import { type BatchRule, largestBatch, type Network, readLogits, runNetwork } from './network.js';

/** What a first run of a model tells. */
export interface FirstRun {
  readonly classes: number;
  readonly batch: BatchRule;
  /** Whether the output is a distribution for every picture: each value in [0,1], with sum 1. */
  readonly distributions: boolean;
}

/** Two pictures that have nothing in common: noise over all levels, and a dark colour with a little of it. */
function pictures(width: number, height: number): FullImage[] {
  return [255, 20].map((highest, stream) => {
    const random = createRandom(1, stream);
    const data = Float32Array.from({ length: width * height * 3 }, () => random.randint(0, highest));
    return { width, height, channels: 3, data };
  });
}

function isDistribution(values: Float32Array): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3;
}

/** One row of the output per picture. */
async function tryBatch(
  network: Network,
  scores: string,
  fixed: number | undefined,
  most: number,
): Promise<Float32Array[]> {
  const images = pictures(network.input.width, network.input.height);
  return runNetwork({ ...network, batch: { fixed, most } }, images, [scores], (row, i, [dims]) => {
    const size = fixed ?? Math.min(most, images.length);
    if (dims[0] !== size) {
      throw new ModelError(
        network.name,
        `gave ${dims[0]} rows of scores for ${size} pictures: export it with a free batch size, or with 1`,
      );
    }
    return readLogits(row(0), i, network.name);
  });
}

/**
 * Runs a model on two pictures, together where its batch is free, and checks what comes out.
 * @param scores the output to look at, [N, classes]
 * @param declared size of the batch that the graph states; undefined is free
 * @throws ModelError for a model that cannot be run, gives no row of scores for each picture, or gives NaN
 */
export async function firstRun(network: Network, scores: string, declared: number | undefined): Promise<FirstRun> {
  let batch: BatchRule =
    declared === undefined ? { fixed: undefined, most: largestBatch.logits } : { fixed: declared, most: declared };
  let rows: Float32Array[];
  try {
    rows = await tryBatch(network, scores, batch.fixed, batch.most);
  } catch (error) {
    if (declared !== undefined) throw error;
    // Exports whose batch is free on paper, and 1 in some Reshape inside.
    batch = { fixed: undefined, most: 1 };
    rows = await tryBatch(network, scores, undefined, 1).catch(() => {
      throw error;
    });
  }
  const classes = rows[0].length;
  if (classes < 2) {
    throw new ModelError(
      network.name,
      `gives ${classes} score per picture, expected one for each of at least two classes`,
    );
  }
  return { classes, batch, distributions: rows.every(isDistribution) };
}
