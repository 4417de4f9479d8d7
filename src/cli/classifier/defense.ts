import type { FullImage } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import { defend, type DefenseReport } from '../../defenses/defend.js';
import type { Classifier } from '../../models/index.js';
import { type DefendedClassifier, defendedClassifier, type MapKind, type Vote } from '../../pipeline/index.js';
import type { DefendedSettings } from '../defended-flags.js';
import { UsageError } from '../errors.js';
import { withDefaults } from '../flags.js';

/** The defense as it is applied: counts after scaling to the model's input, defaults filled in. */
export interface DefenseFacts {
  readonly map: MapKind;
  readonly ensemble: number;
  readonly vote: Vote;
  readonly preset: string;
  readonly algorithm: string;
  readonly deflections: number;
  readonly window: number;
  readonly bias: number;
  readonly scale: boolean;
  readonly denoiser: string;
  readonly denoiserOptions: Readonly<Record<string, unknown>>;
}

/** A classifier behind the defense that was asked for. */
export interface Defense {
  readonly classifier: DefendedClassifier;
  readonly facts: DefenseFacts;
  readonly seed: Seed;
}

/** What the defense does to a picture of the classifier's size. */
function describe({ width, height }: Classifier, { options, map, seed }: DefendedSettings): DefenseReport {
  const blank: FullImage = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
  const flat = { width, height, data: new Float32Array(width * height) };
  return defend(blank, {
    ...options,
    denoiser: 'none',
    denoiserOptions: {},
    seed,
    map: map === 'none' ? undefined : flat,
  }).report;
}

/** The defense around a classifier, checked: how large a window can be is known only now. */
export function defenseOf(classifier: Classifier, settings: DefendedSettings): Defense {
  const { options, map, ensemble, vote, seed } = settings;
  try {
    const { preset, algorithm, deflections, window, bias } = describe(classifier, settings);
    const { denoiser, denoiserOptions = {}, scale = true } = options;
    const counts = { preset, algorithm, deflections, window, bias, scale };
    return {
      classifier: defendedClassifier(classifier, { ...options, map, ensemble, vote, seed }),
      facts: { map, ensemble, vote, ...counts, denoiser, denoiserOptions: withDefaults(denoiser, denoiserOptions) },
      seed,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message.replace(' for window ', ' for --window '), { cause: error });
  }
}
