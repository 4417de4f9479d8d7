import type { Command } from 'commander';
import { integer, number, oneOf, outOfRange, wrongType } from '../core/checks.js';
import { freshSeed, type Seed } from '../core/random.js';
import { UsageError } from './errors.js';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number where the whole text is one in decimal notation (`12`, `-.5`, `1e3`), else the text, for the check. */
export function numberOrText(text: string): number | string {
  return decimal.test(text) ? Number(text) : text;
}

/** A whole number from `low` to `high`. */
export function integerValue(text: string, flag: string, low: number, high?: number): number {
  return usage(() => integer(numberOrText(text), flag, low, high));
}

/** A number from `low` to `high`. */
export function numberValue(text: string, flag: string, low: number, high: number): number {
  return usage(() => number(numberOrText(text), flag, low, high));
}

/** One of a few words. */
export function wordValue<const T extends string>(text: string, flag: string, words: readonly T[]): T {
  return usage(() => oneOf(text, flag, words));
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

/** Flags as they were typed, by commander's names; a switch is true or false. */
export type RawFlags = Readonly<Record<string, string | boolean | undefined>>;

/** The property under which commander keeps a flag: `cycle-spin` as `cycleSpin`. */
export function rawKey(name: string): string {
  return name.replaceAll(/-[a-z]/g, (part) => part[1].toUpperCase());
}

/** Makes flags that take a value known to the parser. */
export function addValued(command: Command, names: readonly string[]): Command {
  for (const name of names) command.option(`--${name} <value>`);
  return command;
}

/** One of a few words, where it was typed. */
export function word<const T extends string>(raw: RawFlags, name: string, words: readonly T[]): T | undefined {
  const given = raw[rawKey(name)];
  return given === undefined ? undefined : wordValue(String(given), `--${name}`, words);
}

/** A whole number, where it was typed. */
export function whole(raw: RawFlags, name: string, low: number, high?: number): number | undefined {
  const given = raw[rawKey(name)];
  return given === undefined ? undefined : integerValue(String(given), `--${name}`, low, high);
}

/** The seed that was typed, or a fresh one. */
export function readSeed(raw: RawFlags): Seed {
  return raw.seed === undefined ? freshSeed() : seedValue(String(raw.seed), '--seed');
}

/** How many threads were asked for. */
export function readWorkers(raw: RawFlags): number | undefined {
  return whole(raw, 'workers', 1, 256);
}
