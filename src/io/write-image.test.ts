import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { toByte, type Image } from '../core/image.js';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { arbitraryImage, picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import { ImageFileError } from './errors.js';
import { readImage } from './read-image.js';
import { writeImage, type WriteImageOptions } from './write-image.js';

const folder = temporaryFolder();

async function message(path: string, image: Image, options?: WriteImageOptions): Promise<string> {
  const error: unknown = await writeImage(path, image, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImageFileError);
  return (error as Error).message;
}

/** What reading must give for an image: bytes, RGB, alpha only where something is not opaque. */
function asRead(image: Image): number[] {
  const channels = image.data.length / (image.width * image.height);
  const pixels = Array.from({ length: image.width * image.height }, (_, i) =>
    Array.from(image.data.subarray(i * channels, (i + 1) * channels), toByte),
  );
  if (channels === 1) return pixels.flatMap(([gray]) => [gray, gray, gray]);
  const opaque = channels === 3 || pixels.every((pixel) => pixel[3] === 255);
  return pixels.flatMap((pixel) => (opaque ? pixel.slice(0, 3) : pixel));
}

/** A picture of one row. */
function line(width: number): Image {
  return { width, height: 1, channels: 3, data: new Uint8Array(width * 3) };
}

describe('writeImage', () => {
  it.each(['png', 'webp', 'avif'])('loses nothing by default in .%s, whatever the samples', async (extension) => {
    const path = join(folder, `lossless.${extension}`);
    await fc.assert(
      fc.asyncProperty(arbitraryImage({ maxSide: 17 }), async (image) => {
        const before = image.data.slice();
        const written = await writeImage(path, image);
        expect(written).toEqual({ format: extension, bytes: statSync(path).size, notices: [] });
        const read = await readImage(path);
        expect([read.format, read.image.width, read.image.height]).toEqual([extension, image.width, image.height]);
        expect(maxDifference(read.image.data, asRead(image))).toBe(0);
        expect(image.data).toEqual(before);
      }),
      { numRuns: extension === 'avif' ? 15 : 40 },
    );
  });

  it.each(['jpg', 'jpeg', 'JPG'])('writes .%s near to the image, the colours at full resolution', async (extension) => {
    const path = join(folder, `photo.${extension}`);
    const image = picture(40, 31, 3, 'bytes');
    expect(await writeImage(path, image)).toEqual({ format: 'jpeg', bytes: statSync(path).size, notices: [] });
    const metadata = await sharp(readFileSync(path)).metadata();
    expect([metadata.format, metadata.chromaSubsampling]).toEqual(['jpeg', '4:4:4']);
    const { data } = (await readImage(path)).image;
    const error = data.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]), 0) / data.length;
    // The picture has noise of ±25 on it: at quality 75 the mean error is twice as large.
    expect(error).toBeLessThan(4);
  });

  it('makes smaller files of lower quality', async () => {
    const image = picture(64, 64, 3, 'bytes');
    const sizes = async (extension: string, qualities: (number | undefined)[]): Promise<number[]> => {
      const names = qualities.map((quality) => join(folder, `quality-${quality}.${extension}`));
      const written = await Promise.all(qualities.map((quality, i) => writeImage(names[i], image, { quality })));
      return written.map(({ bytes }) => bytes);
    };
    for (const [none, high, low] of await Promise.all([
      sizes('jpg', [undefined, 90, 20]),
      sizes('webp', [undefined, 90, 20]),
      sizes('avif', [undefined, 90, 20]),
    ])) {
      expect(high).toBeLessThan(none);
      expect(low).toBeLessThan(high);
    }
  });

  it.each(['png', 'jpg'])('stores gray as gray in .%s', async (extension) => {
    const path = join(folder, `gray.${extension}`);
    const image = picture(20, 15, 1, 'bytes');
    await writeImage(path, image, extension === 'jpg' ? { quality: 100 } : {});
    const metadata = await sharp(readFileSync(path)).metadata();
    expect([metadata.space, metadata.channels]).toEqual(['b-w', 1]);
    const read = await readImage(path);
    expect(maxDifference(read.image.data, asRead(image))).toBeLessThanOrEqual(extension === 'jpg' ? 2 : 0);
  });

  it('keeps the colours of transparent pixels', async () => {
    const data = Uint8Array.from([200, 10, 90, 0, 1, 2, 3, 0, 50, 60, 70, 128, 0, 0, 0, 255]);
    const image = { width: 2, height: 2, data };
    await Promise.all(
      ['png', 'webp', 'avif'].map(async (extension) => {
        const path = join(folder, `transparent.${extension}`);
        await writeImage(path, image);
        expect((await readImage(path)).image.data, extension).toEqual(data);
      }),
    );
  });

  it('lays an image with alpha on white for JPEG, and says so', async () => {
    const data = new Uint8Array(16 * 16 * 4).fill(0);
    for (let i = 0; i < 256; i++) data[i * 4 + 3] = i < 128 ? 0 : 128;
    const path = join(folder, 'flat.jpg');
    const { notices } = await writeImage(path, { width: 16, height: 16, data }, { quality: 100 });
    expect(notices).toEqual(['JPEG has no transparency: the image was laid on white']);
    const { image } = await readImage(path);
    expect([image.channels, image.data[0], image.data[255 * 3]]).toEqual([3, 255, 127]);
  });

  it('takes the format from the option where the name has no extension', async () => {
    const path = join(folder, 'no extension');
    expect((await writeImage(path, picture(8, 8, 3, 'bytes'), { format: 'webp' })).format).toBe('webp');
    expect((await readImage(path)).format).toBe('webp');
  });

  it('writes the same bytes for the same image', async () => {
    const image = picture(30, 20, 4);
    const [a, b] = [join(folder, 'a.png'), join(folder, 'b.png')];
    await Promise.all([writeImage(a, image), writeImage(b, image)]);
    expect(Buffer.compare(readFileSync(a), readFileSync(b))).toBe(0);
  });

  it('refuses names without a format, before any work', async () => {
    const image = picture(8, 8, 3, 'bytes');
    const known = 'expected one of .png, .jpg, .jpeg, .webp, .avif';
    expect(await message('out/photo.tiff', image)).toBe(
      `out/photo.tiff: no format is written under the extension .tiff, ${known}`,
    );
    expect(await message('photo', image)).toBe(`photo: no extension to choose a format by, ${known}`);
    expect(await message('photo.gif', image)).toBe(
      `photo.gif: no format is written under the extension .gif, ${known}`,
    );
    expect(await message('photo.png', image, { format: 'jpeg' })).toBe(
      "photo.png: format 'jpeg' for a name that says 'png', expected both to say the same",
    );
  });

  it('refuses places where nothing can be written, and leaves nothing there', async () => {
    const image = picture(8, 8, 3, 'bytes');
    const missing = join(folder, 'missing');
    expect(await message(join(missing, 'a.png'), image)).toBe(
      `${missing}/a.png: the folder ${missing} does not exist, expected an existing folder to write into`,
    );
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    expect(await message(join(file, 'a.png'), image)).toBe(
      `${file}/a.png: ${file} is not a folder, expected an existing folder to write into`,
    );
    const named = join(folder, 'folder.png');
    mkdirSync(named);
    expect(await message(named, image)).toBe(`${named}: a folder, expected the name of a file to write`);
    expect(existsSync(missing)).toBe(false);
    expect(readdirSync(named)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['jpg', 'JPEG', 65_500],
    ['webp', 'WebP', 16_383],
    ['avif', 'AVIF', 16_384],
  ])(
    'knows how large a .%s can be, and leaves the old file where the new one cannot be',
    async (extension, name, limit) => {
      const path = join(folder, `wide.${extension}`);
      writeFileSync(path, 'old');
      expect(await message(path, line(limit + 1))).toBe(
        `${path}: ${limit + 1} × 1 pixels, expected at most ${limit} a side for ${name} (PNG holds more)`,
      );
      expect(readFileSync(path, 'utf8')).toBe('old');
      await writeImage(path, line(limit));
      expect((await readImage(path)).image.width).toBe(limit);
      expect((await writeImage(join(folder, 'wide.png'), line(limit + 1))).format).toBe('png');
    },
  );

  it('checks its arguments', async () => {
    const image = picture(4, 4, 3, 'bytes');
    const path = join(folder, 'never.png');
    await expect(writeImage(5 as unknown as string, image)).rejects.toThrow('Expected a path for path but received 5');
    await expect(writeImage(path, { width: 4, height: 4, data: new Uint8Array(5) })).rejects.toThrow(
      'Expected 1, 3 or 4 for image.channels',
    );
    await expect(writeImage(path, image, { quality: 0 })).rejects.toThrow(
      'Expected an integer from 1 to 100 for quality',
    );
    await expect(writeImage(path, image, { quality: 90 })).rejects.toThrow(
      'Expected no quality (PNG is without loss) for quality but received 90',
    );
    await expect(writeImage(path, image, { format: 'tiff' as 'png' })).rejects.toThrow(
      "Expected one of 'png', 'jpeg', 'webp', 'avif' for format",
    );
    await expect(writeImage(path, image, { lossless: true } as object)).rejects.toThrow(
      'Expected only format, quality for the options of writeImage',
    );
    expect(existsSync(path)).toBe(false);
  });
});
