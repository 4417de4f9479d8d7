import type { Image } from '../core/image.js';

/**
 * The name of a picture's random stream: 64 bits of its samples (two FNV-1a hashes of 32 bits over the bits of the floats).
 *
 * A stream that follows from the picture, and not from its place in a batch, gives the same result in every order, batch
 * size and number of workers. It is no secret: what an attacker must not predict is the seed.
 */
export function fingerprint({ data }: Image<Float32Array>): string {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i], 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ words[i], 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
