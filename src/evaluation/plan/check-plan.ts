import { checkAttack } from './check-attack.js';
import { checkDefense, noDefense } from './check-defense.js';
import { checkData, checkModel } from './check-models.js';
import type { AttackPlan, DefensePlan, ModelPlan, Plan } from './plan.js';
import { complain, entries, expected, field, isFields, knownFields, type Place, type Problem } from './problems.js';
import { flag, nameText, seedText, whole } from './readers.js';

/** Draws of each random defense at most. */
const mostRepeats = 1000;

/** Fields of a plan, in the order in which they are written. */
export const planFieldNames = 'name seed repeats data models attacks defenses localisation'.split(' ');

/** How files that a plan names are read. */
export interface PlanFiles {
  /** A defense from a preset file, with the place where its name stands. */
  readonly preset: (path: Place) => DefensePlan | undefined;
}

/** Complains about names that are there twice. */
function unique<T extends { readonly name: string }>(read: readonly (readonly [Place, T | undefined])[]): T[] {
  const seen = new Set<string>();
  return read.flatMap(([place, value]) => {
    if (value === undefined) return [];
    if (seen.has(value.name)) {
      complain(
        place,
        `Expected each name once but received ${JSON.stringify(value.name)} again: give it a name of its own`,
      );
    }
    seen.add(value.name);
    return [value];
  });
}

/** What is read of a list, and the names in it, right or wrong. */
interface Named<T> {
  readonly all: readonly T[];
  readonly names: readonly string[];
}

/** The name of a model or a defense that may be wrong otherwise, so that what refers to it is no second complaint. */
function nameOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.split('=')[0]];
  if (!isFields(value)) return [];
  if (typeof value.name === 'string') return [value.name];
  return Object.keys(value).slice(0, 1);
}

/** What is right, each name once; and all names. */
function withNames<T extends { readonly name: string }>(read: readonly (readonly [Place, T | undefined])[]): Named<T> {
  const all = unique(read);
  const wrong = read.flatMap(([{ value }, each]) => (each === undefined ? nameOf(value) : []));
  return { all, names: [...new Set([...all.map(({ name }) => name), ...wrong])] };
}

function modelsOf(place: Place): Named<ModelPlan> {
  const given = field(place, 'models');
  if (given === undefined) return { all: [{ name: 'builtin', source: 'builtin' }], names: ['builtin'] };
  const listed = entries(given, 'a list of classifiers');
  if (Array.isArray(given.value) && listed.length === 0)
    complain(given, 'Expected a list of at least one classifier but received an empty list');
  return withNames(listed.map((each) => [each, checkModel(each)] as const));
}

function defensesOf(place: Place, files: PlanFiles): Named<DefensePlan> {
  const given = field(place, 'defenses');
  const listed =
    given === undefined ? [] : entries(given, 'a list of defenses').filter(({ value }) => value !== 'none');
  const read = listed.map((each): readonly [Place, DefensePlan | undefined] => {
    const { value } = each;
    return [each, typeof value === 'string' && value.endsWith('.json') ? files.preset(each) : checkDefense(each)];
  });
  return withNames([[place, noDefense] as const, ...read]);
}

function attacksOf(place: Place, models: Named<ModelPlan>, defenses: Named<DefensePlan>): AttackPlan[] {
  const given = field(place, 'attacks');
  const listed = given === undefined ? [] : entries(given, 'a list of attacks');
  const around = { modelNames: models.names, defenseNames: defenses.names, defenses: defenses.all };
  return unique(
    listed.map((each) => {
      const attack = checkAttack(each, around);
      if (attack?.name === 'none')
        complain(each, 'Expected a name other than none, which stands for clean pictures, but received it');
      return [each, attack] as const;
    }),
  );
}

/**
 * Checks a plan as plain values, as YAML, flags and presets give it, and fills in what it leaves out.
 * @param value a map of the fields of a plan
 * @param name of the plan, where it has none
 * @returns everything that is wrong, or the plan where nothing is
 */
export function checkPlan(value: unknown, name: string, files: PlanFiles): { problems: Problem[]; plan?: Plan } {
  const problems: Problem[] = [];
  const place: Place = { value, path: [], problems };
  if (!isFields(value)) {
    expected(place, `a plan: a map of ${planFieldNames.join(', ')}`);
    return { problems };
  }
  knownFields(place, 'a plan', planFieldNames);
  const named = field(place, 'name');
  const seeded = field(place, 'seed');
  const repeated = field(place, 'repeats');
  const located = field(place, 'localisation');
  const from = field(place, 'data');
  const settings = {
    name: (named && nameText(named)) ?? name,
    seed: (seeded && seedText(seeded)) ?? '0',
    repeats: (repeated && whole(repeated, 1, mostRepeats)) ?? 1,
    localisation: (located && flag(located)) ?? false,
  };
  const data = from
    ? checkData(from)
    : complain(place, 'Expected data, where the pictures come from, but received none');
  const models = modelsOf(place);
  const defenses = defensesOf(place, files);
  const attacks = attacksOf(place, models, defenses);
  if (problems.length > 0 || data === undefined) return { problems };
  const { localisation, ...first } = settings;
  return {
    problems,
    plan: {
      format: 'pixel-deflection plan',
      schema: 1,
      ...first,
      data,
      models: models.all,
      attacks,
      defenses: defenses.all,
      localisation,
    },
  };
}
