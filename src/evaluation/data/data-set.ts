import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import type { Unreadable } from '../shard/shard.js';

/**
 * How a data set is laid out: folders named after classes, files named after classes, a CSV or text list, packed records,
 * or the flat validation pictures of ImageNet.
 */
export type DataKind = 'folders' | 'names' | 'list' | 'packed' | 'imagenet';

/** Where encoded bytes lie: a whole file, or a part of one. Plain data, so that it can be sent to other processes. */
export interface BytesPlace {
  readonly file: string;
  /** Bytes before the part; default 0. */
  readonly offset?: number;
  /** Bytes of the part; default: the whole file. */
  readonly length?: number;
}

/** What a data set says of a picture's class; it becomes a class of a model by `labelsFor`. */
export interface RawTruth {
  /** A stable key, such as a WordNet id. */
  readonly wnid?: string;
  /** A name or key, as it stands in a list. */
  readonly name?: string;
  /** A number among the classes that {@link DataSet.numbering} tells of. */
  readonly index?: number;
  /** Place of the file below the data set's folder, with slashes: its own name or that of a folder may be a class. */
  readonly path?: string;
}

/** One picture of a data set; its bytes are read when they are asked for, by `readPlace`. */
export interface DataEntry {
  /** Its name in the data set, with slashes, in Unicode's form NFC; no other entry has it. */
  readonly id: string;
  readonly place: BytesPlace;
  readonly truth: RawTruth;
}

/** What the numbers of a data set count. */
export interface Numbering {
  /** Number of classes: stated, or one more than the largest number. */
  readonly classes: number;
  /** `wnid`: the classes in the order of their WordNet ids, as ImageNet's own lists; `own`: as the list's author had it. */
  readonly order: 'wnid' | 'own';
}

/** Pictures and what is said of their classes. Bytes are not held. */
export interface DataSet {
  readonly kind: DataKind;
  /** The file or folder that was opened. */
  readonly path: string;
  /** In the order of their names, or of the list, or of the records. */
  readonly entries: readonly DataEntry[];
  /** Where classes are given by numbers. */
  readonly numbering?: Numbering;
  /** What stands in the data set and cannot be a picture of it, each with the reason. */
  readonly skipped: readonly Unreadable[];
  /** What its reader should know, a line each, safe to print. */
  readonly notes: readonly string[];
}

/** Options of `openDataSet`. */
export interface OpenOptions {
  /**
   * What becomes of symbolic links: `follow` (default), or `inside`: those that lead out of the data set's folder are left
   * out, as workers do.
   */
  links?: 'follow' | 'inside';
  /** Ends the work; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** A data set that cannot be used. The message is one line, safe to print: `path: what was wrong, what was expected`. */
export class DataError extends Error {
  override readonly name = 'DataError';
  /** The message without the path. */
  readonly problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${showPath(path)}: ${oneLine(problem)}`, options);
    this.problem = oneLine(problem);
  }
}

/** What all data sets can be, for messages. */
export const dataForms =
  'a folder of class folders, photos named <wnid>_name.jpg, a CSV or text list, packed records (.bin) or the validation pictures of ImageNet';

/** Something that is no picture of the data set, and why. */
export function skip(image: string, reason: string): Unreadable {
  return { image, reason: oneLine(reason) };
}

/** A text of a data set as a reason shows it: quoted, at most 80 characters of it. */
export function quoted(text: string): string {
  return `"${oneLine(text.length > 80 ? `${text.slice(0, 77)}…` : text)}"`;
}
