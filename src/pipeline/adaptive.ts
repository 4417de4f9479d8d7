import { integer, knownOptions, oneOf, outOfRange } from '../core/checks.js';
import { type ActivationMap, checkMap } from '../core/image.js';
import { resizeMap } from '../core/map.js';
import { freshSeed, type Seed, seedToBigInt } from '../core/random.js';
import type { Model } from '../models/index.js';
import type { Defense } from './defense.js';
import { probabilities } from './draws.js';
import { ensembleLogits } from './ensemble.js';
import { expectedGradient, type WaveletGradient, waveletGradients } from './expected-gradient.js';

export interface AdaptiveOptions {
  /** Draws of the defense that each gradient, and each result of `logits`, is the mean over: 1…1000. Default 20. */
  draws?: number;
  /** Seed of the attacker's draws, any integer: not that of the defense. Default: a fresh one. */
  seed?: Seed;
  /**
   * How gradients go back through the wavelets: by their derivative with thresholds and limits held at each draw's own,
   * or by the identity. Only for a defense with the denoiser, or a step, `'wavelet'`. Default `'derivative'`. Steps that move
   * the picture (`crop`, `resize-pad`) have their adjoint; all others are always passed by the identity.
   */
  wavelet?: WaveletGradient;
  /**
   * The activation map that steers the attacker's draws: `'recomputed'` at each picture that is asked for, as the defense
   * does, or one map that is held, for example that of the clean picture. A held map is used whatever the picture: attack
   * one at a time with it. Only for a defense whose map is made by its classifier. Default `'recomputed'`.
   */
  map?: 'recomputed' | ActivationMap;
}

/** Checks a map to hold, and brings it to the size of the input. */
function heldMap({ classifier, map }: Defense, given: unknown): ActivationMap | undefined {
  if (given === undefined) return undefined;
  if (map === 'none' || map === 'center') {
    throw outOfRange("no map where the defense's is not made by its classifier", 'the options of adaptive', map);
  }
  if (typeof given === 'string') {
    oneOf(given, 'map (or a map { width, height, data })', ['recomputed']);
    return undefined;
  }
  const { width, height } = classifier;
  const held = checkMap(given as ActivationMap);
  return held.width === width && held.height === height ? held : resizeMap(held, width, height);
}

/** What an attacker sees who knows a defense but not its seed: see `DefendedClassifier.adaptive`. */
export function adaptiveModel(defense: Defense, options: AdaptiveOptions = {}): Model {
  knownOptions(options, 'adaptive', ['draws', 'seed', 'wavelet', 'map']);
  const { draws = 20, seed = freshSeed(), wavelet, map } = options;
  integer(draws, 'draws', 1, 1000);
  seedToBigInt(seed);
  if (wavelet !== undefined) oneOf(wavelet, 'wavelet', waveletGradients);
  if (wavelet !== undefined && !defense.wavelets) {
    throw outOfRange("wavelet only with the denoiser 'wavelet'", 'the options of adaptive', defense.text);
  }
  const request = { draws, seed, map: heldMap(defense, map) };
  const { width, height, classes, bounds } = defense.classifier;
  return {
    width,
    height,
    classes,
    bounds,
    logits: async (images) => (await probabilities(defense, images, request)).map(ensembleLogits),
    inputGradient: (images, loss) => expectedGradient(defense, images, loss, request, wavelet ?? 'derivative'),
  };
}
