import { integer, number } from '../../core/checks.js';

/** A share of trials, with the interval that holds the true share at a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution: intervals of 95 %. */
const z = 1.959963984540054;

/**
 * The 95 % interval of a share by its score test (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927): it keeps its coverage with few trials and with none or all of them right, where the
 * textbook's p ± 2 √(p(1-p)/n) has no width.
 *
 * Trials that are right in part (a picture judged in several draws) may be counted by that part: the score test then is that
 * of their mean, and the interval the one of as many whole trials. It is a little too wide, as parts vary less than wholes.
 *
 * @param right how many of the trials, 0…trials; may be a fraction
 * @param trials at least 1
 * @returns shares in [0,1]
 */
export function wilson(right: number, trials: number): Interval {
  integer(trials, 'trials', 1);
  number(right, 'right', 0, trials);
  const share = right / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { low: right === 0 ? 0 : middle - half, high: right === trials ? 1 : middle + half };
}
