import { oneLine } from '../core/one-line.js';
import { showPath } from './show-path.js';

/**
 * A file that cannot be read as a picture, or written. The message is one line, safe to print:
 * `path: what was wrong, what was expected`.
 */
export class ImageFileError extends Error {
  override readonly name = 'ImageFileError';
  /** The file as it was named by the caller, not escaped; undefined where bytes were given. */
  readonly path: string | undefined;

  constructor(path: string | undefined, problem: string, options?: ErrorOptions) {
    super(`${path === undefined ? 'the given bytes' : showPath(path)}: ${oneLine(problem)}`, options);
    this.path = path;
  }
}

/** What is wrong with a picture's bytes, before the file's name is put in front. */
export class PictureProblem extends Error {}

/** A picture that ends before it should. */
export function cutShort(format: string, at: number, where: string): PictureProblem {
  return new PictureProblem(`the ${format} data is cut short at byte ${at}, ${where}, expected a complete file`);
}

/** A picture whose bytes contradict its format. */
export function damaged(format: string, what: string): PictureProblem {
  return new PictureProblem(`the ${format} data is damaged (${what}), expected an undamaged file`);
}

/** Runs work on one file's bytes and puts the file's name in front of what is wrong with them. */
export async function aboutFile<T>(path: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PictureProblem) throw new ImageFileError(path, error.message, { cause: error.cause });
    throw error;
  }
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is not a folder',
  ENOENT: 'no such file or folder',
  ELOOP: 'symbolic links go in a circle',
  EISDIR: 'it is a folder',
  EIO: 'input/output error',
};

/** The reason of a failed file operation, in words and with its code. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const words = code === undefined ? undefined : reasons[code];
  return words === undefined ? (error as Error).message : `${words} (${code})`;
}
