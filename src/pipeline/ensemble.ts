import type { Classification, Label } from '../models/index.js';
import { rankClasses } from '../models/index.js';
import type { Vote } from './choices.js';

/** The smallest probability that keeps its logarithm a finite float32. */
const tiny = 1e-38;

/** The mean of the probabilities of several draws. */
export function meanProbabilities(draws: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(draws[0].length);
  for (const draw of draws) for (let i = 0; i < mean.length; i++) mean[i] += draw[i] / draws.length;
  return mean;
}

/** The logits of an ensemble: the logarithm of the mean probability, whose softmax is that mean again. */
export function ensembleLogits(draws: readonly Float64Array[]): Float32Array {
  return Float32Array.from(meanProbabilities(draws), (value) => Math.log(Math.max(value, tiny)));
}

/** How many draws name each class first; of equal probabilities the class that stands first in the output is named. */
export function countVotes(draws: readonly Float64Array[]): Uint32Array {
  const counts = new Uint32Array(draws[0].length);
  for (const draw of draws) {
    let best = 0;
    for (let i = 1; i < draw.length; i++) if (draw[i] > draw[best]) best = i;
    counts[best]++;
  }
  return counts;
}

/**
 * The classes that an ensemble names, best first. By `majority`, classes are in the order of their votes, ties by the
 * mean probability; by `mean`, in the order of the mean probability. Either way `probability` is the mean.
 */
export function rankEnsemble(
  draws: readonly Float64Array[],
  labels: readonly Label[],
  top: number,
  vote: Vote,
): Classification[] {
  const mean = meanProbabilities(draws);
  if (vote === 'mean' || draws.length === 1) return rankClasses(mean, labels, { top });
  const counts = countVotes(draws);
  // A vote weighs more than every probability.
  const order = mean.map((probability, i) => counts[i] * 2 + probability);
  return rankClasses(order, labels, { top }).map((each) => ({ ...each, probability: mean[each.index] }));
}
