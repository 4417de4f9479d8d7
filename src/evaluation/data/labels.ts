import type { Label } from '../../models/index.js';
import { areNumbered } from '../../models/numbered-labels.js';
import type { Unreadable } from '../shard/shard.js';
import { type DataEntry, type DataSet, type Numbering, quoted, type RawTruth, skip } from './data-set.js';
import { Truths } from './truths.js';

const wordNetId = /^n\d{8}$/;

/** The classes of a data set's pictures in the output of one model. */
export interface FoundLabels {
  /** For each entry the class by its index; undefined where the model does not know it. */
  readonly labels: readonly (number | undefined)[];
  /** The entries whose class it does not know, each with the reason. */
  readonly unknown: readonly Unreadable[];
}

/**
 * The output that a number means: in the order of WordNet ids where that is the data set's and the model's keys are such,
 * or the number itself. Undefined where the model has another number of classes: then it counts something else.
 */
function outputsByNumber(labels: readonly Label[], numbering: Numbering | undefined): readonly number[] | undefined {
  if (numbering === undefined || numbering.classes !== labels.length) return undefined;
  const outputs = labels.map((_, index) => index);
  const keyed = labels.every(({ id }) => wordNetId.test(id));
  if (numbering.order === 'own' || !keyed) return outputs;
  return outputs.toSorted((a, b) => (labels[a].id < labels[b].id ? -1 : 1));
}

/** The class of a picture as its data set calls it. */
function className({ wnid, name, index, path }: RawTruth): string | undefined {
  if (wnid !== undefined && name !== undefined) return `${wnid} ${name}`;
  const given = wnid ?? name ?? (index === undefined ? undefined : String(index));
  if (given !== undefined || path === undefined) return given;
  return path.includes('/') ? path.split('/').at(-2) : /^n\d{8}(?![\da-z])/i.exec(path)?.[0];
}

function reasonOf(truth: RawTruth, labels: readonly Label[], numbering: Numbering | undefined): string {
  const name = className(truth);
  if (name === undefined) return 'nothing in its name is a class of the model';
  const without = areNumbered(labels) ? ', its card has no labels' : '';
  const unknown = `the model does not know the class ${quoted(name)}${without}`;
  if (truth.index === undefined || numbering === undefined || truth.index >= labels.length) return unknown;
  return `${unknown}: numbers go to ${numbering.classes - 1}, and it has ${labels.length} classes`;
}

/**
 * The class of each picture in the output of a model, by the first of these that is one: the key of the class, its name, its
 * number (only where the model has as many classes as the data set counts), the names of file and folders as `Truths` reads
 * them.
 */
export function labelsFor(data: Pick<DataSet, 'entries' | 'numbering'>, labels: readonly Label[]): FoundLabels {
  const truths = new Truths(labels);
  const byNumber = outputsByNumber(labels, data.numbering);
  // Where both have WordNet ids, a name would only confuse two classes of one name, such as the cranes.
  const keyed = labels.some(({ id }) => wordNetId.test(id));
  const classOf = ({ truth: { wnid, name, index, path } }: DataEntry): number | undefined =>
    (wnid === undefined ? undefined : truths.meant(wnid)) ??
    (name === undefined || (keyed && wnid !== undefined) ? undefined : truths.meant(name)) ??
    (index === undefined ? undefined : byNumber?.[index]) ??
    (path === undefined ? undefined : truths.of(path));
  const found = data.entries.map(classOf);
  const unknown = data.entries
    .filter((_, index) => found[index] === undefined)
    .map(({ id, truth }) => skip(id, reasonOf(truth, labels, data.numbering)));
  return { labels: found, unknown };
}
