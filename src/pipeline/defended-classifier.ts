import { integer, knownOptions, oneOf, outOfRange } from '../core/checks.js';
import type { FullImage, Image } from '../core/image.js';
import { freshSeed, type Seed, seedToBigInt } from '../core/random.js';
import type { Chain } from '../defenses/chain/chain.js';
import { hasStep } from '../defenses/chain/check.js';
import { checkFor } from '../defenses/chain/run.js';
import type { DefendOptions } from '../defenses/defend.js';
import type { PatchDatabase } from '../defenses/patches.js';
import type { ActivationOptions, Classification, Classifier, ClassifyOptions, Model } from '../models/index.js';
import { type AdaptiveOptions, adaptiveModel } from './adaptive.js';
import { type MapKind, mapKinds, type Vote, votes } from './choices.js';
import { createDefense } from './defense.js';
import { drawsOf, probabilities } from './draws.js';
import { ensembleLogits, rankEnsemble } from './ensemble.js';
import { expectedGradient } from './expected-gradient.js';
import { settingsChain } from './settings-chain.js';

export interface DefendedOptions
  extends
    Omit<DefendOptions, 'map' | 'size' | 'random' | 'stream' | 'backend' | 'out' | 'onCopy'>,
    Pick<ActivationOptions, 'topK' | 'aggregate'> {
  /**
   * The activation map that steers the deflection: `'r-cam'`, `'cam'` or `'grad-cam'` of the classifier itself, on the
   * picture as it came in; `'center'` (a prior, no run of the classifier) or `'none'`. Default `'r-cam'`; `'none'`, which is
   * then the only one, with a chain that has no step `deflect`.
   */
  map?: MapKind;
  /**
   * What is done to a picture, in place of a deflection and a denoiser; nothing else of `defend` can be given with it.
   * Default: what the other options say.
   */
  chain?: Chain;
  /** What a chain's steps `quilt` build pictures of. */
  patches?: PatchDatabase | undefined;
  /** Draws of the defense for each picture, 1…1000; 10 is the paper's Ens-10. The map is made once. Default 1. */
  ensemble?: number;
  /**
   * How `classify` joins the draws: the class that most draws name (ties by the mean probability), or the mean of their
   * probabilities. Default `'majority'`; with one draw both are the same.
   */
  vote?: Vote;
}

/** A classifier behind the defense, with all members of a classifier. */
export interface DefendedClassifier extends Classifier {
  /** The classifier that is defended. */
  readonly undefended: Classifier;
  /** The seed of all draws, given or fresh. */
  readonly seed: Seed;
  /**
   * What the classifier is shown for a picture at its input size: the picture deflected and denoised, or otherwise
   * transformed, once for each draw, samples 0…255. A seed and a picture always give the same draws.
   */
  draws(image: Image): Promise<FullImage<Float32Array>[]>;
  /**
   * What an adaptive attack is made on: the same defense as someone sees it who knows all of it but its seed. Gradients
   * are means over `draws` draws (EOT) with a seed of the attacker's own, brought back through the defense by BPDA; its
   * `logits` are the logarithm of the mean probability over the same number of draws. As random numbers follow from seed
   * and picture, every iterate of an attack has its own. Adversaries are to be judged on the defended classifier, with
   * seeds that the attack has not seen.
   * @throws TypeError or RangeError for options out of range
   */
  adaptive(options?: AdaptiveOptions): Model;
}

/** Options of `defend`, which a chain stands in place of. */
const settingNames = 'preset bias algorithm deflections window scale denoiser denoiserOptions'.split(' ');
const optionNames = ['map', 'topK', 'aggregate', 'ensemble', 'vote', 'seed', 'chain', 'patches', ...settingNames];

/** Pictures of any size that are brought to the input size at once: they are larger than files. */
const atOnce = 32;

