import { extname } from 'node:path';
import { integer, knownOptions, oneOf, outOfRange, wrongType } from '../core/checks.js';
import { checkImage, type Image } from '../core/image.js';
import { encode, type WrittenFormat } from './encode.js';
import { aboutFile, PictureProblem } from './errors.js';
import { writeFileSafely } from './write-file.js';

/** Options of {@link writeImage}. */
export interface WriteImageOptions {
  /** Default: by the extension (.png, .jpg, .jpeg, .webp, .avif), which must not contradict it. */
  format?: WrittenFormat;
  /**
   * Of JPEG, an integer from 1 to 100, default 95. WebP and AVIF are stored without loss unless it is given. PNG has
   * none: giving it is an error.
   */
  quality?: number;
}

/** What was written. */
export interface WrittenImage {
  readonly format: WrittenFormat;
  /** Length of the file. */
  readonly bytes: number;
  /** What was lost that the caller may not expect, one sentence each; mostly none. */
  readonly notices: string[];
}

const extensions: Record<string, WrittenFormat> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
};

/**
 * The format that a file name asks for by its extension, in any case.
 * @returns undefined where the extension names no format that is written
 */
export function formatOfName(path: string): WrittenFormat | undefined {
  return extensions[extname(path).toLowerCase()];
}

/** The format to write, by option and extension. */
function chooseFormat(path: string, option: WrittenFormat | undefined): WrittenFormat {
  const named = formatOfName(path);
  const known = Object.keys(extensions).join(', ');
  if (option === undefined && named === undefined) {
    const extension = extname(path);
    const found =
      extension === '' ? 'no extension to choose a format by' : `no format is written under the extension ${extension}`;
    throw new PictureProblem(`${found}, expected one of ${known}`);
  }
  if (option !== undefined && named !== undefined && option !== named) {
    throw new PictureProblem(`format '${option}' for a name that says '${named}', expected both to say the same`);
  }
  return (option ?? named) as WrittenFormat;
}

/**
 * Writes an image as PNG (without loss), JPEG (quality 95, colour at full resolution), WebP or AVIF (both without loss
 * unless `quality` is given). Float samples are rounded to nearest and clamped to 0…255. Gray stays gray in PNG and
 * JPEG and becomes RGB in the others. JPEG has no transparency: an image with alpha is laid on white, with a notice.
 *
 * The file appears all at once or not at all, and replaces one of the same name.
 *
 * @throws ImageFileError (one line, `path: what was wrong, what was expected`) where the extension is unknown, the
 *   folder is missing or not writable, the name is a folder's, or the image is too large for the format
 */
export async function writeImage(path: string, image: Image, options: WriteImageOptions = {}): Promise<WrittenImage> {
  if (typeof path !== 'string') throw wrongType('a path', 'path', path);
  knownOptions(options, 'writeImage', ['format', 'quality']);
  const { quality } = options;
  if (options.format !== undefined) oneOf(options.format, 'format', ['png', 'jpeg', 'webp', 'avif']);
  if (quality !== undefined) integer(quality, 'quality', 1, 100);
  const full = checkImage(image);
  return aboutFile(path, async () => {
    const format = chooseFormat(path, options.format);
    if (format === 'png' && quality !== undefined) {
      throw outOfRange('no quality (PNG is without loss)', 'quality', quality);
    }
    const bytes = await encode(full, format, quality);
    await writeFileSafely(path, bytes);
    const notices: string[] = [];
    if (format === 'jpeg' && full.channels === 4) notices.push('JPEG has no transparency: the image was laid on white');
    return { format, bytes: bytes.length, notices };
  });
}
