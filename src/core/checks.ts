/**
 * Argument checks. All errors of the library read "Expected … for … but received …", so that a user can match them and
 * every function says the same thing in the same way.
 */

import { didYouMean } from './nearest.js';

/** Shows a received value in an error: short, on one line, unmistakable between `1` and `"1"`. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? value.slice(0, 57) + '...' : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} of ${(value as Uint8Array).length ?? value.byteLength}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A value of the wrong kind. */
export function wrongType(expected: string, name: string, received: unknown): TypeError {
  return new TypeError(`Expected ${expected} for ${name} but received ${show(received)}`);
}

/** A value of the right kind that lies outside what is allowed. */
export function outOfRange(expected: string, name: string, received: unknown): RangeError {
  return new RangeError(`Expected ${expected} for ${name} but received ${show(received)}`);
}

/** Checks a whole number between `low` and `high` (both included) and returns it. */
export function integer(value: unknown, name: string, low: number, high = Number.MAX_SAFE_INTEGER): number {
  const expected =
    high === Number.MAX_SAFE_INTEGER ? `an integer of at least ${low}` : `an integer from ${low} to ${high}`;
  if (typeof value !== 'number') throw wrongType(expected, name, value);
  if (!Number.isInteger(value) || value < low || value > high) throw outOfRange(expected, name, value);
  return value;
}

/** Checks a finite number between `low` and `high` (both included) and returns it. */
export function number(value: unknown, name: string, low = -Infinity, high = Infinity): number {
  const expected =
    low === -Infinity && high === Infinity
      ? 'a finite number'
      : high === Infinity
        ? `a finite number of at least ${low}`
        : low === -Infinity
          ? `a finite number of at most ${high}`
          : `a number from ${low} to ${high}`;
  if (typeof value !== 'number') throw wrongType(expected, name, value);
  if (!Number.isFinite(value) || value < low || value > high) throw outOfRange(expected, name, value);
  return value;
}

/** Checks that a value is one of a few words and returns it. */
export function oneOf<const T extends string>(value: unknown, name: string, allowed: readonly T[]): T {
  if (!(allowed as readonly unknown[]).includes(value)) {
    const { message } = outOfRange(`one of ${allowed.map((word) => `'${word}'`).join(', ')}`, name, value);
    throw new RangeError(message + (typeof value === 'string' ? didYouMean(value, allowed) : ''));
  }
  return value as T;
}

/** Checks true or false and returns it. */
export function boolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw wrongType('true or false', name, value);
  return value;
}

/** Refuses options that a function does not have, so that a misspelt one is an error and not ignored. */
export function knownOptions(options: object, name: string, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw wrongType('an object', `the options of ${name}`, options);
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw outOfRange(`only ${known.join(', ')}`, `the options of ${name}`, key);
  }
}
