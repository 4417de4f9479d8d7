import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { patched, pngChunk, pngFile, temporaryFolder } from '../../test/support/picture-files.js';
import { rawPicture, samples } from '../../test/support/picture-samples.js';
import { ImageFileError } from './errors.js';
import { readImage } from './read-image.js';

const folder = temporaryFolder();

async function message(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ImageFileError);
  return (error as Error).message;
}

describe('readImage', () => {
  it('reads a file as it reads its bytes, whatever the name says', async () => {
    const bytes = await rawPicture(20, 15, 3).webp({ lossless: true }).toBuffer();
    const path = join(folder, 'wrong name.jpg');
    writeFileSync(path, bytes);
    const read = await readImage(path);
    expect(read.format).toBe('webp');
    expect(read).toEqual(await readImage(bytes));
    expect(read).toEqual(await readImage(new Uint8Array(bytes)));
    const link = join(folder, 'link');
    symlinkSync(path, link);
    expect(await readImage(link)).toEqual(read);
  });

  it.each([3, 4] as const)('gives back the pixels that lossless formats hold, of %i channels', async (channels) => {
    const raw = await rawPicture(23, 17, channels).raw().toBuffer();
    const files = await Promise.all([
      rawPicture(23, 17, channels).png().toBuffer(),
      rawPicture(23, 17, channels).webp({ lossless: true, exact: true }).toBuffer(),
      rawPicture(23, 17, channels).avif({ lossless: true }).toBuffer(),
    ]);
    const reads = await Promise.all(files.map((file) => readImage(file)));
    for (const { image } of reads) {
      expect(image.channels).toBe(channels);
      // Not a Buffer, whose `slice` shares memory.
      expect(Object.getPrototypeOf(image.data)).toBe(Uint8Array.prototype);
      expect(Buffer.compare(image.data, raw)).toBe(0);
    }
  });

  it('has alpha only where something is not opaque', async () => {
    const raw = await rawPicture(9, 7, 3).raw().toBuffer();
    const opaque = await rawPicture(9, 7, 3).ensureAlpha().png().toBuffer();
    const read = await readImage(opaque);
    expect(read.image.channels).toBe(3);
    expect(Buffer.compare(read.image.data, raw)).toBe(0);
    const data = await rawPicture(9, 7, 3).ensureAlpha().raw().toBuffer();
    data[4 * 62 + 3] = 254;
    const almost = await sharp(data, { raw: { width: 9, height: 7, channels: 4 } })
      .png()
      .toBuffer();
    expect(Buffer.compare((await readImage(almost)).image.data, data)).toBe(0);
  });

  it('says that of an animation one picture is used', async () => {
    const all = await samples();
    const reads = await Promise.all(all.map(({ bytes }) => readImage(bytes)));
    for (const [i, { notices }] of reads.entries()) {
      const { name } = all[i];
      const animated = name.startsWith('animated');
      const expected = animated ? ['an animation of 3 frames: only its first picture is used'] : [];
      expect([name, notices]).toEqual([name, expected]);
    }
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frames = Buffer.concat([Buffer.alloc(8 * 6 * 3, 40), Buffer.alloc(8 * 6 * 3, 90)]);
    const raw = { width: 8, height: 12, channels: 3, pageHeight: 6 } as const;
    const file = await sharp(frames, { raw })
      .toFormat(format, format === 'webp' ? { lossless: true } : {})
      .toBuffer();
    const { image } = await readImage(file);
    expect([image.width, image.height, ...new Set(image.data)]).toEqual([8, 6, 40]);
  });

  it('checks its arguments', async () => {
    await expect(readImage(7 as unknown as string)).rejects.toThrow(
      'Expected a path or a Uint8Array for source but received 7',
    );
    await expect(readImage('a.png', { maxPixels: 0 })).rejects.toThrow(
      'Expected an integer of at least 1 for maxPixels',
    );
    await expect(readImage('a.png', { maxpixels: 5 } as object)).rejects.toThrow(
      'Expected only maxPixels for the options of readImage',
    );
  });
});

