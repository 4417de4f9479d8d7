import { integer } from '../../core/checks.js';
import { fairChance } from './binomial.js';

/** What McNemar's test says of two judges of the same pictures. */
export interface McNemar {
  /** Exact and conditional, two-sided: 1 where none or as many are right with one alone as with the other. */
  readonly pValue: number;
  /** With half the chance of what was seen: less careful than the exact one, and on average nearer to its level. */
  readonly midP: number;
}

/**
 * McNemar's test whether two defenses are right as often, from the pictures that one of them alone gets right (Q. McNemar,
 * Psychometrika 12, 1947). If both are as good, each such picture is the throw of a fair coin, so that the p-value is that
 * of the binomial distribution: twice the chance of a count as small as the smaller one. No χ² approximation, which is wrong
 * with few pictures. M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
 * asymptotic are better than exact conditional", BMC Medical Research Methodology 13:91, 2013.
 *
 * @param onlyFirst pictures right with the first alone, at least 0
 * @param onlySecond pictures right with the second alone, at least 0
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  integer(onlyFirst, 'onlyFirst', 0);
  integer(onlySecond, 'onlySecond', 0);
  const trials = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  const seen = fairChance(fewer, trials);
  if (onlyFirst === onlySecond) return { pValue: 1, midP: 1 - seen / 2 };
  let tail = 0;
  let chance = seen;
  // Each smaller count is less likely by a known factor, until it adds nothing.
  for (let k = fewer; k >= 0 && chance > tail * 1e-17; k--) {
    tail += chance;
    chance *= k / (trials - k + 1);
  }
  return { pValue: Math.min(1, 2 * tail), midP: Math.min(1, 2 * tail - seen) };
}
