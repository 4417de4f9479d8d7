import { open, stat, type FileHandle } from 'node:fs/promises';
import { PictureProblem, systemReason } from './errors.js';
import { contentName, formatNames, sniffFormat, sniffLength, type PictureFormat } from './sniff.js';
import { checkAvif } from './structure-avif.js';
import { checkGif } from './structure-gif.js';
import { checkJpeg } from './structure-jpeg.js';
import { checkPng } from './structure-png.js';
import { checkWebp } from './structure-webp.js';
import type { Structure } from './structure.js';

/** A picture file that is complete and not too large, not yet decoded. */
export interface PictureBytes {
  readonly format: PictureFormat;
  readonly structure: Structure;
  /** The bytes of the picture, without what follows it in the file. */
  readonly bytes: Buffer;
}

const readable = 'JPEG, PNG, WebP, AVIF or GIF';

/** No file of 50 megapixels is as long as this, and Node reads no more than 2 GiB at once. */
const longestFile = 2 ** 30;

/**
 * Walks through a file from its first byte to the last that belongs to the picture, and decodes nothing.
 *
 * Decoders show what they have of a picture that was cut short, some without a word. What every format has is a frame
 * (markers, chunks, blocks, boxes) that says where the picture ends, and that is checked here.
 */
const checkStructure: Record<PictureFormat, (bytes: Buffer) => Structure> = {
  jpeg: checkJpeg,
  png: checkPng,
  webp: checkWebp,
  avif: checkAvif,
  gif: checkGif,
};

function formatOf(bytes: Uint8Array): PictureFormat {
  const format = sniffFormat(bytes);
  if (format !== undefined) return format;
  const name = contentName(bytes);
  throw new PictureProblem(`${name === undefined ? 'not a known picture format' : name}, expected ${readable}`);
}

function checkLength(length: number): void {
  if (length === 0) throw new PictureProblem(`empty (0 bytes), expected ${readable}`);
  if (length > longestFile) {
    throw new PictureProblem(`${(length / 1e9).toFixed(1)} GB long, expected a picture file of at most 1 GB`);
  }
}

async function readOpened(handle: FileHandle): Promise<Buffer> {
  // The front first, so that a film of many gigabytes is refused without being read.
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffLength), 0, sniffLength, 0);
  checkLength(bytesRead);
  formatOf(buffer.subarray(0, bytesRead));
  checkLength((await handle.stat()).size);
  return handle.readFile();
}

async function readFileBytes(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new PictureProblem('a folder, expected a picture file');
    // Opening a pipe waits for a writer, and a device may never end.
    if (!found.isFile()) throw new PictureProblem('a pipe or a device, expected a picture file');
    const handle = await open(path, 'r');
    try {
      return await readOpened(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof PictureProblem) throw error;
    throw new PictureProblem(`cannot be read: ${systemReason(error)}, expected a picture file`, { cause: error });
  }
}

/**
 * Loads a picture's bytes and checks all that can be checked without decoding: format by its first bytes, number of
 * pixels by its header, completeness by its structure.
 * @throws PictureProblem that says what was wrong and what was expected
 */
export async function loadPicture(source: string | Uint8Array, maxPixels: number): Promise<PictureBytes> {
  const bytes =
    typeof source === 'string'
      ? await readFileBytes(source)
      : Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  checkLength(bytes.length);
  const format = formatOf(bytes);
  const structure = checkStructure[format](bytes);
  const { width, height } = structure;
  if (width === 0 || height === 0) {
    throw new PictureProblem(`${formatNames[format]} of ${width} × ${height} pixels, expected at least one pixel`);
  }
  if (width * height > maxPixels) throw tooLarge(width, height, maxPixels);
  return { format, structure, bytes: bytes.subarray(0, structure.end) };
}

function megapixels(count: number): string {
  return `${Number((count / 1e6).toPrecision(4))} megapixels`;
}

/** A picture of more pixels than allowed. */
export function tooLarge(width: number, height: number, maxPixels: number): PictureProblem {
  return new PictureProblem(
    `${width} × ${height} pixels (${megapixels(width * height)}), expected at most ${megapixels(maxPixels)}`,
  );
}
