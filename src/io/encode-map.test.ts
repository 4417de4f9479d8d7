import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { normalizeMap } from '../core/map.js';
import { createRandom } from '../core/random.js';
import { maxDifference } from '../../test/support/shared.js';
import { encodeMap } from './encode-map.js';
import { readMap } from './read-map.js';

/** A map of random values that reaches 0 and 1. */
function randomMap(width: number, height: number) {
  const random = createRandom(1, `${width} × ${height}`);
  return normalizeMap(
    width,
    height,
    Array.from({ length: width * height }, () => random.uniform(0, 1)),
  );
}

describe('encodeMap', () => {
  it.each([
    [60, 44],
    [1, 7],
    [301, 2],
  ])('comes back from readMap within half a step of 16 bits, %i × %i', async (width, height) => {
    const map = randomMap(width, height);
    const read = await readMap(await encodeMap(map));
    expect({ width: read.width, height: read.height }).toEqual({ width, height });
    const worst = maxDifference(read.data, map.data);
    expect(worst).toBeLessThanOrEqual(1 / 131070 + 1e-12);
    expect(worst).toBeGreaterThan(0);
  });

  it('keeps all 65536 levels', async () => {
    const data = Float64Array.from({ length: 65536 }, (_, i) => i / 65535);
    const read = await readMap(await encodeMap({ width: 256, height: 256, data }));
    expect(read.data).toEqual(data);
  });

  it('is a gray PNG of 16 bits, as the published maps are', async () => {
    const { format, depth, channels, space } = await sharp(await encodeMap(randomMap(5, 4))).metadata();
    expect({ format, depth, channels, space }).toEqual({
      format: 'png',
      depth: 'ushort',
      channels: 1,
      space: 'grey16',
    });
  });

  it('stores 0 everywhere for a map that is 0 everywhere', async () => {
    const map = { width: 3, height: 2, data: new Float32Array(6) };
    expect((await readMap(await encodeMap(map))).data).toEqual(new Float64Array(6));
  });

  it('refuses values outside of [0,1]', async () => {
    await expect(encodeMap({ width: 1, height: 1, data: new Float32Array([1.5]) })).rejects.toThrow(
      'Expected values in [0,1] for map.data[0] but received 1.5',
    );
  });
});
