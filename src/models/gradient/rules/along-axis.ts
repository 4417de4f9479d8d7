import type { Backward } from '../backward.js';

/** Axes filled with zeros at both ends; negative counts take away. */
export function padAxes(b: Backward, value: string, begins: readonly number[], ends: readonly number[]): string {
  if ([...begins, ...ends].every((count) => count === 0)) return value;
  return b.emit('Pad', [value, b.int64([...begins, ...ends])]);
}

/** Counts for one axis, 0 for the others. */
function onAxis(rank: number, axis: number, count: number): number[] {
  return Array.from({ length: rank }, (_, i) => (i === axis ? count : 0));
}

/**
 * The transpose of picking places along an axis: sums the gradient of what was picked into the places that it came from.
 * @param rank number of axes of the gradient
 * @param from for each place of the gradient, the place it was picked from; negative for one that came from nowhere
 * @param size number of places that could be picked
 */
export function scatterAlong(
  b: Backward,
  gradient: string,
  rank: number,
  axis: number,
  from: readonly number[],
  size: number,
): string {
  const inOrder = from.every((place, i) => place === from[0] + i);
  if (inOrder && from[0] >= 0) {
    return padAxes(b, gradient, onAxis(rank, axis, from[0]), onAxis(rank, axis, size - from[0] - from.length));
  }
  const sources: number[][] = Array.from({ length: size }, () => []);
  for (const [i, place] of from.entries()) if (place >= 0) sources[place].push(i);
  const most = sources.reduce((count, { length }) => Math.max(count, length), 1);
  // A place that nothing is picked from takes the zero behind the last one.
  const zero = from.length;
  const padded = padAxes(b, gradient, onAxis(rank, axis, 0), onAxis(rank, axis, 1));
  const parts = Array.from({ length: most }, (_, nth) =>
    b.emit('Gather', [padded, b.int64(sources.map((list) => list[nth] ?? zero))], { axis: { int: axis } }),
  );
  return parts.length === 1 ? parts[0] : b.emit('Sum', parts);
}
