import { integer, number, oneOf, outOfRange, wrongType } from '../core/checks.js';
import type { Seed } from '../core/random.js';
import { UsageError } from './errors.js';

/** What the text after a flag may be. */
export type ValueKind =
  | { readonly kind: 'integer'; readonly low: number; readonly high?: number; readonly odd?: boolean }
  | { readonly kind: 'number'; readonly low?: number; readonly high?: number; readonly above?: number }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'switch' };

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number where the whole text is one in decimal notation (`12`, `-.5`, `1e3`), else the text, for the error. */
function numberOrText(text: string): number | string {
  return decimal.test(text) ? Number(text) : text;
}

function parse(text: string, flag: string, type: Exclude<ValueKind, { kind: 'switch' }>): number | string {
  if (type.kind === 'word') return oneOf(text, flag, type.words);
  const received = numberOrText(text);
  if (type.kind === 'number') {
    const value = number(received, flag, type.low, type.high);
    if (type.above !== undefined && value <= type.above) throw outOfRange(`a number above ${type.above}`, flag, value);
    return value;
  }
  const value = integer(received, flag, type.low, type.high);
  if (type.odd === true && value % 2 === 0) throw outOfRange('an odd integer', flag, value);
  return value;
}

/**
 * The value of a flag's text, or of a switch.
 * @throws UsageError "Expected … for --flag but received …"
 */
export function flagValue(given: string | boolean, flag: string, type: ValueKind): number | string | boolean {
  if (type.kind === 'switch') return given === true;
  return usage(() => parse(String(given), flag, type));
}

/** Any integer, exactly: a bigint where it is too large for a number. */
export function seedValue(text: string, flag: string): Seed {
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(wrongType('an integer', flag, text).message);
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** `224` or `320x240`. */
export function sizeValue(text: string, flag: string): { width: number; height: number } {
  const [, width, height = width] = /^(\d+)(?:[x×](\d+))?$/i.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const pixels = size.width * size.height;
  if (!(pixels >= 1 && pixels <= 50e6)) {
    throw new UsageError(outOfRange('a side or WIDTHxHEIGHT, from 1 pixel to 50 megapixels,', flag, text).message);
  }
  return size;
}

/** Runs a check of the library, whose complaint is then about what was typed. */
export function usage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
