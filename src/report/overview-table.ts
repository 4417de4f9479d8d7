import { oneLine } from '../core/one-line.js';
import type { Column, StoryRecord, ToldPicture } from '../evaluation/story/index.js';
import { percent } from './numbers.js';

/** Columns of the defense and beside it, without the clean picture and the adversary. */
function namesOf({ pictures }: Pick<StoryRecord, 'pictures'>): Column['name'][] {
  const told = pictures.find(({ defense }) => defense !== undefined);
  return told?.defense?.table.slice(2).map(({ name }) => name) ?? [];
}

/** `14`, or yes and no where nothing is drawn. */
function right(column: Column | undefined): string {
  if (column === undefined) return '–';
  return column.draws === 1 ? (column.right === 1 ? 'yes' : 'no') : String(column.right);
}

function cells(picture: ToldPicture, names: readonly Column['name'][], classes: boolean): string[] {
  const { title, clean, truth, defense } = picture;
  const own = clean.find(({ index }) => index === truth.index);
  const before = [oneLine(title), ...(classes ? [oneLine(truth.name)] : []), percent(own?.probability ?? 0)];
  if (defense === undefined) return [...before, '–', ...names.map(() => '–')];
  const { attack, table } = defense;
  return [
    ...before,
    attack.successAfterRounding ? oneLine(attack.adversarial.name) : 'failed',
    ...names.map((name) => right(table.find((column) => column.name === name))),
  ];
}

/** All pictures of a report, one in a row; the first column names them. */
export function overviewTable(record: Pick<StoryRecord, 'pictures'>): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const names = namesOf(record);
  // Of the samples, the file's name is that of the class.
  const classes = record.pictures.some(({ title, truth }) => title !== truth.name);
  return {
    head: ['picture', ...(classes ? ['true class'] : []), 'clean, %', 'adversary says', ...names],
    rows: record.pictures.map((picture) => cells(picture, names, classes)),
  };
}
