import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isAddress, parseAddress } from './addresses.js';
import { FilesError, longestModel } from './files-error.js';
import { type HttpOptions, interruption, refusal, request } from './http-node.js';

export { FilesError, UnreachableError } from './files-error.js';
export { download, type Download, type DownloadOptions, type DownloadProgress } from './download-node.js';
export { isAddress, parseAddress } from './addresses.js';
export { findStored, hashFile, isModelName, listStored, modelsFolder, storePaths } from './store-node.js';

/** The longest card, in bytes: one of ImageNet's 21,841 classes has 1.5 MB. */
const longestText = 2 ** 24;

/** Nothing is there. */
class MissingError extends FilesError {}

async function readFileOf(path: string, longest: number): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) {
        throw new FilesError(path, `${stats.isDirectory() ? 'a folder' : 'a pipe or a device'}, expected a file`);
      }
      if (stats.size > longest) throw new FilesError(path, tooLong(stats.size, longest));
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof FilesError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MissingError(path, `does not exist (${code}), expected the path of a file`, { cause: error });
    }
    throw new FilesError(path, `cannot be read (${code ?? message})`, { cause: error });
  }
}

function tooLong(bytes: number | string, longest: number): string {
  return `holds ${bytes} bytes, expected at most ${longest}`;
}

/** The bytes behind an address that is known to be allowed. */
async function fetchBytes(url: URL, longest: number, options: HttpOptions): Promise<Uint8Array> {
  const answer = await request(url, {}, options);
  if (answer.statusCode === 404 || answer.statusCode === 410) throw new MissingError(url.href, refusal(answer));
  if (answer.statusCode !== 200) throw new FilesError(url.href, refusal(answer));
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > longest) throw new FilesError(url.href, tooLong(`more than ${longest}`, longest));
    }
  } catch (error) {
    throw interruption(url, error, `${length} bytes`);
  }
  return Buffer.concat(pieces);
}

function read(source: string | URL, longest: number, options: HttpOptions): Promise<Uint8Array> {
  if (typeof source === 'string' && !isAddress(source)) return readFileOf(source, longest);
  if (!/^file:/i.test(String(source))) return fetchBytes(parseAddress(source), longest, options);
  try {
    return readFileOf(fileURLToPath(source), longest);
  } catch (cause) {
    throw new FilesError(String(source), 'names no file of this machine, expected file:///…', { cause });
  }
}

/**
 * The bytes of a file.
 * @param source a path, a `file:` URL, or an `https:` URL (`http:` from the machine itself only); at most 2 GB
 * @throws FilesError
 */
export async function readBytes(source: string | URL, options: HttpOptions = {}): Promise<Uint8Array> {
  return read(source, longestModel, options);
}

/**
 * The text of a small file (16 MB at most), such as a card; undefined where there is none.
 * @param source as for {@link readBytes}
 * @throws FilesError where something is there that cannot be read
 */
export async function readTextIfPresent(source: string | URL, options: HttpOptions = {}): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await read(source, longestText, options));
  } catch (error) {
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}
