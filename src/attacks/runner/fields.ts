import { boolean, integer, number, oneOf, outOfRange, wrongType } from '../../core/checks.js';
import type { Norm } from './result.js';

/** What lengths are given in: 255 for levels of 0…255, 1 for parts of the range [0,1]. */
export type Unit = 255 | 1;

/** Checks one option of an attack; lengths become levels. */
export type Field<T> = (value: unknown, name: string, unit: Unit) => T;

/** A finite length above 0 and at most `most` times the range, in levels from what was given in a unit. */
export function inLevels(value: unknown, name: string, unit: Unit, most = 1): number {
  const limit = Number((unit * most).toPrecision(6));
  const expected =
    most === Infinity
      ? `a finite number above 0 (unit: ${unit})`
      : `a number above 0 and at most ${limit} (unit: ${unit})`;
  if (typeof value !== 'number') throw wrongType(expected, name, value);
  if (!(value > 0 && value <= unit * most && value < Infinity)) throw outOfRange(expected, name, value);
  // 3 × (0.1 / 255) is to be what 0.3 levels are.
  return unit === 255 ? value : Math.fround(value * 255);
}

/** A budget, in levels: at most the range of a sample (L∞), or the diagonal of all samples' (L2). */
export function budgetInLevels(value: unknown, name: string, unit: Unit, norm: Norm, samples: number): number {
  return inLevels(value, name, unit, norm === 'linf' ? 1 : Math.sqrt(samples));
}

/** A length in `unit`, above 0. */
export function length(most = 1): Field<number> {
  return (value, name, unit) => inLevels(value, name, unit, most);
}

/** A whole number. */
export function count(low: number, high?: number): Field<number> {
  return (value, name) => integer(value, name, low, high);
}

/** A finite number. */
export function real(low?: number, high?: number): Field<number> {
  return (value, name) => number(value, name, low, high);
}

/** A finite number above 0. */
export function positive(high = Number.MAX_VALUE): Field<number> {
  const expected = high === Number.MAX_VALUE ? 'a finite number above 0' : `a number above 0 and at most ${high}`;
  return (value, name) => {
    if (typeof value !== 'number') throw wrongType(expected, name, value);
    if (!(value > 0 && value <= high)) throw outOfRange(expected, name, value);
    return value;
  };
}

/** One of a few words. */
export function word<const T extends string>(...allowed: T[]): Field<T> {
  return (value, name) => oneOf(value, name, allowed);
}

/** A function that is called back, where one is given. */
export function callback<T>(value: T, name: string): T {
  if (value !== undefined && typeof value !== 'function') throw wrongType('a function', name, value);
  return value;
}

/** A signal, where one is given. */
export function abortSignal(value: AbortSignal | undefined): AbortSignal | undefined {
  if (value !== undefined && !(value instanceof AbortSignal)) throw wrongType('an AbortSignal', 'signal', value);
  return value;
}

/** True or false. */
export const flag: Field<boolean> = (value, name) => boolean(value, name);
