import sharp, { type Sharp } from 'sharp';
import type { PictureFormat } from '../../src/io/sniff.js';
import { exif, jpegSegment, pngChunk, pngFile, withExif, withSegment } from './picture-files.js';
import { picture } from './pictures.js';

/** A small complete file and what is in it. */
export interface Sample {
  readonly name: string;
  readonly format: PictureFormat;
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Samples of a test picture as an input of sharp. */
export function rawPicture(width: number, height: number, channels: 1 | 3 | 4, seed = 1): Sharp {
  const image = picture(width, height, channels, 'bytes', seed);
  return sharp(image.data as Uint8Array, { raw: { width, height, channels } });
}

/** Frames below each other, as sharp takes an animation. */
function rawFrames(width: number, height: number, frames: number): Sharp {
  const image = picture(width, height * frames, 3, 'bytes', 5);
  return sharp(image.data as Uint8Array, { raw: { width, height: height * frames, channels: 3, pageHeight: height } });
}

/** A small number as PNG stores it. */
function number(value: number): number[] {
  return [0, 0, 0, value];
}

/** An animated PNG of three frames, the default picture first. */
function animatedPng(width: number, height: number): Buffer {
  const control = (sequence: number): Buffer =>
    pngChunk(
      'fcTL',
      Buffer.from([
        ...number(sequence),
        ...number(width),
        ...number(height),
        ...number(0),
        ...number(0),
        0,
        1,
        0,
        10,
        0,
        0,
      ]),
    );
  const rows = Array.from({ length: height }, (_, y) => Buffer.alloc(width * 3, 40 + 10 * y));
  const still = pngFile(width, height, 8, 2, rows, [
    pngChunk('acTL', Buffer.from([...number(3), ...number(0)])),
    control(0),
  ]);
  // The data of the later frames: those of the first one behind a sequence number.
  const start = still.indexOf('IDAT');
  const data = still.subarray(start + 4, start + 4 + still.readUInt32BE(start - 4));
  const later = [1, 3].flatMap((sequence) => [
    control(sequence),
    pngChunk('fdAT', Buffer.concat([Buffer.from(number(sequence + 1)), data])),
  ]);
  const end = still.length - 12;
  return Buffer.concat([still.subarray(0, end), ...later, still.subarray(end)]);
}

/** One small file of every kind that is read: all coders, with and without alpha, animations, metadata. */
export async function samples(): Promise<Sample[]> {
  const [width, height] = [21, 14];
  const colours = (): Sharp => rawPicture(width, height, 3);
  const withAlpha = (): Sharp => rawPicture(width, height, 4);
  const baseline = await colours().jpeg({ quality: 70 }).toBuffer();
  const progressive = await colours().jpeg({ quality: 70, progressive: true }).toBuffer();
  const thumbnail = await rawPicture(12, 8, 3).jpeg({ quality: 40 }).toBuffer();
  const embedded = exif(1, thumbnail);
  const comment = jpegSegment(0xfe, Buffer.from('a comment with an end \xff\xd9 in it', 'latin1'));
  const list: [name: string, format: PictureFormat, bytes: Buffer, channels: 3 | 4][] = [
    ['baseline JPEG', 'jpeg', baseline, 3],
    ['progressive JPEG', 'jpeg', progressive, 3],
    ['baseline JPEG with a thumbnail', 'jpeg', withExif(baseline, embedded), 3],
    ['progressive JPEG with a thumbnail', 'jpeg', withExif(progressive, embedded), 3],
    ['JPEG with a comment', 'jpeg', withSegment(baseline, comment), 3],
    ['gray JPEG', 'jpeg', await rawPicture(width, height, 1).toColourspace('b-w').jpeg().toBuffer(), 3],
    ['PNG', 'png', await colours().png().toBuffer(), 3],
    ['interlaced PNG with alpha', 'png', await withAlpha().png({ progressive: true }).toBuffer(), 4],
    ['palette PNG', 'png', await colours().png({ palette: true, colours: 16 }).toBuffer(), 3],
    ['animated PNG', 'png', animatedPng(width, height), 3],
    ['lossy WebP', 'webp', await colours().webp({ quality: 60 }).toBuffer(), 3],
    ['lossless WebP', 'webp', await colours().webp({ lossless: true }).toBuffer(), 3],
    ['lossy WebP with alpha', 'webp', await withAlpha().webp({ quality: 60 }).toBuffer(), 4],
    ['lossless WebP with alpha', 'webp', await withAlpha().webp({ lossless: true, exact: true }).toBuffer(), 4],
    ['animated WebP', 'webp', await rawFrames(width, height, 3).webp({ lossless: true }).toBuffer(), 3],
    ['GIF', 'gif', await colours().gif().toBuffer(), 3],
    ['animated GIF', 'gif', await rawFrames(width, height, 3).gif().toBuffer(), 3],
    ['AVIF', 'avif', await colours().avif({ quality: 50 }).toBuffer(), 3],
    ['AVIF with alpha', 'avif', await withAlpha().avif({ quality: 50 }).toBuffer(), 4],
  ];
  return list.map(([name, format, bytes, channels]) => ({ name, format, bytes, width, height, channels }));
}
