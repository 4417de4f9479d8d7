import type { AttackResult, Distances, Norm, Scaling } from '../../attacks/index.js';
import type { Seed } from '../../core/random.js';
import type { Classification } from '../../models/index.js';
import type { WaveletGradient } from '../../pipeline/index.js';
import type { DefenseFacts } from '../classifier/defense.js';
import type { ModelFacts } from '../classifier/open.js';
import type { Place } from '../run/outputs.js';

/** One picture to attack. */
export interface AttackTask {
  readonly input: string;
  /** Where the adversaries go: one for each ε. */
  readonly results: readonly Place[];
}

/** One class as `--json` prints it. */
export type NamedClass = Pick<Classification, 'label' | 'name' | 'probability'>;

/** What the defended classifier names for a picture with seeds that the attack has not seen. */
export interface Judgement {
  /** The seeds that name the label. */
  readonly label: number;
  /** The seeds with which the attack is successful. */
  readonly fooled: number;
  /** The class that most of them name. */
  readonly named: Pick<NamedClass, 'label' | 'name'>;
}

/** What the members of an ensemble of attacks did with a picture. */
export interface EnsembleFacts {
  readonly members: readonly (Pick<AttackResult, 'success' | 'successAfterRounding' | 'queries' | 'gradients'> & {
    readonly name: string;
  })[];
  /** Reasons to doubt the results. */
  readonly flags: readonly { readonly kind: string; readonly message: string }[];
}

/** What became of a picture for one ε. */
export interface ResultReport {
  /** In levels of 0…255; null where the attack has no budget. */
  readonly epsilon: number | null;
  /**
   * `adversary`: written, as it works as an 8-bit picture (behind a defense: with most of its seeds). `skipped`: nothing
   * was tried, as the model does not name the label that was given.
   */
  readonly status: 'adversary' | 'failed' | 'skipped';
  readonly output: string | null;
  readonly outputBytes?: number;
  /** Of the 8-bit picture, by the classifier without a defense. */
  readonly prediction: NamedClass;
  /** By what was attacked. */
  readonly success: boolean;
  readonly successAfterRounding: boolean;
  readonly defended?: Judgement;
  readonly distances: Distances;
  readonly distancesAfterRounding: Distances;
  readonly scaling?: Scaling;
  readonly iterations: AttackResult['iterations'];
  readonly queries: AttackResult['queries'];
  readonly gradients: AttackResult['gradients'];
  readonly zeroGradients: AttackResult['zeroGradients'];
  readonly members?: EnsembleFacts['members'];
  readonly flags?: EnsembleFacts['flags'];
}

/** The defense that was attacked, and how. */
export type AdaptiveFacts = DefenseFacts & {
  readonly adaptive: {
    readonly draws: number;
    readonly wavelet: WaveletGradient | null;
    readonly map: 'recomputed' | 'held';
  };
  /** What adversaries are judged with. */
  readonly seeds: readonly Seed[];
};

/** What `--json` prints for a picture of `attack`. */
export interface AttackReport {
  readonly input: string;
  readonly inputSize: { readonly width: number; readonly height: number; readonly channels: number };
  /** That of the model, and of the adversaries. */
  readonly size: { readonly width: number; readonly height: number };
  readonly model: ModelFacts;
  readonly method: string;
  readonly norm: Norm;
  /** As typed, by the names of the library. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  /** Where random numbers were drawn. */
  readonly seed?: Seed;
  readonly defense?: AdaptiveFacts;
  /** What the clean picture is called by the classifier without a defense. */
  readonly clean: NamedClass;
  /** The clean picture behind the defense. */
  readonly cleanDefended?: Judgement;
  /** The class that adversaries are to lose. */
  readonly label: Pick<NamedClass, 'label' | 'name'>;
  /** The class that they are to reach. */
  readonly target?: Pick<NamedClass, 'label' | 'name'>;
  readonly results: readonly ResultReport[];
  readonly milliseconds: Readonly<Record<'read' | 'attack' | 'judge' | 'write', number>>;
  readonly notices: readonly string[];
}
