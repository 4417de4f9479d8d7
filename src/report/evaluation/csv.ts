import type { Rate, Summary, SummaryRow } from '../../evaluation/summary/summary.js';
import type { ColumnValue } from '../export/columns.js';
import { csvText } from '../export/csv-text.js';

type Column = readonly [name: string, of: (row: SummaryRow) => ColumnValue];

/** A number; an empty cell where there is none. */
function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Columns of a share: itself, its interval and what it is counted over, as parts of 1; empty where that is nothing. */
function rate(name: string, of: (row: SummaryRow) => Rate | null): Column[] {
  const part = (key: keyof Rate) => (row: SummaryRow) => {
    const value = of(row);
    return value === null || (value.of === 0 && key !== 'of') ? null : known(value[key]);
  };
  return [
    [name, part('share')],
    [`${name}_low`, part('low')],
    [`${name}_high`, part('high')],
    [`${name}_of`, part('of')],
  ];
}

const columns: readonly Column[] = [
  ['model', ({ model }) => model],
  ['attack', ({ attack }) => attack],
  ['knowledge', ({ knowledge }) => knowledge],
  ['target', ({ target }) => target ?? null],
  ['measure', ({ measure }) => measure],
  ['epsilon', ({ epsilon }) => epsilon],
  ['defense', ({ defense }) => defense],
  ['images', ({ images }) => images],
  ['draws', ({ draws }) => draws],
  ...rate('recovered', ({ recovered }) => recovered),
  ...rate('accuracy', ({ accuracy }) => accuracy),
  ...rate('destroyed', ({ destroyed }) => destroyed),
  ...rate('attack_success', ({ attackSuccess }) => attackSuccess),
  ['truth', ({ truth }) => known(truth)],
  ['varying', ({ varying }) => varying],
  ['median_relative_l2', ({ medianRelativeL2 }) => known(medianRelativeL2)],
  ['median_l2', ({ medianL2 }) => known(medianL2)],
  ['largest_linf', ({ largestLinf }) => known(largestLinf)],
];

/** The rows of a summary as CSV: a line for each model, attack, size and defense. */
export function summaryCsv(summary: Summary): string {
  return csvText([columns.map(([name]) => name), ...summary.rows.map((row) => columns.map(([, of]) => of(row)))]);
}
