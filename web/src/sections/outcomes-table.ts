import type { Cell, Column } from '../figures/csv.js';
import { mostlyRight, type Outcomes, type PictureOutcomes, type SampleOutcomes } from '../state/outcomes.js';
import { notebookTable, percent, plural, rate, recoveredSentence } from '../text/index.js';
import type { Stage, StageRow, Tally } from '../worker/protocol.js';

/** A results table. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The row of untouched pictures, which the worker calls so; shown as two: the clean picture, and the attacked one. */
const untouched = 'none';

/** Names of all rows that the worker gives, in their order. */
export function rowNames(stages: readonly Stage[], jpegQuality: number): string[] {
  return [untouched, ...stages.map(({ name }) => name), `JPEG ${jpegQuality}`];
}

/** A share with its interval and what it was counted over. */
function shareCell(right: number, of: number): Cell {
  if (of === 0) return '–';
  const { share, low, high } = rate(right, of);
  return { text: percent(share), low: percent(low, 0), high: percent(high, 0), n: of };
}

/** The notebook's two confidences for a stage; empty where it has none. */
function notebookCells(name: string): Cell[] {
  const percents = Object.hasOwn(notebookTable.percent, name) ? notebookTable.percent[name] : undefined;
  return percents === undefined ? ['', ''] : percents.map((value) => `${value} %`);
}

const notebookColumns: readonly Column[] = [
  { name: `Notebook: ${notebookTable.truth}`, numeric: true },
  { name: `Notebook: ${notebookTable.rival}`, numeric: true },
];

/** Names of the lines: the untouched pictures twice. */
function linesOf(stages: readonly string[]): string[] {
  return ['Clean', 'Attacked', ...stages.filter((name) => name !== untouched)];
}

/** What is counted in a line: `tally` of the picture that it is about, `clean` of the clean picture behind the same stage. */
function talliesOf(rows: readonly StageRow[], line: string): { tally: Tally; clean: Tally | undefined } | undefined {
  const row = rows.find(({ name }) => name === (['Clean', 'Attacked'].includes(line) ? untouched : line));
  if (row === undefined) return undefined;
  if (line === 'Clean') return { tally: row.clean, clean: undefined };
  return { tally: row.attacked, clean: row.clean };
}

/** A line whose stage is not there yet. */
const waitingCells = (count: number): Cell[] => Array.from({ length: count }, () => undefined);

function pictureTable({ label, rival, rows }: PictureOutcomes, stages: readonly string[]): Table {
  const numeric = true;
  return {
    columns: [
      { name: 'Stage' },
      { name: label.name, numeric },
      { name: rival.name, numeric },
      { name: `${label.name} is first`, numeric },
      { name: `${label.name} is first, clean picture`, numeric },
      ...notebookColumns,
    ],
    rows: linesOf(stages).map((line) => {
      const found = talliesOf(rows, line);
      if (found === undefined) return [line, ...waitingCells(4), ...notebookCells(line)];
      const { tally, clean } = found;
      return [
        line,
        percent(tally.label),
        percent(tally.rival),
        shareCell(tally.right, tally.draws),
        clean === undefined ? '' : shareCell(clean.right, clean.draws),
        ...notebookCells(line),
      ];
    }),
  };
}

/** Mean over pictures. */
function mean(values: readonly number[]): string {
  return percent(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Pictures of which most draws are right. */
const rightOf = (tallies: readonly Tally[]) => tallies.filter(mostlyRight).length;

function sampleTable({ pictures, wrong }: SampleOutcomes, stages: readonly string[]): Table {
  const numeric = true;
  return {
    columns: [
      { name: 'Stage' },
      { name: 'True class, mean', numeric },
      { name: 'Pictures right', numeric },
      { name: 'Clean pictures right', numeric },
      ...notebookColumns,
    ],
    rows: linesOf(stages).map((line) => {
      const all = pictures.flatMap(({ rows }) => talliesOf(rows, line) ?? []);
      if (all.length === 0) return [line, ...waitingCells(3), ...notebookCells(line)];

      // The first line alone counts those that were wrong before: accuracy is over the others, as in the paper.
      const of = all.length + (line === 'Clean' ? wrong.length : 0);
      const clean = all.flatMap((each) => each.clean ?? []);
      return [
        line,
        mean(all.map(({ tally }) => tally.label)),
        shareCell(rightOf(all.map(({ tally }) => tally)), of),
        line === 'Clean' ? '' : shareCell(rightOf(clean), clean.length),
        ...notebookCells(line),
      ];
    }),
  };
}

/**
 * The table of stages; lines that are not made yet are there, and wait.
 * @param stages names of all rows that are asked for, in their order
 */
export function outcomesTable(outcomes: Outcomes, stages: readonly string[]): Table {
  return outcomes.scope === 'picture' ? pictureTable(outcomes, stages) : sampleTable(outcomes, stages);
}

/** What is counted, and what is not. */
export function tableNote(outcomes: Outcomes, draws: number): string {
  const counted =
    outcomes.scope === 'picture'
      ? `Confidences are means over ${plural(draws, 'draw')}; intervals (95 %) are over the draws of this one picture, and say nothing of others.`
      : `A picture is right where its true class is first in most of ${plural(draws, 'draw')}; intervals (95 %) are over pictures.`;
  const left =
    outcomes.scope === 'picture'
      ? []
      : [
          outcomes.wrong.length === 0 ? '' : `Wrong before the attack, and not counted: ${outcomes.wrong.join(', ')}.`,
          outcomes.unknown.length === 0 ? '' : `Without a class in this model: ${outcomes.unknown.join(', ')}.`,
        ];
  return [counted, ...left, notebookTable.note].filter(Boolean).join(' ');
}

/** What one stage did, in words: brought back, and lost; `undefined` while it is not there. */
export function outcomeSentence(outcomes: Outcomes, stage: string): string | undefined {
  if (outcomes.scope === 'picture') {
    const row = outcomes.rows.find(({ name }) => name === stage);
    if (row === undefined) return undefined;
    const { attacked, clean } = row;
    const of = outcomes.fooled ? attacked.draws : 0;
    const cost = clean.draws - clean.right;
    return recoveredSentence({ recovered: attacked.right, of, cost, costOf: clean.draws, what: 'draws' });
  }
  const rows = outcomes.pictures.flatMap(({ rows: all, fooled }) => {
    const row = all.find(({ name }) => name === stage);
    return row === undefined ? [] : [{ ...row, fooled }];
  });
  if (rows.length === 0) return undefined;
  const fooled = rows.filter((row) => row.fooled);
  return recoveredSentence({
    recovered: fooled.filter(({ attacked }) => mostlyRight(attacked)).length,
    of: fooled.length,
    cost: rows.filter(({ clean }) => !mostlyRight(clean)).length,
    costOf: rows.length,
    what: 'pictures',
  });
}
