import { outOfRange, wrongType } from './checks.js';
import type { RandomSource } from './random-source.js';
import { Xoshiro128 } from './xoshiro.js';

export type { RandomSource } from './random-source.js';

/** Any integer: numbers beyond 2^53 as bigint. */
export type Seed = number | bigint;

/** @internal Checks a seed and returns it as a bigint. */
export function seedToBigInt(seed: unknown, name = 'seed'): bigint {
  if (typeof seed === 'bigint') return seed;
  if (typeof seed !== 'number') throw wrongType('an integer or a bigint', name, seed);
  if (!Number.isSafeInteger(seed)) throw outOfRange('an integer within ±(2^53 - 1), or a bigint', name, seed);
  return BigInt(seed);
}

/**
 * An integer as 32-bit words: how many follow and the sign in the first, then the size, lowest word first. The count
 * stands in front so that two integers, or an integer and a name, one after the other can be read in one way only.
 */
function integerWords(value: bigint): number[] {
  const words: number[] = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return [words.length * 4 + (value < 0n ? 1 : 0), ...words];
}

/** A name as 32-bit words: its length and the mark of a name in the first, then two UTF-16 units to a word. */
function nameWords(name: string): number[] {
  const words = [name.length * 4 + 2];
  for (let i = 0; i < name.length; i += 2) {
    words.push(name.charCodeAt(i) | ((i + 1 < name.length ? name.charCodeAt(i + 1) : 0) << 16));
  }
  return words;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/**
 * 128 well-mixed bits from words: each is added to a state of four words, which four quarter rounds of ChaCha
 * (D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008) then stir. A quarter round is a permutation of the state, so
 * inputs that differ in one word never meet.
 */
function stir(words: readonly number[]): [number, number, number, number] {
  // The first 128 bits of the fraction of pi.
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  let c = 0x13198a2e;
  let d = 0x03707344;
  for (const word of words) {
    a ^= word;
    for (let round = 0; round < 4; round++) {
      a = (a + b) | 0;
      d = rotate(d ^ a, 16);
      c = (c + d) | 0;
      b = rotate(b ^ c, 12);
      a = (a + b) | 0;
      d = rotate(d ^ a, 8);
      c = (c + d) | 0;
      b = rotate(b ^ c, 7);
    }
  }
  return [a, b, c, d];
}

/**
 * The generator of this library: fast, of 2^128 - 1 states, the same numbers in every JavaScript engine.
 *
 * @param seed any integer
 * @param stream the image (or worker, or draw) that the numbers are for: an integer or a name. Every (seed, stream)
 *   pair is a sequence of its own, so that a result does not depend on the order in which images are taken.
 *   Default 0.
 */
export function createRandom(seed: Seed, stream: Seed | string = 0): RandomSource & { next(): number } {
  const words = integerWords(seedToBigInt(seed));
  words.push(...(typeof stream === 'string' ? nameWords(stream) : integerWords(seedToBigInt(stream, 'stream'))));
  const [a, b, c, d] = stir(words);
  // The one state that xoshiro cannot leave is all zeros.
  return new Xoshiro128((a | b | c | d) === 0 ? 1 : a, b, c, d);
}

/** A seed from the platform's own source of randomness, below 2^32: what a defense uses when it is given none. */
export function freshSeed(): number {
  return globalThis.crypto.getRandomValues(new Uint32Array(1))[0];
}

/**
 * @internal The caller's source of randomness after it was checked, or one of our own with a fresh seed.
 * @throws TypeError for something without `randint` and `uniform`
 */
export function randomOr(given: RandomSource | undefined): RandomSource {
  if (given === undefined) return createRandom(freshSeed());
  if (typeof given?.randint !== 'function' || typeof given.uniform !== 'function') {
    throw wrongType('a source with the functions randint and uniform', 'random', given);
  }
  return given;
}
