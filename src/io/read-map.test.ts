import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkMap } from '../core/image.js';
import { pngChunk, pngFile, temporaryFolder } from '../../test/support/picture-files.js';
import { rawPicture, samples } from '../../test/support/picture-samples.js';
import { describePython, python } from '../../test/support/python.js';
import { describeShared, maxDifference, shared } from '../../test/support/shared.js';
import { ImageFileError } from './errors.js';
import { readMap } from './read-map.js';

/** A gray PNG of 16 bits. */
function gray16(width: number, height: number, levels: readonly number[], between: Buffer[] = []): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(width * 2);
    for (let x = 0; x < width; x++) row.writeUInt16BE(levels[y * width + x], x * 2);
    return row;
  });
  return pngFile(width, height, 16, 0, rows, between);
}

async function refuse(source: string | Buffer, text: string): Promise<void> {
  const error: unknown = await readMap(source).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImageFileError);
  expect((error as Error).message).toBe(`${typeof source === 'string' ? source : 'the given bytes'}: ${text}`);
}

describe('readMap', () => {
  it('reads 16 bits as 16 bits and scales least and greatest to 0 and 1', async () => {
    const levels = [1000, 1001, 1257, 40_000, 40_001, 65_000];
    const map = await readMap(gray16(3, 2, levels));
    expect([map.width, map.height]).toEqual([3, 2]);
    expect(map.data).toBeInstanceOf(Float64Array);
    expect([...map.data]).toEqual(levels.map((level) => (level - 1000) / 64_000));
    checkMap(map);
  });

  it('reads every one of the 65536 values', async () => {
    const levels = Array.from({ length: 65_536 }, (_, i) => (i * 40_503) % 65_536);
    const map = await readMap(gray16(256, 256, levels));
    expect([...map.data]).toEqual(levels.map((level) => level / 65_535));
  });

  it('ignores colour management: profile, gamma', async () => {
    const levels = [0, 100, 30_000, 65_535];
    const gamma = pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]));
    expect([...(await readMap(gray16(2, 2, levels, [gamma]))).data]).toEqual(levels.map((level) => level / 65_535));
    const eight = await sharp(Buffer.from([0, 10, 100, 255]), { raw: { width: 4, height: 1, channels: 1 } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    expect((await sharp(eight).metadata()).hasProfile).toBe(true);
    const stored = await sharp(eight, { ignoreIcc: true }).raw().toBuffer();
    const low = Math.min(...stored);
    const expected = [0, 1, 2, 3].map((i) => (stored[i * 3] - low) / (Math.max(...stored) - low));
    expect([...(await readMap(eight)).data]).toEqual(expected);
  });

  it('reads 8 and fewer bits, and gray stored as RGB or as a palette', async () => {
    const expected = [0, 1 / 3, 2 / 3, 1];
    const files = [
      pngFile(4, 1, 2, 0, [Buffer.from([0b00011011])]),
      pngFile(4, 1, 8, 0, [Buffer.from([7, 57, 107, 157])]),
      pngFile(4, 1, 8, 2, [Buffer.from([10, 40, 70, 100].flatMap((v) => [v, v, v]))]),
      pngFile(4, 1, 8, 6, [Buffer.from([10, 40, 70, 100].flatMap((v) => [v, v, v, 255]))]),
      pngFile(4, 1, 16, 2, [Buffer.from([10, 40, 70, 100].flatMap((v) => [v, 9, v, 9, v, 9]))]),
      pngFile(
        4,
        1,
        2,
        3,
        [Buffer.from([0b00011011])],
        [pngChunk('PLTE', Buffer.from([10, 40, 70, 100].flatMap((v) => [v, v, v])))],
      ),
    ];
    const maps = await Promise.all(files.map((file) => readMap(file)));
    for (const map of maps) expect(maxDifference(map.data, expected)).toBeLessThan(1e-15);
  });

  it('is all 0 for a map of one value', async () => {
    for (const map of await Promise.all([readMap(gray16(2, 2, [9, 9, 9, 9])), readMap(gray16(1, 1, [65_535]))])) {
      expect(new Set(map.data)).toEqual(new Set([0]));
    }
  });

  it('refuses colours, transparency, animations, and all that is no picture', async () => {
    const pixels = Buffer.alloc(18, 50);
    pixels[13] = 51;
    await refuse(
      pngFile(3, 2, 8, 2, [pixels.subarray(0, 9), pixels.subarray(9)]),
      'a colour at pixel 1, 1 (50, 51, 50), expected a gray map',
    );
    await refuse(
      pngFile(2, 1, 8, 4, [Buffer.from([1, 255, 2, 254])]),
      'a map with transparent pixels, expected an opaque gray map',
    );
    await refuse(
      pngFile(2, 1, 16, 4, [Buffer.from([1, 1, 255, 255, 2, 2, 255, 254])]),
      'a map with transparent pixels, expected an opaque gray map',
    );
    const gif = (await samples()).find(({ name }) => name === 'animated GIF');
    await refuse((gif as { bytes: Buffer }).bytes, 'an animation, expected a single gray map');
    await refuse(Buffer.from('P5 1 1 255 a'), 'a PNM picture, expected JPEG, PNG, WebP, AVIF or GIF');
    const missing = join(temporaryFolder(), 'missing.png');
    await refuse(missing, 'cannot be read: no such file or folder (ENOENT), expected a picture file');
    const png = gray16(2, 2, [1, 2, 3, 4]);
    await refuse(
      png.subarray(0, 50),
      'the PNG data is cut short at byte 50, inside chunk IDAT, expected a complete file',
    );
    await refuse(gray16(2, 1, [1, 2]).fill(0), 'not a known picture format, expected JPEG, PNG, WebP, AVIF or GIF');
    await expect(readMap(png, { maxPixels: 3 })).rejects.toThrow(
      '2 × 2 pixels (0.000004 megapixels), expected at most',
    );
    await expect(readMap(7 as unknown as string)).rejects.toThrow('Expected a path or a Uint8Array for source');
  });

  it('reads other formats by their decoded numbers', async () => {
    const raw = await rawPicture(12, 9, 1).toColourspace('b-w').raw().toBuffer();
    const bytes = await rawPicture(12, 9, 1).webp({ lossless: true }).toBuffer();
    const [low, high] = [Math.min(...raw), Math.max(...raw)];
    const map = await readMap(bytes);
    expect([...map.data]).toEqual(Array.from(raw, (level) => (level - low) / (high - low)));
  });
});

describeShared('the published maps', () => {
  describePython('PIL', 'are read as Pillow and numpy read them', () => {
    it.each(['n02443114_00000055', 'n02443114_00032317', 'n02447366_00008562'])('%s', async (name) => {
      const path = join(shared('paper', 'maps'), `${name}.png`);
      const map = await readMap(path);
      expect([map.width, map.height]).toEqual([224, 224]);
      const script =
        'from PIL import Image\nlevels = np.asarray(Image.open(args["path"])).astype(np.float64).ravel()\n' +
        'output = (levels - levels.min()) / (levels.max() - levels.min())';
      const expected = python(script, [], { path });
      expect(maxDifference(map.data, expected)).toBe(0);
      // 16 bits, not 8: most values lie between those that 8 bits have.
      expect(new Set(map.data).size).toBeGreaterThan(1000);
    });
  });
});
