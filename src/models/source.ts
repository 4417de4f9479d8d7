import { findStored, readBytes, readTextIfPresent } from '#files';
import { wrongType } from '../core/checks.js';
import { catalogEntry, findCard } from './catalog/catalog.js';
import { type CheckedCard, checkCard } from './check-card.js';
import { ModelError } from './errors.js';

/** What a classifier can be loaded from: a name of the catalog or the models folder, a path, a URL, or the bytes. */
export type ModelSource = string | URL | Uint8Array;

/** The bytes of a model, and the cards that belong to them. */
export interface FoundModel {
  /** What messages call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** From the least to the most binding. */
  readonly cards: readonly CheckedCard[];
}

/** A card as a file holds it. */
async function parseCard(text: string, place: string): Promise<CheckedCard> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(place, 'is not JSON, expected a model card', { cause });
  }
  try {
    return checkCard(value, 'the card');
  } catch (cause) {
    throw new ModelError(place, (cause as Error).message, { cause });
  }
}

/**
 * A card in a file of its own.
 * @throws ModelError where there is none
 */
export async function readCard(source: string | URL): Promise<CheckedCard> {
  const text = await readTextIfPresent(source);
  if (text === undefined) throw new ModelError(String(source), 'does not exist, expected a model card (JSON)');
  return parseCard(text, String(source));
}

/** Where the card of a file would lie: `name.json` beside `name.onnx`. */
function besideOf(source: string | URL): string | URL | undefined {
  if (source instanceof URL || /^[a-z][a-z\d+.-]+:\/\//i.test(source)) {
    const url = new URL(source);
    if (!/\.onnx$/i.test(url.pathname)) return undefined;
    url.pathname = url.pathname.replace(/\.onnx$/i, '.json');
    return url;
  }
  return /\.onnx$/i.test(source) ? source.replace(/\.onnx$/i, '.json') : undefined;
}

async function cardBeside(source: string | URL): Promise<CheckedCard[]> {
  const place = besideOf(source);
  const text = place && (await readTextIfPresent(place));
  return text === undefined ? [] : [await parseCard(text, String(place))];
}

/** The path of a model that is meant by its name, or the source as it is. */
async function located(source: string | URL, folder: string | undefined): Promise<string | URL> {
  if (source instanceof URL) return source;
  const entry = catalogEntry(source);
  const stored = (await findStored(source, folder)) ?? (entry && (await findStored(entry.name, folder)));
  if (stored !== undefined) return stored;
  if (entry === undefined) return source;
  throw new ModelError(
    source,
    `is in the catalog, but not in the folder of models: get it with "pixel-deflection models pull ${entry.name}"`,
  );
}

/** SHA-256 as hexadecimal digits; undefined in pages without a secure context, where browsers do not compute it. */
async function sha256(bytes: Uint8Array): Promise<string | undefined> {
  const digest = await globalThis.crypto?.subtle?.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Refuses a file that is not the one that a card describes. */
function checkIdentity(bytes: Uint8Array, hash: string | undefined, cards: readonly CheckedCard[], name: string): void {
  for (const card of cards) {
    if (card.bytes !== undefined && card.bytes !== bytes.length) {
      throw new ModelError(name, `holds ${bytes.length} bytes, its card says ${card.bytes}: get the file again`);
    }
    if (card.sha256 === undefined || card.sha256 === hash) continue;
    if (hash === undefined) {
      throw new ModelError(
        name,
        'its SHA-256 cannot be checked on this page: serve it over HTTPS, or leave sha256 out of its card',
      );
    }
    throw new ModelError(name, `has the SHA-256 ${hash}, its card says ${card.sha256}: get the file again`);
  }
}

/** The name of a file or an address, without folders and `.onnx`. */
function stem(source: string | URL): string {
  const path =
    source instanceof URL || /^[a-z][a-z\d+.-]+:\/\//i.test(source) ? decodeURI(new URL(source).pathname) : source;
  return path.replace(/^.*[/\\](?=.)/s, '').replace(/(.)\.onnx$/is, '$1');
}

/**
 * Finds a model and the cards that come with it: that of the catalog, found by the file's SHA-256, and the one beside it.
 * @param folder of models, where it is not the usual one
 * @param given the caller's own card, which the file must fit as well
 */
export async function findModel(
  source: ModelSource,
  folder: string | undefined,
  given: CheckedCard,
): Promise<FoundModel> {
  const isBytes = source instanceof Uint8Array;
  if (!isBytes && typeof source !== 'string' && !(source instanceof URL)) {
    throw wrongType('a name, a path, a URL or the bytes of a model', 'source', source);
  }
  const place = isBytes ? undefined : await located(source, folder);
  const bytes = isBytes ? source : await readBytes(place!);
  const beside = place === undefined ? [] : await cardBeside(place);
  const name = given.name ?? (isBytes ? 'the given bytes' : String(source));
  const hash = await sha256(bytes);
  const known = hash === undefined ? undefined : await findCard(hash);
  checkIdentity(bytes, hash, [...beside, given], name);
  const called = isBytes ? [] : [{ name: stem(source) }];
  return { name, bytes, cards: [...called, ...(known ? [known] : []), ...beside, given] };
}
