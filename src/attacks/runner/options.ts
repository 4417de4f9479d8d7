import { boolean, integer, knownOptions, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import { freshSeed, type Seed, seedToBigInt } from '../../core/random.js';
import { abortSignal, budgetInLevels, callback, type Unit } from './fields.js';
import { type AttackResult, type Norm, type ScalingRule, scalingRules } from './result.js';

/** What {@link AttackOptions.onProgress} is told. */
export interface AttackProgress {
  /** Results that are there, of all pictures and all ε. */
  done: number;
  /** Results that there will be: pictures × ε. */
  total: number;
  /** The one that has just come: what is kept where the call is stopped later. */
  result: AttackResult;
}

/** Options that all attacks have. */
export interface AttackOptions {
  /**
   * The budget: the largest distance between adversary and clean picture in the attack's norm, above 0, in `unit` (an L2
   * of 3 with `unit: 1` is one of 765 levels). Default: the attack's own; a minimum-norm attack has none, and takes
   * those that are farther for failures where it is given one.
   */
  epsilon?: number;
  /** What ε and steps are given in: 255 for levels of 0…255, 1 for parts of the range [0,1]. Default 255. */
  unit?: Unit;
  /**
   * The class of each picture, by its index in the output. A picture that the model gives another one from the start is
   * skipped. Default: what the model names for it, which keeps the true label from leaking into the adversary (Kurakin
   * et al., arXiv 1611.01236).
   */
  labels?: readonly number[];
  /** The class that each adversary is to reach, other than the label. Default: the attack is untargeted. */
  targets?: readonly number[];
  /**
   * Whether an adversary is looked for that still works as an 8-bit file: every iterate is judged after rounding, and
   * one is kept only where it works so; where none does, the result is the last iterate. Default false.
   */
  surviveRounding?: boolean;
  /** Whether a picture is done at the first iterate that works (with `surviveRounding`, after rounding). Default false. */
  earlyStop?: boolean;
  /** Pictures that are attacked at once, at least 1: what the model is shown in one call. Default 8. */
  batchSize?: number;
  /** Is called with each result as soon as it is there. */
  onProgress?: (progress: AttackProgress) => void;
  /** Stops the attack between two calls of the model: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of an attack that draws random numbers. */
export interface RandomAttackOptions extends AttackOptions {
  /**
   * Any integer. A seed gives each picture numbers of its own, whatever its place, the batch size and ε. Default: a fresh
   * one, which the results report.
   */
  seed?: Seed;
}

/** Options of an attack that looks for the nearest adversary. */
export interface MinimumNormOptions extends AttackOptions {
  /** The relative L2 that adversaries are brought to, above 0, by the rule of `scaling`. Default: their natural size. */
  relativeL2?: number;
  /**
   * How: `'rescale'` makes the perturbation longer or shorter, inside of the box; `'kappa'` (C&W) and `'overshoot'`
   * (DeepFool) raise that option by bisection until the adversary is as large. Default `'rescale'`.
   */
  scaling?: ScalingRule;
}

/** Options of an attack with several budgets in one call, in place of `epsilon`; there are results for each then. */
export type WithEpsilons<T extends AttackOptions> = Omit<T, 'epsilon'> & { epsilons: readonly number[] };

const commonNames = 'epsilon epsilons unit labels targets surviveRounding earlyStop batchSize onProgress signal';

/** What is known of an attack when its options are checked. */
export interface OptionRules {
  readonly name: string;
  /** Names of its own options, which it checks itself. */
  readonly own: readonly string[];
  readonly norms: readonly [Norm, ...Norm[]];
  /** Its ε in levels; Infinity for a minimum-norm attack. */
  readonly usual: (norm: Norm) => number;
  readonly random: boolean;
  readonly targeted: boolean;
  /** Rules by which its adversaries can be scaled; none for an attack with a budget. */
  readonly scalings: readonly ScalingRule[];
  /** Samples of a picture, which bound the L2. */
  readonly samples: number;
}

/** Options of an attack, checked and filled in; ε in levels. */
export interface ResolvedOptions {
  readonly norm: Norm;
  /** Infinity where an attack has no budget. */
  readonly epsilons: readonly number[];
  /** Whether they were given as several. */
  readonly several: boolean;
  readonly unit: Unit;
  readonly seed: Seed | undefined;
  readonly scaling: { readonly relativeL2: number; readonly rule: ScalingRule } | undefined;
  readonly surviveRounding: boolean;
  readonly earlyStop: boolean;
  readonly batchSize: number;
  readonly labels: unknown;
  readonly targets: unknown;
  readonly onProgress: ((progress: AttackProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What may be given, of whatever attack. */
type Given = Partial<RandomAttackOptions & MinimumNormOptions & { epsilons: readonly number[]; norm: Norm }>;

/** The unit of an attack's options. */
export function unitOf({ unit = 255 }: Pick<AttackOptions, 'unit'>): Unit {
  if (unit !== 255 && unit !== 1) throw outOfRange('255 (levels) or 1 (the range [0,1])', 'unit', unit);
  return unit;
}

function epsilonsOf({ epsilon, epsilons, unit }: Given, norm: Norm, rules: OptionRules): readonly number[] {
  if (epsilon !== undefined && epsilons !== undefined) {
    throw outOfRange('either epsilon or epsilons', `the options of ${rules.name}`, 'both');
  }
  if (epsilons !== undefined && (!Array.isArray(epsilons) || epsilons.length === 0)) {
    throw wrongType('an array of at least one number', 'epsilons', epsilons);
  }
  const levels = (value: number, name: string) => budgetInLevels(value, name, unitOf({ unit }), norm, rules.samples);
  if (epsilons) return epsilons.map((value, i) => levels(value, `epsilons[${i}]`));
  return [epsilon === undefined ? rules.usual(norm) : levels(epsilon, 'epsilon')];
}

function scalingOf({ relativeL2, scaling, epsilon, epsilons }: Given, { name, scalings }: OptionRules) {
  const rule = oneOf(scaling ?? 'rescale', 'scaling', scalings.length === 0 ? scalingRules : scalings);
  if (relativeL2 === undefined) {
    if (scaling !== undefined) throw outOfRange('scaling only with relativeL2', `the options of ${name}`, scaling);
    return undefined;
  }
  if (epsilon !== undefined || epsilons !== undefined) {
    throw outOfRange('either a budget or relativeL2', `the options of ${name}`, 'both');
  }
  if (!(typeof relativeL2 === 'number' && relativeL2 > 0 && relativeL2 <= 1)) {
    throw outOfRange('a number above 0 and at most 1', 'relativeL2', relativeL2);
  }
  return { relativeL2, rule };
}

/** Checks the options that attacks have in common. */
export function resolveOptions(options: object, rules: OptionRules): ResolvedOptions {
  const { norms, random, targeted, scalings, own, name } = rules;
  const given = options as Given;
  const known = [...own, ...commonNames.split(' ')];
  if (norms.length > 1) known.push('norm');
  if (random) known.push('seed');
  if (scalings.length > 0) known.push('relativeL2', 'scaling');
  knownOptions(options, name, known);
  const norm = oneOf(given.norm ?? norms[0], 'norm', norms);
  const onProgress = callback(given.onProgress, 'onProgress');
  const signal = abortSignal(given.signal);
  if (!targeted && given.targets !== undefined) throw outOfRange('no targets', `the options of ${name}`, given.targets);
  if (given.seed !== undefined) seedToBigInt(given.seed);
  return {
    norm,
    epsilons: epsilonsOf(given, norm, rules),
    several: given.epsilons !== undefined,
    unit: unitOf(given),
    seed: random ? (given.seed ?? freshSeed()) : undefined,
    scaling: scalingOf(given, rules),
    surviveRounding: boolean(given.surviveRounding ?? false, 'surviveRounding'),
    earlyStop: boolean(given.earlyStop ?? false, 'earlyStop'),
    batchSize: integer(given.batchSize ?? 8, 'batchSize', 1),
    labels: given.labels,
    targets: given.targets,
    onProgress,
    signal,
  };
}
