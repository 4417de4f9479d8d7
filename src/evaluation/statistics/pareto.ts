/** What a defense costs and what it brings, as shares in [0,1]. */
export interface Tradeoff {
  /** Accuracy on clean pictures. */
  readonly clean: number;
  /** Accuracy on adversaries of pictures that were right. */
  readonly recovered: number;
}

/**
 * The points that no other beats in both: less clean accuracy first, so that recovered accuracy falls along the front. Of
 * equal points the first stays; points with NaN are left out.
 */
export function paretoFront<T extends Tradeoff>(points: readonly T[]): T[] {
  const known = points.filter(({ clean, recovered }) => !Number.isNaN(clean) && !Number.isNaN(recovered));
  const front: T[] = [];
  // From the most clean accuracy down, a point is on the front where it recovers more than all before it.
  for (const point of known.toSorted((a, b) => b.clean - a.clean || b.recovered - a.recovered)) {
    const last = front.at(-1);
    if (last === undefined || point.recovered > last.recovered) front.push(point);
  }
  return front.toReversed();
}
