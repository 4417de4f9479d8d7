import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureSize } from './picture-size.js';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });

describe('pictureSize', () => {
  it.each([
    ['PNG', (p: Sharp) => p.png()],
    ['JPEG', (p: Sharp) => p.jpeg()],
    [
      'JPEG',
      (p: Sharp) => p.jpeg({ progressive: true }).withMetadata({ exif: { IFD0: { Artist: 'x'.repeat(9000) } } }),
    ],
    ['GIF', (p: Sharp) => p.gif()],
    ['WebP', (p: Sharp) => p.flatten().webp()],
    ['WebP', (p: Sharp) => p.flatten().webp({ lossless: true })],
    ['WebP', (p: Sharp) => p.webp()],
    ['AVIF', (p: Sharp) => p.flatten().avif({ effort: 0 })],
    ['AVIF', (p: Sharp) => p.avif({ effort: 0 })],
  ])('reads that of a %s', async (format, encode) => {
    const bytes = new Uint8Array(await encode(picture(301, 187)).toBuffer());
    expect(pictureSize(bytes)).toEqual({ format, width: 301, height: 187 });
    // Any beginning of it gives the size or nothing, and no error.
    for (let end = 0; end < Math.min(bytes.length, 600); end++) {
      const found = pictureSize(bytes.slice(0, end));
      if (found !== undefined) expect(found).toEqual({ format, width: 301, height: 187 });
    }
  });

  it('knows no other file', async () => {
    expect(
      pictureSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')),
    ).toBeUndefined();
    expect(pictureSize(new Uint8Array(4096))).toBeUndefined();
    expect(pictureSize(new Uint8Array(await picture(30, 20).tiff().toBuffer()))).toBeUndefined();
  });
});
