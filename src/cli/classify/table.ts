import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import { paint } from '../run/progress.js';
import type { ClassifyReport, NamedClass } from './report.js';

/** Longest name of a class that is shown in full. */
const longest = 30;

/** Width of `100.00 %  `, the name and its mark. */
const column = 10 + longest + 4;

function shorten(name: string): string {
  const characters = Array.from(oneLine(name));
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** ` 97.31 %  badger ✓`: the mark stands at the true class. */
function line({ label, name, probability }: NamedClass, truth: ClassifyReport['truth']): string {
  const share = (100 * probability).toFixed(2).padStart(6);
  return `${share} %  ${shorten(name)}${label === truth?.label ? ' ✓' : ''}`;
}

function coloured(text: string): string {
  return text.replaceAll('✓', () => paint(process.stdout, 'green', '✓'));
}

/** The likeliest classes of a picture, with the defense before and after side by side. */
export function classTable({ input, truth, before, after }: ClassifyReport): string[] {
  const of = truth === null ? '' : ` (${oneLine(truth.name)})`;
  const left = before.map((each) => line(each, truth));
  const right = after?.map((each) => line(each, truth));
  const rows =
    right === undefined
      ? left
      : ['before', ...left].map((text, i) => `${text.padEnd(column)}${['after', ...right][i]}`);
  return [`${showPath(input)}${of}`, ...rows.map((row) => coloured(`  ${row}`.trimEnd()))];
}
