import { outOfRange, wrongType } from '../../core/checks.js';

// Checks of what a job from outside holds, in the words of the library.

/** Checks one value; `name` is what messages call it, such as `job.images[3].id`. */
export type Check = (value: unknown, name: string) => void;

/** An object of known fields: all of `checks`, and those of `optional` that are there. */
export function fields(
  value: unknown,
  name: string,
  checks: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('an object', name, value);
  const given = value as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(checks, key) && !Object.hasOwn(optional, key)) {
      const known = [...Object.keys(checks), ...Object.keys(optional)].join(', ');
      throw outOfRange(`only ${known}`, `the fields of ${name}`, key);
    }
  }
  for (const [key, check] of Object.entries(checks)) {
    check(Object.hasOwn(given, key) ? given[key] : undefined, `${name}.${key}`);
  }
  for (const [key, check] of Object.entries(optional)) {
    if (Object.hasOwn(given, key) && given[key] !== undefined) check(given[key], `${name}.${key}`);
  }
}

/** An array of some length. */
export function list(value: unknown, name: string, low: number, high: number, check: Check): void {
  if (!Array.isArray(value)) throw wrongType('an array', name, value);
  if (value.length < low || value.length > high) throw outOfRange(`an array of ${low} to ${high}`, name, value);
  value.forEach((each: unknown, i) => check(each, `${name}[${i}]`));
}

/** Text of 1 to `longest` characters on one line, none of which commands a terminal. */
export function line(longest: number): Check {
  return (value, name) => {
    if (typeof value !== 'string') throw wrongType('a text', name, value);
    if (value === '' || value.length > longest) throw outOfRange(`a text of 1 to ${longest} characters`, name, value);
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(value)) throw outOfRange('a text without control characters', name, value);
  };
}

/** A name of a plan. */
export const planName = line(200);

/** A SHA-256. */
export const hash: Check = (value, name) => {
  if (typeof value !== 'string') throw wrongType('64 hexadecimal digits', name, value);
  if (!/^[0-9a-f]{64}$/.test(value)) throw outOfRange('64 hexadecimal digits in lower case', name, value);
};

/** One fixed text. */
export function exactly(expected: string | number): Check {
  return (value, name) => {
    if (value !== expected)
      throw outOfRange(typeof expected === 'string' ? `'${expected}'` : `${expected}`, name, value);
  };
}

/** Whether names are all different. */
export function different(names: readonly string[], name: string): void {
  const seen = new Set<string>();
  for (const each of names) {
    if (seen.has(each)) throw outOfRange('different names', name, `${each} twice`);
    seen.add(each);
  }
}

const deepest = 12;

/** An object of plain data, not deeper than options are. */
export const plainOptions: Check = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('an object', name, value);
  plain(value, name, 0);
};

function plain(value: unknown, name: string, depth: number): void {
  if (depth > deepest) throw outOfRange(`values at most ${deepest} deep`, name, value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object') throw wrongType('plain data, as JSON holds it,', name, value);
  for (const [key, each] of Object.entries(value)) {
    if (each !== undefined) plain(each, `${name}.${key}`, depth + 1);
  }
}
