import { highest } from '../../models/ranking.js';

/** -log softmax(logits)[label], in doubles. */
export function crossEntropyOf(logits: Float32Array, label: number): number {
  let most = -Infinity;
  for (const z of logits) if (z > most) most = z;
  let sum = 0;
  for (const z of logits) sum += Math.exp(z - most);
  return Math.log(sum) + most - logits[label];
}

/** The class of the highest logit but that of one class; of equal ones the first. */
export function bestOther(logits: Float32Array, except: number): number {
  const [first, second] = highest(logits, 2);
  return first === except ? second : first;
}
