import { groupBy } from './columns.js';
import type { Knowledge } from '../plan/plan.js';
import { none, type SummaryOptions } from './options.js';
import { type Judged, rate } from './rows.js';
import type { WorstCase } from './summary.js';

/** Of pictures judged in all of these rows, those that are right in every draw of each. */
function worstOf(rows: readonly Judged[]): Pick<WorstCase, 'accuracy' | 'recovered'> {
  const [{ cell, data }] = rows;
  let [all, allRight, before, beforeRight] = [0, 0, 0, 0];
  for (const image of cell.pictures()) {
    if (!rows.every((each) => each.cell.has(image))) continue;
    const right = rows.every((each) => each.cell.right[image] === each.cell.draws[image]);
    const wasRight = data.model.right(image);
    all++;
    if (right) allRight++;
    if (wasRight) before++;
    if (right && wasRight) beforeRight++;
  }
  return { accuracy: rate(allRight, all), recovered: rate(beforeRight, before) };
}

/** What an attacker can do: all that one can who knows less. */
const abilities: Readonly<Record<WorstCase['knowledge'], readonly Knowledge[]>> = {
  oblivious: ['oblivious'],
  'gray-box': ['oblivious', 'gray-box'],
  adaptive: ['oblivious', 'gray-box', 'adaptive'],
};

/**
 * The worst case of each defense over attacks, by what attackers know; one who knows more can do all that one can who knows
 * less. Adversaries made against a defense count for that one alone: the bare classifier has no adaptive row, as every
 * oblivious attack knows all of it.
 */
export function worstCases(judged: readonly Judged[], { attacks = [] }: SummaryOptions): WorstCase[] {
  const controls = new Set(attacks.filter(({ control }) => control).map(({ name }) => name));
  const counted = judged.filter(({ row: { attack, defense, target } }) => {
    return attack !== none && !controls.has(attack) && (target === undefined || target === defense);
  });
  const byDefense = groupBy(counted, ({ row }) => JSON.stringify([row.model, row.defense]));
  return [...byDefense.values()].flatMap((all) => {
    const { model, defense } = all[0].row;
    const known = [...new Set(all.map(({ row }) => row.knowledge as WorstCase['knowledge']))];
    return known.map((knowledge): WorstCase => {
      const rows = all.filter(({ row }) => abilities[knowledge].includes(row.knowledge));
      return { model, defense, knowledge, attacks: [...new Set(rows.map(({ row }) => row.attack))], ...worstOf(rows) };
    });
  });
}
