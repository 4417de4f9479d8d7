import type { FullImage } from '../../src/core/image.js';
import { createRandom } from '../../src/core/random.js';
import type { InputGradient, Model } from '../../src/models/model.js';

/** A model written by hand, with what it was shown. */
export interface HandModel extends Model {
  /** Pictures shown to `logits` and to `inputGradient`, and the sizes of the batches. */
  readonly seen: { queries: number; gradients: number; batches: number[] };
}

/** Logits of samples, and the vector-Jacobian product of a cotangent. */
export interface HandFunction {
  readonly classes: number;
  logits(x: Float32Array): number[];
  pull(x: Float32Array, cotangent: Float32Array): number[];
}

/** A function as a model for pictures of a given size. */
export function handModel(
  width: number,
  height: number,
  { classes, logits, pull }: HandFunction,
  bounds: readonly [number, number] = [0, 255],
): HandModel {
  const seen = { queries: 0, gradients: 0, batches: [] as number[] };
  const rowOf = (data: unknown) => Float32Array.from(logits(data as Float32Array));
  return {
    width,
    height,
    classes,
    bounds,
    seen,
    logits: async (images) => {
      seen.queries += images.length;
      seen.batches.push(images.length);
      return images.map(({ data }) => rowOf(data));
    },
    inputGradient: async (images, cotangent): Promise<InputGradient> => {
      seen.gradients += images.length;
      seen.batches.push(images.length);
      const rows = images.map(({ data }) => rowOf(data));
      const gradients = images.map(({ data }, i) => {
        const given = typeof cotangent === 'function' ? cotangent(rows[i], i) : cotangent[i];
        return Float32Array.from(pull(data as Float32Array, given));
      });
      return { logits: rows, gradients };
    },
  };
}

/** Logits W x + b, in doubles. */
export function linear(weights: readonly (readonly number[])[], biases: readonly number[]): HandFunction {
  return {
    classes: biases.length,
    logits: (x) => weights.map((row, c) => row.reduce((sum, w, i) => sum + w * x[i], biases[c])),
    pull: (x, cotangent) => Array.from(x, (_, i) => weights.reduce((sum, row, c) => sum + row[i] * cotangent[c], 0)),
  };
}

/** Logits b - q ‖x - m‖² of each class. */
export function quadratic(
  centres: readonly (readonly number[])[],
  curvatures: readonly number[],
  biases: readonly number[],
): HandFunction {
  return {
    classes: biases.length,
    logits: (x) => centres.map((m, c) => biases[c] - curvatures[c] * m.reduce((sum, v, i) => sum + (x[i] - v) ** 2, 0)),
    pull: (x, cotangent) =>
      Array.from(x, (v, i) => centres.reduce((sum, m, c) => sum - 2 * curvatures[c] * (v - m[i]) * cotangent[c], 0)),
  };
}

/** Seeded weights of a linear model: about as many above 0 as below. */
export function randomWeights(classes: number, samples: number, seed: number, scale = 1): number[][] {
  const random = createRandom(seed, 'weights');
  return Array.from({ length: classes }, () => Array.from({ length: samples }, () => random.uniform(-scale, scale)));
}

/** A picture of whole levels. */
export function handPicture(width: number, height: number, seed: number, low = 0, high = 255): FullImage<Float32Array> {
  const random = createRandom(seed, 'picture');
  const data = Float32Array.from({ length: width * height * 3 }, () => random.randint(low, high));
  return { width, height, channels: 3, data };
}

/** The size of {@link evenPictures}. */
export const evenSize = { width: 5, height: 4 };

/** Pictures around gray. */
export const evenPictures = Array.from({ length: 7 }, (_, i) =>
  handPicture(evenSize.width, evenSize.height, i, 100, 155),
);

/** A linear function of four classes that are even for a gray picture: some pictures need few steps, others more. */
export function evenFunction(): HandFunction {
  const weights = randomWeights(4, evenSize.width * evenSize.height * 3, 3, 0.01);
  return linear(
    weights,
    weights.map((row) => -127.5 * row.reduce((sum, w) => sum + w, 0)),
  );
}

/** {@link evenFunction} as a model. */
export function evenModel(bounds?: readonly [number, number]): HandModel {
  return handModel(evenSize.width, evenSize.height, evenFunction(), bounds);
}
