import { stringify } from 'csv-stringify/sync';
import { oneLine } from '../../core/one-line.js';
import type { ColumnValue } from './columns.js';

/** A text as a cell: on one line, and nothing in it that hides or reorders what is read. */
function cell(value: ColumnValue): string | number | null {
  if (typeof value === 'string') return oneLine(value);
  return typeof value === 'boolean' ? String(value) : value;
}

/**
 * Rows as CSV (RFC 4180, with line feeds). A text that a spreadsheet would take for a formula begins with an apostrophe;
 * control characters and those that reorder text are written as escapes.
 */
export function csvText(rows: readonly (readonly ColumnValue[])[]): string {
  return stringify(
    rows.map((row) => row.map(cell)),
    { escape_formulas: true },
  );
}
