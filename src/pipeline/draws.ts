import type { ActivationMap, Image } from '../core/image.js';
import type { Seed } from '../core/random.js';
import { softmax } from '../models/index.js';
import type { Defense, Subject } from './defense.js';

/** Whose draws, and how many. */
export interface DrawRequest {
  readonly draws: number;
  readonly seed: Seed;
  /** A map for all pictures, in place of each one's own. */
  readonly map?: ActivationMap | undefined;
}

/** One draw of one picture. */
export interface Drawn<T> {
  /** The picture's place. */
  readonly picture: number;
  readonly drawn: T;
}

/** Draws in one run of the classifier: more gain nothing, and cost memory. */
const atOnce = 32;

/** All draws of a picture, one after the other. */
export async function drawsOf(defense: Defense, image: Image, { draws, seed, map }: DrawRequest) {
  const subject = await defense.subject(image, map);
  // The picture itself where the chain is empty: each draw is the caller's own to change.
  return Array.from({ length: draws }, (_, draw) => {
    const shown = defense.draw(subject, seed, draw);
    return shown === subject.input ? { ...shown, data: shown.data.slice() } : shown;
  });
}

/**
 * The draws of pictures in their order, handed over a part at a time: some of many pictures or of one, so that memory is
 * bounded whatever their number.
 * @param make `draw` or `trace` of the defense
 */
export async function* drawnParts<T>(
  defense: Defense,
  make: (subject: Subject, seed: Seed, draw: number) => T,
  images: readonly Image[],
  { draws, seed, map }: DrawRequest,
): AsyncGenerator<Drawn<T>[]> {
  let part: Drawn<T>[] = [];
  for (const [picture, image] of images.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
    const subject: Subject = await defense.subject(image, map);
    for (let draw = 0; draw < draws; draw++) {
      part.push({ picture, drawn: make(subject, seed, draw) });
      if (part.length < atOnce) continue;
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}

/** The probabilities of every draw of every picture. */
export async function probabilities(defense: Defense, images: readonly Image[], request: DrawRequest) {
  const results: Float64Array[][] = images.map(() => []);
  for await (const part of drawnParts(defense, defense.draw, images, request)) {
    const logits = await defense.classifier.logits(part.map(({ drawn }) => drawn));
    part.forEach(({ picture }, i) => results[picture].push(softmax(logits[i])));
  }
  return results;
}
