import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { outOfRange, wrongType } from '../core/checks.js';
import { ImageFileError, systemReason } from './errors.js';

/** A picture file and its place below the input that led to it. */
export interface ListedImage {
  /** Path of the file, beginning as the input does. */
  readonly path: string;
  /** Path below the folder that was given, or below the fixed front of a pattern; of a file given itself, its name. */
  readonly relative: string;
}

/** Names that are pictures when a folder or a pattern leads to them. */
const extensions = ['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif', '.gif'];

const known = `pictures (${extensions.join(', ')})`;

/** What makes a name a pattern, where no backslash stands before it. */
const special = /(?<!\\)[*?[\]{}()|]/;

/** Whether a name ends as pictures do. */
export function hasPictureName(path: string): boolean {
  return extensions.includes(extname(path).toLowerCase());
}

/** By UTF-16 unit: the same order in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a name inside a folder leads to. A link to nowhere is no picture, and no reason to leave the others. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Pictures below a folder, by relative path. Each real folder is entered once, so that links in a circle end. */
function inFolder(folder: string, below = '', seen = new Set<string>()): string[] {
  const here = join(folder, below);
  const real = realpathSync(here);
  if (seen.has(real)) return [];
  seen.add(real);
  const found: string[] = [];
  for (const name of readdirSync(here).toSorted(compare)) {
    // Hidden: of the system (`._photo.jpg`) or half written.
    if (name.startsWith('.')) continue;
    const relative = join(below, name);
    const entry = look(join(folder, relative));
    if (entry?.isDirectory()) found.push(...inFolder(folder, relative, seen));
    else if (entry?.isFile() && hasPictureName(name)) found.push(relative);
  }
  return found;
}

/** The folders in front of the first part of a pattern that is not a plain name. */
function fixedFront(pattern: string): string {
  const parts = pattern.split('/').slice(0, -1);
  const dynamic = parts.findIndex((part) => special.test(part));
  const fixed = dynamic < 0 ? parts : parts.slice(0, dynamic);
  return fixed.length === 0 ? '' : `${fixed.join('/')}/`;
}

/** How many folders deep a path with slashes goes. */
function depth(path: string): number {
  return path.split('/').length;
}

/** Pictures that a pattern matches. */
function matching(input: string): ListedImage[] {
  const pattern = sep === '\\' ? input.replaceAll('\\', '/') : input;
  const front = fixedFront(pattern);
  const folder = front.replaceAll('\\', '');
  const found = globSync(pattern.slice(front.length), {
    cwd: folder === '' ? '.' : folder,
    expandDirectories: false,
  });
  // Where links lead to a folder by several ways, the shortest comes first and is kept.
  return found
    .filter(hasPictureName)
    .toSorted((a, b) => depth(a) - depth(b) || compare(a, b))
    .map((relative) => ({ path: join(folder, relative), relative }));
}

function listOne(input: string): ListedImage[] {
  const found = statSync(input, { throwIfNoEntry: false });
  if (found === undefined && special.test(input)) {
    const matches = matching(input);
    if (matches.length === 0) throw new ImageFileError(input, `matches nothing, expected a pattern of ${known}`);
    return matches;
  }
  if (found === undefined) throw new ImageFileError(input, 'does not exist, expected a picture, folder or pattern');
  if (!found.isDirectory()) return [{ path: input, relative: basename(input) }];
  const inside = inFolder(input);
  if (inside.length === 0) throw new ImageFileError(input, `nothing to read in this folder, expected ${known}`);
  return inside.map((relative) => ({ path: join(input, relative), relative }));
}

/**
 * The picture files that a user means by a list of names: files (whatever their extension), folders (all pictures in
 * them and below, by extension, without hidden ones) and patterns such as `photos/**\/*.jpg`. A name that exists is
 * taken literally, so `[1].png` is the file of that name where there is one. Symbolic links are followed. Folders are
 * read at once, without giving way to other work of the process.
 *
 * @returns at least one file, sorted by path, each once (the first input that led to it counts)
 * @throws ImageFileError where an input does not exist, holds no picture or matches none
 */
export async function listImages(inputs: readonly string[]): Promise<ListedImage[]> {
  if (!Array.isArray(inputs)) throw wrongType('an array of files, folders and patterns', 'inputs', inputs);
  if (inputs.length === 0) throw outOfRange('at least one file, folder or pattern', 'inputs', inputs);
  const images = new Map<string, ListedImage>();
  const folders = new Map<string, string>();
  for (const input of inputs) {
    try {
      for (const image of listOne(input)) {
        const folder = dirname(image.path);
        const real = folders.get(folder) ?? realpathSync(folder);
        folders.set(folder, real);
        const place = join(real, basename(image.path));
        if (!images.has(place)) images.set(place, image);
      }
    } catch (error) {
      if (error instanceof ImageFileError) throw error;
      throw new ImageFileError(input, `cannot be read: ${systemReason(error)}, expected a picture, folder or pattern`, {
        cause: error,
      });
    }
  }
  return [...images.values()].toSorted((a, b) => compare(a.path, b.path));
}
