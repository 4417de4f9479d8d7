import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { bigEndian, exif, pngChunk, pngFile, temporaryFolder, withExif } from '../../test/support/picture-files.js';
import { rawPicture, samples, type Sample } from '../../test/support/picture-samples.js';
import { describePython, python } from '../../test/support/python.js';
import { describeShared, maxDifference, shared } from '../../test/support/shared.js';
import { readImage } from './read-image.js';

const folder = temporaryFolder();

/** Pixels as Pillow sees the same files, each changed by a line of Python on `im`. */
function pillowAll(files: readonly Uint8Array[], convert: string): Float64Array[] {
  const paths = files.map((_, i) => join(folder, `for-pillow-${i}`));
  for (const [i, bytes] of files.entries()) writeFileSync(paths[i], bytes);
  const script = [
    'from PIL import Image, ImageOps, ImageCms',
    'import io',
    'parts = []',
    'for path in args["paths"]:',
    '    im = Image.open(path)',
    ...convert.split('\n').map((line) => `    ${line}`),
    '    flat = np.asarray(im, dtype=np.float64).ravel()',
    '    parts += [[flat.size], flat]',
    'output = np.concatenate(parts)',
  ];
  const output = python(script.join('\n'), [], { paths });
  let at = 0;
  return files.map(() => {
    const from = at + 1;
    at = from + output[at];
    return output.subarray(from, at);
  });
}

function pillow(bytes: Uint8Array, convert: string): Float64Array {
  return pillowAll([bytes], convert)[0];
}

/** A ramp over all values of a depth, as rows of a PNG with so many samples per pixel. */
function ramp(width: number, height: number, depth: 1 | 2 | 4 | 8 | 16, samples: number): Buffer[] {
  return Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(Math.ceil((width * samples * depth) / 8));
    for (let i = 0; i < row.length; i++) row[i] = (i * 37 + y * 101 + ((i * y) >> 1)) & 255;
    return row;
  });
}

/** A gray ICC profile (version 2) of a plain gamma. */
function grayProfile(gamma: number): Buffer {
  // White of D50, as every profile's connection space has it, in 16.16 fixed point.
  const white = Buffer.concat([0.9642, 1, 0.8249].map((value) => bigEndian(value * 65536, 4)));
  const tags: [string, Buffer][] = [
    ['kTRC', Buffer.concat([Buffer.from('curv\0\0\0\0'), bigEndian(1, 4), bigEndian(gamma * 256, 2), Buffer.alloc(2)])],
    ['wtpt', Buffer.concat([Buffer.from('XYZ \0\0\0\0'), white])],
    ['desc', Buffer.concat([Buffer.from('desc\0\0\0\0'), bigEndian(5, 4), Buffer.from('gray\0'), Buffer.alloc(79)])],
    ['cprt', Buffer.from('text\0\0\0\0none\0\0\0\0')],
  ];
  let offset = 128 + 4 + 12 * tags.length;
  const table = tags.map(([name, data]) => {
    const entry = Buffer.concat([Buffer.from(name), bigEndian(offset, 4), bigEndian(data.length, 4)]);
    offset += data.length;
    return entry;
  });
  const header = Buffer.concat([
    bigEndian(offset, 4),
    Buffer.from('lcms\x02\x40\0\0mntrGRAYXYZ '),
    ...[2020, 1, 1, 0, 0, 0].map((value) => bigEndian(value, 2)),
    Buffer.from('acsp'),
    Buffer.alloc(28),
    white,
    Buffer.alloc(48),
  ]);
  return Buffer.concat([header, bigEndian(tags.length, 4), ...table, ...tags.map(([, data]) => data)]);
}

