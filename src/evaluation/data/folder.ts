import { realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { systemReason } from '../../io/errors.js';
import { compare, hasPictureName } from '../../io/image-files.js';
import { DataError, type DataEntry, type DataSet, type OpenOptions, skip } from './data-set.js';
import type { Unreadable } from '../shard/shard.js';

/** Whether a real path is a folder or lies below it. */
export function isInside(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Files below a folder, as a walk finds them. */
export interface Walked {
  /** Paths below the folder with slashes, as the file system has them, sorted. */
  readonly files: readonly string[];
  /** Files that are none by their names. */
  readonly others: number;
  readonly skipped: readonly Unreadable[];
}

/**
 * The files below a folder whose names a test takes, in the order of their names, which is no file system's. Hidden ones are
 * left out. Each real folder is entered once, so that links in a circle end.
 */
export async function walk(
  folder: string,
  wanted: (name: string) => boolean,
  { links = 'follow', signal }: OpenOptions,
): Promise<Walked> {
  const root = realpathSync(folder);
  const seen = new Set([root]);
  const files: string[] = [];
  const skipped: Unreadable[] = [];
  let others = 0;
  const enter = async (below: string): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
      if (below === '') throw new DataError(folder, `cannot be read: ${systemReason(error)}, expected a folder`);
      skipped.push(skip(below, `the folder cannot be read: ${systemReason(error)}`));
      return [];
    });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const relative = below === '' ? entry.name : `${below}/${entry.name}`;
      let found: { isDirectory(): boolean; isFile(): boolean } = entry;
      if (entry.isSymbolicLink() || entry.isDirectory()) {
        try {
          const real = realpathSync(join(folder, relative));
          if (links === 'inside' && !isInside(real, root)) continue;
          found = statSync(real);
          if (found.isDirectory() && seen.has(real)) continue;
          if (found.isDirectory()) seen.add(real);
        } catch (error) {
          if (wanted(entry.name)) skipped.push(skip(relative, `a link that leads nowhere: ${systemReason(error)}`));
          continue;
        }
      }
      // oxlint-disable-next-line no-await-in-loop -- one folder at a time: a data set may have thousands
      if (found.isDirectory()) await enter(relative);
      else if (found.isFile() && wanted(entry.name)) files.push(relative);
      else others++;
    }
  };
  await enter('');
  return { files: files.toSorted(compare), others, skipped };
}

/**
 * Names as ids: in the form NFC, whatever the file system has made of them. Of two files that differ in their form alone,
 * one keeps its own.
 */
export function entriesOf(folder: string, files: readonly string[]): DataEntry[] {
  const names = new Set(files);
  const ids = new Set<string>();
  const entries = files.map((relative): DataEntry => {
    const normal = relative.normalize('NFC');
    const taken = ids.has(normal) || (normal !== relative && names.has(normal));
    const id = taken ? relative : normal;
    ids.add(id);
    return { id, place: { file: join(folder, relative) }, truth: { path: id } };
  });
  return entries.toSorted((a, b) => compare(a.id, b.id));
}

/**
 * Pictures in a folder and below, whose classes are the names of folders or the fronts of file names.
 * @throws DataError where there is none
 */
export async function openFolder(folder: string, options: OpenOptions): Promise<DataSet> {
  const { files, others, skipped } = await walk(folder, hasPictureName, options);
  if (files.length === 0) {
    const there =
      others === 0 ? 'no file in this folder' : `${others} files in this folder, none of them a picture by its name`;
    throw new DataError(
      folder,
      `${there}, expected pictures in class folders, <wnid>_name.jpg photos, or .bin records with classes.json`,
    );
  }
  const entries = entriesOf(folder, files);
  const kind = entries.some(({ id }) => id.includes('/')) ? 'folders' : 'names';
  const notes = others === 0 ? [] : [`${others} files are no pictures by their names, and left out`];
  return { kind, path: folder, entries, skipped, notes };
}
