import { outOfRange, wrongType } from './checks.js';

/** A source of random numbers with the two draws that the published code makes. */
export interface RandomSource {
  /** A whole number from `low` to `high`, both included, each equally likely. */
  randint(low: number, high: number): number;
  /** A real number from `low` up to `high`. */
  uniform(low: number, high: number): number;
}

/** Any integer: numbers beyond 2^53 as bigint. */
export type Seed = number | bigint;

/** @internal Checks a seed and returns it as a bigint. */
export function seedToBigInt(seed: unknown, name = 'seed'): bigint {
  if (typeof seed === 'bigint') return seed;
  if (typeof seed !== 'number') throw wrongType('an integer or a bigint', name, seed);
  if (!Number.isSafeInteger(seed)) throw outOfRange('an integer within ±(2^53 - 1), or a bigint', name, seed);
  return BigInt(seed);
}

/** The 32-bit words of a seed, lowest first; the sign goes into the last one, so that -1 and 1 differ. */
function seedWords(seed: bigint): number[] {
  const words: number[] = [];
  let rest = seed < 0n ? -seed : seed;
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  words.push(seed < 0n ? 1 : 0);
  return words;
}

/** UTF-16 units of a stream name, two to a word, and its length, so that no two names give the same words. */
function nameWords(name: string): number[] {
  const words: number[] = [];
  for (let i = 0; i < name.length; i += 2) {
    words.push(name.charCodeAt(i) | ((i + 1 < name.length ? name.charCodeAt(i + 1) : 0) << 16));
  }
  words.push(name.length);
  return words;
}

/** MurmurHash3 (x86, 32 bits; A. Appleby, public domain) over words. */
function murmur3(words: readonly number[], seed: number): number {
  let h = seed;
  for (const word of words) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= words.length * 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021):
 * 32-bit integer arithmetic only, so that every engine gives the same numbers.
 */
class Xoshiro128 implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** The next 32 bits, as an unsigned number. */
  next(): number {
    const b = this.#b;
    let result = Math.imul(b, 5);
    result = Math.imul((result << 7) | (result >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  randint(low: number, high: number): number {
    const span = high - low + 1;
    if (!(span >= 1 && span <= 4294967296)) {
      throw outOfRange('integers low ≤ high less than 2^32 apart', 'randint(low, high)', `${low}, ${high}`);
    }
    if (span === 1) return low;
    // As many bits as the range needs, drawn again when above it: exactly uniform, without a division.
    const shift = Math.clz32(span - 1);
    let draw = this.next() >>> shift;
    while (draw >= span) draw = this.next() >>> shift;
    return low + draw;
  }

  uniform(low: number, high: number): number {
    const top = this.next() >>> 5;
    const bottom = this.next() >>> 6;
    return low + (high - low) * ((top * 67108864 + bottom) / 9007199254740992);
  }
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
  const words = seedWords(seedToBigInt(seed));
  if (typeof stream === 'string') words.push(2, ...nameWords(stream));
  else words.push(1, ...seedWords(seedToBigInt(stream, 'stream')));
  const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667].map((key) => murmur3(words, key));
  // The one state that xoshiro cannot leave is all zeros.
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  const random = new Xoshiro128(state[0], state[1], state[2], state[3]);
  for (let i = 0; i < 8; i++) random.next();
  return random;
}

/** A seed from the platform's own source of randomness, below 2^32: what a defense uses when it is given none. */
export function freshSeed(): number {
  return globalThis.crypto.getRandomValues(new Uint32Array(1))[0];
}
