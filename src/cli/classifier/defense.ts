import type { FullImage } from '../../core/image.js';
import type { Seed } from '../../core/random.js';
import { formatChain } from '../../defenses/chain/text.js';
import { defend, type DefenseReport } from '../../defenses/defend.js';
import { showPath } from '../../io/show-path.js';
import type { Classifier } from '../../models/index.js';
import { type DefendedClassifier, defendedClassifier, type MapKind, type Vote } from '../../pipeline/index.js';
import type { DefendedSettings } from '../defended-flags.js';
import type { DefenseSettings } from '../defense-flags.js';
import { UsageError } from '../errors.js';
import { withDefaults } from '../flags.js';
import { classifierOptions } from '../preset-file.js';

/** How a classifier is defended, apart from what is done to pictures. */
interface EnsembleFacts {
  readonly map: MapKind;
  readonly ensemble: number;
  readonly vote: Vote;
}

/** The defense as it is applied: counts after scaling to the model's input, defaults filled in. */
interface SettingsFacts extends EnsembleFacts {
  readonly preset: string;
  readonly algorithm: string;
  readonly deflections: number;
  readonly window: number;
  readonly bias: number;
  readonly scale: boolean;
  readonly denoiser: string;
  readonly denoiserOptions: Readonly<Record<string, unknown>>;
}

/** The defense of a preset file. */
interface ChainFacts extends EnsembleFacts {
  readonly topK?: number;
  /** The file. */
  readonly preset: string;
  /** What the file calls the defense. */
  readonly name: string;
  /** The chain as text. */
  readonly chain: string;
}

export type DefenseFacts = SettingsFacts | ChainFacts;

/** A classifier behind the defense that was asked for. */
export interface Defense {
  readonly classifier: DefendedClassifier;
  readonly facts: DefenseFacts;
  readonly seed: Seed;
}

/** What the defense does to a picture of the classifier's size. */
function describe(
  { width, height }: Classifier,
  { map, seed }: DefendedSettings,
  options: DefenseSettings,
): DefenseReport {
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

function factsOf(classifier: Classifier, settings: DefendedSettings): DefenseFacts {
  const { options, map, ensemble, vote } = settings;
  if ('chain' in options) {
    const { chain, topK, preset } = options;
    const about = { preset: preset.file, name: preset.name, chain: formatChain(chain) };
    return { map, ...(topK !== undefined && { topK }), ensemble, vote, ...about };
  }
  const { preset, algorithm, deflections, window, bias } = describe(classifier, settings, options);
  const { denoiser, denoiserOptions = {}, scale = true } = options;
  const counts = { preset, algorithm, deflections, window, bias, scale };
  return { map, ensemble, vote, ...counts, denoiser, denoiserOptions: withDefaults(denoiser, denoiserOptions) };
}

/** The message of an option out of range, about what was typed. */
function asTyped({ message }: Error, { options }: DefendedSettings): string {
  if ('chain' in options) return `${showPath(options.preset.file)}: ${message}`;
  return message.replace(' for window ', ' for --window ');
}

/** The defense around a classifier, checked: how large a window can be is known only now. */
export function defenseOf(classifier: Classifier, settings: DefendedSettings): Defense {
  const { options, map, ensemble, vote, seed } = settings;
  try {
    const facts = factsOf(classifier, settings);
    const defended = defendedClassifier(classifier, { ...classifierOptions(options), map, ensemble, vote, seed });
    return { classifier: defended, facts, seed };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(asTyped(error, settings), { cause: error });
  }
}
