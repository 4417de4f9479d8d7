import type { Image } from '../core/image.js';

/**
 * A loss of one picture: from its logits [classes] to the gradient of the loss with respect to them [classes].
 * `index` is the picture's place in the batch.
 */
export type LossGradient = (logits: Float32Array, index: number) => Float32Array;

/** What {@link Model.inputGradient} gives. */
export interface InputGradient {
  /** The logits of every picture, [classes] each: those of `logits`, to float32 rounding. */
  logits: Float32Array[];
  /**
   * The vector-Jacobian product of every picture: `height × width × 3` values, interleaved as the picture's samples, in
   * units of the loss (or of the cotangent times a logit) per level of 0…255.
   */
  gradients: Float32Array[];
}

/**
 * What an attack sees: a differentiable classifier of pictures at its own input size, samples 0…255 as floats. A bare
 * classifier is one, a defended classifier is one, and so is a function of the user's with these six members.
 */
export interface Model {
  /** Width of the pictures that it takes, in pixels. */
  readonly width: number;
  /** Height of the pictures that it takes, in pixels. */
  readonly height: number;
  /** Number of classes: the length of a picture's logits. */
  readonly classes: number;
  /** Lowest and highest value of a sample. */
  readonly bounds: readonly [low: number, high: number];
  /**
   * The logits of every picture, [classes] each.
   * @param images RGB pictures of exactly `width × height`; they may not change before the promise is settled
   */
  logits(images: readonly Image[]): Promise<Float32Array[]>;
  /**
   * Gradients with respect to the samples of every picture.
   * @param images as for `logits`
   * @param cotangent one array [classes] per picture (the gradient is then the vector-Jacobian product), or the loss
   *   as a function, which is called once per picture: `crossEntropy(labels)`, or any other
   */
  inputGradient(images: readonly Image[], cotangent: readonly Float32Array[] | LossGradient): Promise<InputGradient>;
}

/** A model without gradients: what attacks see that ask for logits, or for the class alone. */
export type LogitsModel = Omit<Model, 'inputGradient'>;
