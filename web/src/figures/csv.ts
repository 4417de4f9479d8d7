/** What a cell of a results table may be; `undefined` is not there yet. */
export type Cell = string | number | CellParts | undefined;

export interface CellParts {
  /** What is written, `78.2 %`. */
  readonly text: string;
  /** Ends of its interval, in the unit of the text, as they are to be read: `64 %`. */
  readonly low?: string;
  readonly high?: string;
  /** What it was counted over. */
  readonly n?: number;
}

export interface Column {
  readonly name: string;
  /** Whether its cells are numbers, which stand to the right. */
  readonly numeric?: boolean;
}

/** `64–88 %`: an interval, its unit once. */
function interval(low: string, high: string): string {
  const unit = /\s\S+$/.exec(high)?.[0] ?? '';
  return `${low.endsWith(unit) ? low.slice(0, low.length - unit.length) : low}–${high}`;
}

/** What a cell says, its interval and number in brackets; an ellipsis where it is not there yet. */
export function cellText(cell: Cell): string {
  if (cell === undefined) return '…';
  if (typeof cell !== 'object') return String(cell);
  const { text, low, high, n } = cell;
  const notes = [low === undefined || high === undefined ? '' : interval(low, high), n === undefined ? '' : `n ${n}`];
  const written = notes.filter((note) => note !== '').join('; ');
  return written === '' ? text : `${text} (${written})`;
}

function quoted(text: string): string {
  // A spreadsheet must not take a label for a formula.
  const safe = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvCell(cell: Cell): string[] {
  if (cell === undefined) return ['', '', '', ''];
  if (typeof cell !== 'object') return [String(cell), '', '', ''];
  return [cell.text, cell.low ?? '', cell.high ?? '', cell.n === undefined ? '' : String(cell.n)];
}

/** A table as CSV (RFC 4180): a cell with an interval or a number takes further columns, `x low`, `x high`, `x n`. */
export function toCsv(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => columns.map((_, c) => csvCell(row[c])));
  const used = columns.map((_, c) =>
    [0, 1, 2, 3].filter((part) => part === 0 || cells.some((row) => row[c][part] !== '')),
  );
  const endings = ['', ' low', ' high', ' n'];
  const head = columns.flatMap(({ name }, c) => used[c].map((part) => name + endings[part]));
  const body = cells.map((row) => row.flatMap((cell, c) => used[c].map((part) => cell[part])));
  return [head, ...body].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

/** A table as a file. */
export function csvFile(csv: string): Blob {
  return new Blob([csv], { type: 'text/csv;charset=utf-8' });
}
