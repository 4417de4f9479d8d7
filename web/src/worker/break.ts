import { psnr, ssim } from 'pixel-deflection';
import { type Distances, igsm } from 'pixel-deflection/attacks';
import { type Classifier, type Model, softmax } from 'pixel-deflection/models';
import { defendedClassifier } from 'pixel-deflection/pipeline';
import { judgeSeed } from './judge-seed.js';
import { defendedOptions } from './defense.js';
import { interruptible, type Job } from './job.js';
import type { BreakInput, BreakPoint, Picture } from './protocol.js';
import { asPicture, first, scoresOf } from './scores.js';

/** What the attacker takes gradients of. */
function targetOf(classifier: Classifier, { defense, knows, eot }: BreakInput): Model {
  if (!knows) return classifier;
  const adaptive = defendedClassifier(classifier, defendedOptions(classifier, defense)).adaptive({
    draws: eot,
    seed: defense.seed,
  });
  // Whether the picture is right to begin with is asked of the bare model: one that the defense gets wrong in the mean may
  // still be right in some draws.
  return { ...adaptive, logits: (images) => classifier.logits(images) };
}

/** An adversary within ε, and how far it is; for ε = 0 the picture itself. */
async function adversaryOf(model: Model, input: BreakInput, epsilon: number, signal: AbortSignal) {
  const { image, label, iterations } = input;
  if (epsilon === 0) {
    const distances: Distances = { linf: 0, l2: 0, relativeL2: 0, psnr: psnr(image, image), ssim: ssim(image, image) };
    return { adversary: image, distances };
  }
  const [result] = await igsm(model, [image], { epsilon, step: epsilon / 4, iterations, labels: [label], signal });
  return { adversary: asPicture(result.rounded), distances: result.distancesAfterRounding };
}

/** How often the defended classifier is right, by seeds that no attacker has. */
async function judge(classifier: Classifier, adversary: Picture, { label, defense, judges }: BreakInput) {
  let right = 0;
  let sum = 0;
  for (let i = 0; i < judges; i++) {
    const settings = { ...defense, seed: judgeSeed(defense.seed, i) };
    const [logits] = await defendedClassifier(classifier, defendedOptions(classifier, settings)).logits([adversary]);
    const probabilities = softmax(logits);
    sum += probabilities[label];
    if (first(probabilities) === label) right++;
  }
  return { right, judges, probability: sum / judges };
}

/** Attacks the defense, as someone who knows it or as one who does not. */
export const breakDefense: Job<'break'> = async (input, { classifier, signal, progress }) => {
  const steady = interruptible(classifier, signal);
  const points: BreakPoint[] = [];
  for (const epsilon of input.epsilons) {
    const { adversary, distances } = await adversaryOf(targetOf(steady, input), input, epsilon, signal);
    const point = {
      epsilon,
      knows: input.knows,
      adversary,
      distances,
      ...(await judge(steady, adversary, input)),
      undefended: await scoresOf(steady, adversary),
    };
    points.push(point);
    progress(point);
  }
  return points;
};
