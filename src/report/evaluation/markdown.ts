import type { Manifest } from '../../evaluation/run/manifest.js';
import type { Summary, SummaryRow } from '../../evaluation/summary/summary.js';
import { percent } from '../numbers.js';
import { keyName } from './charts/keys.js';
import { shellText } from './command.js';
import { markdownCode, markdownTable, markdownText } from './markdown-text.js';
import {
  attackText,
  conditionText,
  counted,
  differenceText,
  isControl,
  knowledgeMeaning,
  nothing,
  numberText,
  pText,
  rateText,
  sizeText,
} from './names.js';
import { originFacts } from './origin.js';
import type { PageExtras } from './page.js';
import { paperAccuracies, paperCaptions, paperCaution, paperDestruction } from './paper.js';
import { mainConditions, sameCondition, type View, viewOf } from './view.js';
import { bannerTexts } from './warnings.js';

/** A part of the page: nothing where it has no lines. */
function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${heading}`, '', ...lines];
}

function glance(view: View, model: string): string[] {
  const { defenses } = view.summary;
  const rows = view.conditions
    .filter((condition) => condition.model === model)
    .map((condition) => [
      conditionText(condition),
      condition.knowledge + (isControl(view.manifest.plan.attacks, condition.attack) ? ', control' : ''),
      ...defenses.map((defense) => {
        const row = view.row(condition, defense);
        return row === undefined ? nothing : rateText(row.recovered);
      }),
    ]);
  return [
    '',
    `### ${markdownText(model)}`,
    '',
    ...markdownTable(['attack', 'label', ...defenses.map(keyName)], rows, 2),
  ];
}

const head = [
  'model',
  'attack',
  'size',
  'label',
  'defense',
  'right before',
  'overall',
  'destroyed',
  'p(true)',
  'pictures',
  'draws',
];

function cells(row: SummaryRow): string[] {
  return [
    row.model,
    attackText(row),
    sizeText(row),
    row.knowledge,
    keyName(row.defense),
    ...[row.recovered, row.accuracy, row.destroyed].map(rateText),
    Number.isFinite(row.truth) ? percent(row.truth) : nothing,
    String(row.images),
    String(row.draws),
  ];
}

function pairs(view: View): string[] {
  const main = view.summary.models.flatMap((model) => mainConditions(view, model));
  const rows = view.summary.pairs.filter((pair) => main.some((condition) => sameCondition(condition, pair)));
  if (rows.length === 0) return [];
  const table = markdownTable(
    [
      'first − second',
      'attack',
      'label',
      'model',
      'difference',
      '95 % interval',
      'McNemar p',
      'only first / only second',
    ],
    rows.map((pair) => [
      `${keyName(pair.first)} − ${keyName(pair.second)}`,
      conditionText(pair),
      pair.knowledge,
      pair.model,
      differenceText(pair.difference),
      `${differenceText(pair.low)} … ${differenceText(pair.high)}`,
      pText(pair.pValue),
      `${pair.onlyFirst} / ${pair.onlySecond}`,
    ]),
    4,
  );
  return [
    'In percentage points, on the same adversaries, at one size of each attack; no p is corrected for their number.',
    '',
    ...table,
  ];
}

function worst({ summary }: View): string[] {
  if (summary.worst.length === 0) return [];
  return markdownTable(
    ['defense', 'model', 'label', 'attacks', 'right before', 'overall'],
    summary.worst.map(({ defense, model, knowledge, attacks, recovered, accuracy }) => [
      keyName(defense),
      model,
      knowledge,
      attacks.join(', '),
      rateText(recovered),
      rateText(accuracy),
    ]),
    4,
  );
}

function localisation({ summary }: View): string[] {
  if (summary.localisation.length === 0) return [];
  return markdownTable(
    ['attack', 'model', 'label', 'pictures', 'object x, y', 'perturbation x, y', 'correlation x', 'y', 'over pixels'],
    summary.localisation.map((row) => [
      conditionText(row),
      row.model,
      row.knowledge,
      String(row.images),
      `${numberText(row.object.x, 2)}, ${numberText(row.object.y, 2)}`,
      `${numberText(row.perturbation.x, 2)}, ${numberText(row.perturbation.y, 2)}`,
      ...[row.correlationX, row.correlationY, row.meanCorrelation].map((value) => numberText(value, 2)),
    ]),
    3,
  );
}

function paper(view: View): string[] {
  const found = [
    [paperCaptions.accuracies, paperAccuracies(view)],
    [paperCaptions.destruction, paperDestruction(view)],
  ] as const;
  const tables = found.flatMap(([caption, table]) =>
    table === undefined ? [] : [['', `${caption}:`, '', ...markdownTable(table.head, table.rows, table.words)]],
  );
  return tables.length === 0 ? [] : [paperCaution, ...tables.flat()];
}

/** The report of a run as Markdown: its tables and flags, no charts. */
export function evaluationMarkdown(summary: Summary, manifest: Manifest, extras: PageExtras): string {
  const view = viewOf(summary, manifest);
  const used = (['oblivious', 'gray-box', 'adaptive'] as const).filter((knowledge) =>
    summary.rows.some((row) => row.knowledge === knowledge),
  );
  const lines = [
    `# ${markdownText(extras.title ?? `Evaluation: ${manifest.plan.name}`)}`,
    ...bannerTexts(view, extras.state).flatMap((text) => ['', `> **Note:** ${markdownText(text)}`]),
    '',
    `${counted(summary.records, 'record')} of ${counted(manifest.images.length, 'picture')}. Accuracies in per cent, in brackets 95 % intervals (Wilson).`,
    '',
    ...used.map((knowledge) => `- **${knowledge}**: ${knowledgeMeaning[knowledge]}`),
    ...section(
      'Flags',
      summary.flags.length === 0
        ? ['No flag was raised.']
        : summary.flags.map(
            ({ level, kind, message }) => `- **${level}**, ${kind.replaceAll('-', ' ')}: ${markdownText(message)}`,
          ),
    ),
    ...section(
      'Accuracy over pictures right before the attack',
      summary.models.flatMap((model) => glance(view, model)).slice(1),
    ),
    ...section('Worst case of each picture', worst(view)),
    ...section('Paired comparisons', pairs(view)),
    ...section('Where perturbations lie', localisation(view)),
    ...section('The paper’s numbers beside ours', paper(view)),
    ...section('All numbers', markdownTable(head, summary.rows.map(cells), 5)),
    ...section(
      'Pictures left out',
      extras.unreadable.map(({ image, reason }) => `- ${markdownText(image)}: ${markdownText(reason)}`),
    ),
    ...section('Where it comes from', [
      'This command gives the run again:',
      '',
      ...markdownCode(shellText(manifest.command)),
      '',
      ...markdownTable(['', 'value'], originFacts(manifest), 2),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
