import type { Image } from '../../core/image.js';
import type { Classifier } from '../../models/index.js';
import { decisionsOf } from './decisions.js';
import { defendedBy, type Patches } from './defended.js';
import type { ShardJob } from './shard.js';
import { judgeSeed } from './seeds.js';

/** What a classifier says of a picture. */
export interface Decision {
  readonly prediction: number;
  readonly confidence: number;
  readonly truth: number;
}

/** A defense of a plan, as it judges: a classifier for each draw. */
export interface Judge {
  readonly defense: string;
  readonly draws: readonly Classifier[];
}

/** The judges of a shard: every draw has a seed of its own, which no attack has seen. */
export function judgesOf(
  classifier: Classifier,
  { defenses, repeats, seed, attack }: Pick<ShardJob, 'defenses' | 'repeats' | 'seed' | 'attack'>,
  patches: Patches,
): Judge[] {
  return defenses.map((defense) => ({
    defense: defense.name,
    draws: Array.from({ length: decisionsOf(defense, repeats, attack.knowledge === 'clean') }, (_, draw) =>
      defense.chain.length === 0 ? classifier : defendedBy(classifier, defense, judgeSeed(seed, draw), patches),
    ),
  }));
}

/**
 * What a classifier, defended or not, decides: as its `classify` does.
 * @param picture at the input size
 */
export async function decide(classifier: Classifier, picture: Image, label: number): Promise<Decision> {
  const ranked = await classifier.classify(picture, { top: classifier.classes });
  const [{ index, probability }] = ranked;
  const truth = ranked.find((each) => each.index === label)!.probability;
  return { prediction: index, confidence: probability, truth };
}
