/** What a candidate reached on the pictures of a rung. */
export interface Score {
  /** Its place among all candidates. */
  readonly candidate: number;
  /** Share of right pictures that stay right without an attack. */
  readonly clean: number;
  /** Share of right pictures that are right again, mean over the attacks. */
  readonly recovered: number;
}

/** A rung of the search: so many candidates on so many pictures. */
export interface Rung {
  readonly candidates: number;
  readonly pictures: number;
}

/** Every rung keeps one of so many candidates, and has so many times the pictures. */
const factor = 3;

/**
 * The rungs of successive halving (K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", AISTATS 2016; here thirds): many candidates on few pictures, fewer on more, the last on all.
 * @param finalists candidates that the last rung has, at most
 * @param least pictures of the first rung, at least
 */
export function rungsOf(candidates: number, pictures: number, finalists = 8, least = 12): Rung[] {
  const rungs: Rung[] = [{ candidates, pictures }];
  while (rungs.at(-1)!.candidates > finalists) {
    const left = Math.max(finalists, Math.ceil(rungs.at(-1)!.candidates / factor));
    rungs.push({ candidates: left, pictures });
  }
  return rungs.map((rung, i) => ({
    ...rung,
    pictures: Math.min(pictures, Math.max(least, Math.ceil(pictures / factor ** (rungs.length - 1 - i)))),
  }));
}

/** Whether `a` is nowhere worse than `b`, and somewhere better. */
function dominates(a: Score, b: Score): boolean {
  return a.clean >= b.clean && a.recovered >= b.recovered && (a.clean > b.clean || a.recovered > b.recovered);
}

/** Numbers of the Pareto fronts that scores lie on: 0 for those that no other dominates. */
export function frontsOf(scores: readonly Score[]): number[] {
  const fronts = scores.map(() => -1);
  for (let front = 0, left = scores.length; left > 0; front++) {
    const open = scores.flatMap((_, i) => (fronts[i] === -1 ? [i] : []));
    const next = open.filter((i) => !open.some((j) => dominates(scores[j], scores[i])));
    for (const i of next) fronts[i] = front;
    left -= next.length;
  }
  return fronts;
}

/**
 * The candidates that go on: those that keep enough of the clean accuracy first, by their Pareto front of (clean,
 * recovered) and then by what they recover; then the others, those that keep the most first.
 * @param keepClean share of right clean pictures that must stay right, in [0,1]; one standard error of what few
 *   pictures show is forgiven
 */
export function survivors(scores: readonly Score[], count: number, keepClean: number, pictures: number): Score[] {
  const forgiven = Math.sqrt((keepClean * (1 - keepClean)) / Math.max(1, pictures));
  const enough = scores.filter(({ clean }) => clean >= keepClean - forgiven);
  const short = scores.filter(({ clean }) => clean < keepClean - forgiven);
  const fronts = frontsOf(enough);
  const order = enough
    .map((score, i) => ({ score, front: fronts[i] }))
    .toSorted(
      (a, b) => a.front - b.front || b.score.recovered - a.score.recovered || a.score.candidate - b.score.candidate,
    );
  const rest = short.toSorted((a, b) => b.clean - a.clean || b.recovered - a.recovered || a.candidate - b.candidate);
  return [...order.map(({ score }) => score), ...rest].slice(0, count);
}

/** The candidate that keeps enough of the clean accuracy and recovers the most; undefined where none keeps enough. */
export function bestOf(scores: readonly Score[], keepClean: number): Score | undefined {
  const enough = scores.filter(({ clean }) => clean >= keepClean);
  return enough.toSorted((a, b) => b.recovered - a.recovered || b.clean - a.clean || a.candidate - b.candidate)[0];
}