/** What is done to pictures, checked; and the map that steers it. */
function checkedParts(classifier: Classifier, map: MapKind | undefined, options: DefendedOptions) {
  const { chain, patches, preset, bias, algorithm, deflections, window, scale, denoiser, denoiserOptions } = options;
  const settings = { preset, bias, algorithm, deflections, window, scale, denoiser, denoiserOptions };
  if (chain === undefined) {
    if (patches !== undefined)
      throw outOfRange('patches only with a chain', 'the options of defendedClassifier', patches);
    const kind = map ?? 'r-cam';
    return { map: kind, chain: settingsChain(settings, classifier, kind !== 'none') };
  }
  const both = Object.entries(settings).find(([, value]) => value !== undefined);
  if (both !== undefined) {
    throw outOfRange(`either a chain or ${both[0]}`, 'the options of defendedClassifier', 'both');
  }
  const checked = checkFor(chain, classifier, patches);
  const deflects = hasStep(checked, 'deflect');
  if (!deflects && map !== undefined && map !== 'none') {
    throw outOfRange("'none' with a chain that has no step 'deflect'", 'map', map);
  }
  return { map: map ?? (deflects ? 'r-cam' : 'none'), chain: checked, patches };
}

/**
 * The whole defense of the paper around a classifier: a picture is brought to the classifier's input size, deflected with
 * the classifier's own activation map of it, denoised, and classified (Prakash et al., CVPR 2018, sections 3 to 5; Ens-10:
 * section 6). Options that are not of the ensemble or the map are those of `defend`, whose counts are scaled to the
 * classifier's input size; or there is a `chain` of transforms in their place. `deflect+wavelet` gives the draws that the
 * same settings without a chain give.
 *
 * Draws come from one random stream per (seed, picture): the order and number of pictures in a call change nothing.
 * `logits` are the logarithm of the mean probability over the draws; only `classify` votes. `inputGradient` is the mean of
 * the draws' gradients, each through the wavelets by their derivative with thresholds held, through crops and paddings by
 * the adjoint of what was drawn, and through deflection and all other steps as if they changed nothing (BPDA); a loss is
 * applied to each draw's logits. The defended classifier does not own the classifier: `dispose()` frees it for both.
 *
 * @throws TypeError or RangeError for options out of range, before any work
 */
export function defendedClassifier(classifier: Classifier, options: DefendedOptions = {}): DefendedClassifier {
  knownOptions(options, 'defendedClassifier', optionNames);
  const { map, topK, aggregate, ensemble = 1, vote = 'majority', seed = freshSeed() } = options;
  if (map !== undefined) oneOf(map, 'map', mapKinds);
  integer(ensemble, 'ensemble', 1, 1000);
  oneOf(vote, 'vote', votes);
  seedToBigInt(seed);
  const defense = createDefense(classifier, { ...checkedParts(classifier, map, options), topK, aggregate });
  const request = { draws: ensemble, seed };

  async function classify(image: Image, options?: ClassifyOptions): Promise<Classification[]>;
  async function classify(images: readonly Image[], options?: ClassifyOptions): Promise<Classification[][]>;
  async function classify(given: Image | readonly Image[], classifyOptions: ClassifyOptions = {}) {
    knownOptions(classifyOptions, 'classify', ['top']);
    const top = integer(classifyOptions.top ?? 5, 'top', 1);
    const images = Array.isArray(given) ? (given as readonly Image[]) : [given as Image];
    const ranked: Classification[][] = [];
    for (let start = 0; start < images.length; start += atOnce) {
      const part = images.slice(start, start + atOnce).map((image) => classifier.prepare(image));
      // oxlint-disable-next-line no-await-in-loop -- a part at a time: prepared pictures are larger than files
      const drawn = await probabilities(defense, part, request);
      ranked.push(...drawn.map((each) => rankEnsemble(each, classifier.labels, top, vote)));
    }
    return Array.isArray(given) ? ranked : ranked[0];
  }

  return {
    ...classifier,
    undefended: classifier,
    seed,
    draws: (image) => drawsOf(defense, image, request),
    classify,
    logits: async (images) => (await probabilities(defense, images, request)).map(ensembleLogits),
    inputGradient: (images, loss) => expectedGradient(defense, images, loss, request, 'derivative'),
    adaptive: (adaptiveOptions) => adaptiveModel(defense, adaptiveOptions),
  };
}
