import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { systemReason } from '../../io/errors.js';
import { DataError } from './data-set.js';

/** Bytes of lists of several million pictures. */
const longestText = 256 * 2 ** 20;

/** No list of classes is longer. */
const longestClasses = 16 * 2 ** 20;

/** One class of a `classes.json`. */
export interface ListedClass {
  readonly wnid?: string;
  readonly name?: string;
}

/**
 * A text file in UTF-8 without its byte order mark.
 * @throws DataError where it cannot be read, or is larger than 256 MB
 */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new DataError(path, 'not a file, expected a text file');
    if (found.size > longestText) {
      throw new DataError(path, `${Math.round(found.size / 2 ** 20)} MB long, expected a text file of at most 256 MB`);
    }
    return (await readFile(path, { encoding: 'utf8', signal })).replace(/^\uFEFF/, '');
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    throw new DataError(path, `cannot be read: ${systemReason(error)}, expected a text file`, { cause: error });
  }
}

/** Lines of a text file without their ends; blank ones too. */
export async function readLines(path: string, signal?: AbortSignal): Promise<string[]> {
  return (await readText(path, signal)).split(/\r?\n|\r/);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/**
 * The classes that a `classes.json` names in their order: an array of `{ wnid, name }` or of names; undefined where there is
 * no such file.
 * @throws DataError where it holds something else
 */
export function readClasses(path: string): ListedClass[] | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const expected = 'expected an array of { "wnid": …, "name": … } or of names';
  if (!found.isFile() || found.size > longestClasses) throw new DataError(path, `no list of classes, ${expected}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new DataError(path, `is not JSON, ${expected}`, { cause: error });
  }
  if (!Array.isArray(value) || value.length === 0) throw new DataError(path, `not an array with classes, ${expected}`);
  return value.map((each: unknown, index): ListedClass => {
    if (textOf(each) !== undefined) return { name: each as string };
    const { wnid, id, name } = (each ?? {}) as Record<string, unknown>;
    const listed = { wnid: textOf(wnid) ?? textOf(id), name: textOf(name) };
    if (listed.wnid === undefined && listed.name === undefined) {
      throw new DataError(path, `class ${index} has no wnid and no name, ${expected}`);
    }
    return listed;
  });
}
