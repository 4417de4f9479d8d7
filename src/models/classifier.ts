import { integer, knownOptions } from '../core/checks.js';
import type { Image } from '../core/image.js';
import type { ExecutionProvider } from '#ort';
import { createActivation } from './activation/activation-map.js';
import type { ActivationOptions, ActivationResult } from './activation/options.js';
import type { Label, ModelCard } from './card.js';
import { ModelError } from './errors.js';
import { openGradient, runInputGradient } from './input-gradient.js';
import { type Network, runLogits } from './network.js';
import type { Model } from './model.js';
import type { ClassifierParts } from './parts.js';
import { type PreparedImage, prepareImage } from './prepare.js';
import { type Classification, type ClassifyOptions, rankClasses, softmax } from './ranking.js';
import { checkPictures } from './tensors.js';

/** A model with its card: pictures of any size in, classes out. */
export interface Classifier extends Model {
  /** What messages and reports call it. */
  readonly name: string;
  readonly card: ModelCard;
  /** The classes in the order of the output: those of the card. */
  readonly labels: readonly Label[];
  /** Where it runs. */
  readonly provider: ExecutionProvider;
  /** The likeliest classes of a picture of any size, likeliest first. */
  classify(image: Image, options?: ClassifyOptions): Promise<Classification[]>;
  /** The same for every picture of an array, in its order. */
  classify(images: readonly Image[], options?: ClassifyOptions): Promise<Classification[][]>;
  /** A picture of any size as the model sees it: RGB at its input size, and where that is in the original. */
  prepare(image: Image): PreparedImage;
  /** Where it looks in a picture of any size, in the coordinates of that picture. */
  activationMap(image: Image, options?: ActivationOptions): Promise<ActivationResult>;
  /** Frees the memory of its sessions, after the runs that were asked for. Later calls are refused. */
  dispose(): Promise<void>;
}

const atOnce = 32;

/** Prepares and classifies pictures, a part at a time: prepared pictures are larger than files. */
async function classifyAll(
  { network, card }: ClassifierParts,
  images: readonly Image[],
  options: ClassifyOptions,
): Promise<Classification[][]> {
  const { input, resize, labels } = card;
  const results: Classification[][] = [];
  for (let start = 0; start < images.length; start += atOnce) {
    const part = images
      .slice(start, start + atOnce)
      .map((image) => prepareImage(image, input.width, input.height, resize, true));
    // oxlint-disable-next-line no-await-in-loop -- one part after the other
    const logits = await runLogits(network, part);
    results.push(...logits.map((row) => rankClasses(softmax(row), labels, options)));
  }
  return results;
}

/** A classifier from a model that runs. */
export function createClassifier(parts: ClassifierParts): Classifier {
  const { graph, network, classes, card, options } = parts;
  const { name, input, resize } = card;
  const { width, height } = input;
  const activation = createActivation(parts);
  const running = new Set<Promise<unknown>>();
  let disposed: Promise<void> | undefined;
  let gradient: Promise<Network> | undefined;

  /** Does something that `dispose` waits for. */
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    if (disposed) throw new ModelError(name, 'was disposed: load it again');
    const result = work();
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  };
  const free = async () => {
    await Promise.allSettled(running);
    const opened = await gradient?.catch(() => undefined);
    await Promise.all([network.session.dispose(), opened?.session.dispose(), activation.dispose()]);
  };
  const model: Model = {
    width,
    height,
    classes,
    bounds: [0, 255],
    logits: (images) => during(async () => runLogits(network, checkPictures(images, input))),
    inputGradient: (images, cotangent) =>
      during(async () => {
        const pictures = checkPictures(images, input);
        gradient ??= openGradient(graph, network, options);
        return runInputGradient(network, await gradient, pictures, classes, cotangent);
      }),
  };
  async function classify(image: Image, given?: ClassifyOptions): Promise<Classification[]>;
  async function classify(images: readonly Image[], given?: ClassifyOptions): Promise<Classification[][]>;
  async function classify(images: Image | readonly Image[], given: ClassifyOptions = {}) {
    knownOptions(given, 'classify', ['top']);
    integer(given.top ?? 5, 'top', 1);
    const all = Array.isArray(images) ? (images as readonly Image[]) : [images as Image];
    const results = await during(() => classifyAll(parts, all, given));
    return Array.isArray(images) ? results : results[0];
  }
  return {
    ...model,
    name,
    card,
    labels: card.labels,
    provider: network.session.provider,
    classify,
    activationMap: (image, activationOptions) => during(() => activation.map(image, activationOptions)),
    prepare: (image) => prepareImage(image, width, height, resize),
    dispose: () => (disposed ??= free()),
  };
}
