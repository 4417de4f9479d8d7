import { boolean, integer, knownOptions, outOfRange, wrongType } from '../core/checks.js';
import type { AttackResult } from './result.js';

/** What {@link AttackOptions.onProgress} is told. */
export interface AttackProgress {
  /** Results that are there, of all pictures and all ε. */
  done: number;
  /** Results that there will be: pictures × ε. */
  total: number;
  /** The one that has just come: what is kept where the call is stopped later. */
  result: AttackResult;
}

/** Options that all attacks with a budget have. */
export interface AttackOptions {
  /** The budget: largest L∞ between adversary and clean picture, above 0, in `unit`. Default: the attack's. */
  epsilon?: number;
  /** What ε and steps are given in: 255 for levels of 0…255, 1 for parts of the range [0,1]. Default 255. */
  unit?: 255 | 1;
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
   * the last one that works is taken, or the last of all where none does. Default false: the last of all.
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

/** Options of an attack with several budgets in one call, in place of `epsilon`; there are results for each then. */
export type WithEpsilons<T extends AttackOptions> = Omit<T, 'epsilon'> & { epsilons: readonly number[] };

const optionNames = 'epsilon epsilons unit labels targets surviveRounding earlyStop batchSize onProgress signal'.split(
  ' ',
);

/** Options of an attack, checked and filled in; ε in levels. */
export interface ResolvedOptions {
  readonly epsilons: readonly number[];
  /** Whether they were given as several. */
  readonly several: boolean;
  readonly surviveRounding: boolean;
  readonly earlyStop: boolean;
  readonly batchSize: number;
  readonly labels: unknown;
  readonly targets: unknown;
  readonly onProgress: ((progress: AttackProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A length above 0 and up to the range, in levels from what was given in a unit. */
export function inLevels(value: unknown, name: string, unit: 255 | 1): number {
  const expected = `a number above 0 and at most ${unit} (unit: ${unit})`;
  if (typeof value !== 'number') throw wrongType(expected, name, value);
  if (!(value > 0 && value <= unit)) throw outOfRange(expected, name, value);
  // 3 × (0.1 / 255) is to be what 0.3 levels are.
  return unit === 255 ? value : Math.fround(value * 255);
}

/** The unit of an attack's options. */
export function unitOf({ unit = 255 }: Pick<AttackOptions, 'unit'>): 255 | 1 {
  if (unit !== 255 && unit !== 1) throw outOfRange('255 (levels) or 1 (the range [0,1])', 'unit', unit);
  return unit;
}

/**
 * Checks the options that all attacks have.
 * @param name of the attack
 * @param own names of the options of the attack itself, which it checks
 * @param usual its default ε, in levels
 */
export function resolveOptions(
  options: AttackOptions | WithEpsilons<AttackOptions>,
  name: string,
  own: readonly string[],
  usual: number,
): ResolvedOptions {
  knownOptions(options, name, [...own, ...optionNames]);
  const { epsilon, epsilons, onProgress, signal } = { epsilon: undefined, epsilons: undefined, ...options };
  const unit = unitOf(options);
  if (epsilon !== undefined && epsilons !== undefined) {
    throw outOfRange('either epsilon or epsilons', `the options of ${name}`, 'both');
  }
  if (epsilons !== undefined && (!Array.isArray(epsilons) || epsilons.length === 0)) {
    throw wrongType('an array of at least one number', 'epsilons', epsilons);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongType('a function', 'onProgress', onProgress);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrongType('an AbortSignal', 'signal', signal);
  return {
    epsilons: epsilons
      ? epsilons.map((value, i) => inLevels(value, `epsilons[${i}]`, unit))
      : [epsilon === undefined ? usual : inLevels(epsilon, 'epsilon', unit)],
    several: epsilons !== undefined,
    surviveRounding: boolean(options.surviveRounding ?? false, 'surviveRounding'),
    earlyStop: boolean(options.earlyStop ?? false, 'earlyStop'),
    batchSize: integer(options.batchSize ?? 8, 'batchSize', 1),
    labels: options.labels,
    targets: options.targets,
    onProgress,
    signal,
  };
}
