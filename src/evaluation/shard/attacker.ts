import type { FullImage, Image } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import { hasStep, isRandom } from '../../defenses/chain/check.js';
import type { Classifier, Model } from '../../models/index.js';
import type { AttackPlan, DefensePlan } from '../plan/plan.js';
import { defendedBy, deflectionOf, type Patches } from './defended.js';
import type { ShardAttack } from './shard.js';
import { attackSeed } from './seeds.js';

/** What an attacker has: the network, and what is told of the defense that is attacked. */
interface Attacked {
  readonly classifier: Classifier;
  readonly clean: FullImage;
  readonly target: DefensePlan;
  readonly seed: Seed;
  readonly patches: Patches;
}

/** Whether two pictures have the same samples. */
function same({ data: a }: Image, { data: b }: Image): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

/**
 * One draw of the deflections of a chain, made once and then fixed, with its exact derivative; all other steps are left
 * out. Classes are those of the bare network: see docs/adaptive.md, "Who knows what".
 */
async function grayBoxModel({ classifier, clean, target, seed }: Omit<Attacked, 'patches'>): Promise<Model> {
  const from = await deflectionOf(classifier, target, clean, seed);
  return {
    ...classifier,
    inputGradient: async (images, loss) => {
      const shown = images.map((image) => ({ ...image, data: Float32Array.from(from, (i) => image.data[i]) }));
      const { logits, gradients } = await classifier.inputGradient(shown, loss);
      const pulled = gradients.map((gradient) => {
        const sum = new Float32Array(gradient.length);
        for (let k = 0; k < gradient.length; k++) sum[from[k]] += gradient[k];
        return sum;
      });
      return { logits, gradients: pulled };
    },
  };
}

/**
 * The whole defense but its seed. Options that a defense has no use for are left out of it: one attack is made against
 * several defenses. Whether the picture is attacked at all is decided by the bare network: one that the defense gets wrong
 * on average may still be right in some draws.
 */
async function adaptiveModel(attacked: Attacked, options: AttackPlan['adaptive'] = {}): Promise<Model> {
  const { classifier, clean, target, seed, patches } = attacked;
  const { chain, map, topK } = target;
  const held = options.map === 'held' && map !== 'none' && map !== 'center';
  const whole = defendedBy(classifier, { ...target, ensemble: 1 }, seed, patches).adaptive({
    seed,
    draws: isRandom(chain) ? (options.draws ?? 20) : 1,
    ...(hasStep(chain, 'wavelet') && { wavelet: options.wavelet ?? 'derivative' }),
    ...(held && { map: await classifier.activationMap(clean, { kind: map, topK }) }),
  });
  return {
    ...whole,
    logits: async (images) =>
      images.length === 1 && same(images[0], clean) ? classifier.logits(images) : whole.logits(images),
  };
}

/**
 * What an attack is shown in place of the network, for one picture: the network itself (oblivious), one fixed draw of the
 * deflection (gray-box), or the defense as `defended.adaptive()` gives it (adaptive).
 * @param clean the picture at the network's input size
 */
export async function attackedModel(
  classifier: Classifier,
  clean: FullImage,
  { knowledge, target, plan }: ShardAttack,
  planSeed: string,
  patches: Patches,
): Promise<Model> {
  if (target === undefined) return classifier;
  if (knowledge === 'gray-box') {
    return grayBoxModel({ classifier, clean, target, seed: attackSeed(planSeed, 'gray-box') });
  }
  const attacked = { classifier, clean, target, seed: attackSeed(planSeed, 'adaptive'), patches };
  return adaptiveModel(attacked, plan?.adaptive);
}
