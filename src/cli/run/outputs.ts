import { accessSync, constants, mkdirSync, rmdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { oneLine } from '../../core/one-line.js';
import type { WrittenFormat } from '../../io/encode.js';
import { systemReason } from '../../io/errors.js';
import type { ListedImage } from '../../io/image-files.js';
import { showPath } from '../../io/show-path.js';
import { formatOfName } from '../../io/write-image.js';
import { UsageError } from '../errors.js';
import { fileKey, found, meansFolder, realPath } from '../paths.js';

const extensions: Record<WrittenFormat, string> = { png: '.png', jpeg: '.jpg', webp: '.webp', avif: '.avif' };

/** Where the result of a picture goes. */
export interface Place {
  readonly path: string;
  readonly format: WrittenFormat;
  /** Whether the format was left to us. */
  readonly chosen: boolean;
}

/** Formats whose pictures are written as they came, because they can be written without loss. */
function losslessFormat(name: string): WrittenFormat {
  const format = formatOfName(name);
  return format === undefined || format === 'jpeg' ? 'png' : format;
}

/** The name with the extension of a format, unless it has one already. */
function withExtension(name: string, format: WrittenFormat): string {
  if (formatOfName(name) === format) return name;
  return name.slice(0, name.length - extname(name).length) + extensions[format];
}

function checkFolder(path: string, flag: string): void {
  const parent = dirname(resolve(path));
  if (found(path) === undefined && !found(parent)?.isDirectory()) {
    const problem = `the folder ${showPath(parent)} does not exist`;
    throw new UsageError(`${showPath(path)}: ${problem}, expected a folder in an existing folder for ${flag}`);
  }
}

/** Makes sure that a file can stand at a path: its folder is there, and nothing but a file has its name. */
export function checkFile(path: string, flag: string): void {
  const there = found(path);
  if (there !== undefined && !there.isFile()) {
    const what = there.isDirectory() ? 'a folder' : 'a pipe or a device';
    throw new UsageError(`${showPath(path)}: ${what}, expected the name of a file for ${flag}`);
  }
  const folder = dirname(resolve(path));
  if (path === '' || !found(folder)?.isDirectory()) {
    const problem = path === '' ? 'no name' : `the folder ${showPath(folder)} does not exist`;
    throw new UsageError(`${showPath(path)}: ${problem}, expected a file in an existing folder for ${flag}`);
  }
}

/** Makes sure, before any work, that a file can be written at a path. */
export function checkDestination(path: string, flag: string): void {
  checkFile(path, flag);
  new ResultFolders().make([path]);
}

/** One file for one picture. */
function namedFile(path: string, flag: string, format: WrittenFormat | undefined): Place {
  checkFile(path, flag);
  const named = formatOfName(path);
  if (named === undefined && format === undefined) {
    const known = 'a name ending in .png, .jpg, .webp or .avif, or a folder (existing, or ending in /)';
    throw new UsageError(`Expected ${known}, for ${flag} but received ${oneLine(JSON.stringify(path))}`);
  }
  if (named !== undefined && format !== undefined && named !== format) {
    throw new UsageError(
      `Expected a name that ends in ${extensions[format]} for ${flag} but received ${showPath(path)}`,
    );
  }
  return { path, format: (named ?? format) as WrittenFormat, chosen: false };
}

/**
 * Where the results go: into the folder `path`, below which they keep their relative places, or, for a single picture,
 * into the file `path`.
 * @param format the format of all results; default: the format of each picture where it can be written without loss,
 *   else PNG
 */
export function placeResults(
  images: readonly ListedImage[],
  several: boolean,
  path: string,
  flag: string,
  format: WrittenFormat | undefined,
): Place[] {
  if (!several && !meansFolder(path)) return [namedFile(path, flag, format)];
  const there = found(path);
  if ((there !== undefined && !there.isDirectory()) || (there === undefined && formatOfName(path) !== undefined)) {
    const count = images.length === 1 ? 'a folder of pictures' : `${images.length} pictures`;
    throw new UsageError(`${showPath(path)}: the name of a file, expected a folder for ${flag} of ${count}`);
  }
  checkFolder(path, flag);
  return images.map(({ relative }) => {
    const chosen = format ?? losslessFormat(relative);
    return { path: join(path, withExtension(relative, chosen)), format: chosen, chosen: format === undefined };
  });
}

/** Drawn pictures are PNG, unless a single one is named otherwise. */
export function placeDrawings(images: readonly ListedImage[], several: boolean, path: string, flag: string): Place[] {
  const named = !several && !found(path)?.isDirectory() && !/[\\/]$/.test(path);
  return placeResults(images, several, path, flag, named ? undefined : 'png');
}

/** Refuses results that would replace each other or a file that is read. */
export function checkResults(results: readonly { result: string; input: string }[], sources: readonly string[]): void {
  const read = new Map<string, string>();
  for (const source of sources) {
    const key = fileKey(source);
    if (key !== undefined) read.set(key, source);
  }
  const written = new Map<string, string>();
  for (const { result, input } of results) {
    const source = read.get(fileKey(result) ?? '');
    if (source !== undefined) {
      const same = source === result ? 'is read by this command' : `is the same file as ${showPath(source)}`;
      throw new UsageError(`${showPath(result)}: ${same}, expected another place for the result`);
    }
    const place = realPath(result);
    const other = written.get(place);
    if (other !== undefined) {
      const both = other === input ? 'both results' : `the results of ${showPath(other)} and ${showPath(input)}`;
      throw new UsageError(`${showPath(result)}: ${both} would be written here, expected different names`);
    }
    written.set(place, input);
  }
}

/** Folders made for results; those that stay empty are taken away again. */
export class ResultFolders {
  readonly #made: string[] = [];

  /** Makes the folders of these files where they are missing, and makes sure that they can be written to. */
  make(files: readonly string[]): void {
    for (const folder of new Set(files.map((file) => dirname(resolve(file))))) {
      try {
        this.#ensure(folder);
        accessSync(folder, constants.W_OK);
      } catch (error) {
        this.removeEmpty();
        throw new UsageError(`${showPath(folder)}: ${systemReason(error)}, expected a folder that can be written to`);
      }
    }
  }

  #ensure(folder: string): void {
    if (found(folder)?.isDirectory()) return;
    if (dirname(folder) !== folder) this.#ensure(dirname(folder));
    mkdirSync(folder);
    this.#made.push(folder);
  }

  removeEmpty(): void {
    for (const folder of this.#made.toReversed()) {
      try {
        rmdirSync(folder);
      } catch {
        // There is something in it: it stays.
      }
    }
  }
}

/** The name of a file without folders and extension. */
export function baseName(path: string): string {
  return basename(path, extname(path));
}
