import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/random.js';
import { arbitraryImage, noise, picture } from '../../test/support/pictures.js';
import { createPatchDatabase, type PatchDatabase } from './patches.js';
import { quiltImage } from './quilt-image.js';
import { runs } from '../../test/support/runs.js';

/** A database of two patches of one colour each. */
function twoColours(patchSize: number, dark: number, light: number): PatchDatabase {
  const length = patchSize * patchSize * 3;
  const data = new Uint8Array(2 * length).fill(dark);
  data.fill(light, length);
  return { patchSize, channels: 3, count: 2, data };
}

/** A gray patch of five rows, all the same. */
function stripes(values: readonly number[]): number[] {
  return Array.from({ length: values.length }, () => values.flatMap((value) => [value, value, value])).flat();
}

describe('quiltImage', () => {
  it('rebuilds a picture from its own patches exactly, with any overlap', () => {
    const kinds = arbitraryImage({ minSide: 5, maxSide: 24, kinds: ['bytes', 'clamped'] });
    const sizes = fc.record({ patchSize: fc.integer({ min: 1, max: 5 }), overlap: fc.nat({ max: 4 }) });
    fc.assert(
      fc.property(kinds, sizes, (image, { patchSize, overlap }) => {
        const patches = createPatchDatabase([image], { patchSize });
        expect(quiltImage(image, { patches, overlap: Math.min(overlap, patchSize - 1) })).toEqual(image);
      }),
      { numRuns: runs(60) },
    );
  });

  it('rebuilds it when other pictures are in the database too', () => {
    const image = picture(33, 26, 3, 'bytes', 1);
    const others = [2, 3, 4].map((seed) => picture(40, 40, 3, 'bytes', seed));
    const patches = createPatchDatabase([...others, image]);
    expect(quiltImage(image, { patches })).toEqual(image);
  });

  it('covers the whole picture, also where patches do not fit evenly', () => {
    for (const [width, height] of [
      [5, 5],
      [6, 7],
      [12, 9],
      [13, 10],
    ]) {
      const image = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3).fill(200) };
      const { data } = quiltImage(image, { patches: twoColours(5, 3, 180) });
      expect(new Set(data)).toEqual(new Set([180]));
    }
  });

  it('holds nothing but samples of the database', () => {
    const patches = createPatchDatabase([noise(20, 20, 3, 'bytes', 1)], { count: 40, random: createRandom(1) });
    const samples = new Set(patches.data);
    const { data } = quiltImage(picture(30, 22, 3, 'floats', 2), { patches });
    expect(data.every((value) => samples.has(value))).toBe(true);
  });

  it('cuts through the overlap where the jump is least', () => {
    // The old patch is black; the new one black in its second column, then white: the seam must run behind that column.
    const row = [0, 0, 0, 0, 0];
    const next = [60, 0, 0, 255, 255];
    const data = Uint8Array.from([...stripes(row), ...stripes(next)]);
    const patches = { patchSize: 5, channels: 3 as const, count: 2, data };
    // The second square begins at column 2 and is most like the second patch.
    const line = [0, 0, 50, 0, 0, 250, 250];
    const image = { width: 7, height: 5, channels: 1 as const, data: new Uint8Array(35) };
    image.data.forEach((_, i) => (image.data[i] = line[i % 7]));
    const result = quiltImage(image, { patches, overlap: 3 });
    expect([...result.data.subarray(0, 7)]).toEqual([0, 0, 0, 0, 0, 255, 255]);
  });

  it('picks each of the nearest with the same chance, the same under one seed', () => {
    const length = 75;
    const data = new Uint8Array(3 * length);
    data
      .fill(100, 0, length)
      .fill(110, length, 2 * length)
      .fill(240, 2 * length);
    const patches = { patchSize: 5, channels: 3 as const, count: 3, data };
    const image = { width: 200, height: 200, channels: 3 as const, data: new Uint8Array(120000).fill(104) };
    const quilt = (seed: number) =>
      quiltImage(image, { patches, neighbors: 2, overlap: 0, random: createRandom(seed) }).data;
    const result = quilt(1);
    expect(result).toEqual(quilt(1));
    expect(result).not.toEqual(quilt(2));
    expect(new Set(result)).toEqual(new Set([100, 110]));
    const share = result.filter((value) => value === 110).length / result.length;
    // 1600 patches: 4 standard deviations are 0.05.
    expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
  });

  it('gives the mean of the channels for a gray picture', () => {
    const patches: PatchDatabase = { patchSize: 1, channels: 3, count: 1, data: Uint8Array.of(10, 20, 90) };
    expect([...quiltImage({ width: 2, height: 1, data: Uint8Array.of(1, 2) }, { patches }).data]).toEqual([40, 40]);
  });

  it('refuses what does not fit', () => {
    const patches = twoColours(5, 0, 255);
    const image = picture(9, 9);
    const refused = (options: object) => expect(() => quiltImage(image, options as { patches: PatchDatabase }));
    refused({}).toThrow('Expected a patch database { patchSize, channels, count, data } for patches');
    refused({ patches: { ...patches, data: new Uint8Array(5) } }).toThrow(
      'Expected 150 samples (2 × 5 × 5 × 3) for patches.data but received Uint8Array of 5',
    );
    refused({ patches, overlap: 5 }).toThrow('Expected an integer from 0 to 4 for overlap but received 5');
    refused({ patches, neighbors: 3 }).toThrow('Expected an integer from 1 to 2 for neighbors but received 3');
    refused({ patches, k: 3 }).toThrow('Expected only patches, overlap, neighbors, random, out');
    expect(() => quiltImage(picture(4, 9), { patches })).toThrow('Expected an integer of at least 5 for image.width');
    expect(() => (quiltImage as (image: object) => unknown)(image)).toThrow('Expected options with patches');
  });
});
