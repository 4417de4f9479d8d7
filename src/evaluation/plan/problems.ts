import { show } from '../../core/checks.js';
import { didYouMean } from '../../core/nearest.js';

/** Where in a plan: names of fields and places in lists. */
export type Path = readonly (string | number)[];

/** Something wrong with a plan. */
export interface Problem {
  readonly path: Path;
  /** Whether it is the field's name that is wrong, or its value. */
  readonly at: 'name' | 'value';
  /** "Expected … but received …", without the field's name. */
  readonly message: string;
}

/** `attacks[1].epsilon` */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** `attacks[1].epsilon: Expected … but received …` */
export function problemText({ path, message }: Problem): string {
  const text = pathText(path);
  return text === '' ? message : `${text}: ${message}`;
}

/** A value of a plan that is being checked, and where it stands. */
export interface Place {
  readonly value: unknown;
  readonly path: Path;
  /** Where complaints go; shared by all places of a plan. */
  readonly problems: Problem[];
}

/** Adds a complaint about a place; gives undefined, for the value that is missing then. */
export function complain({ path, problems }: Place, message: string, at: Problem['at'] = 'value'): undefined {
  problems.push({ path, at, message });
  return undefined;
}

/** Adds "Expected … but received …". */
export function expected(place: Place, what: string): undefined {
  return complain(place, `Expected ${what} but received ${show(place.value)}`);
}

/** A plain map of fields, as YAML, JSON and flags give it. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of a map; undefined where it is missing. */
export function field(place: Place, name: string): Place | undefined {
  const fields = place.value as Fields;
  if (!Object.hasOwn(fields, name) || fields[name] === undefined) return undefined;
  return { ...place, value: fields[name], path: [...place.path, name] };
}

/** The entries of a list. */
export function entries(place: Place, what: string): Place[] {
  if (!Array.isArray(place.value)) {
    expected(place, what);
    return [];
  }
  return place.value.map((value: unknown, i) => ({ ...place, value, path: [...place.path, i] }));
}

/** Complains about the fields of a map that it does not have. @param reasons why some are refused, by their names */
export function knownFields(
  place: Place,
  what: string,
  names: readonly string[],
  reasons: Readonly<Record<string, string>> = {},
): void {
  for (const name of Object.keys(place.value as Fields)) {
    if (names.includes(name)) continue;
    const at: Place = { ...place, path: [...place.path, name] };
    if (Object.hasOwn(reasons, name)) complain(at, `Expected no ${name} for ${what}: ${reasons[name]}`, 'name');
    else {
      const near = didYouMean(name, names) || `: it has ${names.join(', ')}`;
      complain(at, `Expected a field of ${what} but received ${show(name)}${near}`, 'name');
    }
  }
}

/** What the library says of a place, as the place says it: without its name, and lengths are levels. */
function reworded(place: Place, error: Error): Problem {
  const message = error.message.replace(' (unit: 255)', '');
  const { value, path } = place;
  const has = (name: string) => isFields(value) && Object.hasOwn(value, name);
  const [, unknown] = / for the options of .* but received "([^"]+)"/s.exec(message) ?? [];
  if (unknown !== undefined && has(unknown)) return { path: [...path, unknown], at: 'name', message };
  const [whole, name] = / for ([\w.[\]-]+)(?=( \([^)]*\))? but received )/.exec(message) ?? [];
  if (whole === undefined || !(has(name) || name === path.at(-1))) return { path, at: 'value', message };
  return { path: has(name) ? [...path, name] : path, at: 'value', message: message.replace(whole, '') };
}

/** What a check of the library gives; what it throws becomes a complaint about this place, or a field of it. */
export function checked<T>(place: Place, check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    place.problems.push(reworded(place, error));
    return undefined;
  }
}
