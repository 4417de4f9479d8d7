import { integer } from '../core/checks.js';
import type { Label } from './card.js';

/** One class that a classifier names. */
export interface Classification {
  /** The class's key, such as a WordNet id: `n02447366`. */
  label: string;
  /** What people call it: `badger`. */
  name: string;
  /** In [0,1]; those of all classes add up to 1. */
  probability: number;
  /** The class's place in the output, from 0. */
  index: number;
}

export interface ClassifyOptions {
  /** How many classes to give, the likeliest first, at least 1; all of them where there are fewer. Default 5. */
  top?: number;
}

/** The probabilities of logits: `exp(z) / Σ exp(z)`, in doubles, without overflow. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(logits);
  const highest = result.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  for (let i = 0; i < result.length; i++) sum += result[i] = Math.exp(result[i] - highest);
  for (let i = 0; i < result.length; i++) result[i] /= sum;
  return result;
}

/** Indices of the `count` highest values, highest first; of equal ones the first comes first. */
export function highest(values: ArrayLike<number>, count: number): number[] {
  // All of many: putting each in its place among those before it would take as long as a small network.
  if (count >= values.length) return Array.from(values, (_, i) => i).toSorted((a, b) => values[b] - values[a]);
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === count && !(values[i] > values[best[count - 1]])) continue;
    let place = best.length;
    while (place > 0 && values[best[place - 1]] < values[i]) place--;
    best.splice(place, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}

/** The likeliest classes, likeliest first; of equally likely ones the first in the output comes first. */
export function rankClasses(
  probabilities: ArrayLike<number>,
  labels: readonly Label[],
  { top = 5 }: ClassifyOptions = {},
): Classification[] {
  integer(top, 'top', 1);
  return highest(probabilities, top).map((index) => ({
    label: labels[index].id,
    name: labels[index].name,
    probability: probabilities[index],
    index,
  }));
}
