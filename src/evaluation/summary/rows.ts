import { median } from '../statistics/quantile.js';
import { wilson } from '../statistics/wilson.js';
import type { Cell } from './cell.js';
import type { Collector } from './collect.js';
import { groupBy } from './columns.js';
import type { ConditionData } from './condition-data.js';
import { none } from './options.js';
import type { Order } from './order.js';
import type { Rate, SummaryRow } from './summary.js';

/** A row, and the columns that it was computed from. */
export interface Judged {
  readonly row: SummaryRow;
  readonly cell: Cell;
  readonly data: ConditionData;
}

/** A share of pictures with its interval. */
export function rate(right: number, of: number): Rate {
  return of === 0 ? { share: NaN, right, of, low: 0, high: 1 } : { share: right / of, right, of, ...wilson(right, of) };
}

/**
 * A share over pictures, each counted by the part of its draws that are right.
 *
 * @param counts whether a picture counts
 */
function shareOver(cell: Cell, counts: (image: number) => boolean): Rate {
  // Pictures with as many draws of which as many are right are counted together: sums of whole numbers are exact, and so the
  // same in any order of pictures.
  const alike = new Map<number, number>();
  let of = 0;
  for (const image of cell.pictures()) {
    if (!counts(image)) continue;
    of++;
    const key = cell.draws[image];
    alike.set(key, (alike.get(key) ?? 0) + cell.right[image]);
  }
  let right = 0;
  for (const [draws, count] of [...alike].toSorted(([a], [b]) => a - b)) right += count / draws;
  return rate(Math.min(right, of), of);
}

function attackSuccess(data: ConditionData, cell: Cell): Rate | null {
  if (data.condition.knowledge === 'clean') return null;
  let [working, of] = [0, 0];
  for (const image of cell.pictures()) {
    if (!data.model.right(image) || image >= data.works.length || data.works[image] === 0) continue;
    of++;
    if (data.works[image] === 2) working++;
  }
  return rate(working, of);
}

const known = (column: Float64Array): Float64Array => column.filter((value) => !Number.isNaN(value));

function rowsOf(data: ConditionData, defenses: readonly string[], order: Order): Judged[] {
  const { condition, model, cells } = data;
  const bare = cells.get(defenses.indexOf(none));
  const fooled = (image: number) =>
    model.right(image) && condition.attack !== none && bare !== undefined && bare.has(image) && !bare.mostly(image);
  const distances = {
    medianRelativeL2: median(known(data.relativeL2)),
    medianL2: median(known(data.l2)),
    largestLinf: data.largestLinf,
  };
  return [...cells]
    .map(([number, cell]) => ({ defense: defenses[number], cell }))
    .toSorted((a, b) => order.defenses(a.defense, b.defense))
    .map(({ defense, cell }) => {
      const row: SummaryRow = {
        ...condition,
        defense,
        images: cell.images,
        draws: cell.draws.reduce((most, draws) => Math.max(most, draws), 0),
        accuracy: shareOver(cell, () => true),
        recovered: shareOver(cell, (image) => model.right(image)),
        destroyed: shareOver(cell, fooled),
        truth: cell.truth,
        varying: cell.varies.reduce((sum, varies) => sum + varies, 0),
        ...distances,
        attackSuccess: attackSuccess(data, cell),
      };
      return { row, cell, data };
    });
}

/** All rows, in the order of the plan. */
export function judgedRows(collector: Collector, order: Order): Judged[] {
  return [...collector.conditions.values()]
    .toSorted((a, b) => order.conditions(a.condition, b.condition))
    .flatMap((data) => rowsOf(data, collector.defenses.list, order));
}

/** Rows of the same adversaries, in the order of the rows. */
export function byCondition(judged: readonly Judged[]): Judged[][] {
  return [...groupBy(judged, ({ data }) => data).values()];
}
