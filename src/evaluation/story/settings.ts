import { integer, knownOptions, number, outOfRange } from '../../core/checks.js';
import { freshSeed, type Seed, seedToBigInt } from '../../core/random.js';
import type { DeflectionAlgorithm } from '../../defenses/deflect.js';
import type { DenoiserName } from '../../defenses/denoisers.js';

/** One way through the defense: a column of the tables. Counts are for a picture of 224 × 224. */
export interface Chain {
  readonly name: 'PD' | 'PD+WD' | 'PD+R-CAM' | 'PD+R-CAM+WD' | 'WD';
  readonly map: 'none' | 'r-cam';
  readonly deflections: number;
  readonly algorithm: DeflectionAlgorithm;
  readonly denoiser: Extract<DenoiserName, 'none' | 'wavelet'>;
}

/** The columns of the notebook's final table, each with the notebook's own number of deflections. */
export const notebookChains: readonly Chain[] = [
  { name: 'PD', map: 'none', deflections: 600, algorithm: 'notebook', denoiser: 'none' },
  { name: 'PD+WD', map: 'none', deflections: 200, algorithm: 'notebook', denoiser: 'wavelet' },
  { name: 'PD+R-CAM', map: 'r-cam', deflections: 1500, algorithm: 'notebook', denoiser: 'none' },
  { name: 'PD+R-CAM+WD', map: 'r-cam', deflections: 1500, algorithm: 'notebook', denoiser: 'wavelet' },
];

/** Samples copied in every column of the control: as many as 600 turns of the notebook's loop copy without a map. */
const commonCopies = 1800;

/** The same columns with one number of effective deflections: counted are samples copied, not turns. */
export const controlChains: readonly Chain[] = notebookChains.map((chain) => ({
  ...chain,
  deflections: commonCopies,
  algorithm: 'repository',
}));

/** The wavelets without any deflection: what they do alone. */
export const waveletsAlone: Chain = {
  name: 'WD',
  map: 'none',
  deflections: 0,
  algorithm: 'notebook',
  denoiser: 'wavelet',
};

export interface StoryOptions {
  /** Any integer. Default: a fresh one. */
  seed?: Seed;
  /** Draws of the defense that rates and means are over, 1…1000. Default 20. */
  draws?: number;
  /** Largest change of a sample by the attack, above 0 and up to 255, in levels of 0…255. Default 2. */
  epsilon?: number;
  /** Change of a sample by one step of the attack, in levels. Default ε / 4. */
  stepSize?: number;
  /** Steps of the attack, 1…1000. Default 10. */
  steps?: number;
  /** Window of the deflection for a picture of 224 × 224, 1…224 pixels. Default 10, as published. */
  window?: number;
  /** σ of the wavelet shrinkage, in [0,1] of the channel's range. Default 0.04, as published. */
  sigma?: number;
  /** JPEG quality of the column beside the defense, 1…100. Default 40. */
  jpegQuality?: number;
}

/**
 * Settings for the classifier that comes with the package, chosen on photos of Tiny ImageNet by `scripts/story-settings.mjs`:
 * the smallest whole ε with which IGSM fools all, and a σ between what comes back and what clean photos lose.
 */
export const builtInSettings = { epsilon: 4, sigma: 0.06 } as const satisfies StoryOptions;

/** One setting for all pictures of a report. */
export type StorySettings = Required<StoryOptions>;

const optionNames = ['seed', 'draws', 'epsilon', 'stepSize', 'steps', 'window', 'sigma', 'jpegQuality'];

/**
 * Checks options and fills in what is not given.
 * @throws TypeError or RangeError for options out of range
 */
export function storySettings(options: StoryOptions = {}): StorySettings {
  knownOptions(options, 'tellStory', optionNames);
  const { seed = freshSeed() } = options;
  seedToBigInt(seed);
  const epsilon = number(options.epsilon ?? 2, 'epsilon', 0, 255);
  if (epsilon === 0) throw outOfRange('a number above 0', 'epsilon', epsilon);
  const stepSize = number(options.stepSize ?? epsilon / 4, 'stepSize', 0, 255);
  if (stepSize === 0) throw outOfRange('a number above 0', 'stepSize', stepSize);
  return {
    seed,
    draws: integer(options.draws ?? 20, 'draws', 1, 1000),
    epsilon,
    stepSize,
    steps: integer(options.steps ?? 10, 'steps', 1, 1000),
    window: integer(options.window ?? 10, 'window', 1, 224),
    sigma: number(options.sigma ?? 0.04, 'sigma', 0, 1),
    jpegQuality: integer(options.jpegQuality ?? 40, 'jpegQuality', 1, 100),
  };
}
