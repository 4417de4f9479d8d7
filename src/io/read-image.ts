import { integer, knownOptions, wrongType } from '../core/checks.js';
import type { FullImage } from '../core/image.js';
import { decodeColours, type Decoded } from './decode.js';
import { aboutFile } from './errors.js';
import { loadPicture } from './picture-bytes.js';
import type { PictureFormat } from './sniff.js';

/** Options of {@link readImage}. */
export interface ReadImageOptions {
  /** The most pixels (width × height) that a picture may have: an integer of at least 1. Default 50,000,000. */
  maxPixels?: number;
}

/** A decoded picture and what there is to say about it. */
export interface ReadImage {
  /** 8-bit sRGB, upright: 3 channels, or 4 (straight alpha) where at least one pixel is not opaque. */
  readonly image: FullImage<Uint8Array>;
  /** The format by the file's first bytes. */
  readonly format: PictureFormat;
  /** What the reader of the picture should know, one sentence each, without the file's name; often none. */
  readonly notices: string[];
}

/** Default of {@link ReadImageOptions.maxPixels}. */
export const defaultMaxPixels = 50_000_000;

/** Checks the arguments that all readers share and returns `maxPixels`. */
export function readerOptions(source: unknown, options: ReadImageOptions, name: string): number {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    throw wrongType('a path or a Uint8Array', 'source', source);
  }
  knownOptions(options, name, ['maxPixels']);
  return integer(options.maxPixels ?? defaultMaxPixels, 'maxPixels', 1);
}

/** RGB from what the decoder gave, with alpha only where some pixel is not opaque. */
function toImage(decoded: Decoded<Uint8Array>): FullImage<Uint8Array> {
  const { width, height, channels, data } = decoded;
  if (channels === 3) return { width, height, channels, data };
  if (channels !== 4) throw new Error(`Expected 3 or 4 channels from the decoder but received ${channels}`);
  let opaque = true;
  for (let i = 3; i < data.length && opaque; i += 4) opaque = data[i] === 255;
  if (!opaque) return { width, height, channels, data };
  const colours = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
    colours[to] = data[from];
    colours[to + 1] = data[from + 1];
    colours[to + 2] = data[from + 2];
  }
  return { width, height, channels: 3, data: colours };
}

/**
 * Reads a JPEG, PNG, WebP, AVIF or GIF picture as 8-bit sRGB.
 *
 * The format is decided by the first bytes, never by the name. EXIF orientation is applied; gray, palette, CMYK and
 * 16-bit pictures (their high byte) become 8-bit RGB; an embedded colour profile is converted to sRGB (one that is
 * broken is ignored). Of an animation the first frame is read, with a notice. Bytes after the end of the picture are
 * allowed.
 *
 * @param source path of a file, or its content
 * @throws ImageFileError (one line, `path: what was wrong, what was expected`) where the file is missing, not a file,
 *   empty, of another format, damaged, cut short at any byte, or has more than `maxPixels` pixels
 */
export async function readImage(source: string | Uint8Array, options: ReadImageOptions = {}): Promise<ReadImage> {
  const maxPixels = readerOptions(source, options, 'readImage');
  return aboutFile(typeof source === 'string' ? source : undefined, async () => {
    const picture = await loadPicture(source, maxPixels);
    const image = toImage(await decodeColours(picture, maxPixels));
    const notices: string[] = [];
    const { frames } = picture.structure;
    if (frames > 1) {
      notices.push(`an animation${frames === Infinity ? '' : ` of ${frames} frames`}: only its first picture is used`);
    }
    return { image, format: picture.format, notices };
  });
}
