import type { Condition, SummaryRow } from '../../evaluation/summary/summary.js';
import { type Html, html } from '../html.js';
import { percent } from '../numbers.js';
import { wideTable } from '../wide-table.js';
import { keyName } from './charts/keys.js';
import { knowledgeBadge } from './knowledge.js';
import {
  attackText,
  conditionText,
  intervalText,
  isControl,
  nothing,
  numberText,
  shareText,
  sizeText,
} from './names.js';
import type { View } from './view.js';

/** Defenses beside each other in one table: of more, the page would be too wide. */
const mostColumns = 12;

function glanceCell(row: SummaryRow | undefined, best: number): Html {
  if (row === undefined) return html`<td>${nothing}</td>`;
  const { recovered } = row;
  const mark = row.defense !== 'none' && recovered.share === best ? ' best' : '';
  return html`<td class="rate${mark}">
    <b>${shareText(recovered)}</b> <span class="interval">${intervalText(recovered)}</span>
  </td>`;
}

function glanceRow(view: View, condition: Condition, defenses: readonly string[]): Html {
  const rows = defenses.map((defense) => view.row(condition, defense));
  const defended = rows.flatMap((row) =>
    row === undefined || row.defense === 'none' || row.recovered.of === 0 ? [] : [row.recovered.share],
  );
  // Of one alone there is no best.
  const best = defended.length > 1 ? Math.max(...defended) : NaN;
  const control = isControl(view.manifest.plan.attacks, condition.attack);
  return html`<tr>
    <th scope="row">${conditionText(condition)}</th>
    <td class="text">
      ${knowledgeBadge(condition.knowledge)}${control ? html` <span class="badge control">control</span>` : undefined}
    </td>
    ${rows.map((row) => glanceCell(row, best))}
  </tr>`;
}

/** What is recovered, attack by attack, one column for each defense: the first table of a page, for each model. */
export function glance(view: View): Html {
  const { defenses, models } = view.summary;
  const columns = defenses.slice(0, mostColumns);
  const left = defenses.length - columns.length;
  const tables = models.map((model, m) =>
    wideTable({
      id: `glance-${m + 1}`,
      caption: `${model}: accuracy over pictures that are right before the attack, in per cent, with 95 % intervals (Wilson)`,
      label: `Recovered accuracy, ${model}`,
      columns: [
        { name: 'attack', text: true },
        { name: 'label', text: true },
        ...columns.map((name) => ({ name: keyName(name) })),
      ],
      rows: view.conditions
        .filter((condition) => condition.model === model)
        .map((condition) => glanceRow(view, condition, columns)),
    }),
  );
  return html`<section id="glance">
    <h2>At a glance</h2>
    <p>★ marks the most of the defenses; where intervals overlap, that may be chance.</p>
    ${tables}
    ${left > 0 ? html`<p class="notes">The first ${mostColumns} defenses; ${left} more are in the tables below.</p>` : undefined}
  </section>`;
}

const columns = [
  { name: 'defense', text: true },
  { name: 'size', text: true },
  { name: 'label', text: true },
  { name: 'right before' },
  { name: 'overall' },
  { name: 'destroyed' },
  { name: 'p(true)' },
  { name: 'pictures' },
  { name: 'draws' },
  { name: 'varying' },
  { name: 'attack works' },
  { name: 'median |L2|' },
  { name: 'largest L∞' },
];

function tableRow(row: SummaryRow): Html {
  const { recovered, accuracy, destroyed, attackSuccess } = row;
  const rates = [recovered, accuracy, destroyed];
  const cells = [
    Number.isFinite(row.truth) ? percent(row.truth) : nothing,
    String(row.images),
    String(row.draws),
    String(row.varying),
    attackSuccess === null ? nothing : shareText(attackSuccess),
    numberText(row.medianRelativeL2),
    numberText(row.largestLinf),
  ];
  return html`<tr>
    <th scope="row">${keyName(row.defense)}</th>
    <td class="text">${sizeText(row)}</td>
    <td class="text">${knowledgeBadge(row.knowledge)}</td>
    ${rates.map((rate) => html`<td>${shareText(rate)} <span class="interval">${intervalText(rate)}</span></td>`)}
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

/** Rows of a table that is open from the start. */
const mostOpen = 40;

/** Every number: a table for each model and attack. */
export function allRows({ summary, manifest }: View): Html {
  const groups = new Map<string, SummaryRow[]>();
  for (const row of summary.rows) {
    const key = JSON.stringify([row.model, row.attack, row.target]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const tables = [...groups.values()].map((rows, i) => {
    const [{ model, attack, knowledge }] = rows;
    const title = `${model}: ${attackText(rows[0])}${isControl(manifest.plan.attacks, attack) ? ' (control)' : ''}`;
    const table = wideTable({
      id: `rows-${i + 1}`,
      caption: `${title}, ${knowledge}`,
      columns,
      rows: rows.map(tableRow),
    });
    return rows.length > mostOpen
      ? html`<details>
          <summary>${title}: ${rows.length} rows</summary>
          ${table}
        </details>`
      : table;
  });
  return html`<section id="rows">
    <h2>All numbers</h2>
    <p>
      <b>Right before</b>: over pictures that the bare model gets right when clean, the paper’s measure. <b>Overall</b>:
      over all pictures. <b>Destroyed</b>: over right pictures whose adversary fools the bare model, the share that is
      right again (the paper’s destruction rate). <b>p(true)</b>: mean probability of the true class. <b>Varying</b>:
      pictures whose class differs between draws. <b>Attack works</b>: pictures whose adversary fools what was attacked,
      after rounding to 8 bits. Intervals are Wilson’s.
    </p>
    ${tables}
  </section>`;
}
