import { describe, expect, it } from 'vitest';
import { createRandom } from './random.js';
import { fingerprint } from './fingerprint.js';

function picture(seed: number, width = 9, height = 7) {
  const random = createRandom(seed, 'fingerprint');
  const data = Float32Array.from({ length: width * height * 3 }, () => random.uniform(0, 255));
  return { width, height, channels: 3 as const, data };
}

/** The fingerprint of a picture of one level. */
function flat(side: number, level: number): string {
  const data = new Float32Array(side * side * 3).fill(level);
  return fingerprint({ width: side, height: side, channels: 3, data });
}

describe('fingerprint', () => {
  it('is of the samples alone, wherever they lie in memory', () => {
    const image = picture(1);
    const room = new Float32Array(image.data.length + 5);
    room.set(image.data, 3);
    const moved = { ...image, data: room.subarray(3, 3 + image.data.length) };
    expect(fingerprint(moved)).toBe(fingerprint(image));
    expect(fingerprint(image)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('changes with any one bit of any sample, to another each time', () => {
    const image = picture(2);
    const seen = new Set([fingerprint(image)]);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < words.length; i++) {
      for (let bit = 0; bit < 32; bit++) {
        words[i] ^= 1 << bit;
        seen.add(fingerprint(image));
        words[i] ^= 1 << bit;
      }
    }
    expect(seen.size).toBe(1 + 32 * words.length);
  });

  it('tells pictures of one colour apart by size and level', () => {
    const all = [1, 2, 3, 8, 224].flatMap((side) => [0, 1, 128, 255].map((level) => flat(side, level)));
    expect(new Set(all).size).toBe(all.length);
  });

  it('spreads over all its bits', () => {
    const counts = Array.from({ length: 64 }, () => 0);
    for (let seed = 0; seed < 400; seed++) {
      const bits = BigInt(`0x${fingerprint(picture(seed, 3, 3))}`);
      for (let bit = 0; bit < 64; bit++) counts[bit] += Number((bits >> BigInt(bit)) & 1n);
    }
    // 400 fair draws: six standard deviations on either side.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });
});
