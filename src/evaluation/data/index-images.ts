import { createHash } from 'node:crypto';
import { integer, knownOptions } from '../../core/checks.js';
import { PictureProblem } from '../../io/errors.js';
import { loadPicture } from '../../io/picture-bytes.js';
import { defaultMaxPixels } from '../../io/read-image.js';
import type { Unreadable } from '../shard/shard.js';
import { type BytesPlace, type DataEntry, skip } from './data-set.js';
import { PlaceError, readPlace } from './read-place.js';

/** A picture of a data set that can be read, by its content. */
export interface IndexedImage {
  readonly entry: DataEntry;
  /** Hex SHA-256 of the encoded bytes. */
  readonly sha256: string;
}

/** How far an index has come. */
export interface IndexProgress {
  /** Pictures that were looked at. */
  readonly done: number;
  readonly total: number;
}

/** Options of {@link indexImages}. */
export interface IndexOptions {
  /** Pictures that are read at the same time: an integer of at least 1. Default 4. */
  concurrency?: number;
  /** The most pixels that a picture may have. Default 50,000,000. */
  maxPixels?: number;
  /** Called after each picture. */
  onProgress?: (progress: IndexProgress) => void;
  /** Ends the work; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** What {@link indexImages} finds. */
export interface ImageIndex {
  /** In the order of the entries. */
  readonly images: readonly IndexedImage[];
  readonly unreadable: readonly Unreadable[];
  /** How many of the images have the bytes of an earlier one; they are images of their own. */
  readonly duplicates: number;
}

/** Hex SHA-256. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Calls work for every item, so many at a time, and keeps the order of what comes of it. After a failure none is begun. */
export async function inParallel<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      try {
        // oxlint-disable-next-line no-await-in-loop -- each worker takes one after the other
        results[at] = await work(items[at]);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}

/**
 * The content hash of a picture, after its bytes were checked as far as that needs no decoding: format, size, completeness.
 * @returns the reason where it cannot be read
 */
async function hashPicture(place: BytesPlace, maxPixels: number): Promise<{ sha256: string } | { reason: string }> {
  try {
    const bytes = await readPlace(place);
    await loadPicture(bytes, maxPixels);
    return { sha256: sha256Of(bytes) };
  } catch (error) {
    if (error instanceof PlaceError || error instanceof PictureProblem) return { reason: error.message };
    throw error;
  }
}

/**
 * Reads every picture once and takes its SHA-256. Those that are missing, empty, no picture, cut short or too large are
 * listed with the reason, and are no error: a picture that cannot be read is better known before a run than in its middle.
 * The bytes of `concurrency` pictures are held at a time.
 */
export async function indexImages(entries: readonly DataEntry[], options: IndexOptions = {}): Promise<ImageIndex> {
  knownOptions(options, 'indexImages', ['concurrency', 'maxPixels', 'onProgress', 'signal']);
  const concurrency = integer(options.concurrency ?? 4, 'concurrency', 1);
  const maxPixels = integer(options.maxPixels ?? defaultMaxPixels, 'maxPixels', 1);
  let done = 0;
  const looked = await inParallel(entries, concurrency, async (entry) => {
    options.signal?.throwIfAborted();
    const found = await hashPicture(entry.place, maxPixels);
    done++;
    options.onProgress?.({ done, total: entries.length });
    return { entry, found };
  });
  const images: IndexedImage[] = [];
  const unreadable: Unreadable[] = [];
  for (const { entry, found } of looked) {
    if ('sha256' in found) images.push({ entry, sha256: found.sha256 });
    else unreadable.push(skip(entry.id, found.reason));
  }
  const contents = new Set(images.map(({ sha256 }) => sha256));
  return { images, unreadable, duplicates: images.length - contents.size };
}

/**
 * Hex SHA-256 over the ids, contents and labels of pictures in their order: what a run says of its data.
 * @param images labels by model; null where the model does not know the class
 */
export function dataHash(
  images: readonly { readonly id: string; readonly sha256: string; readonly labels: readonly (number | null)[] }[],
): string {
  const hash = createHash('sha256');
  for (const { id, sha256, labels } of images) hash.update(`${JSON.stringify([id, sha256, labels])}\n`);
  return hash.digest('hex');
}
