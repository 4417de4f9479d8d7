import type { LineSeries } from '../figures/line-series.js';
import type { Broken } from '../state/outcomes.js';
import { brokenSentence, count, plural, rate, short } from '../text/index.js';
import type { BreakPoint } from '../worker/protocol.js';

/**
 * The ε of the curve: none, then an eighth, a quarter, a half and all of the largest, in whole levels: an adversary is a file
 * of 8 bits.
 */
export function epsilonsUpTo(largest: number): number[] {
  return [...new Set([0, ...[8, 4, 2, 1].map((part) => Math.ceil(largest / part))])];
}

/** The points of one attacker. */
export function pointsOf({ points }: Broken, knows: boolean): BreakPoint[] {
  return points.filter((point) => point.knows === knows);
}

/** The names of the two attackers. */
export const attackers = { ignores: 'ignores the defense', knows: 'knows the defense' } as const;

/** The lines of both attackers: the share of seeds that are right, with intervals, or the mean confidence. */
export function breakSeries(broken: Broken, show: 'accuracy' | 'confidence'): LineSeries[] {
  return [false, true].map((knows) => ({
    name: knows ? attackers.knows : attackers.ignores,
    points: pointsOf(broken, knows).map(({ epsilon, right, judges, probability }) => {
      if (show === 'confidence') return { x: epsilon, y: probability };
      const { share, low, high } = rate(right, judges);
      return { x: epsilon, y: share, low, high };
    }),
  }));
}

/** The smallest ε that leaves no seed right. */
function fallsAt(points: readonly BreakPoint[]): string | undefined {
  const first = points.find(({ right }) => right === 0);
  return first === undefined ? undefined : `ε ${short(first.epsilon)}`;
}

/** What each attacker needs, in words. */
function needs(points: readonly BreakPoint[], who: string): string {
  const last = points.at(-1);
  if (last === undefined) return '';
  const at = fallsAt(points);
  if (at !== undefined) return `Who ${who} needs ${at} to leave none of ${plural(last.judges, 'seed')} right.`;
  return `Who ${who} leaves ${count(last.right, last.judges)} seeds right even at ε ${short(last.epsilon)}.`;
}

/** What the two attacks came to: computed from their points, as far as there are some. */
export function breakSentences(broken: Broken): string[] {
  const [ignoring, knowing] = [pointsOf(broken, false), pointsOf(broken, true)];
  const untouched = ignoring[0];
  if (untouched === undefined) return [];
  if (untouched.right === 0) {
    return [
      `Behind the defense the picture is not ${broken.label.name} with any of ${plural(untouched.judges, 'seed')}, before anyone attacks it: there is nothing to break.`,
    ];
  }
  const sentences = [needs(ignoring, attackers.ignores)];
  if (knowing.length === 0) return sentences;
  sentences.push(needs(knowing, attackers.knows));
  const last = knowing.at(-1)!;
  const beside = ignoring.find(({ epsilon }) => epsilon === last.epsilon);
  if (last.epsilon > 0 && beside !== undefined) {
    const { epsilon, right: adaptive, judges: of } = last;
    sentences.unshift(brokenSentence({ oblivious: beside.right, adaptive, of, epsilon }));
  }
  return sentences;
}
