import { statSync } from 'node:fs';
import { join } from 'node:path';
import { knownOptions, wrongType } from '../../core/checks.js';
import { systemReason } from '../../io/errors.js';
import { hasPictureName } from '../../io/image-files.js';
import { DataError, dataForms, type DataSet, type OpenOptions } from './data-set.js';
import { openFolder } from './folder.js';
import { openImageNet } from './imagenet.js';
import { openList } from './list.js';
import { openPacked, packedFiles } from './packed.js';

async function openFile(path: string, options: OpenOptions): Promise<DataSet> {
  if (/\.(csv|tsv|txt)$/i.test(path)) return openList(path, options);
  if (/\.bin$/i.test(path)) return openPacked(path, [path], options);
  const what = hasPictureName(path) ? 'a single picture' : 'a file of no known kind';
  throw new DataError(path, `${what}, expected ${dataForms}`);
}

/**
 * Opens a data set, whatever its layout: see `docs/data.md`. Names and numbers are read, no picture is.
 *
 * @param path a folder, or a file ending in `.csv`, `.tsv`, `.txt` or `.bin`
 * @returns at least one entry
 * @throws DataError where there is no such place, or nothing in it that could be a picture of the data set
 */
export async function openDataSet(path: string, options: OpenOptions = {}): Promise<DataSet> {
  if (typeof path !== 'string') throw wrongType('a path', 'path', path);
  knownOptions(options, 'openDataSet', ['links', 'signal']);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw new DataError(path, `does not exist, expected ${dataForms}`);
    if (!found.isDirectory()) return await openFile(path, options);
    const imagenet = await openImageNet(path, options.signal);
    if (imagenet !== undefined) {
      if (imagenet.entries.length > 0) return imagenet;
      throw new DataError(path, `no picture of ${imagenet.skipped.length} has a class in the list of classes`);
    }
    const packed = packedFiles(path);
    const named = statSync(join(path, 'classes.json'), { throwIfNoEntry: false }) !== undefined;
    return packed.length > 0 && named ? openPacked(path, packed, options) : await openFolder(path, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    throw new DataError(path, `cannot be read: ${systemReason(error)}, expected ${dataForms}`, { cause: error });
  }
}
