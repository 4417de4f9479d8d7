import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../core/random.js';
import { patched } from '../../test/support/picture-files.js';
import { rawPicture, samples, type Sample } from '../../test/support/picture-samples.js';
import { describeShared, shared } from '../../test/support/shared.js';
import { ImageFileError } from './errors.js';
import { readImage } from './read-image.js';

/** The message of the error that reading bytes must give. */
async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await readImage(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ImageFileError);
    return (error as ImageFileError).message;
  }
  throw new Error(`${bytes.length} bytes were read as a picture`);
}

const all: Sample[] = await samples();

function sample(name: string): Buffer {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found.bytes;
}

/** All that a file can be cut down to. */
function cuts(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length));
}

describe.each(all)('$name', ({ bytes, format, width, height, channels }) => {
  it('is read', async () => {
    const read = await readImage(bytes);
    const { image } = read;
    expect([read.format, image.width, image.height, image.channels]).toEqual([format, width, height, channels]);
    expect(image.data.length).toBe(width * height * channels);
  });

  it('may be followed by anything', async () => {
    const whole = await readImage(bytes);
    const tails = [
      Buffer.alloc(1),
      Buffer.alloc(5000),
      Buffer.from('text'),
      Buffer.alloc(9, 0xff),
      sample('PNG'),
      sample('gray JPEG'),
    ];
    const reads = await Promise.all(tails.map((tail) => readImage(Buffer.concat([bytes, tail]))));
    for (const read of reads) expect(read).toEqual(whole);
  });

  it('is an error when cut short at any byte', async () => {
    expect(bytes.length).toBeGreaterThan(200);
    const messages = await Promise.all(cuts(bytes).map(refusal));
    for (const message of messages) {
      expect(message).toMatch(
        /^the given bytes: (empty|not a known picture format|text|the \w+ data is cut short at byte \d+, ).*, expected /,
      );
    }
  });
});

// WebP and AVIF state lengths alone: whether zeros are a picture is for their decoders to say.
describe.each(all.filter(({ format }) => format !== 'webp' && format !== 'avif'))('$name', ({ bytes }) => {
  it('is an error where zeros are in place of its end', async () => {
    const padded = [0.3, 0.6, 0.9].map((part) => {
      const length = Math.floor(bytes.length * part);
      return Buffer.concat([bytes.subarray(0, length), Buffer.alloc(bytes.length - length)]);
    });
    const messages = await Promise.all(padded.map(refusal));
    for (const message of messages) expect(message).toMatch(/^the given bytes: the \w+ data is /);
  });
});

describe('a JPEG with an end put behind a cut', () => {
  it.each([false, true])('is an error (progressive: %s)', async (progressive) => {
    const bytes = await rawPicture(64, 64, 3).jpeg({ progressive }).toBuffer();
    await readImage(bytes);
    const half = Buffer.concat([bytes.subarray(0, bytes.length - 400), Buffer.from([0xff, 0xd9])]);
    expect(await refusal(half)).toMatch(
      /^the given bytes: the JPEG data cannot be decoded \(.+\), expected an undamaged file$/,
    );
  });
});

/** Position of the length field of an AVIF box. */
function box(bytes: Buffer, type: string): number {
  return bytes.indexOf(type) - 4;
}

describe('AVIF with unusual boxes', () => {
  it('is read, and refused when cut, where the last box runs to the end of the file', async () => {
    const bytes = sample('AVIF');
    const open = patched(bytes, box(bytes, 'mdat'), [0, 0, 0, 0]);
    const whole = await readImage(open);
    expect(Buffer.compare(whole.image.data, (await readImage(bytes)).image.data)).toBe(0);
    const messages = await Promise.all(cuts(open).map(refusal));
    for (const message of messages) expect(message).toMatch(/expected /);
  });

  it('is refused, not searched for ever, with billions of items or extents', async () => {
    const bytes = sample('AVIF');
    const at = box(bytes, 'iloc');
    // Version 2 (32-bit counts) and fields of no bytes at all.
    expect(await refusal(patched(bytes, at + 8, [2, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]))).toMatch(/AVIF/);
    expect(await refusal(patched(bytes, at + 8, [0, 0, 0, 0, 0, 0, 0xff, 0xff]))).toMatch(/AVIF/);
  });

  it.each(['iloc', 'iprp', 'ispe', 'meta'])('is refused without its %s', async (type) => {
    const bytes = sample('AVIF');
    expect(await refusal(patched(bytes, box(bytes, type) + 4, Buffer.from('free')))).toMatch(
      /^the given bytes: the AVIF data is (damaged|cut short)/,
    );
  });
});