describePython('PIL', 'pixels of every kind of file as Pillow reads them', () => {
  const [width, height] = [13, 9];
  const palette = pngChunk('PLTE', Buffer.from(Array.from({ length: 48 }, (_, i) => (i * 83) & 255)));

  it.each([
    ['gray, 1 bit', pngFile(width, height, 1, 0, ramp(width, height, 1, 1)), 'RGB'],
    ['gray, 2 bits', pngFile(width, height, 2, 0, ramp(width, height, 2, 1)), 'RGB'],
    ['gray, 4 bits', pngFile(width, height, 4, 0, ramp(width, height, 4, 1)), 'RGB'],
    ['gray', pngFile(width, height, 8, 0, ramp(width, height, 8, 1)), 'RGB'],
    ['gray and alpha', pngFile(width, height, 8, 4, ramp(width, height, 8, 2)), 'RGBA'],
    ['RGB', pngFile(width, height, 8, 2, ramp(width, height, 8, 3)), 'RGB'],
    ['RGB and alpha', pngFile(width, height, 8, 6, ramp(width, height, 8, 4)), 'RGBA'],
    ['RGB, 16 bits', pngFile(width, height, 16, 2, ramp(width, height, 16, 3)), 'RGB'],
    ['RGB and alpha, 16 bits', pngFile(width, height, 16, 6, ramp(width, height, 16, 4)), 'RGBA'],
    ['palette of 4 bits', pngFile(width, height, 4, 3, ramp(width, height, 4, 1), [palette]), 'RGB'],
    [
      'palette with transparent colours',
      pngFile(width, height, 4, 3, ramp(width, height, 4, 1), [
        palette,
        pngChunk('tRNS', Buffer.from([0, 100, 255, 7])),
      ]),
      'RGBA',
    ],
    [
      'gray with a transparent value',
      pngFile(width, height, 8, 0, ramp(width, height, 8, 1), [pngChunk('tRNS', Buffer.from([0, 37]))]),
      'RGBA',
    ],
    [
      'RGB with a transparent colour',
      pngFile(width, height, 8, 2, ramp(width, height, 8, 3), [pngChunk('tRNS', Buffer.from([0, 0, 0, 37, 0, 74]))]),
      'RGBA',
    ],
  ] as const)('PNG: %s', async (_, bytes, mode) => {
    const { image } = await readImage(bytes);
    expect([image.width, image.height, image.channels]).toEqual([width, height, mode.length]);
    expect(maxDifference(image.data, pillow(bytes, `im = im.convert("${mode}")`))).toBe(0);
  });

  it('PNG: gray of 16 bits, the high byte of each value', async () => {
    const bytes = pngFile(width, height, 16, 0, ramp(width, height, 16, 1));
    const high = pillow(bytes, 'im = np.asarray(im).astype(np.int64) >> 8');
    const { image } = await readImage(bytes);
    expect(
      maxDifference(
        image.data,
        Float64Array.from(image.data, (_, i) => high[Math.floor(i / 3)]),
      ),
    ).toBe(0);
  });

  it('PNG: gray and alpha of 16 bits, the high byte of each value', async () => {
    const rows = ramp(width, height, 16, 2);
    const { image } = await readImage(pngFile(width, height, 16, 4, rows));
    const pixels = Buffer.concat(rows);
    const expected = Array.from({ length: width * height }, (_, i) => {
      const gray = pixels[i * 4];
      return [gray, gray, gray, pixels[i * 4 + 2]];
    }).flat();
    expect(maxDifference(image.data, expected)).toBe(0);
  });

  it.each(['GIF', 'animated GIF', 'lossless WebP', 'animated WebP', 'animated PNG', 'interlaced PNG with alpha'])(
    '%s',
    async (name) => {
      const { bytes, channels } = (await samples()).find((sample) => sample.name === name) as Sample;
      const { image } = await readImage(bytes);
      const expected = pillow(bytes, `im = im.convert("${channels === 4 ? 'RGBA' : 'RGB'}")`);
      expect(maxDifference(image.data, expected)).toBe(0);
    },
  );

  it('EXIF orientations 1 to 8 of PNG, WebP and JPEG with a thumbnail', async () => {
    const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
    const png = await rawPicture(34, 22, 3).png().toBuffer();
    const jpeg = await rawPicture(34, 22, 3).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
    const thumbnail = await rawPicture(8, 6, 3).jpeg().toBuffer();
    const afterHeader = 8 + 12 + 13;
    const files = await Promise.all(
      orientations.flatMap((orientation) => [
        Buffer.concat([png.subarray(0, afterHeader), pngChunk('eXIf', exif(orientation)), png.subarray(afterHeader)]),
        rawPicture(34, 22, 3).webp({ lossless: true }).withMetadata({ orientation }).toBuffer(),
        withExif(jpeg, exif(orientation, thumbnail)),
      ]),
    );
    const reads = await Promise.all(files.map((file) => readImage(file)));
    const upright = pillowAll(files, 'im = ImageOps.exif_transpose(im).convert("RGB")');
    for (const [i, { image, format }] of reads.entries()) {
      const orientation = orientations[Math.floor(i / 3)];
      expect([image.width, image.height]).toEqual(orientation < 5 ? [34, 22] : [22, 34]);
      expect(maxDifference(image.data, upright[i]), `${format}, ${orientation}`).toBeLessThanOrEqual(
        format === 'jpeg' ? 1 : 0,
      );
    }
    // They are eight different pictures.
    expect(new Set(upright.filter((_, i) => i % 3 === 0).map(String)).size).toBe(8);
  });

  it('progressive, gray and CMYK JPEG made by Pillow', async () => {
    const save = (convert: string): Buffer => {
      const path = join(folder, 'from-pillow.jpg');
      const pixels = 'Image.fromarray(inputs[0].reshape(48, 64, 3).astype(np.uint8))';
      python(`from PIL import Image\nim = ${pixels}\n${convert}\noutput = np.zeros(1)`, [original], { path });
      return readFileSync(path);
    };
    const original = await rawPicture(64, 48, 3).blur(2).raw().toBuffer();
    const progressive = save('im.save(args["path"], quality=90, progressive=True, subsampling=0)');
    expect((await sharp(progressive).metadata()).isProgressive).toBe(true);
    const colours = (await readImage(progressive)).image;
    expect(maxDifference(colours.data, pillow(progressive, ''))).toBeLessThanOrEqual(1);
    const gray = save('im.convert("L").save(args["path"], quality=90)');
    expect(maxDifference((await readImage(gray)).image.data, pillow(gray, 'im = im.convert("RGB")'))).toBe(0);
    // Without a profile CMYK is what a press would make of it: near to, but not, Pillow's plain inversion.
    const cmyk = save('im.convert("CMYK").save(args["path"], quality=95, subsampling=0)');
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const printed = (await readImage(cmyk)).image;
    expect([printed.width, printed.height, printed.channels]).toEqual([64, 48, 3]);
    expect(Math.abs(mean(printed.data) - mean(original))).toBeLessThan(40);
    expect(correlation(printed.data, original)).toBeGreaterThan(0.9);
  });

  it('CMYK JPEG with a profile, nearly as littleCMS converts it', async () => {
    const colours = rawPicture(40, 30, 3).blur(2);
    const cmyk = await colours.toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer();
    const metadata = await sharp(cmyk).metadata();
    expect([metadata.space, metadata.hasProfile]).toEqual(['cmyk', true]);
    const { image } = await readImage(cmyk);
    const converted = pillow(
      cmyk,
      'profile = ImageCms.ImageCmsProfile(io.BytesIO(im.info["icc_profile"]))\n' +
        'im = ImageCms.profileToProfile(im, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")',
    );
    const away = (other: Float64Array): number => mean(other.map((value, i) => Math.abs(value - image.data[i])));
    // libvips goes through Lab and places black a little differently; without the profile it is another picture.
    expect(away(converted)).toBeLessThan(5);
    expect(away(pillow(cmyk, 'im = im.convert("RGB")'))).toBeGreaterThan(2 * away(converted));
  });

  it.each([8, 16] as const)('a gray profile (gamma 1.8, %i bits), as littleCMS converts it', async (depth) => {
    const rows = ramp(31, 9, 8, 1);
    const stored = depth === 8 ? rows : rows.map((row) => Buffer.from([...row].flatMap((value) => [value, value])));
    const profile = Buffer.concat([Buffer.from('gray\0\0', 'latin1'), deflateSync(grayProfile(1.8))]);
    const bytes = pngFile(31, 9, depth, 0, stored, [pngChunk('iCCP', profile)]);
    const { image } = await readImage(bytes);
    const eight = pngFile(31, 9, 8, 0, rows, [pngChunk('iCCP', profile)]);
    const converted = pillow(
      eight,
      'profile = ImageCms.ImageCmsProfile(io.BytesIO(im.info["icc_profile"]))\n' +
        'im = ImageCms.profileToProfile(im, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")',
    );
    expect(maxDifference(image.data, converted)).toBeLessThanOrEqual(2);
    expect(maxDifference(image.data, pillow(eight, 'im = im.convert("RGB")'))).toBeGreaterThan(10);
  });

  it.each([8, 16] as const)('a colour profile (Display P3, %i bits), as littleCMS converts it', async (depth) => {
    const colourful = rawPicture(40, 30, 3).modulate({ saturation: 1.4 });
    if (depth === 16) colourful.toColourspace('rgb16');
    const bytes = await colourful.withIccProfile('p3').png().toBuffer();
    const metadata = await sharp(bytes).metadata();
    expect([metadata.hasProfile, metadata.depth]).toEqual([true, depth === 16 ? 'ushort' : 'uchar']);
    const { image } = await readImage(bytes);
    const converted = pillow(
      bytes,
      'profile = ImageCms.ImageCmsProfile(io.BytesIO(im.info["icc_profile"]))\n' +
        'im = ImageCms.profileToProfile(im, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")',
    );
    expect(maxDifference(image.data, converted)).toBeLessThanOrEqual(2);
    // It is the profile that is tested: the stored numbers are others.
    expect(maxDifference(image.data, pillow(bytes, ''))).toBeGreaterThan(10);
  });
});

function mean(data: ArrayLike<number>): number {
  return Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;
}

/** Pearson's correlation of two sequences. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    sa += a[i];
    sb += b[i];
    saa += a[i] ** 2;
    sbb += b[i] ** 2;
    sab += a[i] * b[i];
  }
  return (n * sab - sa * sb) / Math.sqrt((n * saa - sa ** 2) * (n * sbb - sb ** 2));
}

describeShared('real photos', () => {
  describePython('PIL', 'as Pillow reads them', () => {
    it.each(['n01443537_goldfish', 'n01514668_cock', 'n01622779_great_grey_owl', 'n01641577_bullfrog'])(
      '%s',
      async (name) => {
        const bytes = readFileSync(shared('photos', `${name}.jpg`));
        const { image } = await readImage(bytes);
        const expected = pillow(bytes, 'im = im.convert("RGB")');
        let different = 0;
        for (let i = 0; i < expected.length; i++) if (image.data[i] !== expected[i]) different += 1;
        expect(maxDifference(image.data, expected)).toBeLessThanOrEqual(1);
        expect(different / expected.length).toBeLessThan(0.01);
      },
    );
  });
});
