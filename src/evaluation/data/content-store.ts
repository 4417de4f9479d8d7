import { statSync } from 'node:fs';
import { showPath } from '../../io/show-path.js';
import type { ContentStore } from '../shard/shard.js';
import type { BytesPlace } from './data-set.js';
import { sha256Of } from './index-images.js';
import { PlaceError, readPlace } from './read-place.js';

/** A model's file as it was when its hash was taken. */
export interface ModelPlace {
  readonly file: string;
  readonly bytes: number;
  readonly modified: number;
}

/** Files by the SHA-256 of their content: plain data, so that it can be sent to child processes. */
export interface StorePlaces {
  readonly images: Readonly<Record<string, BytesPlace>>;
  readonly models: Readonly<Record<string, ModelPlace>>;
}

/** A file that is not any more what its hash says. The message is one line, safe to print. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** What a model's file is now. @throws the system's error where there is none */
export function modelPlace(file: string): ModelPlace {
  const { size, mtimeMs } = statSync(file);
  return { file, bytes: size, modified: mtimeMs };
}

function show({ file, offset }: BytesPlace): string {
  return offset === undefined ? showPath(file) : `${showPath(file)} at byte ${offset}`;
}

/**
 * A store of files whose places are known by their hashes. Only hashes are looked up, no path is ever made of what is asked
 * for. The bytes of pictures are hashed again when they are handed out; a model's file is compared by size and time, and
 * its bytes are hashed when it is loaded, for its card holds the hash.
 *
 * @throws StoreError, from its functions, where a file was changed or removed since it was indexed
 */
export function pathStore(places: StorePlaces): ContentStore {
  // Maps, for which `constructor` is no hash.
  const images = new Map(Object.entries(places.images));
  const models = new Map(Object.entries(places.models));
  return {
    async image(sha256) {
      const place = images.get(sha256);
      if (place === undefined) return undefined;
      let bytes: Uint8Array;
      try {
        bytes = await readPlace(place);
      } catch (error) {
        if (!(error instanceof PlaceError)) throw error;
        throw new StoreError(`${show(place)}: ${error.message}, though it was there when the data was indexed`, {
          cause: error,
        });
      }
      if (sha256Of(bytes) === sha256) return bytes;
      throw new StoreError(`${show(place)}: changed since the data was indexed, expected the same bytes`);
    },
    model(sha256) {
      const place = models.get(sha256);
      if (place === undefined) return undefined;
      const now = statSync(place.file, { throwIfNoEntry: false });
      if (now?.size === place.bytes && now.mtimeMs === place.modified) return place.file;
      const what = now === undefined ? 'removed' : 'changed';
      throw new StoreError(`${showPath(place.file)}: ${what} since it was indexed, expected the same model`);
    },
  };
}
