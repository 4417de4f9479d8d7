import type { IncomingMessage } from 'node:http';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseAddress } from './addresses.js';
import { FilesError, longestModel } from './files-error.js';
import { type HttpOptions, interruption, refusal, request } from './http-node.js';
import { Part } from './part-node.js';
import { hashFile, storePaths } from './store-node.js';

/** A file that is wanted. */
export interface Download {
  /** Its name in the store. */
  readonly name: string;
  /** `https:`, or `http:` from the machine itself. */
  readonly url: string;
  /** What it has to have, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Its length, where that is known beforehand. */
  readonly bytes?: number;
}

export interface DownloadProgress {
  /** Bytes that are there, those of earlier attempts too. */
  readonly received: number;
  /** Undefined where neither the caller nor the server says it. */
  readonly total: number | undefined;
}

export interface DownloadOptions extends HttpOptions {
  /** The store, as for `modelsFolder`. */
  readonly folder?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Looks at the file, whose hash is right, before it becomes a model; if it throws, the file is removed. */
  readonly check?: (path: string) => Promise<void>;
}

/** What came is not what was wanted: nothing of it is kept. */
class WrongFileError extends FilesError {}

/** How the server names this version of the file, as `If-Range` takes it: weak ETags are none (RFC 9110, 13.1.5). */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

/** The length of the whole file, where an answer goes on where the part ends, to the end of the same version. */
function wholeLength(answer: IncomingMessage, part: Part): number | undefined {
  const { etag, 'content-range': range = '' } = answer.headers;
  const [, start, end, all] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []).map(Number);
  const other = etag !== undefined && part.validator?.startsWith('"') === true && etag !== part.validator;
  return answer.statusCode === 206 && !other && start === part.size && end === all - 1 ? all : undefined;
}

/**
 * Asks for what is missing.
 * @returns the answer, and the length of the whole file where it is known; undefined where nothing is missing
 */
async function ask(part: Part, url: URL, model: Download, options: DownloadOptions) {
  const { bytes, sha256 } = model;
  const range = { range: `bytes=${part.size}-`, 'if-range': part.validator ?? '' };
  let answer = await request(url, part.size > 0 ? range : {}, options);
  if (part.size > 0 && (answer.statusCode === 206 || answer.statusCode === 416)) {
    const total = wholeLength(answer, part);
    if (total !== undefined && total === (bytes ?? total)) return { answer, total };
    answer.destroy();
    if (answer.statusCode === 416 && answer.headers['content-range'] === `bytes */${part.size}`) return undefined;
    // The part is of no use to this server: all of it, then.
    answer = await request(url, {}, options);
  }
  if (answer.statusCode !== 200) throw new FilesError(url.href, refusal(answer));
  const length = answer.headers['content-length'];
  const total = length === undefined ? bytes : Number(length);
  if (total !== undefined && (total > longestModel || (bytes ?? total) !== total)) {
    answer.destroy();
    throw new WrongFileError(url.href, `holds ${total} bytes, expected ${bytes ?? `at most ${longestModel}`}`);
  }
  await part.begin({ url: model.url, sha256 }, validatorOf(answer));
  return { answer, total };
}

async function transfer(part: Part, url: URL, model: Download, options: DownloadOptions): Promise<void> {
  const { signal, onProgress } = options;
  if (part.size > 0 && part.size === model.bytes) return;
  const asked = await ask(part, url, model, options);
  if (asked === undefined) return;
  const { answer, total } = asked;
  const longest = total ?? longestModel;
  try {
    onProgress?.({ received: part.size, total });
    for await (const piece of answer as AsyncIterable<Buffer>) {
      if (part.size + piece.length > longest) {
        throw new WrongFileError(url.href, `sends more than ${longest} bytes, the expected length`);
      }
      await part.write(piece);
      onProgress?.({ received: part.size, total });
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw interruption(url, error, `${part.size} bytes`);
  }
  // HTTP's own framing has noticed a missing end, but for servers that give no length.
  if (total !== undefined && part.size < total) {
    throw new FilesError(url.href, `the connection broke off after ${part.size} bytes`);
  }
}

async function verify(part: Part, url: URL, { sha256, bytes = part.size }: Download): Promise<void> {
  if (part.size !== bytes) throw new WrongFileError(url.href, `gave ${part.size} bytes, expected ${bytes}`);
  // What lies on the disk, not what went by: parts are the work of several processes.
  const received = await hashFile(part.path);
  if (received !== sha256.toLowerCase()) {
    throw new WrongFileError(url.href, `gave another file: SHA-256 ${received}, expected ${sha256.toLowerCase()}`);
  }
}

/** Asks the system to keep the folder's entry as well, where it can (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Downloads a model into the store, or goes on where an earlier attempt ended: by `Range` and `If-Range`, so that only
 * the same version of the file is gone on with. Bytes become a model when length and SHA-256 are right, by one rename
 * after they are on the disk. Never more than the expected length is written. Several processes at once do not disturb
 * each other.
 * @returns the path of the model
 * @throws FilesError, and the signal's reason; what came until then is kept, unless it is wrong
 */
export async function download(model: Download, options: DownloadOptions = {}): Promise<string> {
  const place = storePaths(model.name, options.folder).model;
  const url = parseAddress(model.url);
  const folder = dirname(place);
  await mkdir(folder, { recursive: true });
  const part = await Part.take(folder, model.name, model.url, model.sha256);
  let refused = false;
  try {
    await transfer(part, url, model, options);
    await part.close();
    await verify(part, url, model);
    await options.check?.(part.path).catch((error: unknown) => {
      refused = true;
      throw error;
    });
    await part.moveTo(place);
  } catch (error) {
    await (refused || error instanceof WrongFileError ? part.remove() : part.letGo());
    throw error;
  }
  await syncFolder(folder);
  return place;
}
