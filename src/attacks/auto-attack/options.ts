import { boolean, integer, knownOptions, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import { freshSeed, type Seed, seedToBigInt } from '../../core/random.js';
import type { Model } from '../../models/model.js';
import { abortSignal, budgetInLevels, callback, type Unit } from '../runner/fields.js';
import { unitOf } from '../runner/options.js';
import { type AttackResult, type Norm, norms } from '../runner/result.js';

/** What {@link AutoAttackOptions.onProgress} is told. */
export interface AutoAttackProgress {
  /** The attack that is at work. */
  member: string;
  /** Pictures that it is done with. */
  done: number;
  /** Pictures that it was given. */
  total: number;
  /** What it found for the one that has just come; `picture` is its place among all. */
  result: AttackResult;
}

export interface AutoAttackOptions {
  /**
   * - `'standard'`: APGD on the cross-entropy, APGD towards classes on the difference of logits ratio, FAB towards
   *   classes, Square
   * - `'rand'`, for models whose answers vary: APGD on the cross-entropy and on the difference of logits ratio, with
   *   gradients and logits averaged over `eot` draws
   *
   * Default `'standard'`.
   */
  version?: 'standard' | 'rand';
  /** What ε is measured by. Default `'linf'`. */
  norm?: Norm;
  /** The budget, above 0, in `unit`. Default: 2 (L∞) or 255 (L2) levels. */
  epsilon?: number;
  /** What ε is given in: 255 for levels of 0…255, 1 for parts of the range [0,1]. Default 255. */
  unit?: Unit;
  /** The class of each picture, by its index in the output. Default: what the model names for it. */
  labels?: readonly number[];
  /** Any integer, for all members. Default: a fresh one, which the results report. */
  seed?: Seed;
  /** Steps of each run of APGD and of FAB, at least 1. Default 100. */
  iterations?: number;
  /** Candidates of Square, at least 1; only for `'standard'`. Default 5000. */
  queries?: number;
  /**
   * Classes that APGD and FAB are sent to one after the other, those of the highest logits: from 1 to all but the label;
   * only for `'standard'`. Default 9, or all of a model with fewer.
   */
  targetClasses?: number;
  /** Draws that gradients and logits are averaged over, at least 1; only for `'rand'`. Default 20. */
  eot?: number;
  /** Whether each member attacks all pictures, or only those that no member before it has fooled. Default false. */
  everyMember?: boolean;
  /**
   * Whether APGD ends at its first iterate that works. That changes no success; without it APGD goes on to its last step,
   * and more of what it finds survives rounding. Default true.
   */
  earlyStop?: boolean;
  /** Whether adversaries must work as 8-bit files: members look for such ones, and go on where there is none. Default false. */
  surviveRounding?: boolean;
  /** Pictures that are attacked at once, at least 1. Default 8. */
  batchSize?: number;
  /** Is called whenever a member is done with a picture. */
  onProgress?: (progress: AutoAttackProgress) => void;
  /** Stops between two calls of the model: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of {@link AutoAttackOptions}, checked and filled in; ε in levels. */
export type ResolvedAutoAttack = Required<Omit<AutoAttackOptions, 'unit' | 'labels' | 'onProgress' | 'signal'>> &
  Pick<AutoAttackOptions, 'labels' | 'onProgress' | 'signal'>;

const names =
  'version norm epsilon unit labels seed iterations everyMember earlyStop surviveRounding batchSize onProgress signal';
const ofVersion = { standard: ['queries', 'targetClasses'], rand: ['eot'] } as const;

/** Levels of ε where none is given: those of the attacks by themselves. */
const usual = { linf: 2, l2: 255 } as const;

export function resolveAutoAttack(options: AutoAttackOptions, model: Model): ResolvedAutoAttack {
  if (options === null) throw wrongType('an object', 'the options of autoAttack', options);
  const version = oneOf(options.version ?? 'standard', 'version', ['standard', 'rand']);
  knownOptions(options, `autoAttack (version '${version}')`, [...names.split(' '), ...ofVersion[version]]);
  const norm = oneOf(options.norm ?? norms[0], 'norm', norms);
  const unit = unitOf(options);
  const { epsilon, seed = freshSeed() } = options;
  const samples = model.width * model.height * 3;
  seedToBigInt(seed);
  const onProgress = callback(options.onProgress, 'onProgress');
  const signal = abortSignal(options.signal);
  const least = version === 'standard' ? 4 : 3;
  if (model.classes < least) {
    const what = `at least ${least} classes, which the difference of logits ratio compares in version '${version}',`;
    throw outOfRange(what, 'the model', model.classes);
  }
  const others = model.classes - 1;
  return {
    version,
    norm,
    epsilon: epsilon === undefined ? usual[norm] : budgetInLevels(epsilon, 'epsilon', unit, norm, samples),
    seed,
    iterations: integer(options.iterations ?? 100, 'iterations', 1),
    queries: integer(options.queries ?? 5000, 'queries', 1),
    targetClasses: integer(options.targetClasses ?? Math.min(9, others), 'targetClasses', 1, others),
    eot: integer(options.eot ?? 20, 'eot', 1),
    everyMember: boolean(options.everyMember ?? false, 'everyMember'),
    earlyStop: boolean(options.earlyStop ?? true, 'earlyStop'),
    surviveRounding: boolean(options.surviveRounding ?? false, 'surviveRounding'),
    batchSize: integer(options.batchSize ?? 8, 'batchSize', 1),
    labels: options.labels,
    onProgress,
    signal,
  };
}
