import type { FullImage } from '../core/image.js';
import type { CardInput } from './card.js';
import { LogitsError } from './errors.js';
import { logitsName } from './logits-graph.js';
import type { Feeds, Scratch, Session, TensorData } from './session.js';
import { toTensor } from './tensors.js';

/** How many pictures go into one run. */
export interface BatchRule {
  /** Size of the batch that the graph is fixed to; a shorter batch is filled up. Undefined: free. */
  readonly fixed: number | undefined;
  /** Most pictures in one run. */
  readonly most: number;
}

/** Pictures in a run where the graph leaves it free: larger batches gain nothing more, and cost memory. */
export const largestBatch = { logits: 32, gradient: 8 } as const;

/** A model that takes tensors of pictures. */
export interface Network {
  readonly name: string;
  readonly session: Session;
  readonly inputName: string;
  readonly input: CardInput;
  readonly batch: BatchRule;
}

/** Picture i of a batch of tensors: its part of the data. */
export function rowOf({ data, dims }: TensorData, i: number): Float32Array {
  const length = data.length / dims[0];
  return data.subarray(i * length, (i + 1) * length);
}

/**
 * Runs a network on pictures at its own size, as many at a time as it takes.
 * @param fetches names of the outputs
 * @param read makes the result of picture i from its part of the outputs; it may keep copies only
 * @param feeds further inputs for the pictures `start` up to `start + count` in a tensor of `batch` rows
 */
export async function runNetwork<T>(
  network: Network,
  images: readonly FullImage[],
  fetches: readonly string[],
  read: (row: (output: number) => Float32Array, i: number, dims: readonly (readonly number[])[]) => T,
  feeds: (start: number, count: number, batch: number) => Feeds = () => ({}),
): Promise<T[]> {
  const { session, inputName, input, batch } = network;
  const results: T[] = [];
  for (let start = 0; start < images.length; start += batch.most) {
    const part = images.slice(start, start + batch.most);
    const size = batch.fixed ?? part.length;
    const given = (scratch: Scratch) => ({
      [inputName]: toTensor(part, input, size, scratch),
      ...feeds(start, part.length, size),
    });
    // oxlint-disable-next-line no-await-in-loop -- one session runs one batch at a time
    const rows = await session.run(given, fetches, (...outputs) => {
      const dims = outputs.map((output) => output.dims);
      return part.map((_, i) => read((output) => rowOf(outputs[output], i), start + i, dims));
    });
    results.push(...rows);
  }
  return results;
}

/** A copy of a picture's logits, checked: what is not finite is reported and never ranked. */
export function readLogits(row: Float32Array, i: number, name: string): Float32Array {
  for (let c = 0; c < row.length; c++) {
    if (Number.isFinite(row[c])) continue;
    throw new LogitsError(
      name,
      `gave ${row[c]} for class ${c} of picture ${i}: check scale, mean and deviation of its card, or get the file again`,
    );
  }
  return row.slice();
}

/** The logits of every picture. */
export function runLogits(network: Network, images: readonly FullImage[]): Promise<Float32Array[]> {
  return runNetwork(network, images, [logitsName], (row, i) => readLogits(row(0), i, network.name));
}
