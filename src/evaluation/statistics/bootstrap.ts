import { integer, outOfRange } from '../../core/checks.js';
import { createRandom, type Seed } from '../../core/random.js';
import { drawBinomial } from './draw-binomial.js';
import { quantileOfSorted } from './quantile.js';
import type { Interval } from './wilson.js';

export interface BootstrapOptions {
  /** Which random numbers. Default 0. */
  seed?: Seed;
  /** Stream of the seed: what the interval is for. Default 0. */
  stream?: Seed | string;
  /** Samples that are drawn again, at least 100. Default 1000. */
  resamples?: number;
}

/** A mean difference with its 95 % interval. */
export interface Difference extends Interval {
  readonly difference: number;
}

/** The 95 % of the middle. */
const [lowPart, highPart] = [0.025, 0.975];

/** Different values in ascending order, and how often each occurs: what a sample is, whatever its order. */
export function countValues(values: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].toSorted(([a], [b]) => a - b));
}

/**
 * The mean of paired differences with its 95 % interval, by the bootstrap percentile method (B. Efron and R. J. Tibshirani,
 * "An introduction to the bootstrap", 1993, chapter 13): pictures are drawn again with replacement, each with what both
 * defenses made of it, and the interval holds the middle 95 % of the means. A mean of bounded, nearly symmetric differences
 * needs none of the corrections of BCa (chapter 14).
 *
 * Pictures with the same difference are alike, so that instead of pictures their counts are drawn, from the multinomial
 * distribution, one binomial for each different value: a resample of 50,000 pictures with the differences −1, 0 and 1 takes
 * two draws. Where all pictures have the same difference, the interval has no width.
 *
 * @param counts different values and how often each occurs, as `countValues` gives them
 * @returns NaN for all three without any
 */
export function bootstrapMean(counts: ReadonlyMap<number, number>, options: BootstrapOptions = {}): Difference {
  const { seed = 0, stream = 0, resamples = 1000 } = options;
  integer(resamples, 'resamples', 100);
  let total = 0;
  let sum = 0;
  for (const [value, count] of counts) {
    total += integer(count, 'a count', 0);
    sum += value * count;
  }
  if (total === 0) return { difference: NaN, low: NaN, high: NaN };
  const random = createRandom(seed, stream);
  // The most frequent value comes last: it gets what is left, and the others are rare and quickly drawn.
  const entries = [...counts].toSorted(([a, m], [b, n]) => m - n || a - b);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let [left, known] = [total, total];
    let mean = 0;
    for (const [value, count] of entries) {
      const drawn = drawBinomial(left, count / known, random);
      mean += (value * drawn) / total;
      left -= drawn;
      known -= count;
    }
    means[i] = mean;
  }
  means.sort();
  return {
    difference: sum / total,
    low: quantileOfSorted(means, lowPart),
    high: quantileOfSorted(means, highPart),
  };
}

/**
 * The difference of two shares over the same pictures, first − second, with its 95 % interval: see {@link bootstrapMean}.
 *
 * @param first for each picture, 1 where it is right, 0 where it is wrong, or the part of its draws that are right
 * @param second the same for the other defense, in the same order
 */
export function bootstrapDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: BootstrapOptions = {},
): Difference {
  if (first.length !== second.length) throw outOfRange(`${first.length} values`, 'second', second);
  return bootstrapMean(countValues(Array.from(first, (value, i) => value - second[i])), options);
}

/**
 * The 95 % interval of any number that is computed from pictures, by the bootstrap percentile method as {@link bootstrapMean}:
 * for statistics that are no mean, such as one that looks for its settings on the same pictures.
 *
 * @param pictures how many there are, at least 1
 * @param statistic from the number of times that each picture was drawn: [pictures]; it must not keep the array
 */
export function bootstrapStatistic(
  pictures: number,
  statistic: (counts: Float64Array) => number,
  { seed = 0, stream = 0, resamples = 1000 }: BootstrapOptions = {},
): Interval {
  integer(pictures, 'pictures', 1);
  integer(resamples, 'resamples', 100);
  const random = createRandom(seed, stream);
  const counts = new Float64Array(pictures);
  const values = Float64Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let i = 0; i < pictures; i++) counts[random.randint(0, pictures - 1)]++;
    return statistic(counts);
  }).toSorted();
  return { low: quantileOfSorted(values, lowPart), high: quantileOfSorted(values, highPart) };
}