describe('damaged frames', () => {
  it('name the place', async () => {
    const png = sample('PNG');
    expect(await refusal(patched(png, png.indexOf('IDAT') + 6, [png[png.indexOf('IDAT') + 6] ^ 1]))).toBe(
      `the given bytes: the PNG data is damaged (wrong checksum of chunk IDAT at byte ${png.indexOf('IDAT') - 4}), expected an undamaged file`,
    );
    const jpeg = sample('baseline JPEG');
    const second = 4 + jpeg.readUInt16BE(4);
    expect(await refusal(Buffer.concat([jpeg.subarray(0, second), Buffer.from('ab'), jpeg.subarray(second)]))).toBe(
      `the given bytes: the JPEG data is damaged (no marker at byte ${second}), expected an undamaged file`,
    );
    expect(await refusal(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toBe(
      'the given bytes: the JPEG data is damaged (it ends without a picture), expected an undamaged file',
    );
    const webp = sample('lossy WebP');
    expect(await refusal(patched(webp, 16, [0xff, 0xff]))).toBe(
      'the given bytes: the WebP data is damaged (a chunk at byte 12 reaches beyond the end), expected an undamaged file',
    );
    expect(await refusal(Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'))).toBe(
      'the given bytes: the GIF data is damaged (it ends without a picture), expected an undamaged file',
    );
    expect(await refusal(Buffer.from('GIF89a\x01\0\x01\0\0\0\0A', 'latin1'))).toBe(
      'the given bytes: the GIF data is damaged (an unknown block at byte 13), expected an undamaged file',
    );
  });

  it('say where a cut was', async () => {
    const jpeg = sample('baseline JPEG');
    expect(await refusal(jpeg.subarray(0, jpeg.length - 2))).toBe(
      `the given bytes: the JPEG data is cut short at byte ${jpeg.length - 2}, inside a scan, expected a complete file`,
    );
    const png = sample('PNG');
    expect(await refusal(png.subarray(0, png.length - 15))).toBe(
      `the given bytes: the PNG data is cut short at byte ${png.length - 15}, inside chunk IDAT, expected a complete file`,
    );
    const webp = sample('lossy WebP');
    expect(await refusal(webp.subarray(0, 100))).toBe(
      `the given bytes: the WebP data is cut short at byte 100, of the ${webp.length} that its header states, expected a complete file`,
    );
  });
});

/** Size in the header, read without the code under test; undefined for formats where it takes more than a look. */
function declared(bytes: Buffer, format: string): number[] | undefined {
  if (format === 'png') return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (format !== 'jpeg') return undefined;
  for (let at = 2; ; at += 2 + bytes.readUInt16BE(at + 2)) {
    const frame = bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xc2;
    if (frame) return [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
  }
}

describe('bits turned over', () => {
  it('give a picture of the declared size or an ImageFileError', async () => {
    const random = createRandom(20260101);
    const broken = all.flatMap(({ format, bytes }) =>
      Array.from({ length: 40 }, () => {
        const copy = Buffer.from(bytes);
        for (let flips = random.randint(1, 4); flips > 0; flips--) {
          copy[random.randint(0, bytes.length - 1)] ^= 1 << random.randint(0, 7);
        }
        return { format, copy };
      }),
    );
    const results = await Promise.allSettled(broken.map(({ copy }) => readImage(copy, { maxPixels: 1_000_000 })));
    let pictures = 0;
    for (const [i, result] of results.entries()) {
      if (result.status === 'rejected') {
        expect(result.reason).toBeInstanceOf(ImageFileError);
        expect((result.reason as Error).message).toMatch(/^the given bytes: [^\n]+, expected [^\n]+$/);
        continue;
      }
      pictures += 1;
      const { image } = result.value;
      expect(image.data.length).toBe(image.width * image.height * image.channels);
      expect(image.width * image.height).toBeLessThanOrEqual(1_000_000);
      // A turned bit of EXIF may lay the picture on its side.
      const size = declared(broken[i].copy, broken[i].format);
      if (size !== undefined) expect([image.width, image.height].toSorted()).toEqual(size.toSorted());
    }
    // Both happen often: about half of them are pictures still.
    expect(pictures).toBeGreaterThan(200);
    expect(results.length - pictures).toBeGreaterThan(200);
  });
});

describeShared('real photos', () => {
  const names = readdirSync(shared('photos')).toSorted();

  it('are all read under the strictest setting', { timeout: 120_000 }, async () => {
    expect(names.length).toBe(300);
    const reads = await Promise.all(names.map((name) => readImage(shared('photos', name))));
    for (const [i, { image, format, notices }] of reads.entries()) {
      expect([names[i], format, image.channels, Math.min(image.width, image.height), notices]).toEqual([
        names[i],
        'jpeg',
        3,
        288,
        [],
      ]);
    }
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('are errors when cut anywhere, as %s', async (format) => {
    const random = createRandom(7, format);
    const photo = readFileSync(shared('photos', names[random.randint(0, names.length - 1)]));
    const bytes = format === 'jpeg' ? photo : await sharp(photo).resize(160).toFormat(format, { effort: 1 }).toBuffer();
    await readImage(bytes);
    const lengths = Array.from({ length: 50 }, () => random.randint(1, bytes.length - 1));
    const messages = await Promise.all(lengths.map((length) => refusal(bytes.subarray(0, length))));
    for (const message of messages) expect(message).toMatch(/expected /);
  });
});

describe('the decoder alone', () => {
  it('shows pictures that were cut short, which is why their structure is checked', async () => {
    const gif = await rawPicture(40, 30, 3).gif().toBuffer();
    const { data } = await sharp(gif.subarray(0, gif.length - 1), { failOn: 'warning' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data.length).toBe(40 * 30 * 3);
    expect(await refusal(gif.subarray(0, gif.length - 1))).toMatch(/cut short/);
  });
});
