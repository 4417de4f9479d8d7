import { show } from '../../core/checks.js';
import { didYouMean } from '../../core/nearest.js';
import { oneLine } from '../../core/one-line.js';
import { complain, expected, type Place } from './problems.js';

// Each reads one value of a plan: what it says, or undefined after a complaint.

const longestText = 1000;
const longestName = 100;

/** Text on one line, not empty. */
export function text(place: Place, what: string, longest = longestText): string | undefined {
  const { value } = place;
  if (typeof value !== 'string' || value === '') return expected(place, what);
  if (value.length > longest)
    return complain(place, `Expected at most ${longest} characters but received ${value.length}`);
  if (oneLine(value) !== value) {
    return complain(place, `Expected text without control characters but received ${show(value)}`);
  }
  return value;
}

/** A name that records and reports show. */
export function nameText(place: Place, what = 'a name'): string | undefined {
  const read = text(place, what, longestName);
  if (read !== undefined && read.trim() !== read) return expected(place, `${what} without spaces around it`);
  return read;
}

export function flag(place: Place): boolean | undefined {
  return typeof place.value === 'boolean' ? place.value : expected(place, 'true or false');
}

/** A whole number. */
export function whole(place: Place, low: number, high: number): number | undefined {
  const { value } = place;
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  return expected(
    place,
    high === Number.MAX_SAFE_INTEGER ? `an integer of at least ${low}` : `an integer from ${low} to ${high}`,
  );
}

/** One of a few words. */
export function word<const T extends string>(place: Place, words: readonly T[]): T | undefined {
  const { value } = place;
  if ((words as readonly unknown[]).includes(value)) return value as T;
  const near = typeof value === 'string' ? didYouMean(value, words) : '';
  return complain(place, `Expected one of ${words.join(', ')} but received ${show(value)}${near}`);
}

/** Any integer, exactly, as text. */
export function seedText(place: Place): string | undefined {
  const { value } = place;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  if (typeof value === 'string' && /^[+-]?\d{1,100}$/.test(value)) return String(BigInt(value.replace(/^\+/, '')));
  return expected(place, 'an integer');
}

/** Numbers above 0, one or several, none twice. */
export function sizes(place: Place): number[] | undefined {
  const listed = Array.isArray(place.value);
  const values: readonly unknown[] = Array.isArray(place.value) ? place.value : [place.value];
  if (values.length === 0)
    return complain(place, 'Expected a number above 0, or a list of them, but received an empty list');
  const read: number[] = [];
  let wrong = false;
  for (const [i, value] of values.entries()) {
    const at: Place = { ...place, value, path: listed ? [...place.path, i] : place.path };
    if (typeof value !== 'number' || !(value > 0 && value < Infinity)) {
      expected(at, 'a number above 0');
      wrong = true;
    } else if (read.includes(value)) {
      complain(at, `Expected each size once but received ${value} again`);
      wrong = true;
    } else read.push(value);
  }
  return wrong ? undefined : read;
}

/** Names of a list, or one alone. */
export function names(place: Place, what: string): Place[] {
  if (typeof place.value === 'string') return [place];
  if (!Array.isArray(place.value) || place.value.length === 0) {
    expected(place, what);
    return [];
  }
  return place.value.map((value: unknown, i) => ({ ...place, value, path: [...place.path, i] }));
}
