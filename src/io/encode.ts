import sharp, { type Sharp } from 'sharp';
import { isByteData, toByte, type FullImage } from '../core/image.js';
import { PictureProblem } from './errors.js';
import { formatNames } from './sniff.js';

/** The picture formats that are written. */
export type WrittenFormat = 'png' | 'jpeg' | 'webp' | 'avif';

/** Longest side that a format (or its encoder) can hold. */
const longestSide: Record<WrittenFormat, number> = { png: 2 ** 31 - 1, jpeg: 65_500, webp: 16_383, avif: 16_384 };

/** Samples as bytes, rounded by the rule of the whole library; bytes stay the memory they are. */
export function toBytes(image: FullImage): Uint8Array {
  const { data } = image;
  if (isByteData(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from(data, toByte);
}

/** RGBA bytes laid on white: what a format without transparency can keep of them. */
function onWhite(bytes: Uint8Array): Uint8Array {
  const colours = new Uint8Array((bytes.length / 4) * 3);
  for (let from = 0, to = 0; from < bytes.length; from += 4) {
    const alpha = bytes[from + 3] / 255;
    for (let c = 0; c < 3; c++) colours[to++] = toByte(bytes[from + c] * alpha + 255 * (1 - alpha));
  }
  return colours;
}

/** `quality` undefined: without loss, which JPEG cannot. Colour is stored at full resolution where the format can. */
function withFormat(image: Sharp, format: WrittenFormat, quality: number | undefined): Sharp {
  const chromaSubsampling = '4:4:4';
  // The default effort, 4, takes AVIF seven times as long for a tenth less, and WebP without loss gains nothing.
  const effort = 2;
  if (format === 'png') return image.png({ adaptiveFiltering: true });
  if (format === 'jpeg') return image.jpeg({ quality: quality ?? 95, chromaSubsampling });
  if (format === 'avif') return image.avif({ quality, lossless: quality === undefined, chromaSubsampling, effort });
  // `exact` keeps the colours of transparent pixels. With loss, WebP knows colour at half resolution only.
  return quality === undefined ? image.webp({ lossless: true, exact: true, effort }) : image.webp({ quality });
}

/** Encodes an image; the same bytes for the same image and versions. */
export async function encode(image: FullImage, format: WrittenFormat, quality: number | undefined): Promise<Buffer> {
  const { width, height } = image;
  const limit = longestSide[format];
  if (Math.max(width, height) > limit) {
    throw new PictureProblem(
      `${width} × ${height} pixels, expected at most ${limit} a side for ${formatNames[format]} (PNG holds more)`,
    );
  }
  const flatten = format === 'jpeg' && image.channels === 4;
  const bytes = toBytes(image);
  const raw = { width, height, channels: flatten ? 3 : image.channels };
  const picture = sharp(flatten ? onWhite(bytes) : bytes, { raw, limitInputPixels: false });
  // Otherwise sharp makes RGB of it.
  if (image.channels === 1) picture.toColourspace('b-w');
  return withFormat(picture, format, quality).toBuffer();
}
