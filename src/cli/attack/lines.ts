import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import { paint } from '../run/progress.js';
import type { AttackReport, Judgement, NamedClass, ResultReport } from './task.js';

/** Three digits that tell something, also of small numbers. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent({ name, probability }: NamedClass): string {
  return `${oneLine(name)} ${(100 * probability).toFixed(2)} %`;
}

/** `10 iterations, 3 queries, 10 gradients`. */
function costs({ iterations, queries, gradients }: ResultReport): string {
  return Object.entries({ iteration: iterations, query: queries, gradient: gradients })
    .map(([one, count]) => `${count} ${count === 1 ? one : `${one}s`.replace('ys', 'ies')}`)
    .join(', ');
}

function behind({ named, fooled }: Judgement, seeds: number): string {
  return `defended ${oneLine(named.name)}, fooled with ${fooled} of ${seeds} seeds`;
}

/** What an adversary is called: by the classifier and, behind a defense, by that. */
function called({ prediction, defended }: ResultReport, seeds: number): string {
  return defended === undefined
    ? percent(prediction)
    : `${behind(defended, seeds)} · undefended ${percent(prediction)}`;
}

/** Why there is no adversary. */
function failureOf({ success, successAfterRounding, distances }: ResultReport): string {
  if (!success || successAfterRounding) return 'failed';
  return `works only before it is rounded to 8 bits (relative L2 ${digits(distances.relativeL2)})`;
}

function resultLine(result: ResultReport, { clean, label, cleanDefended, defense }: AttackReport): string {
  const { epsilon, status, output, distancesAfterRounding: distances } = result;
  const budget = epsilon === null ? '' : `ε ${digits(epsilon)} `;
  if (status === 'skipped') {
    const says = cleanDefended === undefined ? clean.name : 'something else';
    return `  - ${budget}skipped: the model names ${oneLine(says)}, not ${oneLine(label.name)}`;
  }
  const by = result.members?.find(({ successAfterRounding }) => successAfterRounding)?.name;
  const works = status === 'adversary';
  const mark = works ? paint(process.stdout, 'green', '✓') : paint(process.stdout, 'red', '✗');
  const size = `L∞ ${digits(distances.linf)} · relative L2 ${digits(distances.relativeL2)}`;
  const facts = [
    `${budget}→ ${called(result, defense?.seeds.length ?? 0)}`,
    ...(by ? [`by ${by}`] : []),
    ...(works ? [size] : [failureOf(result)]),
  ];
  return [`  ${mark} ${facts.join(' · ')}`, costs(result), ...(output === null ? [] : [showPath(output)])].join(' · ');
}

/** What became of a picture: what it is, then a line for each ε. */
export function pictureLines(report: AttackReport): string[] {
  const { input, clean, cleanDefended, defense, label, target, results } = report;
  const seeds = defense?.seeds.length ?? 0;
  const of = cleanDefended && `${cleanDefended.label} of ${seeds} seeds name ${oneLine(label.name)} behind the defense`;
  const facts = [percent(clean), ...(of ? [of] : []), ...(target ? [`target ${oneLine(target.name)}`] : [])];
  return [`${showPath(input)}: ${facts.join(' · ')}`, ...results.map((result) => resultLine(result, report))];
}
