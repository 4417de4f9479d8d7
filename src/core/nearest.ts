/**
 * How many letters have to be put in, left out, replaced or swapped with their neighbour to make one text each front of
 * another; the last is that of the whole.
 */
function edits(a: string, b: string): number[] {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length];
}

/** Names that are offered for a mistyped one. */
const mostNames = 3;

/** Letters that a front of a name needs: shorter ones are like too much. */
const shortestFront = 5;

/**
 * The names that a mistyped one may have meant, nearest first: those that begin with it, or are a few letters away; else
 * those whose front is a few letters away (`mobilnet`: `mobilenet_v2`); none where all are far.
 * @param typed in the spelling of the names
 */
export function nearestNames(typed: string, names: readonly string[]): string[] {
  const reach = Math.max(1, Math.floor(typed.length / 3));
  const within = (most: number, distanceTo: (name: string) => number) =>
    names
      .map((name) => ({ name, distance: distanceTo(name) }))
      .filter(({ distance }) => distance <= most)
      .toSorted((a, b) => a.distance - b.distance)
      .slice(0, mostNames)
      .map(({ name }) => name);
  const near = within(reach, (name) => {
    if (typed.length > 1 && name.startsWith(typed)) return 1;
    return Math.abs(name.length - typed.length) > reach ? Infinity : edits(typed, name)[name.length];
  });
  if (near.length > 0 || typed.length < shortestFront) return near;
  return within(Math.floor(typed.length / 4), (name) =>
    name.length < typed.length ? Infinity : Math.min(...edits(typed, name)),
  );
}

/** What is said after a name that does not exist: `: did you mean jpeg or tv?`, or nothing where all are far. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearestNames(typed, names);
  return near.length === 0 ? '' : `: did you mean ${near.join(' or ')}?`;
}
