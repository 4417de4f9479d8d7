import type { Column, Defense, PictureStory } from '../evaluation/story/index.js';
import { publishedTable } from '../evaluation/story/published.js';
import { oneLine } from '../core/one-line.js';
import { count, percent, range } from './numbers.js';

/** Who a row is about: its colour. */
export type Role = 'true' | 'adversarial' | 'other';

/** A table of text, for HTML and for the terminal alike. */
export interface TextTable {
  /** Names of the columns, without that of the first, which is empty. */
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly role: Role; readonly cells: readonly string[] }[];
}

const nothing = '–';

function row(name: string, columns: readonly Column[], cell: (column: Column) => string, role: Role = 'other') {
  return { name, role, cells: columns.map(cell) };
}

/** Rows that every table has. */
function measured(columns: readonly Column[], truth: string, adversarial: string): TextTable['rows'] {
  return [
    row(`${truth} (true), %`, columns, (column) => percent(column.truth), 'true'),
    row(`${adversarial} (adversarial), %`, columns, (column) => percent(column.adversarial), 'adversarial'),
    row('true class first', columns, ({ right, draws }) =>
      draws === 1 ? (right ? 'yes' : 'no') : count(right, draws),
    ),
    row('95 % interval, %', columns, ({ interval }) => (interval ? range(interval) : nothing)),
    row('samples copied', columns, ({ deflection }) => (deflection ? String(deflection.copies) : nothing)),
  ];
}

/** The number that the notebook has in a column, if it has one. */
function published(percents: Readonly<Record<string, number>>) {
  return ({ name }: Column): string => (name in percents ? String(percents[name]) : nothing);
}

/** The notebook's table: means over the draws, with its own numbers below. */
export function notebookTable({ truth }: Pick<PictureStory, 'truth'>, { table, attack }: Defense): TextTable {
  const { truth: badger, adversarial: skunk } = publishedTable;
  const deflections = row('deflections', table, ({ deflection }) =>
    deflection ? String(deflection.deflections) : nothing,
  );
  const [first, second, ...rest] = measured(table, oneLine(truth.name), oneLine(attack.adversarial.name));
  return {
    head: table.map(({ name }) => name),
    rows: [
      first,
      second,
      ...rest,
      deflections,
      row(`notebook: ${badger.name} (true), %`, table, published(badger.percent)),
      row(`notebook: ${skunk.name}, %`, table, published(skunk.percent)),
    ],
  };
}

/** The four chains with one number of samples copied. */
export function controlTable({ truth }: Pick<PictureStory, 'truth'>, { control, attack }: Defense): TextTable {
  return {
    head: control.map(({ name }) => name),
    rows: measured(control, oneLine(truth.name), oneLine(attack.adversarial.name)),
  };
}
