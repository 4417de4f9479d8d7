import { didYouMean } from '../../core/nearest.js';
import { hasStep } from '../../defenses/chain/check.js';
import type { WaveletGradient } from '../../pipeline/index.js';
import type { PlanMethod } from './methods.js';
import type { AttackPlan, DefensePlan } from './plan.js';
import { complain, expected, field, isFields, knownFields, type Place } from './problems.js';
import { names, whole, word } from './readers.js';

/** What an attack may refer to. */
export interface AttackSurroundings {
  /** Names of models and of defenses that were written, right or wrong. */
  readonly modelNames: readonly string[];
  readonly defenseNames: readonly string[];
  /** Defenses that are right. */
  readonly defenses: readonly DefensePlan[];
}

type Known = Pick<AttackPlan, 'knowledge' | 'against' | 'adaptive'>;

// Not that of the pipeline itself, which would load a model runtime for the help.
const waveletGradients: readonly WaveletGradient[] = ['derivative', 'identity'];

const levels = ['oblivious', 'gray-box', 'adaptive'] as const;

/** Draws behind a gradient where none are given: what an honest evaluation takes at least (EOT). */
const usualDraws = 20;

const ofClassifier: ReadonlySet<string> = new Set(['r-cam', 'cam', 'grad-cam']);

/** Names of the defenses that are attacked. */
function againstOf(place: Place, knowledge: Known['knowledge'], around: AttackSurroundings): string[] | undefined {
  const others = around.defenseNames.filter((name) => name !== 'none');
  // A gray-box attack goes through one draw of the deflections.
  const unfit = knowledge === 'gray-box' ? around.defenses.filter(({ chain }) => !hasStep(chain, 'deflect')) : [];
  const without = (name: string) => unfit.some((defense) => defense.name === name);
  const given = field(place, 'against');
  if (given === undefined) {
    const fit = others.filter((name) => !without(name));
    if (fit.length > 0) return fit;
    const what = knowledge === 'gray-box' ? 'a defense with a step deflect' : 'a defense';
    return complain(place, `Expected ${what} in the plan for ${knowledge} but received none`);
  }
  const read: string[] = [];
  for (const at of names(given, 'names of defenses of this plan')) {
    const { value } = at;
    if (typeof value !== 'string') expected(at, 'the name of a defense of this plan');
    else if (value === 'none') complain(at, 'Expected a defense other than none, of which there is nothing to know');
    else if (!others.includes(value)) {
      const near = didYouMean(value, others) || `: it has ${others.join(', ') || 'none'}`;
      complain(at, `Expected the name of a defense of this plan but received ${JSON.stringify(value)}${near}`);
    } else if (read.includes(value)) {
      complain(at, `Expected each defense once but received ${JSON.stringify(value)} again`);
    } else if (without(value)) {
      complain(at, `Expected a defense with a step deflect for gray-box but received ${JSON.stringify(value)}`);
    } else read.push(value);
  }
  return read;
}

/** Complains where none of the defenses that are attacked has what an option is about. */
function checkSome(
  place: Place,
  targets: readonly DefensePlan[],
  has: (defense: DefensePlan) => boolean,
  what: string,
) {
  if (targets.length > 0 && !targets.some(has)) {
    complain(place, `Expected ${what} in a defense that is attacked but received none`);
  }
}

/** How the whole defense is attacked: options of `defended.adaptive()`. */
function adaptiveOf(place: Place, targets: readonly DefensePlan[]): AttackPlan['adaptive'] {
  const given = field(place, 'adaptive');
  if (given === undefined || given.value === null) return { draws: usualDraws };
  if (!isFields(given.value)) return expected(given, 'a map of draws, wavelet and map');
  knownFields(given, 'adaptive', ['draws', 'wavelet', 'map'], {
    seed: 'the attacker draws from a seed that follows from that of the plan',
  });
  const draws = field(given, 'draws');
  const wavelet = field(given, 'wavelet');
  const map = field(given, 'map');
  const gradient = wavelet && word(wavelet, waveletGradients);
  const held = map && word(map, ['recomputed', 'held']);
  if (wavelet && gradient) {
    checkSome(wavelet, targets, ({ chain }) => hasStep(chain, 'wavelet'), 'a step wavelet');
  }
  if (map && held === 'held') {
    checkSome(map, targets, (defense) => ofClassifier.has(defense.map), 'the map r-cam, cam or grad-cam');
  }
  return {
    draws: (draws && whole(draws, 1, 1000)) ?? usualDraws,
    ...(gradient ? { wavelet: gradient } : {}),
    ...(held ? { map: held } : {}),
  };
}

/** What the attacker knows, and of which defenses. */
export function checkKnowledge(place: Place, method: PlanMethod, around: AttackSurroundings): Known | undefined {
  const given = field(place, 'knowledge');
  const adaptive = field(place, 'adaptive');
  const knowledge = given ? word(given, levels) : adaptive ? 'adaptive' : 'oblivious';
  if (knowledge === undefined) return undefined;
  const at = given ?? place;
  if (adaptive && knowledge !== 'adaptive')
    complain(adaptive, `Expected adaptive only with knowledge adaptive but received ${knowledge}`, 'name');
  if (knowledge === 'oblivious') {
    const against = field(place, 'against');
    if (against)
      complain(against, 'Expected against only with knowledge gray-box or adaptive but received oblivious', 'name');
    return { knowledge };
  }
  const source = field(place, 'source');
  if (source) complain(source, `Expected no source with knowledge ${knowledge}: it is made on what it knows`, 'name');
  if (method.control)
    complain(at, `Expected oblivious for ${method.name}, which knows nothing, but received ${knowledge}`);
  else if (method.kind !== 'budget') {
    complain(
      at,
      `Expected an attack with a budget for ${knowledge} but received ${method.name}, which looks for the smallest adversary`,
    );
  }
  const against = againstOf(place, knowledge, around);
  const targets = around.defenses.filter(({ name }) => against?.includes(name));
  const how = knowledge === 'adaptive' ? adaptiveOf(place, targets) : undefined;
  return { knowledge, ...(against ? { against } : {}), ...(how ? { adaptive: how } : {}) };
}
