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
function ofDraws(given: readonly Float32Array[] | LossGradient, part: readonly Drawn[]) {
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
 * the deflection, which moves few samples, and through every denoiser but the wavelets, whose own derivative is as cheap.
 * @returns the gradients, and the logarithm of the mean probability over the draws as logits
 */
export async function expectedGradient(
  defense: Defense,
  images: readonly Image[],
  loss: readonly Float32Array[] | LossGradient,
  request: DrawRequest,
  wavelet: WaveletGradient,
): Promise<InputGradient> {
  const { classifier, denoiser } = defense;
  const given = typeof loss === 'function' ? loss : checkCotangents(loss, images.length, classifier.classes);
  const through = denoiser === 'wavelet' && wavelet === 'derivative';
  const gradients = images.map(() => new Float32Array(classifier.width * classifier.height * 3));
  const probabilities: Float64Array[][] = images.map(() => []);
  for await (const part of drawnParts(defense, images, request)) {
    const found = await classifier.inputGradient(
      part.map(({ shown }) => shown),
      ofDraws(given, part),
    );
    part.forEach(({ picture, deflected }, i) => {
      probabilities[picture].push(softmax(found.logits[i]));
      const gradient = found.gradients[i];
      const pulled = through ? defense.pullThroughWavelets(deflected, gradient) : gradient;
      const sum = gradients[picture];
      for (let k = 0; k < sum.length; k++) sum[k] += pulled[k] / request.draws;
    });
  }
  return { logits: probabilities.map(ensembleLogits), gradients };
}
