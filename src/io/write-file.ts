import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageFileError, systemReason } from './errors.js';
import { showPath } from './show-path.js';

interface Destination {
  /** Where the bytes go in the end: behind a symbolic link, the file that it names. */
  readonly file: string;
  /** Access rights of the file that is replaced; undefined where there is none. */
  readonly mode: number | undefined;
}

/** The place of a file to be written, after it was made sure that a file may stand there. */
async function destinationOf(path: string): Promise<Destination> {
  const folder = dirname(path);
  try {
    if (!(await stat(folder)).isDirectory()) throw new ImageFileError(path, notAFolder(folder));
  } catch (error) {
    if (error instanceof ImageFileError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? `the folder ${showPath(folder)} does not exist` : systemReason(error);
    throw new ImageFileError(path, `${reason}, expected an existing folder to write into`, { cause: error });
  }
  try {
    const existing = await stat(path);
    if (existing.isDirectory()) throw new ImageFileError(path, 'a folder, expected the name of a file to write');
    // A rename would put a file in the place of the device.
    if (!existing.isFile()) throw new ImageFileError(path, 'a pipe or a device, expected the name of a file to write');
    return { file: await realpath(path), mode: existing.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { file: path, mode: undefined };
    throw error;
  }
}

function notAFolder(folder: string): string {
  return `${showPath(folder)} is not a folder, expected an existing folder to write into`;
}

/** Asks the system to keep the folder's entry as well, where it can (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file itself is safe already.
  }
}

/**
 * Writes a file all at once: beside its place under an unguessable name, down to the disk, then renamed, so
 * that at every moment there is the old file or the whole new one. What was begun is removed where writing fails.
 * An existing file keeps its access rights; behind a symbolic link the file is replaced, not the link.
 * @throws ImageFileError where the folder is missing or not writable, or something other than a file has the name
 */
export async function writeFileSafely(path: string, bytes: Uint8Array): Promise<void> {
  await writePiecesSafely(path, (handle) => handle.writeFile(bytes));
}

/**
 * As `writeFileSafely`, piece by piece: for files that are larger than memory.
 * @param write puts the content into an open, empty file; what it throws is thrown on, and nothing is left behind
 */
export async function writePiecesSafely(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    const { file, mode } = await destinationOf(path);
    const temporary = join(dirname(file), `.pixel-deflection-${randomBytes(8).toString('hex')}.tmp`);
    const handle = await open(temporary, 'wx');
    try {
      try {
        await write(handle);
        if (mode !== undefined) await handle.chmod(mode);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new ImageFileError(path, `cannot be written: ${systemReason(error)}, expected a writable folder`, {
      cause: error,
    });
  }
}
