import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/random.js';
import { noise, picture } from '../../test/support/pictures.js';
import { createPatchDatabase, decodePatches, encodePatches, type PatchDatabase } from './patches.js';

describe('createPatchDatabase', () => {
  it('takes every patch of a picture once, row by row, where they are few', () => {
    const image = noise(9, 7, 3, 'bytes', 1);
    const patches = createPatchDatabase([image], { patchSize: 4 });
    expect(patches).toMatchObject({ patchSize: 4, channels: 3, count: 6 * 4 });
    for (let n = 0; n < 24; n++) {
      const [left, top] = [n % 6, Math.floor(n / 6)];
      for (let i = 0; i < 48; i++) {
        const [x, y] = [left + (Math.floor(i / 3) % 4), top + Math.floor(i / 12)];
        expect(patches.data[n * 48 + i]).toBe(image.data[(y * 9 + x) * 3 + (i % 3)]);
      }
    }
  });

  it('shares the count among the pictures and draws each from its own', () => {
    const images = [10, 20, 30].map((value) => ({
      width: 40,
      height: 40,
      channels: 3 as const,
      data: new Uint8Array(4800).fill(value),
    }));
    const { count, data } = createPatchDatabase(images, { count: 100, random: createRandom(1) });
    expect(count).toBe(100);
    const from = [10, 20, 30].map((value) => data.filter((sample) => sample === value).length / 75);
    expect(from).toEqual([33, 33, 34]);
  });

  it('draws places over the whole picture, and the same under the same seed', () => {
    const image = picture(20, 30, 1, 'bytes');
    image.data.forEach((_, i) => (image.data[i] = i % 20));
    const patches = createPatchDatabase([image], { patchSize: 3, count: 300, random: createRandom(5) });
    expect(patches).toEqual(createPatchDatabase([image], { patchSize: 3, count: 300, random: createRandom(5) }));
    const columns = new Set(Array.from({ length: 300 }, (_, n) => patches.data[n * 27]));
    expect(columns.size).toBe(18);
  });

  it('repeats gray, leaves alpha out and rounds floats', () => {
    const gray = { width: 1, height: 1, data: Float32Array.of(7.5) };
    const full = { width: 1, height: 1, data: Uint8ClampedArray.of(1, 2, 3, 99) };
    expect([...createPatchDatabase([gray, full], { patchSize: 1 }).data]).toEqual([8, 8, 8, 1, 2, 3]);
  });

  it('refuses what is no list of pictures large enough', () => {
    expect(() => createPatchDatabase([])).toThrow('Expected at least one image for images but received an array of 0');
    expect(() => createPatchDatabase(picture(9, 9) as never)).toThrow('Expected an array of images for images');
    expect(() => createPatchDatabase([picture(9, 9), picture(4, 9)])).toThrow(
      'Expected an integer of at least 5 for images[1].width but received 4',
    );
    expect(() => createPatchDatabase([picture(9, 9)], { patchSize: 0 })).toThrow('for patchSize but received 0');
    expect(() => createPatchDatabase([picture(9, 9)], { count: 0 })).toThrow('for count but received 0');
    expect(() => createPatchDatabase([picture(9, 9)], { size: 3 } as object)).toThrow('Expected only patchSize');
  });
});

const patches = createPatchDatabase([noise(12, 9, 3, 'bytes', 2)], { patchSize: 3, count: 50 });

/** Decodes a database of which one byte was changed. */
function changed(at: number, value: number): () => PatchDatabase {
  const bytes = encodePatches(patches);
  bytes[at] = value;
  return () => decodePatches(bytes);
}

describe('encodePatches and decodePatches', () => {
  it('come back to the same database, from the middle of a buffer too', () => {
    const bytes = encodePatches(patches);
    expect(decodePatches(bytes)).toEqual(patches);
    const buffer = new Uint8Array(bytes.length + 20);
    buffer.set(bytes, 7);
    expect(decodePatches(buffer.subarray(7, 7 + bytes.length))).toEqual(patches);
  });

  it('have a fixed form', () => {
    const bytes = encodePatches({ patchSize: 1, channels: 3, count: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    const header = [0x50, 0x44, 0x50, 0x42, 1, 3, 1, 0, 2, 0, 0, 0];
    expect([...bytes]).toEqual([...header, 1, 2, 3, 4, 5, 6]);
  });

  it('refuse bytes cut short anywhere, and any that follow', () => {
    const bytes = encodePatches(patches);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodePatches(bytes.subarray(0, length))).toThrow(/^Expected .* but received Uint8Array of \d+$/);
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => decodePatches(longer)).toThrow(
      `Expected ${bytes.length} bytes (50 patches of 3 × 3 × 3) for bytes but received Uint8Array of ${bytes.length + 1}`,
    );
  });

  it('refuse garbage, other versions and headers that make no sense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => decodePatches(bytes)).toThrow(/^Expected /);
      }),
    );
    expect(changed(0, 0x51)).toThrow('Expected a patch database (beginning with PDPB) for bytes');
    expect(changed(4, 2)).toThrow('Expected version 1 for the patch database but received "version 2"');
    expect(changed(5, 4)).toThrow('for the channels of the patch database but received 4');
    expect(changed(6, 0)).toThrow('Expected an integer from 1 to 64 for the patch size');
    expect(changed(8, 51)).toThrow('bytes (51 patches');
    expect(() => decodePatches('PDPB' as never)).toThrow('Expected a Uint8Array for bytes but received "PDPB"');
    expect(() => encodePatches({ ...patches, count: 49 })).toThrow('for patches.data');
  });
});
