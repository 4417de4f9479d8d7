import { outOfRange } from './checks.js';
import { type RandomSource, type Seed, seedToBigInt } from './random.js';

const N = 624;
const M = 397;

/**
 * MT19937 as CPython's `random` module drives it (Modules/_randommodule.c and Lib/random.py, Python 3.2 and later;
 * M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998).
 */
class PythonRandom implements RandomSource {
  readonly #state = new Uint32Array(N);
  #index = N;

  constructor(key: readonly number[]) {
    this.#seedByArray(key);
  }

  #seedByArray(key: readonly number[]): void {
    const mt = this.#state;
    mt[0] = 19650218;
    for (let i = 1; i < N; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i;
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1664525)) + key[j] + j;
      if (++i >= N) {
        mt[0] = mt[N - 1];
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1566083941)) - i;
      if (++i >= N) {
        mt[0] = mt[N - 1];
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }

  #twist(): void {
    const mt = this.#state;
    for (let k = 0; k < N; k++) {
      const y = (mt[k] & 0x80000000) | (mt[(k + 1) % N] & 0x7fffffff);
      mt[k] = mt[(k + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }

  #word(): number {
    if (this.#index >= N) this.#twist();
    let y = this.#state[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** `Random._randbelow_with_getrandbits`: as many bits as `span` has, drawn again until below it. */
  randint(low: number, high: number): number {
    const span = high - low + 1;
    if (!(Number.isInteger(low) && Number.isInteger(high) && span >= 1 && span <= Number.MAX_SAFE_INTEGER)) {
      throw outOfRange('integers low ≤ high less than 2^53 apart', 'randint(low, high)', `${low}, ${high}`);
    }
    if (span < 4294967296) {
      const shift = Math.clz32(span);
      let draw = this.#word() >>> shift;
      while (draw >= span) draw = this.#word() >>> shift;
      return low + draw;
    }
    // getrandbits(k) above 32 bits: words from the lowest up, the last one shortened.
    const highBits = 32 - Math.clz32(Math.floor(span / 4294967296));
    let draw: number;
    do {
      const bottom = this.#word();
      draw = (this.#word() >>> (32 - highBits)) * 4294967296 + bottom;
    } while (draw >= span);
    return low + draw;
  }

  uniform(low: number, high: number): number {
    const top = this.#word() >>> 5;
    const bottom = this.#word() >>> 6;
    return low + (high - low) * ((top * 67108864 + bottom) * (1 / 9007199254740992));
  }
}

/**
 * CPython's `random.Random(seed)`: the same `randint` and `uniform`, number for number, so that published code and this
 * library move the same pixels.
 *
 * @param seed any integer; as in Python its sign is dropped, so -5 and 5 are the same seed
 */
export function pythonRandom(seed: Seed): RandomSource {
  let rest = seedToBigInt(seed);
  if (rest < 0n) rest = -rest;
  const key: number[] = [];
  do {
    key.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return new PythonRandom(key);
}
