import { checkAddress } from './addresses.js';
import { FilesError, longestModel, UnreachableError } from './files-error.js';

export { FilesError, UnreachableError } from './files-error.js';

/** Addresses without a scheme are those of the page; what the page itself may load, it may load for us. */
function resolve(source: string | URL): URL {
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (!URL.canParse(String(source), page)) {
    throw new FilesError(String(source), 'is no address, expected https://… or one relative to the page');
  }
  const url = new URL(source, page);
  if (page === undefined || url.origin !== new URL(page).origin) checkAddress(url);
  return url;
}

async function answerOf(url: URL): Promise<Response> {
  try {
    return await fetch(url);
  } catch (cause) {
    const advice = 'look whether it is there and lets other pages read it (CORS), or give the bytes of the model';
    throw new UnreachableError(url.href, `cannot be fetched: ${advice}`, { cause });
  }
}

async function bodyOf(url: URL, answer: Response): Promise<Uint8Array> {
  if (!answer.ok) throw new FilesError(url.href, `the server answered ${answer.status} ${answer.statusText}`.trim());
  const length = Number(answer.headers.get('content-length') ?? 0);
  if (length > longestModel) {
    throw new FilesError(url.href, `holds ${length} bytes, expected at most ${longestModel}`);
  }
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch (cause) {
    throw new FilesError(url.href, 'the connection broke off: try again', { cause });
  }
}

/**
 * The bytes behind an address.
 * @param source a URL, or a path relative to the page; at most 2 GB
 * @throws FilesError
 */
export async function readBytes(source: string | URL): Promise<Uint8Array> {
  const url = resolve(source);
  return bodyOf(url, await answerOf(url));
}

/**
 * The text behind an address, such as a card; undefined where there is none. An HTML page is none either: servers of
 * single-page apps answer with one where there is no file.
 * @throws FilesError where something is there that cannot be read
 */
export async function readTextIfPresent(source: string | URL): Promise<string | undefined> {
  const url = resolve(source);
  const answer = await answerOf(url);
  const html = answer.headers.get('content-type')?.startsWith('text/html') === true;
  if (answer.status === 404 || answer.status === 410 || html) return undefined;
  return new TextDecoder().decode(await bodyOf(url, answer));
}

/** Browsers have no store of models: there they are given by URL or as bytes. Always undefined. */
export async function findStored(_name: string, _folder?: string): Promise<string | undefined> {
  return undefined;
}

/**
 * There is no folder of models in browsers.
 * @throws FilesError always
 */
export function modelsFolder(_folder?: string): string {
  throw new FilesError('models', 'browsers have no folder of models, expected the URL or the bytes of a model');
}
