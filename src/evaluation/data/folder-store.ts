import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashFile } from '#files';
import { systemReason } from '../../io/errors.js';
import type { ContentStore, Unreadable } from '../shard/shard.js';
import { modelPlace, type ModelPlace, pathStore, type StorePlaces } from './content-store.js';
import { type BytesPlace, DataError, type DataEntry, skip } from './data-set.js';
import { isInside, walk } from './folder.js';
import { indexImages, type IndexOptions } from './index-images.js';
import { openDataSet } from './open.js';

/** What a worker may open. */
export interface FolderStoreOptions extends Pick<IndexOptions, 'concurrency' | 'onProgress' | 'signal'> {
  /** Data sets: folders and files as `openDataSet` takes them. */
  readonly data: readonly string[];
  /** Folders with `.onnx` files in them or below, and such files. */
  readonly models: readonly string[];
}

/** A {@link ContentStore} over a worker's own folders. */
export interface FolderStore extends ContentStore {
  /** Where everything is, for the stores of child processes: see `pathStore`. */
  readonly places: StorePlaces;
  /** Different pictures, by content. */
  readonly images: number;
  /** The models, by their SHA-256. */
  readonly models: ReadonlyMap<string, string>;
  /** What stands in the folders and cannot be handed out. */
  readonly unreadable: readonly Unreadable[];
}

/** The entries of a data set without those whose files are links to somewhere else. */
async function ownEntries(path: string, unreadable: Unreadable[], signal?: AbortSignal): Promise<DataEntry[]> {
  const { entries, skipped } = await openDataSet(path, { links: 'inside', signal });
  unreadable.push(...skipped);
  const root = realpathSync(statSync(path).isDirectory() ? path : dirname(path));
  const inside = new Map<string, boolean>();
  return entries.filter(({ id, place: { file } }) => {
    let own = inside.get(file);
    try {
      own ??= isInside(realpathSync(file), root);
    } catch {
      // It is missing: that shows, with its reason, when it is read.
      own = true;
    }
    inside.set(file, own);
    if (!own) unreadable.push(skip(id, 'a link that leads out of the data folder'));
    return own;
  });
}

/** The models in a folder and below, or of a file, by their hashes. */
async function modelsIn(path: string, signal?: AbortSignal): Promise<[string, ModelPlace][]> {
  let files = [path];
  try {
    if (statSync(path).isDirectory()) {
      const found = await walk(path, (name) => /\.onnx$/i.test(name), { links: 'inside', signal });
      files = found.files.map((relative) => join(path, relative));
    }
    const models: [string, ModelPlace][] = [];
    for (const file of files) {
      signal?.throwIfAborted();
      const place = modelPlace(file);
      // oxlint-disable-next-line no-await-in-loop -- large files: one at a time
      models.push([await hashFile(file), place]);
    }
    return models;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    throw new DataError(path, `cannot be read: ${systemReason(error)}, expected a folder of models (.onnx)`, {
      cause: error,
    });
  }
}

/**
 * Indexes a worker's own data sets and models, so that it opens what jobs name by hash and nothing else: a job holds no
 * path, and what it asks for is either one of these contents or unknown. Links that lead out of a folder are left out.
 * Of files with the same content the first is used.
 *
 * @throws DataError where a data set cannot be opened or a folder of models cannot be read
 */
export async function folderStore(options: FolderStoreOptions): Promise<FolderStore> {
  const { data, models: modelFolders, ...indexing } = options;
  const unreadable: Unreadable[] = [];
  const entries: DataEntry[] = [];
  for (const path of data) {
    // oxlint-disable-next-line no-await-in-loop -- few, and each reads a folder
    for (const entry of await ownEntries(path, unreadable, options.signal)) entries.push(entry);
  }
  const index = await indexImages(entries, indexing);
  for (const each of index.unreadable) unreadable.push(each);
  const images: Record<string, BytesPlace> = {};
  for (const { sha256, entry } of index.images) images[sha256] ??= entry.place;
  const models: Record<string, ModelPlace> = {};
  for (const path of modelFolders) {
    // oxlint-disable-next-line no-await-in-loop -- large files: one at a time
    for (const [sha256, place] of await modelsIn(path, options.signal)) models[sha256] ??= place;
  }
  const store = pathStore({ images, models });
  return {
    places: { images, models },
    image: (sha256) => store.image(sha256),
    model: (sha256) => store.model(sha256),
    images: Object.keys(images).length,
    models: new Map(Object.entries(models).map(([sha256, { file }]) => [sha256, file])),
    unreadable,
  };
}
