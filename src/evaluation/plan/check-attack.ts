import type { Norm } from '../../attacks/index.js';
import { didYouMean } from '../../core/nearest.js';
import type { AttackPlan } from './plan.js';
import { type AttackSurroundings, checkKnowledge } from './check-knowledge.js';
import { methodNames, planMethod, type PlanMethod, runnerOptions } from './methods.js';
import { checked, complain, expected, field, type Fields, isFields, knownFields, type Place } from './problems.js';
import { nameText, sizes, text, word } from './readers.js';
import { attackFields } from './attack-text.js';

/** Fields of an attack that are no options of the attack itself. */
export const attackFieldNames = 'name method knowledge epsilon relativeL2 source against adaptive'.split(' ');

/** `{ igsm: {…} }` and text as `{ method: 'igsm', … }`. */
function written(place: Place): Place | undefined {
  const { value } = place;
  if (typeof value === 'string') {
    const fields = checked(place, () => attackFields(value));
    return fields && { ...place, value: fields };
  }
  if (!isFields(value)) return expected(place, 'an attack: its name, or a map');
  const keys = Object.keys(value);
  if (Object.hasOwn(value, 'method') || keys.length !== 1) return place;
  const [key] = keys;
  if (attackFieldNames.includes(key)) return place;
  const inner = field(place, key)!;
  const fields: unknown = inner.value ?? {};
  if (!isFields(fields)) return expected(inner, `a map of fields for ${key}`);
  if (Object.hasOwn(fields, 'method'))
    return complain(
      field({ ...inner, value: fields }, 'method')!,
      `Expected no method for ${key}, which names it`,
      'name',
    );
  // The path leads to where the fields stand: the method is the name that they stand under.
  return { ...inner, value: { ...fields, method: key } };
}

function methodOf(place: Place): PlanMethod | undefined {
  const given = field(place, 'method');
  if (given === undefined) {
    return complain(place, 'Expected the name of an attack (igsm: {…}, or method: igsm) but received none');
  }
  const typed = text(given, 'the name of an attack');
  if (typed === undefined) return undefined;
  const method = planMethod(typed);
  if (method !== undefined) return method;
  const near = didYouMean(typed.toLowerCase(), methodNames) || `: it can be ${methodNames.join(', ')}`;
  const at = place.path.at(-1) === typed ? place : given;
  return complain(at, `Expected the name of an attack but received ${JSON.stringify(typed)}${near}`, 'name');
}

interface Sized {
  readonly measure: AttackPlan['measure'];
  readonly sizes: readonly (number | null)[];
}

/** What sizes are asked for, and by which measure. */
function sizesOf(place: Place, method: PlanMethod, norm: Norm): Sized | undefined {
  const epsilon = field(place, 'epsilon');
  const relative = field(place, 'relativeL2');
  if (epsilon && relative) return complain(relative, `Expected either epsilon or relativeL2 but received both`, 'name');
  if (relative) {
    if (!method.relative) {
      return complain(
        relative,
        `Expected epsilon for ${method.name}, which cannot be brought to a relative L2`,
        'name',
      );
    }
    const read = sizes(relative);
    const large = read?.find((size) => size > 1);
    if (large !== undefined) return complain(relative, `Expected a number above 0 and at most 1 but received ${large}`);
    return read && { measure: 'relative-l2', sizes: read };
  }
  if (epsilon) {
    const read = sizes(epsilon);
    return read && { measure: norm, sizes: read };
  }
  if (method.kind === 'minimum') return { measure: 'natural', sizes: [null] };
  const or = method.relative ? ' or relativeL2' : '';
  return complain(place, `Expected epsilon, in levels,${or} for ${method.name} but received none`);
}

/** Options that say nothing alone: norm decides what sizes are, and the others what options there are. */
const together = new Set(['norm', 'scaling', 'version']);

/** The attack's own options, each checked by itself and all together with each size. */
function optionsOf(place: Place, method: PlanMethod, known: readonly string[], sized: Sized | undefined): Fields {
  const before = place.problems.length;
  const options = Object.fromEntries(Object.entries(place.value as Fields).filter(([name]) => known.includes(name)));
  for (const [name, value] of Object.entries(options)) {
    if (together.has(name)) continue;
    const alone = { [name]: value, ...(options.version === undefined ? {} : { version: options.version }) };
    checked({ ...place, value: alone }, () => method.check(alone));
  }
  if (place.problems.length > before || sized === undefined) return options;
  for (const size of sized.sizes) {
    // The ε of a relative L2 is found later, for each picture.
    const key = sized.measure === 'relative-l2' && method.kind === 'minimum' ? 'relativeL2' : 'epsilon';
    const open = size === null || (sized.measure === 'relative-l2' && method.kind === 'budget');
    const all = open ? options : { ...options, [key]: size };
    checked({ ...place, value: all }, () => method.check(all));
    if (place.problems.length > before) break;
  }
  return options;
}

/** A name where none is given: `adaptive igsm`, `pgd l2`, `igsm from squeezenet`. */
function usualName(
  method: PlanMethod,
  { knowledge, source }: Pick<AttackPlan, 'knowledge' | 'source'>,
  norm: Norm,
): string {
  const known = knowledge === 'oblivious' ? '' : `${knowledge} `;
  const measured = norm === method.norms[0] ? '' : ` ${norm}`;
  return `${known}${method.name}${measured}${source === undefined ? '' : ` from ${source}`}`;
}

function sourceOf(place: Place, { modelNames }: AttackSurroundings): string | undefined {
  const given = field(place, 'source');
  const name = given && text(given, 'the name of a model of this plan');
  if (given === undefined || name === undefined) return undefined;
  if (modelNames.includes(name)) {
    if (modelNames.some((other) => other !== name)) return name;
    const shown = JSON.stringify(name);
    return complain(given, `Expected another model in the plan, to judge adversaries from ${shown}, but received none`);
  }
  const near = didYouMean(name, modelNames) || `: it has ${modelNames.join(', ')}`;
  return complain(given, `Expected the name of a model of this plan but received ${JSON.stringify(name)}${near}`);
}

/** Checks one attack of a plan: a text, `{ igsm: {…} }`, or `{ method: igsm, … }`. */
export function checkAttack(given: Place, around: AttackSurroundings): AttackPlan | undefined {
  const before = given.problems.length;
  const place = written(given);
  const method = place && methodOf(place);
  if (place === undefined || method === undefined) return undefined;
  const known = method.options(place.value as Fields);
  knownFields(place, method.name, [...known, ...attackFieldNames], runnerOptions);
  const named = field(place, 'name');
  const name = named && nameText(named);
  const normed = field(place, 'norm');
  const norm = (normed && known.includes('norm') ? word(normed, method.norms) : undefined) ?? method.norms[0];
  const sized = sizesOf(place, method, norm);
  const options = optionsOf(place, method, known, place.problems.length > before ? undefined : sized);
  const source = sourceOf(place, around);
  const knows = checkKnowledge(place, method, around);
  if (place.problems.length > before || sized === undefined || knows === undefined) return undefined;
  return {
    name: name ?? usualName(method, { knowledge: knows.knowledge, ...(source === undefined ? {} : { source }) }, norm),
    method: method.name,
    ...sized,
    ...knows,
    options,
    ...(source === undefined ? {} : { source }),
    ...(method.control ? { control: true } : {}),
  };
}
