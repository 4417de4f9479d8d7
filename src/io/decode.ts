import sharp, { type Metadata, type Sharp } from 'sharp';
import { PictureProblem } from './errors.js';
import { tooLarge, type PictureBytes } from './picture-bytes.js';
import { formatNames } from './sniff.js';

/** Samples as the decoder gives them, interleaved. */
export interface Decoded<T extends Uint8Array | Uint16Array> {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 2 gray with alpha, 3 RGB, 4 RGB with alpha. */
  readonly channels: number;
  readonly data: T;
}

/**
 * Limits the process to the loaders of the five formats, in memory. sharp keeps one list for the whole process, so a
 * library must not do this to its host: the command line does. Without it, bytes reach sharp only after their first
 * bytes, their structure and sharp's own idea of their format agree on one of the five.
 */
export function blockOtherLoaders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
  });
}

/**
 * The decoder on a picture's bytes. `failOn: 'warning'` is the strictest setting: corrupt scans are errors (but not
 * always in the last rows of a JPEG, where libvips does not look). Threads (`sharp.concurrency`) and the operation
 * cache are left as the process has them: pixels do not depend on them, and bytes in memory, unlike files, are never
 * served stale from the cache. The event `warning` is not used: pictures decoded at the same time share its queue.
 */
function decoder(bytes: Buffer, maxPixels: number, ignoreIcc: boolean): Sharp {
  return sharp(bytes, {
    failOn: 'warning',
    limitInputPixels: maxPixels,
    unlimited: false,
    autoOrient: true,
    pages: 1,
    ignoreIcc,
  });
}

function refusal(picture: PictureBytes, maxPixels: number, error: unknown): PictureProblem {
  const { format, structure } = picture;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('exceeds pixel limit')) return tooLarge(structure.width, structure.height, maxPixels);
  const line = message.split('\n').find((text) => text.trim() !== '') ?? 'no reason given';
  const reason = line.replace(/^Input buffer has corrupt header: /, '');
  return new PictureProblem(
    `the ${formatNames[format]} data cannot be decoded (${reason}), expected an undamaged file`,
    { cause: error },
  );
}

/** Header as the decoder reads it, after it was made sure that it takes the bytes for what they are. */
async function readMetadata(picture: PictureBytes, maxPixels: number): Promise<Metadata> {
  const metadata = await decoder(picture.bytes, maxPixels, false).metadata();
  // sharp's word for AVIF is the container's.
  const format = metadata.format === 'heif' ? 'avif' : metadata.format;
  if (format !== picture.format) throw new Error(`taken for ${format}`);
  return metadata;
}

async function pixels(image: Sharp): Promise<Decoded<Uint8Array>> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { width, height, channels, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** Decodes to 8-bit sRGB: upright, colour profiles applied, one frame. */
export async function decodeColours(picture: PictureBytes, maxPixels: number): Promise<Decoded<Uint8Array>> {
  try {
    const { space, hasProfile } = await readMetadata(picture, maxPixels);
    const image = decoder(picture.bytes, maxPixels, false);
    // Left alone, sharp converts 16-bit colours with a profile to Display P3, and ignores the profile of 16-bit gray:
    // they are brought to 8 bits before their profile is applied.
    if (hasProfile && space === 'rgb16') image.pipelineColourspace('srgb');
    if (hasProfile && space === 'grey16') image.pipelineColourspace('b-w');
    return await pixels(image.toColourspace('srgb').raw());
  } catch (error) {
    throw refusal(picture, maxPixels, error);
  }
}

/** Decodes the numbers as they are stored, at 16 bits where there are 16: no colour management at all. */
export async function decodeNumbers(
  picture: PictureBytes,
  maxPixels: number,
): Promise<Decoded<Uint8Array | Uint16Array>> {
  try {
    const { space } = await readMetadata(picture, maxPixels);
    const image = decoder(picture.bytes, maxPixels, true);
    if (space !== 'rgb16' && space !== 'grey16') {
      return await pixels(image.toColourspace('srgb').raw());
    }
    const stored = await pixels(image.toColourspace('rgb16').raw({ depth: 'ushort' }));
    const { buffer, byteOffset, byteLength } = stored.data;
    return { ...stored, data: new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength)) };
  } catch (error) {
    throw refusal(picture, maxPixels, error);
  }
}
