import { number, outOfRange } from '../../core/checks.js';

/**
 * A quantile of values, linear between the two nearest: R's type 7 and NumPy's default (R. J. Hyndman and Y. Fan, "Sample
 * quantiles in statistical packages", The American Statistician 50, 1996).
 *
 * @param sorted ascending, at least one; ±Infinity may stand at the ends
 * @param part 0 (the smallest) … 1 (the largest)
 */
export function quantileOfSorted(sorted: ArrayLike<number>, part: number): number {
  number(part, 'part', 0, 1);
  if (sorted.length === 0) throw outOfRange('at least one value', 'sorted', sorted);
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const rest = at - below;
  // Between equal values, and without a rest, there is nothing to add: they may be infinite.
  const same = rest === 0 || sorted[below] === sorted[below + 1];
  return same ? sorted[below] : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
}

/** The median; NaN of no values. They are copied and sorted, not changed. */
export function median(values: Float64Array): number {
  return values.length === 0 ? NaN : quantileOfSorted(values.toSorted(), 0.5);
}
