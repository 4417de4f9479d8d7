import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readImage, readMap } from '../../../src/io/index.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { mapPngOf, pngOf } from './png.js';

async function written(blob: Blob): Promise<string> {
  const file = join(temporaryFolder(), 'saved.png');
  writeFileSync(file, new Uint8Array(await blob.arrayBuffer()));
  return file;
}

it('a picture is read back as it was, floats rounded as the library rounds them', async () => {
  const data = Float32Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) % 256);
  data.set([0.5, 1.49, 254.5, -3, 300]);
  const { image } = await readImage(await written(await pngOf({ width: 7, height: 5, channels: 3, data })));
  expect([image.width, image.height, image.channels]).toEqual([7, 5, 3]);
  expect([...image.data.subarray(0, 5)]).toEqual([1, 1, 255, 0, 255]);
  expect([...image.data.subarray(5)]).toEqual([...data.subarray(5)]);
});

it('a map is read back within half a step of 16 bits', async () => {
  const data = Float32Array.from({ length: 6 * 4 }, (_, i) => i / 23);
  const map = await readMap(await written(await mapPngOf({ width: 6, height: 4, data })));
  expect([map.width, map.height]).toEqual([6, 4]);
  expect(Math.max(...map.data.map((value, i) => Math.abs(value - data[i])))).toBeLessThan(0.51 / 65535);
});
