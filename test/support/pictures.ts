import fc from 'fast-check';
import { createRandom } from '../../src/core/random.js';
import type { FullImage, PixelData } from '../../src/core/image.js';

type Kind = 'bytes' | 'clamped' | 'floats';

function allocate(kind: Kind, length: number): PixelData {
  if (kind === 'floats') return new Float32Array(length);
  return kind === 'clamped' ? new Uint8ClampedArray(length) : new Uint8Array(length);
}

/** A picture of smooth colour with noise on it: what filters were made for, the same for a given seed. */
export function picture(
  width: number,
  height: number,
  channels: 1 | 3 | 4 = 3,
  kind: Kind = 'floats',
  seed = 1,
): FullImage {
  const random = createRandom(seed, `${width}x${height}x${channels}`);
  const data = allocate(kind, width * height * channels);
  const phase = Array.from({ length: 8 }, () => random.uniform(0.5, 6));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++, i++) {
        const wave = Math.sin((phase[c] * x) / width + phase[c + 4] * (y / height) * 3);
        data[i] = Math.min(255, Math.max(0, 128 + 90 * wave + random.uniform(-25, 25)));
      }
    }
  }
  return { width, height, channels, data };
}

/** White noise over the whole range: nothing in it is like its neighbour. */
export function noise(width: number, height: number, channels: 1 | 3 | 4, kind: Kind, seed: number): FullImage {
  const random = createRandom(seed, 'noise');
  const data = allocate(kind, width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = kind === 'floats' ? random.uniform(0, 255) : random.randint(0, 255);
  return { width, height, channels, data };
}

/** Arbitrary images for properties. */
export function arbitraryImage(options: { minSide?: number; maxSide?: number; kinds?: Kind[] } = {}) {
  const { minSide = 1, maxSide = 24, kinds = ['bytes', 'clamped', 'floats'] } = options;
  return fc
    .record({
      width: fc.integer({ min: minSide, max: maxSide }),
      height: fc.integer({ min: minSide, max: maxSide }),
      channels: fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4),
      kind: fc.constantFrom(...kinds),
      seed: fc.integer(),
    })
    .map(({ width, height, channels, kind, seed }) => noise(width, height, channels, kind, seed));
}
