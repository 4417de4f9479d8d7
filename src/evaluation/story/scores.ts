import { type Classifier, rankClasses, softmax } from '../../models/index.js';
import type { Image } from '../../core/image.js';
import type { NamedClass, Scores } from './record.js';

/** The probabilities of all classes for each picture at the model's size. */
export async function probabilitiesOf(classifier: Classifier, images: readonly Image[]): Promise<Float64Array[]> {
  return (await classifier.logits(images)).map(softmax);
}

/** The place of the highest probability; of equal ones the first. */
export function first(probabilities: Float64Array): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}

/** The likeliest class but one. */
export function firstBut(probabilities: Float64Array, index: number): number {
  const others = probabilities.slice();
  others[index] = -1;
  return first(others);
}

/** What a report says of a class. */
export function named({ labels }: Pick<Classifier, 'labels'>, index: number): NamedClass {
  return { index, label: labels[index].id, name: labels[index].name };
}

/** Classes that are shown of a picture. */
const shown = 5;

/**
 * The likeliest classes, likeliest first.
 * @param always classes that are among them in any case, in place of the last
 */
export function scoresOf(
  probabilities: Float64Array,
  { labels }: Pick<Classifier, 'labels'>,
  always: readonly number[],
): Scores {
  const ranked = rankClasses(probabilities, labels, { top: labels.length });
  const wanted = new Set(always);
  const room = shown - ranked.slice(shown).filter(({ index }) => wanted.has(index)).length;
  return ranked.filter(({ index }, place) => place < room || wanted.has(index));
}
