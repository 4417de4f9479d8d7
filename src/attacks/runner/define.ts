import { oneOf, outOfRange, wrongType } from '../../core/checks.js';
import type { Image } from '../../core/image.js';
import type { LogitsModel, Model } from '../../models/model.js';
import { anyModel } from './any-model.js';
import type { Field } from './fields.js';
import { checkModel } from './inputs.js';
import { type AttackOptions, resolveOptions, type WithEpsilons } from './options.js';
import type { Plan } from './plan.js';
import type { AttackResult, Norm, ScalingRule } from './result.js';
import { runAttack } from './run.js';
import type { Goal, Steps } from './steps.js';

/** What is known of an attack: for lists, help and reports. */
export interface AttackAbout {
  /** Its name in options and on the command line. */
  readonly name: string;
  /** Its full name. */
  readonly title: string;
  /** Authors, year and where it can be read. */
  readonly paper: string;
  /** Whether it stays within a budget ε, or looks for the nearest adversary. */
  readonly kind: 'budget' | 'minimum';
  /** What it can measure distances by, the default first. */
  readonly norms: readonly [Norm, ...Norm[]];
  /** What it asks of the model: gradients, logits only, or the class alone. */
  readonly needs: 'gradients' | 'logits' | 'class';
  /** Whether it can be told a class to reach. */
  readonly targeted: boolean;
  /** Whether it draws random numbers, and so takes a `seed`. */
  readonly random: boolean;
  /** Names of its own options, besides those that all attacks have. */
  readonly options: readonly string[];
  /** Names of its presets. */
  readonly presets: readonly string[];
}

/** Values of an attack's own options in levels, each by itself or as a function of ε and the norm; and its ε. */
export type SettingsOf<S> = { readonly [K in keyof S]: S[K] | ((epsilon: number, norm: Norm) => S[K]) } & {
  readonly epsilon?: number | Readonly<Record<Norm, number>>;
};

/** What the file of an attack supplies. */
export interface Definition<S extends object> extends Omit<AttackAbout, 'options' | 'presets'> {
  /** Which iterate of an attack with a budget is the adversary. Default: the last of all. */
  readonly keep?: 'last' | 'working';
  /** How its own options are checked. */
  readonly fields: { readonly [K in keyof S]: Field<S[K]> };
  readonly defaults: SettingsOf<S>;
  /** Published settings; what one leaves out is as in `defaults`. */
  readonly presets?: Readonly<Record<string, Partial<SettingsOf<S>>>>;
  /** The option that a rule of scaling raises, and where from. */
  readonly strength?: {
    readonly rule: Exclude<ScalingRule, 'rescale'>;
    readonly option: keyof S;
    readonly from: number;
  };
  /** What can only be checked with the model, or among the options and the pictures, which are not yet checked. */
  readonly check?: (settings: S, model: Model, given: { targets: unknown; images: unknown }) => void;
  /** The attack itself. */
  readonly steps: (goal: Goal, settings: S) => Steps;
}

/**
 * An attack.
 *
 * - `model`: a classifier, or anything with the six members of a `Model`; where the attack takes no gradients, it may be
 *   without `inputGradient`
 * - `images`: RGB pictures at the model's size, samples inside of `model.bounds`, of any sample type; not changed
 *
 * It gives the result of each picture, in their order; with `epsilons` an array of that for each ε. It throws a TypeError
 * or RangeError for a wrong argument, an `AttackError` for logits or gradients that are not finite, and the signal's
 * reason where that is aborted.
 */
export interface AttackFunction<O extends AttackOptions = AttackOptions, M extends LogitsModel = Model> {
  (model: M, images: readonly Image[], options?: O): Promise<AttackResult[]>;
  (model: M, images: readonly Image[], options: WithEpsilons<O>): Promise<AttackResult[][]>;
  readonly about: AttackAbout;
  /**
   * Checks options as a call does, before it looks at pictures, and makes no call of the model.
   * @param model what is attacked. Default: one that is as large as can be, for what can be checked without a model
   * @throws TypeError or RangeError for an option that is unknown or out of range
   */
  check(options: object, model?: M): void;
}

