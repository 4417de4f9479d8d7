import { integer, knownOptions, oneOf, outOfRange } from '../core/checks.js';
import { type ActivationMap, checkImage, type FullImage, type Image } from '../core/image.js';
import { centreMap } from '../core/map.js';
import { freshSeed, type Seed } from '../core/random.js';
import { defend, type DefendOptions } from '../defenses/defend.js';
import { activationRequest } from '../models/activation/options.js';
import type { ActivationOptions, Classification, Classifier, ClassifyOptions } from '../models/index.js';
import { ModelError, softmax } from '../models/index.js';
import { ensembleLogits, rankEnsemble, type Vote, votes } from './ensemble.js';
import { fingerprint } from './fingerprint.js';

/** Where the map of a defended classification comes from. */
export const mapKinds = ['r-cam', 'cam', 'grad-cam', 'center', 'none'] as const;
export type MapKind = (typeof mapKinds)[number];

export interface DefendedOptions
  extends
    Omit<DefendOptions, 'map' | 'size' | 'random' | 'stream' | 'out' | 'onCopy'>,
    Pick<ActivationOptions, 'topK' | 'aggregate'> {
  /**
   * The activation map that steers the deflection: `'r-cam'`, `'cam'` or `'grad-cam'` of the classifier itself, on the
   * picture as it came in; `'center'` (a prior, no run of the classifier) or `'none'`. Default `'r-cam'`.
   */
  map?: MapKind;
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
   * What the classifier is shown for a picture at its input size: the picture deflected and denoised, once for each draw,
   * samples 0…255. A seed and a picture always give the same draws.
   */
  draws(image: Image): Promise<FullImage<Float32Array>[]>;
}

const optionNames =
  'map topK aggregate ensemble vote seed preset bias algorithm deflections window scale denoiser denoiserOptions'.split(
    ' ',
  );

/** Pictures in one run: more gain nothing, and cost memory. */
const atOnce = 32;

function blank(width: number, height: number): FullImage<Float32Array> {
  return { width, height, channels: 3, data: new Float32Array(width * height * 3) };
}

/** Has `defend` check its own options, on pictures that cost next to nothing. */
function checkSettings(settings: DefendOptions, width: number, height: number): void {
  const { denoiser, denoiserOptions, ...counts } = settings;
  defend(blank(width, height), { ...counts, denoiser: 'none' });
  defend(blank(16, 16), { seed: 0, preset: settings.preset, denoiser, denoiserOptions });
}

/** The picture as floats, whose samples are not rounded between the steps of the defense. */
function asFloats(image: Image, { width, height, name }: Classifier): FullImage<Float32Array> {
  const full = checkImage(image);
  if (full.width !== width || full.height !== height || full.channels !== 3) {
    const size = `${full.width} × ${full.height} × ${full.channels}`;
    throw new ModelError(name, `takes pictures of ${width} × ${height} × 3 but received ${size}: use prepare() first`);
  }
  return { ...full, data: Float32Array.from(full.data) };
}

/**
 * The whole defense of the paper around a classifier: a picture is brought to the classifier's input size, deflected with
 * the classifier's own activation map of it, denoised, and classified (Prakash et al., CVPR 2018, sections 3 to 5; Ens-10:
 * section 6). Options that are not of the ensemble or the map are those of `defend`, whose counts are scaled to the
 * classifier's input size.
 *
 * Draws come from one random stream per (seed, picture): the order and number of pictures in a call change nothing.
 * `logits` are the logarithm of the mean probability over the draws; only `classify` votes. The defended classifier does
 * not own the classifier: `dispose()` frees it for both.
 *
 * @throws TypeError or RangeError for options out of range, before any work
 */
export function defendedClassifier(classifier: Classifier, options: DefendedOptions = {}): DefendedClassifier {
  const { map = 'r-cam', topK, aggregate, ensemble = 1, vote = 'majority', seed = freshSeed(), ...settings } = options;
  knownOptions(options, 'defendedClassifier', optionNames);
  oneOf(map, 'map', mapKinds);
  if (map !== 'r-cam' && (topK !== undefined || aggregate !== undefined)) {
    throw outOfRange(`topK and aggregate only with the map 'r-cam'`, 'the options of defendedClassifier', map);
  }
  if (map === 'r-cam') activationRequest({ kind: map, topK, aggregate }, classifier.classes);
  integer(ensemble, 'ensemble', 1, 1000);
  oneOf(vote, 'vote', votes);
  const { width, height } = classifier;
  const prior = map === 'center' ? centreMap(width, height) : undefined;
  checkSettings({ ...settings, seed }, width, height);

  const mapOf = async (image: FullImage): Promise<ActivationMap | undefined> => {
    if (map === 'none' || map === 'center') return prior;
    return classifier.activationMap(image, { kind: map, topK, aggregate });
  };
  const draws = async (image: Image): Promise<FullImage<Float32Array>[]> => {
    const input = asFloats(image, classifier);
    const steering = await mapOf(input);
    const name = fingerprint(input);
    return Array.from({ length: ensemble }, (_, draw) =>
      defend(input, { ...settings, map: steering, seed, stream: `${name}/${draw}` }),
    );
  };
  /** The probabilities of every draw of every picture. */
  const probabilities = async (images: readonly Image[]): Promise<Float64Array[][]> => {
    const results: Float64Array[][] = [];
    const together = Math.max(1, Math.floor(atOnce / ensemble));
    for (let start = 0; start < images.length; start += together) {
      const shown: FullImage<Float32Array>[] = [];
      // oxlint-disable-next-line no-await-in-loop -- one session runs one picture after the other
      for (const image of images.slice(start, start + together)) shown.push(...(await draws(image)));
      // oxlint-disable-next-line no-await-in-loop -- as above
      const all = (await classifier.logits(shown)).map(softmax);
      for (let i = 0; i < all.length; i += ensemble) results.push(all.slice(i, i + ensemble));
    }
    return results;
  };

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
      const drawn = await probabilities(part);
      ranked.push(...drawn.map((each) => rankEnsemble(each, classifier.labels, top, vote)));
    }
    return Array.isArray(given) ? ranked : ranked[0];
  }

  return {
    ...classifier,
    undefended: classifier,
    seed,
    draws,
    classify,
    logits: async (images) => (await probabilities(images)).map(ensembleLogits),
    inputGradient: async () => {
      throw new ModelError(
        classifier.name,
        'has no gradient through the defense: take that of the undefended classifier',
      );
    },
  };
}
