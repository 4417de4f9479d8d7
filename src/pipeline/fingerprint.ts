import type { Image } from '../core/image.js';

/** One step of FNV-1a on 32 bits, with a shift that carries high bits down, where the multiplication alone would not. */
function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x01000193);
  return product ^ (product >>> 15);
}

/**
 * The name of a picture's random stream: 64 bits of its samples, by hashes of every fourth of its floats.
 *
 * A stream that follows from the picture, and not from its place in a batch, gives the same result in every order, batch
 * size and number of workers. It is no secret: what an attacker must not predict is the seed.
 */
export function fingerprint({ data }: Image<Float32Array>): string {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  // Four hashes that do not wait for each other: one alone would take longer than the deflection.
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  let c = 0x85ebca6b;
  let d = 0xc2b2ae35;
  let i = 0;
  for (; i + 3 < words.length; i += 4) {
    a = mix(a, words[i]);
    b = mix(b, words[i + 1]);
    c = mix(c, words[i + 2]);
    d = mix(d, words[i + 3]);
  }
  for (; i < words.length; i++) a = mix(a, words[i]);
  const ends = [mix(mix(a, b), c), mix(mix(c, d), a)].map((end, j) => mix(mix(end, j === 0 ? d : b), words.length));
  return ends.map((end) => (end >>> 0).toString(16).padStart(8, '0')).join('');
}
