import type { FullImage } from '../core/image.js';
import { checkCotangents, isCrossEntropy } from './losses.js';
import type { InputGradient, LossGradient } from './model.js';
import { gradientGraph, gradientNames } from './gradient-graph.js';
import { largestBatch, type Network, readLogits, runLogits, runNetwork } from './network.js';
import { type ParsedModel, serializeModel } from './onnx/model-file.js';
import { createSession, type SessionOptions } from './session.js';
import { fromGradient, inputShape } from './tensors.js';

/** What is fed for the gradient of each picture, and whether it is the one-hot vector of a cross-entropy. */
interface Cotangents {
  readonly rows: readonly Float32Array[];
  readonly crossEntropy: boolean;
}

async function cotangentsOf(
  forward: Network,
  images: readonly FullImage[],
  classes: number,
  given: readonly Float32Array[] | LossGradient,
): Promise<Cotangents> {
  if (typeof given !== 'function') {
    return { rows: checkCotangents(given, images.length, classes), crossEntropy: false };
  }
  if (isCrossEntropy(given))
    return { rows: images.map((_, i) => given.negativeOneHot(i, classes)), crossEntropy: true };
  const logits = await runLogits(forward, images);
  return { rows: checkCotangents(logits.map(given), images.length, classes), crossEntropy: false };
}

/** Differentiates a model and opens a session for its gradients. */
export async function openGradient(graph: ParsedModel, network: Network, options: SessionOptions): Promise<Network> {
  const { name, input, batch } = network;
  const bytes = await gradientGraph(serializeModel(graph), name, inputShape(input, 1));
  const session = await createSession(bytes, name, options);
  return { ...network, session, batch: { ...batch, most: Math.min(batch.most, largestBatch.gradient) } };
}

/**
 * The logits of pictures and the gradients with respect to their samples, in units per level of 0…255.
 *
 * A cross-entropy and a given cotangent take one run of the gradient graph; any other loss needs the logits first, so one
 * run of the model more.
 */
export async function runInputGradient(
  forward: Network,
  gradient: Network,
  images: readonly FullImage[],
  classes: number,
  given: readonly Float32Array[] | LossGradient,
): Promise<InputGradient> {
  const { rows, crossEntropy } = await cotangentsOf(forward, images, classes, given);
  const { logits, cotangent, crossEntropyFlag, gradient: wanted } = gradientNames;
  const results = await runNetwork(
    gradient,
    images,
    [logits, wanted],
    (row, i) => ({
      logits: readLogits(row(0), i, gradient.name),
      gradient: fromGradient(row(1), gradient.input),
    }),
    (start, count, batch) => {
      const data = new Float32Array(batch * classes);
      for (let i = 0; i < count; i++) data.set(rows[start + i], i * classes);
      return {
        [cotangent]: { data, dims: [batch, classes] },
        [crossEntropyFlag]: { data: Float32Array.of(crossEntropy ? 1 : 0), dims: [1] },
      };
    },
  );
  return { logits: results.map((each) => each.logits), gradients: results.map((each) => each.gradient) };
}
