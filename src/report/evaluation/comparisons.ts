import type { PairedComparison, WorstCase } from '../../evaluation/summary/summary.js';
import { type Html, html } from '../html.js';
import { wideTable } from '../wide-table.js';
import { keyName } from './charts/keys.js';
import { knowledgeBadge } from './knowledge.js';
import { conditionText, counted, differenceText, pText, rateText } from './names.js';
import { mainConditions, sameCondition, type View } from './view.js';

function worstRow({ model, defense, knowledge, attacks, recovered, accuracy }: WorstCase): Html {
  return html`<tr>
    <th scope="row">${keyName(defense)}</th>
    <td class="text">${model}</td>
    <td class="text">${knowledgeBadge(knowledge)}</td>
    <td>${rateText(recovered)}</td>
    <td>${rateText(accuracy)}</td>
    <td class="text">${attacks.join(', ')}</td>
  </tr>`;
}

/** Right under every attack: the worst case of each picture. */
export function worstCases({ summary }: View): Html | undefined {
  if (summary.worst.length === 0) return undefined;
  return html`<section id="worst">
    <h2>Worst case of each picture</h2>
    <p>
      A picture counts as right only where it is right under every attack named, at every size and in every draw. An
      attacker needs one way, not an average; one who knows the defense can do all that one can who does not.
    </p>
    ${wideTable({
      id: 'worst-table',
      caption: 'Accuracy under all attacks together, in per cent, with 95 % intervals',
      columns: [
        { name: 'defense', text: true },
        { name: 'model', text: true },
        { name: 'label', text: true },
        { name: 'right before' },
        { name: 'overall' },
        { name: 'attacks', text: true },
      ],
      rows: summary.worst.map(worstRow),
    })}
  </section>`;
}

function pairRow(pair: PairedComparison): Html {
  const { first, second, difference, low, high, pValue, onlyFirst, onlySecond, images } = pair;
  // A difference that is none is not set in bold: 95 % intervals around it hold 0.
  const clear = low > 0 || high < 0;
  const text = differenceText(difference);
  return html`<tr>
    <th scope="row">${keyName(first)} − ${keyName(second)}</th>
    <td class="text">${conditionText(pair)}</td>
    <td class="text">${knowledgeBadge(pair.knowledge)}</td>
    <td class="text">${pair.model}</td>
    <td>${clear ? html`<b>${text}</b>` : text}</td>
    <td>${differenceText(low)} … ${differenceText(high)}</td>
    <td>${pText(pValue)}</td>
    <td>${onlyFirst} / ${onlySecond}</td>
    <td>${images}</td>
  </tr>`;
}

/** Rows of the page's table; all of them are in the summary that --json prints. */
const mostPairs = 400;

/** Pairs that a page shows: all where they are few, else those at one size of each attack. */
function shown(view: View): readonly PairedComparison[] {
  const { pairs, models } = view.summary;
  if (pairs.length <= mostPairs) return pairs;
  const main = models.flatMap((model) => mainConditions(view, model));
  return pairs.filter((pair) => main.some((condition) => sameCondition(condition, pair))).slice(0, mostPairs);
}

/** Defenses two by two, on the same pictures and adversaries. */
export function pairs(view: View): Html | undefined {
  const rows = shown(view);
  if (rows.length === 0) return undefined;
  const left = view.summary.pairs.length - rows.length;
  const table = wideTable({
    id: 'pairs-table',
    caption: 'Differences of recovered accuracy, in percentage points; bold where the interval leaves 0 out',
    columns: [
      { name: 'first − second', text: true },
      { name: 'attack', text: true },
      { name: 'label', text: true },
      { name: 'model', text: true },
      { name: 'difference' },
      { name: '95 % interval' },
      { name: 'McNemar p' },
      { name: 'only first / only second' },
      { name: 'pictures' },
    ],
    rows: rows.map(pairRow),
  });
  return html`<section id="pairs">
    <h2>Paired comparisons</h2>
    <p>
      The same pictures and the same adversaries behind both defenses, draws joined by majority: intervals by bootstrap
      over pictures, p by McNemar’s exact test of the pictures that only one of both gets right. No p is corrected for
      their number: of ${counted(view.summary.pairs.length, 'comparison')}, some look clear by chance.
      ${left > 0 ? html`Shown are ${rows.length}; <code>report --json</code> prints all.` : undefined}
    </p>
    ${
      rows.length > 40
        ? html`<details>
            <summary>${counted(rows.length, 'comparison')}</summary>
            ${table}
          </details>`
        : table
    }
  </section>`;
}
