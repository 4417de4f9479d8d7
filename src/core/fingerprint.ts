import type { Image } from './image.js';

/** The prime of FNV-1a on 32 bits. */
const prime = 0x01000193;

/** A step of FNV-1a, with a shift that carries high bits down, where the multiplication alone would not. */
function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, prime);
  return product ^ (product >>> 15);
}

/**
 * The name of a picture's random stream: 64 bits of its samples, by hashes of every fourth of its floats.
 *
 * A stream that follows from the picture, and not from its place in a batch, gives the same result in every order, batch
 * size and number of workers. It is no secret: what an attacker must not predict is the seed.
 */
export function fingerprint({ data }: Image<Float32Array>): string {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  // Four hashes that do not wait for each other, their steps written out: else it would take as long as the deflection.
  let a = 0x11c9dc5;
  let b = 0x1e3779b9;
  let c = 0x25ebca6b;
  let d = 0x42b2ae35;
  let i = 0;
  for (; i < words.length - 3; i += 4) {
    a = Math.imul(a ^ words[i], prime);
    b = Math.imul(b ^ words[i + 1], prime);
    c = Math.imul(c ^ words[i + 2], prime);
    d = Math.imul(d ^ words[i + 3], prime);
    a ^= a >>> 15;
    b ^= b >>> 15;
    c ^= c >>> 15;
    d ^= d >>> 15;
  }
  for (; i < words.length; i++) a = mix(a, words[i]);
  const ends = [mix(mix(mix(a, b), c), d), mix(mix(mix(c, d), a), b)].map((end) => mix(end, words.length));
  return ends.map((end) => (end >>> 0).toString(16).padStart(8, '0')).join('');
}
