import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FullImage, type Image, type OutOption, sampleType } from '../core/image.js';
import { createRandom, type RandomSource } from '../core/random.js';
import { arbitraryImage } from '../../test/support/pictures.js';
import { compressJpegSync } from './compress-jpeg.js';
import { cropAndRescale } from './crop-and-rescale.js';
import { medianFilter } from './median-filter.js';
import { minimizeTotalVariance } from './minimize-total-variance.js';
import { createPatchDatabase } from './patches.js';
import { quiltImage } from './quilt-image.js';
import { reduceBitDepth } from './reduce-bit-depth.js';
import { resizeAndPad } from './resize-and-pad.js';
import { runs } from '../../test/support/runs.js';

type Transform = (image: Image, random: RandomSource, options?: OutOption) => FullImage;

const patches = createPatchDatabase(
  [{ width: 64, height: 8, data: Uint8Array.from({ length: 512 }, (_, i) => (i * 5) % 256) }],
  { patchSize: 2 },
);

/** What each of the compared defenses is, and whether its result has the size of its input and the same alpha. */
const transforms: { name: string; run: Transform; sameSize: boolean; sameAlpha: boolean }[] = [
  { name: 'reduceBitDepth', run: (image, _, o) => reduceBitDepth(image, o), sameSize: true, sameAlpha: true },
  { name: 'medianFilter', run: (image, _, o) => medianFilter(image, o), sameSize: true, sameAlpha: true },
  { name: 'medianFilter 3', run: (i, _, o) => medianFilter(i, { size: 3, ...o }), sameSize: true, sameAlpha: true },
  { name: 'medianFilter 4', run: (i, _, o) => medianFilter(i, { size: 4, ...o }), sameSize: true, sameAlpha: true },
  { name: 'compressJpeg', run: (image, _, o) => compressJpegSync(image, o), sameSize: true, sameAlpha: true },
  {
    name: 'minimizeTotalVariance',
    run: (image, random, o) => minimizeTotalVariance(image, { random, ...o }),
    sameSize: true,
    sameAlpha: true,
  },
  {
    name: 'quiltImage',
    run: (image, random, o) => quiltImage(image, { patches, neighbors: 3, random, ...o }),
    sameSize: true,
    sameAlpha: true,
  },
  {
    name: 'cropAndRescale',
    run: (image, random, o) => cropAndRescale(image, { random, ...o }),
    sameSize: true,
    sameAlpha: false,
  },
  {
    name: 'resizeAndPad',
    run: (image, random) => resizeAndPad(image, { random, flip: true }),
    sameSize: false,
    sameAlpha: false,
  },
];

function alpha(data: ArrayLike<number>): number[] {
  return Array.from(data).filter((_, i) => i % 4 === 3);
}

function colours(data: ArrayLike<number>): number[] {
  return Array.from(data).filter((_, i) => i % 4 !== 3);
}

for (const { name, run, sameSize, sameAlpha } of transforms) {
  describe(`${name}, on any picture`, () => {
    const images = arbitraryImage({ minSide: 2, maxSide: 20 });
    const check = (body: (image: FullImage, seed: number) => void) =>
      fc.assert(fc.property(images, fc.integer(), body), { numRuns: runs(40) });

    it('leaves the input as it is and keeps its sample type', () => {
      check((image, seed) => {
        const before = { ...image, data: image.data.slice() };
        const result = run(image, createRandom(seed));
        expect(image).toEqual(before);
        expect(sampleType(result.data)).toBe(sampleType(image.data));
        expect(result.channels).toBe(image.channels);
        expect(result.data.length).toBe(result.width * result.height * result.channels);
        expect(result.data.buffer).not.toBe(image.data.buffer);
      });
    });

    it('gives the same under the same seed', () => {
      check((image, seed) => {
        expect(run(image, createRandom(seed))).toEqual(run(image, createRandom(seed)));
      });
    });

    if (sameAlpha) {
      it('keeps alpha, and gives the colours that it gives without', () => {
        check((image, seed) => {
          if (image.channels !== 4) return;
          const result = run(image, createRandom(seed));
          expect(alpha(result.data)).toEqual(alpha(image.data));
          const opaque = { ...image, channels: 3 as const, data: Float32Array.from(colours(image.data)) };
          const bytes = sampleType(image.data) !== 'Float32Array';
          const rgb = run({ ...opaque, data: bytes ? Uint8Array.from(opaque.data) : opaque.data }, createRandom(seed));
          expect(colours(result.data)).toEqual(Array.from(rgb.data));
        });
      });
    }

    if (sameSize) {
      it('writes into another image or the input itself', () => {
        check((image, seed) => {
          const expected = run(image, createRandom(seed));
          const other = { ...image, data: image.data.slice().fill(1) };
          expect(run(image, createRandom(seed), { out: other }).data).toBe(other.data);
          expect(other).toEqual(expected);
          const same = run(image, createRandom(seed), { out: image });
          expect(same.data).toBe(image.data);
          expect(same).toEqual(expected);
        });
      });
    }

    it("takes the DOM's ImageData, which has no channels, and Buffers", () => {
      const data = Uint8ClampedArray.from({ length: 7 * 5 * 4 }, (_, i) => (i * 37) % 256);
      const full = run({ width: 7, height: 5, channels: 4, data }, createRandom(1));
      expect(run({ width: 7, height: 5, data }, createRandom(1))).toEqual(full);
      const buffered = run({ width: 7, height: 5, data: Buffer.from(data) }, createRandom(1));
      expect(Array.from(buffered.data)).toEqual(Array.from(full.data));
    });
  });
}
