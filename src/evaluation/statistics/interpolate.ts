import { number } from '../../core/checks.js';
import { paretoFront, type Tradeoff } from './pareto.js';

/**
 * What a transform would recover at a clean accuracy that none of its tried parameters has: linear between the two
 * neighbours on the Pareto front of its own sweep. That is no mere guess: whoever takes one of the two settings at random
 * for each picture, with the right odds, has just these two accuracies.
 *
 * @param sweep the transform with one value of its parameter each, in any order
 * @param clean in [0,1]
 * @returns undefined outside of the clean accuracies of its front
 */
export function recoveredAtClean(sweep: readonly Tradeoff[], clean: number): number | undefined {
  number(clean, 'clean', 0, 1);
  const front = paretoFront(sweep);
  const above = front.findIndex((point) => point.clean >= clean);
  if (above === -1) return undefined;
  const right = front[above];
  if (right.clean === clean) return right.recovered;
  if (above === 0) return undefined;
  const left = front[above - 1];
  const part = (clean - left.clean) / (right.clean - left.clean);
  return left.recovered + part * (right.recovered - left.recovered);
}
