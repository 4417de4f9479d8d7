import { oneLine } from '../core/one-line.js';
import type { Outcome, StoryRecord, ToldPicture } from '../evaluation/story/index.js';
import { overviewTable } from './overview-table.js';
import { notebookTable, type TextTable } from './story-table.js';

/** Lines of a table in columns: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[], left = 1): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => Array.from(row[i]).length)));
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const room = ' '.repeat(widths[i] - Array.from(cell).length);
        return i < left ? cell + room : room + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

function textLines({ head, rows }: TextTable): string[] {
  return aligned([['', ...head], ...rows.map(({ name, cells }) => [name, ...cells])]);
}

const outcomes: Readonly<Record<Outcome, string>> = {
  recovered: 'recovered by PD+R-CAM+WD in most draws',
  'not recovered': 'not recovered by PD+R-CAM+WD in most draws',
  'attack failed': 'the attack failed within its budget',
  'wrong before': 'the model is wrong from the start: there is nothing to attack',
};

function one(picture: ToldPicture): string[] {
  const { title, truth, truthFrom, clean, outcome, defense } = picture;
  const from = truthFrom === 'prediction' ? ', as the model says of the clean picture' : '';
  const lines = [
    `${oneLine(title)}: ${oneLine(truth.name)} (true class${from})`,
    ...(clean[0].index === truth.index ? [] : [`  the model says ${oneLine(clean[0].name)}`]),
    ...(defense === undefined ? [] : textLines(notebookTable(picture, defense)).map((line) => `  ${line}`)),
    `  ${outcomes[outcome]}`,
  ];
  return lines;
}

/** What a terminal shows of a report: the notebook's table of a single picture, or all pictures, one in a line. */
export function storyText(record: StoryRecord): string[] {
  if (record.pictures.length === 1) return one(record.pictures[0]);
  const { head, rows } = overviewTable(record);
  const { totals, settings } = record;
  const counts = Object.entries(totals.outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const back = Object.entries(totals.broughtBack).map(([name, right]) => `${name} ${right}`);
  return [
    ...aligned([head, ...rows], head.indexOf('clean, %')),
    '',
    `true class first, of ${settings.draws} draws · ${totals.pictures} pictures: ${counts.join(', ')}`,
    ...(back.length === 0 ? [] : [`brought back in most draws, where the adversary fools: ${back.join(', ')}`]),
  ];
}
