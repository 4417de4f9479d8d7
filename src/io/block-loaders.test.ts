import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { rawPicture, samples } from '../../test/support/picture-samples.js';
import { picture } from '../../test/support/pictures.js';
import { blockOtherLoaders } from './decode.js';
import { readImage } from './read-image.js';
import { writeImage } from './write-image.js';

afterAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }));

it('takes all other loaders from the process and leaves reading and writing as they are', async () => {
  const folder = temporaryFolder();
  const all = await samples();
  const before = await Promise.all(all.map(({ bytes }) => readImage(bytes)));
  const tiff = await rawPicture(8, 8, 3).tiff().toBuffer();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  expect((await sharp(tiff).metadata()).format).toBe('tiff');
  expect((await sharp(svg).metadata()).format).toBe('svg');

  blockOtherLoaders();

  await expect(sharp(tiff).metadata()).rejects.toThrow('unsupported image format');
  await expect(sharp(svg).metadata()).rejects.toThrow('unsupported image format');
  expect(await Promise.all(all.map(({ bytes }) => readImage(bytes)))).toEqual(before);
  const image = picture(12, 10, 3, 'bytes');
  const paths = ['png', 'webp', 'avif'].map((extension) => join(folder, `a.${extension}`));
  await Promise.all(paths.map((path) => writeImage(path, image)));
  const reads = await Promise.all(paths.map((path) => readImage(path)));
  for (const read of reads) expect(read.image.data).toEqual(image.data);
});
