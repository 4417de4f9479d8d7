import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compare } from '../../io/image-files.js';
import type { Unreadable } from '../shard/shard.js';
import { type DataEntry, DataError, type DataSet, type Numbering, type RawTruth, skip } from './data-set.js';
import { readCsv } from './list.js';
import { readLines } from './text.js';

const photo = /^(ILSVRC2012_val_(\d{8}))\.(?:jpe?g|png|webp)$/i;

/** Below what people unpack, where the pictures are; the folder itself first. */
const pictureFolders = ['', 'val', 'ILSVRC2012_img_val', 'Data/CLS-LOC/val', 'ILSVRC/Data/CLS-LOC/val'];

/** Below the pictures' folder and those around it, where the classes are. */
const truthFolders = ['', 'ILSVRC', 'data', 'devkit/data', 'ILSVRC2012_devkit_t12/data', 'ILSVRC/devkit/data'];

/** From `ILSVRC/Data/CLS-LOC/val` to the folder that Kaggle's files are unpacked into. */
const mostAbove = 4;

const solution = 'LOC_val_solution.csv';
const groundTruth = 'ILSVRC2012_validation_ground_truth.txt';
const clsloc = 'map_clsloc.txt';
const synsets = ['synsets.txt', 'synset_words.txt', 'LOC_synset_mapping.txt'];

/** Classes by picture: by its name without extension, in lower case. */
interface Truths {
  readonly file: string;
  readonly of: ReadonlyMap<string, RawTruth>;
  readonly numbering?: Numbering;
}

/** Kaggle's table: `ImageId,PredictionString`, where the string begins with the class (boxes of it follow). */
async function readSolution(file: string, signal?: AbortSignal): Promise<Truths> {
  const of = new Map<string, RawTruth>();
  for (const { fields } of await readCsv(file, signal)) {
    const wnid = /^n\d{8}\b/.exec(fields[1] ?? '')?.[0];
    if (wnid !== undefined) of.set(fields[0].toLowerCase(), { wnid });
  }
  return { file, of };
}

/** The development kit: numbers, one a line, picture by picture, and a file that says which class each number is. */
async function readGroundTruth(file: string, map: string, signal?: AbortSignal): Promise<Truths> {
  const wnids = new Map<string, string>();
  for (const line of await readLines(map, signal)) {
    const [wnid, number] = line.trim().split(/\s+/);
    if (/^n\d{8}$/.test(wnid) && number !== undefined) wnids.set(number, wnid);
  }
  const of = new Map<string, RawTruth>();
  for (const [index, line] of (await readLines(file, signal)).entries()) {
    const wnid = wnids.get(line.trim());
    if (wnid !== undefined) of.set(`ilsvrc2012_val_${String(index + 1).padStart(8, '0')}`, { wnid });
  }
  return { file, of };
}

/** Caffe's list: `ILSVRC2012_val_00000001.JPEG 65`, numbers in the order of WordNet ids, which a list may give. */
async function readCaffeList(file: string, signal?: AbortSignal): Promise<Truths> {
  const wnids: string[] = [];
  const beside = synsets.map((name) => join(dirname(file), name)).find((path) => existsSync(path));
  if (beside !== undefined) {
    for (const line of await readLines(beside, signal)) {
      const wnid = /^n\d{8}\b/.exec(line)?.[0];
      if (wnid !== undefined) wnids.push(wnid);
    }
  }
  const of = new Map<string, RawTruth>();
  for (const line of await readLines(file, signal)) {
    const found = /^(?:.*\/)?(ILSVRC2012_val_\d{8})\.\w+\s+(\d{1,4})$/i.exec(line.trim());
    if (found === null) continue;
    const index = Number(found[2]);
    of.set(found[1].toLowerCase(), wnids[index] === undefined ? { index } : { wnid: wnids[index] });
  }
  return { file, of, ...(wnids.length > 0 ? {} : { numbering: { classes: 1000, order: 'wnid' } }) };
}

/** The classes of validation pictures, from the nearest of the files that say them; undefined where there is none. */
async function findTruths(folder: string, signal?: AbortSignal): Promise<Truths | undefined> {
  let around = resolve(folder);
  for (let above = 0; above <= mostAbove; above++) {
    for (const below of truthFolders) {
      const there = (name: string) => join(around, below, name);
      // oxlint-disable no-await-in-loop -- the nearest one is taken, and the others are not read
      let found: Truths | undefined;
      if (existsSync(there(solution))) found = await readSolution(there(solution), signal);
      else if (existsSync(there(groundTruth)) && existsSync(there(clsloc))) {
        found = await readGroundTruth(there(groundTruth), there(clsloc), signal);
      } else if (existsSync(there('val.txt'))) found = await readCaffeList(there('val.txt'), signal);
      // oxlint-enable no-await-in-loop
      if (found !== undefined && found.of.size > 0) return found;
    }
    around = dirname(around);
  }
  return undefined;
}

/** Flat validation pictures in a folder, sorted; none where it is something else. */
function photosIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => photo.test(name))
    .toSorted(compare);
}

/**
 * The flat validation pictures of ImageNet (`ILSVRC2012_val_00000001.JPEG` …), with their classes from Kaggle's
 * `LOC_val_solution.csv`, the development kit's `ILSVRC2012_validation_ground_truth.txt` and `map_clsloc.txt`, or Caffe's
 * `val.txt`.
 * @returns undefined where the folder has no such pictures
 * @throws DataError where it has, and none of these files is found
 */
export async function openImageNet(path: string, signal?: AbortSignal): Promise<DataSet | undefined> {
  for (const below of pictureFolders) {
    const folder = join(path, below);
    const photos = photosIn(folder);
    if (photos.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- the first folder with such pictures is the only one that is used
    const truths = await findTruths(folder, signal);
    if (truths === undefined) {
      const expected = `expected ${solution}, ${groundTruth} with ${clsloc}, or val.txt in it or around it`;
      throw new DataError(folder, `ImageNet's validation pictures without their classes, ${expected}`);
    }
    const entries: DataEntry[] = [];
    const skipped: Unreadable[] = [];
    for (const id of photos) {
      const truth = truths.of.get((photo.exec(id)?.[1] ?? '').toLowerCase());
      if (truth === undefined) skipped.push(skip(id, 'no class in the list of classes'));
      else entries.push({ id, place: { file: join(folder, id) }, truth });
    }
    return { kind: 'imagenet', path, entries, skipped, notes: [], numbering: truths.numbering };
  }
  return undefined;
}
