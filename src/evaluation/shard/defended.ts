import type { ActivationMap, FullImage, Image } from '../../core/image.js';
import { centreMap } from '../../core/map.js';
import type { Seed } from '../../core/random.js';
import { applyChain } from '../../defenses/chain/run.js';
import type { PatchDatabase } from '../../defenses/patches.js';
import type { Classifier } from '../../models/index.js';
import { type DefendedClassifier, defendedClassifier } from '../../pipeline/index.js';
import type { DefensePlan } from '../plan/plan.js';

/** What quilting takes its patches from; undefined where no chain of the shard quilts. */
export type Patches = PatchDatabase | undefined;

/** A classifier behind a defense of a plan. */
export function defendedBy(
  classifier: Classifier,
  { chain, map, ensemble, vote, topK }: DefensePlan,
  seed: Seed,
  patches: Patches,
): DefendedClassifier {
  return defendedClassifier(classifier, { chain, map, topK, ensemble, vote, seed, patches });
}

/** The map that steers a defense at a picture of the input size. */
async function mapOf(
  classifier: Classifier,
  { map: kind, topK }: DefensePlan,
  picture: Image,
): Promise<ActivationMap | undefined> {
  if (kind === 'none') return undefined;
  if (kind === 'center') return centreMap(classifier.width, classifier.height);
  return classifier.activationMap(picture, { kind, topK });
}

/**
 * Where each sample of a picture comes from in one draw of the deflections of a chain; all other steps are left out.
 * @param picture at the classifier's input size
 * @returns for each sample the place in `picture.data` that it is a copy of
 */
export async function deflectionOf(
  classifier: Classifier,
  defense: DefensePlan,
  picture: FullImage,
  seed: Seed,
): Promise<Int32Array> {
  // Deflection copies samples whatever their values: of a picture of places it makes a table of where they are from.
  const places = { ...picture, data: Float32Array.from(picture.data, (_, i) => i) };
  const deflections = defense.chain.filter(({ transform }) => transform === 'deflect');
  const map = await mapOf(classifier, defense, picture);
  return Int32Array.from(applyChain(places, deflections, { map, seed }).data);
}
