import type { FullImage } from 'pixel-deflection';
import { type Classifier, rankClasses, softmax } from 'pixel-deflection/models';
import type { ClassRef, Picture, Scores } from './protocol.js';

type Scorer = Pick<Classifier, 'labels' | 'logits'>;

/** What logits say. */
export function scoresFrom({ labels }: Scorer, logits: Float32Array): Scores {
  const probabilities = softmax(logits);
  return { top: rankClasses(probabilities, labels, { top: 5 }), probabilities };
}

/** What the model says of a picture at its size. */
export async function scoresOf(classifier: Scorer, image: Picture): Promise<Scores> {
  const [logits] = await classifier.logits([image]);
  return scoresFrom(classifier, logits);
}

export function classRef({ labels }: Pick<Scorer, 'labels'>, index: number): ClassRef {
  const { id, name } = labels[index];
  return { index, label: id, name };
}

/** The place of the highest probability; of equal ones the first. */
export function first(probabilities: Float64Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** A picture of the page from one of the library. */
export function asPicture({ width, height, data }: FullImage): Picture {
  return { width, height, channels: 3, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}
