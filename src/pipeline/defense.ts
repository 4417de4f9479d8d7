import { integer, outOfRange } from '../core/checks.js';
import { fingerprint } from '../core/fingerprint.js';
import { type ActivationMap, checkImage, type FullImage, type Image } from '../core/image.js';
import { centreMap } from '../core/map.js';
import type { Seed } from '../core/random.js';
import type { Chain } from '../defenses/chain/chain.js';
import { hasStep } from '../defenses/chain/check.js';
import { runChain } from '../defenses/chain/run.js';
import { formatChain } from '../defenses/chain/text.js';
import { type Traced, traceChain } from '../defenses/chain/trace.js';
import type { Picture } from '../defenses/chain/transforms.js';
import type { PatchDatabase } from '../defenses/patches.js';
import { activationRequest } from '../models/activation/options.js';
import type { ActivationOptions, Classifier } from '../models/index.js';
import { ModelError } from '../models/index.js';
import type { MapKind } from './choices.js';

/** A picture as floats at the input size, as the defense is about to transform it. */
export interface Subject {
  readonly input: Picture;
  /** The map that steers its deflection. */
  readonly map: ActivationMap | undefined;
  /** The name of its random streams. */
  readonly name: string;
}

/** The defense around a classifier, its options checked: what makes draws. */
export interface Defense {
  readonly classifier: Classifier;
  readonly map: MapKind;
  /** Whether there are wavelets that a gradient can go through. */
  readonly wavelets: boolean;
  /** What is done, for errors. */
  readonly text: string;
  /** Readies a picture: checks it, and makes its map. */
  subject(image: Image, map?: ActivationMap): Promise<Subject>;
  /** What the classifier is shown, with the random numbers of a seed and a draw's number. */
  draw(subject: Subject, seed: Seed, draw: number): Picture;
  /** The same, with the way back for its gradient. */
  trace(subject: Subject, seed: Seed, draw: number): Traced;
}

/** What a defense is made of. */
export interface DefenseParts extends Pick<ActivationOptions, 'topK' | 'aggregate'> {
  readonly map: MapKind;
  /** Checked for pictures of the classifier's size. */
  readonly chain: Chain;
  readonly patches?: PatchDatabase | undefined;
}

/** Samples as floats, in memory of their own. */
function asFloats(image: FullImage): FullImage<Float32Array> {
  return { ...image, data: Float32Array.from(image.data) };
}

/** The picture as floats, whose samples are not rounded between the steps of the defense. */
function asInput(image: Image, { width, height, name }: Classifier): FullImage<Float32Array> {
  const full = checkImage(image);
  if (full.width !== width || full.height !== height || full.channels !== 3) {
    const size = `${full.width} × ${full.height} × ${full.channels}`;
    throw new ModelError(name, `takes pictures of ${width} × ${height} × 3 but received ${size}: use prepare() first`);
  }
  return asFloats(full);
}

/** The stream of a draw of a picture. */
function streamOf(name: string, draw: number): string {
  return `${name}/${draw}`;
}

/**
 * The name of the random stream of a draw: with it as `stream`, and the seed and map of a defended classifier, `defend` gives
 * for a picture at the input size what that classifier's `draws` gives, and tells `onCopy` what it moved.
 * @param draw from 0
 */
export function drawStream(image: Image, draw = 0): string {
  integer(draw, 'draw', 0);
  return streamOf(fingerprint(asFloats(checkImage(image))), draw);
}

/** Puts the parts of a defense together, after it has checked those of the map. */
export function createDefense(classifier: Classifier, parts: DefenseParts): Defense {
  const { map, topK, aggregate, chain, patches } = parts;
  if (map !== 'r-cam' && (topK !== undefined || aggregate !== undefined)) {
    throw outOfRange(`topK and aggregate only with the map 'r-cam'`, 'the options of defendedClassifier', map);
  }
  if (map === 'r-cam') activationRequest({ kind: map, topK, aggregate }, classifier.classes);
  const { width, height } = classifier;
  const prior = map === 'center' ? centreMap(width, height) : undefined;

  const mapOf = async (image: FullImage): Promise<ActivationMap | undefined> =>
    map === 'none' || map === 'center' ? prior : classifier.activationMap(image, { kind: map, topK, aggregate });

  const settings = (subject: Subject, seed: Seed, draw: number) => ({
    seed,
    stream: streamOf(subject.name, draw),
    map: subject.map,
    patches,
  });

  return {
    classifier,
    map,
    wavelets: hasStep(chain, 'wavelet'),
    text: formatChain(chain.map(({ transform }) => ({ transform, options: {} }))),
    subject: async (image, held) => {
      const input = asInput(image, classifier);
      return { input, map: held ?? (await mapOf(input)), name: fingerprint(input) };
    },
    draw: (subject, seed, draw) => runChain(subject.input, chain, settings(subject, seed, draw)),
    trace: (subject, seed, draw) => traceChain(subject.input, chain, settings(subject, seed, draw)),
  };
}
