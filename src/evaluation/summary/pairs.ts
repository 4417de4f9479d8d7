import { type BootstrapOptions, bootstrapMean, countValues, type Difference } from '../statistics/bootstrap.js';
import { mcnemar } from '../statistics/mcnemar.js';
import { none } from './options.js';
import { byCondition, type Judged } from './rows.js';
import type { PairedComparison } from './summary.js';

/** Up to so many defenses every one is compared with every other. */
const mostForAll = 12;

/** Pictures right with the first alone and with the second alone, of those that were right before and that both judged. */
export interface Discordant {
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly images: number;
}

/** Two rows of one model, on the same pictures: of one condition, or of two. */
export function discordant(first: Judged, second: Judged): Discordant {
  let [onlyFirst, onlySecond, images] = [0, 0, 0];
  for (const image of first.cell.pictures()) {
    if (!first.data.model.right(image) || !second.cell.has(image)) continue;
    images++;
    const [a, b] = [first.cell.mostly(image), second.cell.mostly(image)];
    if (a && !b) onlyFirst++;
    if (b && !a) onlySecond++;
  }
  return { onlyFirst, onlySecond, images };
}

/** Differences of the parts of draws that are right, by picture. They are rounded, so that equal ones are equal. */
function* differences(first: Judged, second: Judged): Generator<number> {
  for (const image of first.cell.pictures()) {
    if (!first.data.model.right(image) || !second.cell.has(image)) continue;
    yield Math.round((first.cell.part(image) - second.cell.part(image)) * 1e9) / 1e9;
  }
}

/** Intervals by the counts that they follow from: many pairs of few pictures have the same. */
type Known = Map<string, Difference>;

function differenceOf(first: Judged, second: Judged, options: BootstrapOptions, known: Known): Difference {
  const counts = countValues(differences(first, second));
  const key = JSON.stringify([...counts]);
  const result = known.get(key) ?? bootstrapMean(counts, options);
  known.set(key, result);
  return result;
}

function compare(first: Judged, second: Judged, options: BootstrapOptions, known: Known): PairedComparison | undefined {
  const counts = discordant(first, second);
  if (counts.images === 0) return undefined;
  return {
    ...first.data.condition,
    first: first.row.defense,
    second: second.row.defense,
    ...counts,
    pValue: mcnemar(counts.onlyFirst, counts.onlySecond).pValue,
    ...differenceOf(first, second, options, known),
  };
}

/** The defense, other than none, that recovers most; the first of equal ones. */
function bestOf(rows: readonly Judged[]): Judged | undefined {
  let best: Judged | undefined;
  for (const each of rows) {
    if (each.row.defense === none || Number.isNaN(each.row.recovered.share)) continue;
    if (best === undefined || each.row.recovered.share > best.row.recovered.share) best = each;
  }
  return best;
}

/** Which rows of a condition are compared: all pairs, or of many defenses those with `none` and with the best. */
function pairsOf(rows: readonly Judged[]): [Judged, Judged][] {
  const best = bestOf(rows);
  const chosen = (each: Judged) => rows.length <= mostForAll || each.row.defense === none || each === best;
  return rows.flatMap((first, i) =>
    rows.slice(i + 1).flatMap((second): [Judged, Judged][] => {
      return chosen(first) || chosen(second) ? [[first, second]] : [];
    }),
  );
}

/** Paired comparisons of defenses on the same adversaries. */
export function pairedComparisons(judged: readonly Judged[], options: BootstrapOptions): PairedComparison[] {
  const known: Known = new Map();
  return byCondition(judged).flatMap((rows) =>
    pairsOf(rows).flatMap(([first, second]) => compare(first, second, options, known) ?? []),
  );
}