/** What was typed, then the preset, then the default: each option, for an ε. */
function settle<S extends object>(
  definition: Definition<S>,
  given: Partial<S>,
  preset: Partial<SettingsOf<S>>,
  norm: Norm,
) {
  const { fields, defaults } = definition;
  return (epsilon: number): S => {
    const entries = (Object.keys(fields) as (keyof S & string)[]).map((key) => {
      if (given[key] !== undefined) return [key, given[key]];
      const value = preset[key] ?? defaults[key];
      return [
        key,
        typeof value === 'function' ? (value as (epsilon: number, norm: Norm) => unknown)(epsilon, norm) : value,
      ];
    });
    return Object.fromEntries(entries) as S;
  };
}

/** An attack's function from what its file supplies: the runner does the rest. */
export function defineAttack<O extends AttackOptions, S extends object, M extends LogitsModel = Model>(
  definition: Definition<S>,
): AttackFunction<O, M> {
  const {
    name,
    norms,
    kind,
    random,
    targeted,
    fields,
    defaults,
    presets = {},
    strength,
    steps,
    check: checkAmong,
    needs,
  } = definition;
  const own = Object.keys(fields) as (keyof S & string)[];
  const presetNames = Object.keys(presets);
  const scalings: ScalingRule[] = kind === 'minimum' ? ['rescale', ...(strength ? [strength.rule] : [])] : [];

  function settled(model: Model, images: readonly Image[], options: object): Plan {
    checkModel(model, needs === 'gradients');
    if (typeof options !== 'object' || options === null)
      throw wrongType('an object', `the options of ${name}`, options);
    const typed = options as Partial<Record<string, unknown>>;
    const preset: Partial<SettingsOf<S>> =
      presetNames.length === 0 || typed.preset === undefined ? {} : presets[oneOf(typed.preset, 'preset', presetNames)];
    const resolved = resolveOptions(options, {
      name,
      own: presetNames.length === 0 ? own : ['preset', ...own],
      norms,
      usual: (norm) => {
        const epsilon = preset.epsilon ?? defaults.epsilon ?? Infinity;
        return typeof epsilon === 'number' ? epsilon : epsilon[norm];
      },
      random,
      targeted,
      scalings,
      samples: model.width * model.height * 3,
    });
    const given: Partial<S> = {};
    for (const key of own) {
      if (typed[key] !== undefined) given[key] = fields[key](typed[key], key, resolved.unit);
    }
    const settings = settle(definition, given, preset, resolved.norm);
    for (const epsilon of resolved.epsilons)
      checkAmong?.(settings(epsilon), model, { targets: resolved.targets, images });
    const raised = strength && resolved.scaling?.rule === strength.rule ? strength : undefined;
    if (raised && given[raised.option] !== undefined) {
      const expected = `no ${String(raised.option)} with scaling '${raised.rule}', which sets it,`;
      throw outOfRange(expected, `the options of ${name}`, given[raised.option]);
    }
    const stronger = raised
      ? {
          from: raised.from,
          steps: (goal: Goal, value: number) => steps(goal, { ...settings(goal.epsilon), [raised.option]: value }),
        }
      : undefined;
    return {
      name,
      keep: kind === 'minimum' ? 'nearest' : (definition.keep ?? 'last'),
      options: resolved,
      bounds: model.bounds,
      steps: (goal) => steps(goal, settings(goal.epsilon)),
      ...(stronger ? { stronger } : {}),
    };
  }

  async function attack(model: Model, images: readonly Image[], options: object = {}) {
    const plan = settled(model, images, options);
    const results = await runAttack(plan, model, images);
    return plan.options.several ? results : results[0];
  }

  const { title, paper } = definition;
  const about: AttackAbout = {
    name,
    title,
    paper,
    kind,
    norms,
    needs,
    targeted,
    random,
    options: own,
    presets: presetNames,
  };
  const check: AttackFunction['check'] = (options, model = anyModel) => void settled(model, [], options);
  return Object.assign(attack, { about, check }) as unknown as AttackFunction<O, M>;
}
