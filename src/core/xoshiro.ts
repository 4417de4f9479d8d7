import { outOfRange } from './checks.js';
import type { RandomSource } from './random-source.js';

/** Words made at a time. */
const blockSize = 256;

/** The largest range that one multiplication of a word can spread over: the product stays exact in a double. */
export const widestProduct = 2097152;

/**
 * xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021):
 * 32-bit integer arithmetic only, so that every engine gives the same numbers. Words are made in blocks, where the state
 * stays in registers; a hot loop may read them itself, from `words[at]` on, after {@link atLeast}, and must leave `at`
 * behind the last one that it read.
 */
export class Xoshiro128 implements RandomSource {
  readonly words = new Uint32Array(blockSize);
  at = blockSize;
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

  /** Makes sure that `count` (at most 64) unread words lie in `words` from `at` on, and returns `at`. */
  atLeast(count: number): number {
    const { words } = this;
    if (this.at + count <= blockSize) return this.at;
    words.copyWithin(0, this.at);
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    for (let i = blockSize - this.at; i < blockSize; i++) {
      const product = Math.imul(b, 5);
      words[i] = Math.imul((product << 7) | (product >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    this.at = 0;
    return 0;
  }

  /** Writes the four words of the state, which follow those that are unread, to `target[at…]`. */
  save(target: Uint32Array | Int32Array, at: number): void {
    target[at] = this.#a;
    target[at + 1] = this.#b;
    target[at + 2] = this.#c;
    target[at + 3] = this.#d;
  }

  /** Goes on from a state, as {@link save} has written it, with no unread words. */
  resume(source: Uint32Array | Int32Array, at: number): void {
    this.#a = source[at];
    this.#b = source[at + 1];
    this.#c = source[at + 2];
    this.#d = source[at + 3];
    this.at = blockSize;
  }

  /** The next 32 bits, as an unsigned number. */
  next(): number {
    if (this.at === blockSize) this.atLeast(1);
    return this.words[this.at++];
  }

  randint(low: number, high: number): number {
    const span = high - low + 1;
    if (!(Number.isInteger(low) && Number.isInteger(high) && span >= 1 && span <= 4294967296)) {
      throw outOfRange('integers low ≤ high less than 2^32 apart', 'randint(low, high)', `${low}, ${high}`);
    }
    if (span === 1) return low;
    if (span <= widestProduct) {
      // D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019.
      const surplus = 4294967296 % span;
      let product: number;
      let draw: number;
      do {
        product = this.next() * span;
        draw = Math.floor(product * 2 ** -32);
      } while (product - draw * 4294967296 < surplus);
      return low + draw;
    }
    // As many bits as the range needs, drawn again when above it.
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
