import type { Image } from '../core/image.js';
import { softmax } from '../models/index.js';
import { checkCotangents, isCrossEntropy } from '../models/losses.js';
import type { InputGradient, LossGradient } from '../models/model.js';
import type { Defense } from './defense.js';
import { type DrawRequest, type Drawn, drawnParts } from './draws.js';
import { ensembleLogits } from './ensemble.js';

/** How a gradient goes back through the wavelets: by their derivative with thresholds held, or unchanged. */
export const waveletGradients = ['derivative', 'identity'] as const;
export type WaveletGradient = (typeof waveletGradients)[number];

/** The loss of a part of the draws from that of the pictures; a cross-entropy stays one. */
function ofDraws(given: readonly Float32Array[] | LossGradient, part: readonly Drawn<unknown>[]) {
  if (typeof given !== 'function') return part.map(({ picture }) => given[picture]);
  const loss: LossGradient = (logits, i) => given(logits, part[i].picture);
  if (!isCrossEntropy(given)) return loss;
  return Object.assign(loss, {
    labels: part.map(({ picture }) => given.labels[picture]),
    negativeOneHot: (i: number, classes: number) => given.negativeOneHot(part[i].picture, classes),
  });
}

/**
 * The gradient of a loss expected over the draws of a defense (EOT: A. Athalye, L. Engstrom, A. Ilyas and K. Kwok,
 * "Synthesizing robust adversarial examples", arXiv 1707.07397): the mean of the draws' gradients, each taken at what the
 * classifier is shown and brought back by BPDA (A. Athalye, N. Carlini and D. Wagner, arXiv 1802.00420): unchanged through
 * the deflection, which moves few samples, and through every other transform but the wavelets, whose own derivative is as
 * cheap, and those that move the picture: see `traceChain`.
 * @returns the gradients, and the logarithm of the mean probability over the draws as logits
 */
export async function expectedGradient(
  defense: Defense,
  images: readonly Image[],
  loss: readonly Float32Array[] | LossGradient,
  request: DrawRequest,
  wavelet: WaveletGradient,
): Promise<InputGradient> {
  const { classifier } = defense;
  const given = typeof loss === 'function' ? loss : checkCotangents(loss, images.length, classifier.classes);
  const gradients = images.map(() => new Float32Array(classifier.width * classifier.height * 3));
  const probabilities: Float64Array[][] = images.map(() => []);
  for await (const part of drawnParts(defense, defense.trace, images, request)) {
    const found = await classifier.inputGradient(
      part.map(({ drawn }) => drawn.image),
      ofDraws(given, part),
    );
    part.forEach(({ picture, drawn }, i) => {
      probabilities[picture].push(softmax(found.logits[i]));
      const pulled = drawn.pull(found.gradients[i], wavelet === 'derivative');
      const sum = gradients[picture];
      for (let k = 0; k < sum.length; k++) sum[k] += pulled[k] / request.draws;
    });
  }
  return { logits: probabilities.map(ensembleLogits), gradients };
}
