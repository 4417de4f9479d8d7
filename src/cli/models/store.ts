import { findStored, hashFile, isModelName, modelsFolder, storePaths } from '#files';
import { oneLine } from '../../core/one-line.js';
import { systemReason } from '../../io/errors.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import type { PartialCard } from '../../models/card.js';
import { catalogEntry } from '../../models/catalog/catalog.js';
import { catalogEntries } from '../../models/catalog/entries.js';
import { UsageError, WorkError } from '../errors.js';
import type { RawFlags } from '../values.js';

/** The store that was named, or undefined for the usual one. */
export function namedFolder(raw: RawFlags): string | undefined {
  if (raw.modelsDir === '') throw new UsageError('Expected a folder for --models-dir but received ""');
  return raw.modelsDir === undefined ? undefined : String(raw.modelsDir);
}

/** Writes the card of a model in the store, each of its labels on a line. */
export async function writeCard(path: string, card: PartialCard): Promise<void> {
  const text = JSON.stringify(card, null, 2).replaceAll(/\{\s+("id": .*)\s+("name": .*)\s+\}/g, '{ $1 $2 }');
  await writeFileSafely(path, new TextEncoder().encode(`${text}\n`));
}

/** Runs work on the store's files; a folder that cannot be used is an error about that folder. */
export async function inStore<T>(folder: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || (error as NodeJS.ErrnoException).syscall === undefined) {
      throw error;
    }
    const where = showPath(modelsFolder(folder));
    throw new WorkError(`${where}: ${systemReason(error)}, expected a folder for models that can be written to`);
  }
}

/** The path of a model in the store. @throws where it is not there, with what to do */
export async function requireStored(name: string, folder: string | undefined): Promise<string> {
  const entry = catalogEntry(name);
  const path = await findStored(entry?.name ?? name, folder);
  if (path !== undefined) return path;
  const advice =
    entry?.url === undefined
      ? 'pixel-deflection models list shows what is there'
      : `pixel-deflection models pull ${name}`;
  throw new WorkError(`${showPath(name)}: not in ${showPath(modelsFolder(folder))}: ${advice}`);
}

/** The name that a file gets in the store: the one that was asked for, that of the catalog, or the file's own. */
export function chooseName(raw: RawFlags, file: string, sha256: string): string {
  const known = catalogEntries.find((entry) => entry.sha256 === sha256);
  const [own = ''] = /[^/\\]*$/.exec(file) ?? [];
  const name = raw.name === undefined ? (known?.name ?? own.replace(/\.onnx$/i, '')) : String(raw.name);
  if (!isModelName(name)) {
    const expected = 'up to 100 letters, digits, dots, dashes and underscores';
    throw new UsageError(`Expected ${expected} for --name but received ${oneLine(JSON.stringify(name))}`);
  }
  const entry = catalogEntry(name);
  if (entry !== undefined && entry.sha256 !== sha256) {
    throw new UsageError(`${name}: is a name of the catalog, for the SHA-256 ${entry.sha256}: choose another --name`);
  }
  return entry?.name ?? name;
}

/**
 * Where a file goes, and whether it is there already.
 * @throws where another file of this name is there that the user put there
 */
export async function placeOf(name: string, sha256: string, folder: string | undefined) {
  const paths = storePaths(name, folder);
  const there = (await findStored(name, folder)) === undefined ? undefined : await hashFile(paths.model);
  if (there !== undefined && there !== sha256 && catalogEntry(name) === undefined) {
    throw new WorkError(`${showPath(paths.model)}: is another file: choose another --name, or delete it`);
  }
  return { ...paths, there: there === sha256 };
}

/** `102.6 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