describe('files that are no pictures', () => {
  it('are named with what was wrong and what was expected', async () => {
    const write = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content, 'latin1');
      return join(folder, name);
    };
    const kinds = 'expected JPEG, PNG, WebP, AVIF or GIF';
    const missing = join(folder, 'missing\x1b[31m\n.jpg');
    expect(await message(readImage(missing))).toBe(
      `${folder}/missing\\x1b[31m\\n.jpg: cannot be read: no such file or folder (ENOENT), expected a picture file`,
    );
    expect(await message(readImage(folder))).toBe(`${folder}: a folder, expected a picture file`);
    expect(await message(readImage('/dev/zero'))).toBe('/dev/zero: a pipe or a device, expected a picture file');
    expect(await message(readImage(''))).toMatch(/^'': cannot be read: .+, expected a picture file$/);
    expect(await message(readImage('nul\0.jpg'))).toMatch(
      /^nul\\x00\.jpg: cannot be read: .+, expected a picture file$/,
    );
    const empty = write('empty.jpg', '');
    expect(await message(readImage(empty))).toBe(`${empty}: empty (0 bytes), ${kinds}`);
    expect(await message(readImage(new Uint8Array()))).toBe(`the given bytes: empty (0 bytes), ${kinds}`);
    expect(await message(readImage(join(empty, 'photo.jpg')))).toBe(
      `${empty}/photo.jpg: cannot be read: a part of the path is not a folder (ENOTDIR), expected a picture file`,
    );
    const svg = write('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    expect(await message(readImage(svg))).toBe(`${svg}: an SVG drawing, ${kinds}`);
    const garbage = write('garbage.jpg', '\x00\x81garbage');
    expect(await message(readImage(garbage))).toBe(`${garbage}: not a known picture format, ${kinds}`);
  });

  it('are refused by content where sharp could read them', async () => {
    const tiff = await rawPicture(8, 8, 3).tiff().toBuffer();
    expect((await sharp(tiff).metadata()).width).toBe(8);
    expect(await message(readImage(tiff))).toMatch(/^the given bytes: a TIFF picture, expected JPEG/);
    expect(await message(readImage(Buffer.from('%PDF-1.4\n')))).toMatch(
      /^the given bytes: a PDF document, expected JPEG/,
    );
  });

  it('do not hang when they are pipes', async () => {
    const pipe = join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    expect(await message(readImage(pipe))).toBe(`${pipe}: a pipe or a device, expected a picture file`);
  });

  it('are refused when their header is sound and the rest is not a picture', async () => {
    const wrong = [
      // No pixels at all behind the header.
      pngFile(8, 8, 8, 2, []),
      // A colour type that does not exist.
      pngFile(8, 8, 8, 5 as 4, [Buffer.alloc(64)]),
      patched(await rawPicture(16, 16, 3).webp({ lossless: true }).toBuffer(), 26, Buffer.alloc(40, 0xff)),
    ];
    for (const text of await Promise.all(wrong.map((bytes) => message(readImage(bytes))))) {
      expect(text).toMatch(
        /^the given bytes: the (PNG|WebP) data cannot be decoded \([^\n]+\), expected an undamaged file$/,
      );
    }
  });
});

describe('too many pixels', () => {
  const limit = 'expected at most 50 megapixels';

  it('are refused by the header: a PNG of 32 kB that holds 256 megapixels', async () => {
    const rows = deflateSync(Buffer.alloc(16_000 * 2001), { level: 9 });
    const small = pngFile(16_000, 16_000, 1, 0, []);
    const at = small.indexOf('IDAT') - 4;
    const bomb = Buffer.concat([small.subarray(0, at), pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))]);
    expect(bomb.length).toBeLessThan(40_000);
    const text = `the given bytes: 16000 × 16000 pixels (256 megapixels), ${limit}`;
    expect(await message(readImage(bomb))).toBe(text);
    // Nothing was decoded for that: without any pixel data it is the same.
    expect(await message(readImage(small))).toBe(text);
  });

  it('are refused in every format', async () => {
    const jpeg = await rawPicture(16, 16, 3).jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    const webp = await rawPicture(16, 16, 3).webp({ lossless: true }).toBuffer();
    const gif = await rawPicture(16, 16, 3).gif().toBuffer();
    const avif = await rawPicture(16, 16, 3).avif().toBuffer();
    const extent = avif.indexOf('ispe') + 8;
    expect(await message(readImage(patched(jpeg, frame + 5, [0xff, 0xdc, 0xff, 0xdc])))).toBe(
      `the given bytes: 65500 × 65500 pixels (4290 megapixels), ${limit}`,
    );
    expect(await message(readImage(patched(webp, 21, [0xff, 0xff, 0xff, 0x0f])))).toBe(
      `the given bytes: 16384 × 16384 pixels (268.4 megapixels), ${limit}`,
    );
    expect(await message(readImage(patched(gif, 6, [0xff, 0xff, 0xff, 0xff])))).toBe(
      `the given bytes: 65535 × 65535 pixels (4295 megapixels), ${limit}`,
    );
    expect(await message(readImage(patched(avif, extent, [0, 1, 0, 0, 0, 1, 0, 0])))).toBe(
      `the given bytes: 65536 × 65536 pixels (4295 megapixels), ${limit}`,
    );
  });

  it('are counted up to the limit', async () => {
    const bytes = await rawPicture(20, 10, 3).png().toBuffer();
    expect((await readImage(bytes, { maxPixels: 200 })).image.width).toBe(20);
    expect(await message(readImage(bytes, { maxPixels: 199 }))).toBe(
      'the given bytes: 20 × 10 pixels (0.0002 megapixels), expected at most 0.000199 megapixels',
    );
  });

  it('is said of no pixels as well', async () => {
    const png = pngFile(0, 5, 8, 2, []);
    expect(await message(readImage(png))).toBe('the given bytes: PNG of 0 × 5 pixels, expected at least one pixel');
  });
});
