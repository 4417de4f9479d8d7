import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { Unreadable } from '../shard/shard.js';
import { type DataEntry, DataError, type DataSet, type OpenOptions, quoted, type RawTruth, skip } from './data-set.js';
import { type ListedClass, readClasses, readLines, readText } from './text.js';

const fileColumns = ['image', 'path', 'file'];
const classColumns = ['wnid', 'class', 'label'];

const expectedHeader = `expected a header with a column ${fileColumns.join(', ')} and a column ${classColumns.join(', ')}`;

/** One row: a file and what is said of its class. */
interface Row {
  readonly line: number;
  readonly file: string;
  readonly label: string;
  /** Whether the column is that of keys. */
  readonly key: boolean;
}

/** The separator of a header: the one of comma, semicolon and tab that stands there most often. */
function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best), ',');
}

/** Most bytes of a row, so that a file of something else is not taken for one long row. */
const longestRow = 2 ** 16;

/** A row of a CSV, and the line that it ends on. */
export interface CsvRow {
  readonly fields: readonly string[];
  readonly line: number;
}

/**
 * Rows of a CSV, the header among them. Fields may be quoted, and quotes may stand inside of unquoted ones; the separator is a
 * comma, a semicolon or a tab.
 * @throws DataError that names the line of the row in which a quote is not closed
 */
export async function readCsv(path: string, signal?: AbortSignal): Promise<CsvRow[]> {
  const text = await readText(path, signal);
  const rows: CsvRow[] = [];
  try {
    parse(text, {
      delimiter: delimiterOf(/\S.*/.exec(text)?.[0] ?? ''),
      max_record_size: longestRow,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (fields: string[], { lines }) => {
        rows.push({ fields, line: lines });
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const begins = nextLine(text, rows.at(-1)?.line ?? 0);
    throw new DataError(path, `line ${begins}: ${csvProblem(error)}, expected a CSV (RFC 4180)`, { cause: error });
  }
}

/** The line behind so many others that something stands on: errors of the parser name the line that it stopped at. */
function nextLine(text: string, lines: number): number {
  return text.split(/\r\n|\r|\n/).findIndex((line, index) => index >= lines && line.trim() !== '') + 1;
}

function csvProblem({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote of the row that begins here is not closed';
  if (code !== 'CSV_MAX_RECORD_SIZE') return message;
  return `the row that begins here is longer than ${longestRow / 1024} kB, as where a quote is not closed`;
}

/** The columns that are used, by the header's names. */
function columnsOf(path: string, header: readonly string[]): { file: number; label: number; key: boolean } {
  const names = header.map((name) => name.toLowerCase());
  const find = (wanted: readonly string[]) => wanted.map((name) => names.indexOf(name)).find((at) => at >= 0);
  const file = find(fileColumns);
  const label = find(classColumns);
  if (file === undefined || label === undefined) {
    throw new DataError(path, `the first line is ${quoted(header.join(','))}, ${expectedHeader}`);
  }
  return { file, label, key: names[label] === 'wnid' };
}

async function tableRows(path: string, signal?: AbortSignal): Promise<Row[]> {
  const [header, ...rows] = await readCsv(path, signal);
  if (header === undefined) throw new DataError(path, `empty, ${expectedHeader}`);
  const { file, label, key } = columnsOf(path, header.fields);
  return rows.map(({ fields, line }) => ({ line, file: fields[file] ?? '', label: fields[label] ?? '', key }));
}

/** Lines of a name, blanks and the class; names may hold blanks. */
async function listRows(path: string, signal?: AbortSignal): Promise<Row[]> {
  const lines = await readLines(path, signal);
  return lines.flatMap((line, index) => {
    const text = line.trim();
    const middle = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'));
    const [file, label] = middle < 0 ? [text, ''] : [text.slice(0, middle).trim(), text.slice(middle + 1)];
    return text === '' ? [] : [{ line: index + 1, file, label, key: false }];
  });
}

/** A name as the file system has it: written with backslashes elsewhere, or in another normal form. */
function spelledAsFile(folder: string, name: string): string {
  if (!/[^ -[\]-~]/.test(name)) return name;
  const slashed = name.replaceAll('\\', '/');
  const forms = [name, slashed, slashed.normalize('NFC'), slashed.normalize('NFD')];
  return forms.find((form) => !leaves(form) && existsSync(join(folder, form))) ?? slashed;
}

/** Whether a path leads out of the folder that it is below. */
function leaves(path: string): boolean {
  const slashed = path.replaceAll('\\', '/');
  return isAbsolute(path) || /^([a-z]:|\/)/i.test(slashed) || slashed.split('/').includes('..') || path.includes('\0');
}

/** What a label says: a class of `classes.json` by its number, a number, a key or a name. */
function truthOf({ label, key }: Row, classes: readonly ListedClass[] | undefined): RawTruth {
  if (key) return { wnid: label };
  if (!/^\d{1,9}$/.test(label)) return { name: label };
  return classes === undefined ? { name: label, index: Number(label) } : (classes[Number(label)] ?? { name: label });
}

/** An entry of a row, or why it is none. */
function entryOf(folder: string, row: Row, classes: readonly ListedClass[] | undefined): DataEntry | string {
  const { line, file, label } = row;
  if (file === '') return `line ${line}: no file name`;
  if (leaves(file)) return `line ${line}: a path that leaves the list's folder, expected one below it`;
  if (label === '') return `line ${line}: no class`;
  const place = spelledAsFile(folder, file).replace(/^(\.\/+)+/, '');
  return { id: place.normalize('NFC'), place: { file: join(folder, place) }, truth: truthOf(row, classes) };
}

/**
 * A CSV (`.csv`, `.tsv`) or a text list of lines `name class`. Files are found below the list's folder alone; those that are
 * missing show when their bytes are read. A number is looked up in `classes.json` beside the list where there is one.
 * @throws DataError where the header lacks a column, a quote is not closed, or no row can be used
 */
export async function openList(path: string, { signal }: OpenOptions): Promise<DataSet> {
  const folder = dirname(path);
  const classes = readClasses(join(folder, 'classes.json'));
  const entries = new Map<string, DataEntry>();
  const skipped: Unreadable[] = [];
  let most = -1;
  for (const row of await (/\.txt$/i.test(path) ? listRows : tableRows)(path, signal)) {
    const entry = entryOf(folder, row, classes);
    if (typeof entry === 'string') skipped.push(skip(row.file, entry));
    else if (entries.has(entry.id)) skipped.push(skip(row.file, `line ${row.line}: the file was listed before`));
    else {
      entries.set(entry.id, entry);
      most = Math.max(most, entry.truth.index ?? -1);
    }
  }
  if (entries.size === 0) {
    const first = skipped.length === 0 ? 'no row' : `none of ${skipped.length} rows can be used (${skipped[0].reason})`;
    throw new DataError(path, `${first}, expected files below the list's folder and their classes`);
  }
  const numbering = most < 0 ? undefined : ({ classes: most + 1, order: 'own' } as const);
  return { kind: 'list', path, entries: [...entries.values()], skipped, notes: [], numbering };
}
