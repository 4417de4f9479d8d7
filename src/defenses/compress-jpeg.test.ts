import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { createRandom } from '../core/random.js';
import { describePython, python } from '../../test/support/python.js';
import { noise, picture } from '../../test/support/pictures.js';
import { describeShared, maxDifference, shared } from '../../test/support/shared.js';
import { compressJpeg, compressJpegSync } from './compress-jpeg.js';

interface Case {
  readonly image: FullImage;
  readonly quality: number;
  readonly chromaSubsampling: '4:2:0' | '4:4:4';
}

/** Saved and opened again by Pillow, all in one run of Python; without alpha. */
function pillow(cases: readonly Case[]): Float64Array[] {
  const script = [
    'import io',
    'from PIL import Image',
    'results = []',
    'for data, (height, width, channels, quality, subsampling) in zip(inputs, args):',
    '    x = data.astype(np.uint8).reshape(height, width, channels)',
    '    x = x[..., 0] if channels == 1 else x[..., :3]',
    '    file = io.BytesIO()',
    '    extra = {} if channels == 1 else {"subsampling": subsampling}',
    '    Image.fromarray(np.ascontiguousarray(x)).save(file, "JPEG", quality=quality, **extra)',
    '    results.append(np.asarray(Image.open(file)).astype(float).ravel())',
    'output = np.concatenate(results)',
  ].join('\n');
  const all = python(
    script,
    cases.map(({ image }) => image.data),
    cases.map(({ image, quality, chromaSubsampling }) => [
      image.height,
      image.width,
      image.channels,
      quality,
      chromaSubsampling,
    ]),
  );
  let at = 0;
  return cases.map(({ image }) => {
    const length = image.width * image.height * (image.channels === 1 ? 1 : 3);
    return all.subarray(at, (at += length));
  });
}

function colours({ data, channels }: FullImage): number[] {
  return Array.from(data).filter((_, i) => channels !== 4 || i % 4 < 3);
}

/** Root mean square difference. */
function error(a: FullImage, b: FullImage): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) ** 2;
  return Math.sqrt(sum / a.data.length);
}

describePython('PIL', 'compressJpeg against Pillow', () => {
  it('equals it in every sample for 300 pictures of all sizes, qualities and channels', () => {
    const random = createRandom(75);
    const cases: Case[] = Array.from({ length: 300 }, (_, i) => {
      const [width, height] = [random.randint(1, 40), random.randint(1, 40)];
      const channels = ([1, 3, 4] as const)[i % 3];
      const image = (i % 2 === 0 ? noise : picture)(width, height, channels, i % 5 < 3 ? 'bytes' : 'clamped', i);
      // Saturated noise, where transforms overshoot most.
      if (i % 4 === 0) image.data.forEach((value, k) => (image.data[k] = value < 128 ? 0 : 255));
      const quality = i < 100 ? i + 1 : random.randint(1, 100);
      return { image, quality, chromaSubsampling: random.randint(0, 1) === 0 ? '4:2:0' : '4:4:4' };
    });
    const expected = pillow(cases);
    for (const [i, { image, ...options }] of cases.entries()) {
      const result = colours(compressJpegSync(image, options));
      const name = `${image.width} × ${image.height} × ${image.channels}, ${JSON.stringify(options)}`;
      expect(maxDifference(result, expected[i]), name).toBe(0);
    }
  });

  it('equals its defaults', async () => {
    const image = picture(61, 47, 3, 'bytes', 9);
    const [expected] = pillow([{ image, quality: 75, chromaSubsampling: '4:2:0' }]);
    expect(maxDifference((await compressJpeg(image)).data, expected)).toBe(0);
  });
});

/** Saves a photo with sharp's libjpeg, opens it again, and expects the same. */
async function compareWithSharp(file: string, quality: number): Promise<void> {
  const source = sharp(shared('photos', file)).removeAlpha().toColourspace('srgb');
  const { data, info } = await source.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 3 as const };
  const saved = await sharp(data, { raw }).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
  const opened = await sharp(saved).raw().toBuffer();
  const result = await compressJpeg({ ...raw, data }, { quality });
  expect(maxDifference(result.data, opened), `${file} at ${quality}`).toBe(0);
}

describeShared('compressJpeg on photos', () => {
  it("equals sharp's libjpeg in every sample", async () => {
    const files = readdirSync(shared('photos')).filter((file) => file.endsWith('.jpg'));
    const photos = [files[3], files[77], files[250]];
    await Promise.all(photos.flatMap((file) => [20, 75, 95].map((quality) => compareWithSharp(file, quality))));
  });
});

describe('compressJpeg', () => {
  it('gives the same with and without waiting', async () => {
    const image = picture(33, 20, 4, 'bytes', 3);
    expect(await compressJpeg(image, { quality: 40 })).toEqual(compressJpegSync(image, { quality: 40 }));
  });

  it('is the closer the higher the quality, and closer with whole colour differences', () => {
    const image = picture(96, 80, 3, 'bytes', 12);
    const errors = [5, 20, 40, 60, 80, 95].map((quality) => error(compressJpegSync(image, { quality }), image));
    for (let i = 1; i < errors.length; i++) expect(errors[i]).toBeLessThan(errors[i - 1]);
    const whole = compressJpegSync(image, { quality: 95, chromaSubsampling: '4:4:4' });
    expect(error(whole, image)).toBeLessThan(errors[5]);
  });

  it('rounds floats first', () => {
    const image = picture(19, 25, 3, 'floats', 5);
    const bytes = { ...image, data: Uint8Array.from(image.data, (value) => Math.floor(value + 0.5)) };
    expect(Array.from(compressJpegSync(image).data)).toEqual(Array.from(compressJpegSync(bytes).data));
  });

  it('keeps constant grays', () => {
    for (const value of [0, 1, 100, 128, 254, 255]) {
      const image = { width: 21, height: 11, channels: 3 as const, data: new Uint8Array(21 * 11 * 3).fill(value) };
      expect(compressJpegSync(image, { quality: 100 })).toEqual(image);
    }
  });

  it('rejects what it does not know', async () => {
    const image = picture(8, 8);
    await expect(compressJpeg(image, { quality: 0 })).rejects.toThrow(
      'Expected an integer from 1 to 100 for quality but received 0',
    );
    await expect(compressJpeg(image, { quality: 101 })).rejects.toThrow('for quality but received 101');
    await expect(compressJpeg(image, { chromaSubsampling: '4:2:2' as '4:4:4' })).rejects.toThrow(
      `Expected one of '4:2:0', '4:4:4' for chromaSubsampling but received "4:2:2"`,
    );
    await expect(compressJpeg(image, { progressive: true } as object)).rejects.toThrow('Expected only quality');
  });
});
