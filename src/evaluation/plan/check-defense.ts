import type { Chain } from '../../defenses/chain/chain.js';
import { hasStep, checkChain } from '../../defenses/chain/check.js';
import { parseChain } from '../../defenses/chain/text.js';
import { chainDefenseFields } from '../../pipeline/chain-defense.js';
import { mapKinds, votes } from '../../pipeline/choices.js';
import { formatDefense, parseDefense } from './defense-text.js';
import type { DefensePlan } from './plan.js';
import { checked, complain, expected, field, isFields, knownFields, type Place } from './problems.js';
import { nameText, whole, word } from './readers.js';

/** The bare classifier: the first defense of every plan. */
export const noDefense: DefensePlan = { name: 'none', chain: [], map: 'none', ensemble: 1, vote: 'majority' };

/** One step of a list: `jpeg`, `jpeg:quality=40`, `jpeg: { quality: 40 }` or `{ transform: jpeg, options: … }`. */
function stepOf(place: Place): Chain | undefined {
  const { value } = place;
  if (typeof value === 'string') return checked(place, () => aloneIn(() => parseChain(value, 'chain')));
  if (!isFields(value)) return expected(place, 'a transform, or a map of one with its options');
  if (Object.hasOwn(value, 'transform')) return checked(place, () => aloneIn(() => checkChain([value], 'chain')));
  const names = Object.keys(value);
  if (names.length !== 1)
    return complain(place, `Expected one transform for each step but received ${names.join(', ') || 'none'}`);
  const [transform] = names;
  const given = field(place, transform)!;
  const options = given.value ?? {};
  if (!isFields(options)) return expected(given, `a map of options for ${transform}`);
  return checked({ ...given, value: options }, () => aloneIn(() => checkChain([{ transform, options }], 'chain')));
}

/** Runs the check of a chain of one step: which step it is, its place says. */
function aloneIn<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const message = error.message
      .replace(/ in step 1 \('[^']*'\) of chain/, '')
      .replace(/ of step 1 \('([^']*)'\) of chain/, ' of $1')
      .replace(' for the transform of step 1 of chain', '');
    throw new RangeError(message, { cause: error });
  }
}

function chainOf(place: Place): Chain | undefined {
  const { value } = place;
  if (typeof value === 'string') return checked(place, () => parseChain(value, 'chain'));
  if (!Array.isArray(value) || value.length === 0) return expected(place, 'a chain of transforms as text, or a list');
  const steps = value.map((step: unknown, i) => stepOf({ ...place, value: step, path: [...place.path, i] }));
  return steps.some((step) => step === undefined) ? undefined : steps.flatMap((step) => step!);
}

/** A defense as a map of fields, and where its chain stands. */
interface Written {
  readonly place: Place;
  readonly chain: Place | undefined;
}

function ofFields(place: Place): Written {
  return { place, chain: field(place, 'chain') };
}

/** A defense from its text, called so. */
function ofText(place: Place, name?: string): Written | undefined {
  const read = checked(place, () => parseDefense(place.value as string));
  return read && ofFields({ ...place, value: name === undefined ? read : { ...read, name } });
}

/** `{ PD: {…} }`, `{ PD: text }`, `{ PD: [steps] }` and text as `{ name: 'PD', … }`. */
function written(place: Place): Written | undefined {
  const { value } = place;
  if (typeof value === 'string') return ofText(place);
  if (!isFields(value)) return expected(place, 'a defense: a chain of transforms, a preset file, or a map');
  const names = Object.keys(value);
  if (names.length !== 1 || (chainDefenseFields as readonly string[]).includes(names[0])) return ofFields(place);
  const [name] = names;
  const inner = field(place, name)!;
  if (typeof inner.value === 'string') return ofText(inner, name);
  if (Array.isArray(inner.value)) return { place: { ...inner, value: { chain: inner.value, name } }, chain: inner };
  if (!isFields(inner.value)) return expected(inner, `a chain, or a map of fields for ${name}`);
  const named = field(inner, 'name');
  if (named) return complain(named, `Expected no name below ${JSON.stringify(name)}, which is one`, 'name');
  return ofFields({ ...inner, value: { ...inner.value, name } });
}

/** Checks one defense of a plan: its text, `{ PD: … }`, or `{ name: PD, chain: … }`. */
export function checkDefense(given: Place): DefensePlan | undefined {
  const before = given.problems.length;
  const read = written(given);
  if (read === undefined) return undefined;
  const { place, chain: chained } = read;
  knownFields(place, 'a defense', chainDefenseFields);
  const named = field(place, 'name');
  const name = named && nameText(named);
  if (named && name === 'none')
    complain(named, 'Expected a name other than none, the bare classifier, but received it');
  const chain = chained
    ? chainOf(chained)
    : complain(place, 'Expected chain, transforms one after the other, but received none');
  const mapped = field(place, 'map');
  const map = (mapped && word(mapped, mapKinds)) ?? 'none';
  const drawn = field(place, 'ensemble');
  const ensemble = (drawn && whole(drawn, 1, 1000)) ?? 1;
  const voted = field(place, 'vote');
  const vote = (voted && word(voted, votes)) ?? 'majority';
  const counted = field(place, 'topK');
  const topK = counted && whole(counted, 1, Number.MAX_SAFE_INTEGER);
  if (mapped && map !== 'none' && chain && !hasStep(chain, 'deflect')) {
    complain(mapped, `Expected a step deflect in the chain for the map ${map}, which steers it, but received none`);
  }
  if (counted && map !== 'r-cam')
    complain(counted, `Expected topK only with the map r-cam but received ${map}`, 'name');
  if (place.problems.length > before || chain === undefined) return undefined;
  const settings = { chain, map, ensemble, vote, ...(topK === undefined ? {} : { topK }) };
  // What has no name is called by its text.
  return { name: name ?? formatDefense({ name: '', ...settings }).replace(/^=/, ''), ...settings };
}
