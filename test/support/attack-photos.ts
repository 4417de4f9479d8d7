import type { AttackResult } from '../../src/attacks/index.js';
import { readImage } from '../../src/io/index.js';
import type { Classifier } from '../../src/models/index.js';
import { referenceJson, shared } from './shared.js';

/** What torchattacks and foolbox reach on 40 photos: `reference/attack-strength.json`. */
export interface Strength {
  model: string;
  photos: string[];
  results: { attack: string; images: number; success: number; medianRelativeL2: number; maxLinf255: number }[];
}

export function readStrength(): Strength {
  return referenceJson<Strength>('attack-strength.json');
}

/** What the reference has for an attack, by a part of its name. */
export function listed({ results }: Strength, name: string) {
  const found = results.filter(({ attack }) => attack.includes(name));
  if (found.length !== 1) throw new Error(`attack-strength.json has ${found.length} results for ${name}`);
  return found[0];
}

/** Photos at a classifier's size, with the class that their names say. */
export async function loadPhotos(classifier: Classifier, photos: readonly string[]) {
  const read = await Promise.all(photos.map((photo) => readImage(shared('photos', photo))));
  return {
    images: read.map(({ image }) => classifier.prepare(image)),
    labels: photos.map((photo) => classifier.labels.findIndex(({ id }) => photo.startsWith(`${id}_`))),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** How many of the pictures that were attacked are fooled. */
export function successes(results: readonly AttackResult[], which: 'success' | 'successAfterRounding' = 'success') {
  return results.filter((result) => result[which]).length;
}
