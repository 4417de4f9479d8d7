import { open, stat, type FileHandle } from 'node:fs/promises';
import { systemReason } from '../../io/errors.js';
import type { BytesPlace } from './data-set.js';

/** Bytes that cannot be read. The message is one line without the file's name. */
export class PlaceError extends Error {}

/** No picture of 50 megapixels is as long as this. */
const longest = 2 ** 30;

async function readPart(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    // oxlint-disable-next-line no-await-in-loop -- a read may give less than was asked for
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new PlaceError(`cut short: ${filled} of ${length} bytes are there`);
    filled += bytesRead;
  }
  return bytes;
}

/**
 * The encoded bytes of a picture.
 * @throws PlaceError where the file is missing, not a file, empty, larger than 1 GB, or ends before the part does
 */
export async function readPlace({ file, offset = 0, length }: BytesPlace): Promise<Buffer> {
  try {
    // Opening a pipe waits for a writer, and a device may never end.
    if (!(await stat(file)).isFile()) throw new PlaceError('not a file, expected a picture');
    const handle = await open(file, 'r');
    try {
      const count = length ?? (await handle.stat()).size - offset;
      if (count === 0) throw new PlaceError('empty (0 bytes), expected a picture');
      if (count > longest)
        throw new PlaceError(`${(count / 1e9).toFixed(1)} GB long, expected a picture of at most 1 GB`);
      return await readPart(handle, offset, count);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof PlaceError) throw error;
    throw new PlaceError(`cannot be read: ${systemReason(error)}`, { cause: error });
  }
}
