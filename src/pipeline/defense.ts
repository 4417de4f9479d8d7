import { outOfRange } from '../core/checks.js';
import { type ActivationMap, checkImage, type FullImage, type Image } from '../core/image.js';
import { centreMap } from '../core/map.js';
import type { Seed } from '../core/random.js';
import { defend, type DefendOptions, presets } from '../defenses/defend.js';
import type { DenoiserName } from '../defenses/denoisers.js';
import type { WaveletOptions } from '../defenses/wavelet/denoise.js';
import { denoiseWaveletVjp } from '../defenses/wavelet/vjp.js';
import { activationRequest } from '../models/activation/options.js';
import type { ActivationOptions, Classifier } from '../models/index.js';
import { ModelError } from '../models/index.js';
import { fingerprint } from '../core/fingerprint.js';

/** Where the map of a defended classification comes from. */
export const mapKinds = ['r-cam', 'cam', 'grad-cam', 'center', 'none'] as const;
export type MapKind = (typeof mapKinds)[number];

/** A picture as floats at the input size, as the defense is about to deflect it. */
export interface Subject {
  readonly input: FullImage<Float32Array>;
  /** The map that steers its deflection. */
  readonly map: ActivationMap | undefined;
  /** The name of its random streams. */
  readonly name: string;
}

/** The defense around a classifier, its options checked: what makes draws, step by step. */
export interface Defense {
  readonly classifier: Classifier;
  readonly map: MapKind;
  readonly denoiser: DenoiserName;
  /** Readies a picture: checks it, and makes its map. */
  subject(image: Image, map?: ActivationMap): Promise<Subject>;
  /** The picture deflected with the random numbers of a seed and a draw's number. */
  deflect(subject: Subject, seed: Seed, draw: number): FullImage<Float32Array>;
  /** A deflected picture denoised: what the classifier is shown. */
  denoise(deflected: FullImage<Float32Array>): FullImage<Float32Array>;
  /** The gradient with respect to a deflected picture, from that with respect to the denoised one: wavelets only. */
  pullThroughWavelets(deflected: FullImage<Float32Array>, gradient: Float32Array): Float32Array;
}

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
 * Checks the options of the defense's steps, and puts them together.
 * @param settings options of `defend` besides map and randomness
 */
export function createDefense(
  classifier: Classifier,
  map: MapKind,
  { topK, aggregate }: Pick<ActivationOptions, 'topK' | 'aggregate'>,
  settings: DefendOptions,
): Defense {
  if (map !== 'r-cam' && (topK !== undefined || aggregate !== undefined)) {
    throw outOfRange(`topK and aggregate only with the map 'r-cam'`, 'the options of defendedClassifier', map);
  }
  if (map === 'r-cam') activationRequest({ kind: map, topK, aggregate }, classifier.classes);
  const { width, height } = classifier;
  checkSettings(settings, width, height);
  const prior = map === 'center' ? centreMap(width, height) : undefined;
  const { denoiser: given, denoiserOptions, ...deflection } = settings;
  const { preset } = settings;
  const denoiser = given ?? presets[preset ?? 'notebook'].denoiser;

  const mapOf = async (image: FullImage): Promise<ActivationMap | undefined> =>
    map === 'none' || map === 'center' ? prior : classifier.activationMap(image, { kind: map, topK, aggregate });

  return {
    classifier,
    map,
    denoiser,
    subject: async (image, held) => {
      const input = asFloats(image, classifier);
      return { input, map: held ?? (await mapOf(input)), name: fingerprint(input) };
    },
    deflect: ({ input, map: steering, name }, seed, draw) =>
      defend(input, { ...deflection, denoiser: 'none', map: steering, seed, stream: `${name}/${draw}` }),
    denoise: (deflected) => defend(deflected, { preset, deflections: 0, denoiser, denoiserOptions, seed: 0 }),
    pullThroughWavelets: (deflected, gradient) =>
      denoiseWaveletVjp(deflected, { ...deflected, data: gradient }, denoiserOptions as Omit<WaveletOptions, 'out'>)
        .data,
  };
}
