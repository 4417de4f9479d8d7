import type { RandomSource } from '../../core/random.js';
import { stirlingError } from './binomial.js';

/** Below so many expected heads they are counted up; from there on the hat of BTRS holds. */
const fewHeads = 10;

/** Counts up the chances of 0, 1, 2, … heads until a uniform number is used up. */
function byInversion(trials: number, chance: number, random: RandomSource): number {
  const odds = chance / (1 - chance);
  let rest = random.uniform(0, 1);
  let term = (1 - chance) ** trials;
  let heads = 0;
  while (rest > term && heads < trials) {
    rest -= term;
    heads++;
    term *= ((trials - heads + 1) / heads) * odds;
  }
  return heads;
}

/** Transformed rejection with squeeze: W. Hörmann, "The generation of binomial random variates", 1993, algorithm BTRS. */
function byRejection(trials: number, chance: number, random: RandomSource): number {
  const deviation = Math.sqrt(trials * chance * (1 - chance));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * chance;
  const centre = trials * chance + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((trials + 1) * chance);
  const odds = chance / (1 - chance);
  for (;;) {
    const u = random.uniform(-0.5, 0.5);
    const v = random.uniform(0, 1);
    const side = 0.5 - Math.abs(u);
    const heads = Math.floor(((2 * a) / side + b) * u + centre);
    if (side >= 0.07 && v <= squeeze) return heads;
    if (!(heads >= 0 && heads <= trials)) continue;
    const height = Math.log((v * alpha) / (a / (side * side) + b));
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (trials - mode + 1))) +
      (trials + 1) * Math.log((trials - mode + 1) / (trials - heads + 1)) +
      (heads + 0.5) * Math.log((odds * (trials - heads + 1)) / (heads + 1)) +
      (stirlingError(mode + 1) + stirlingError(trials - mode + 1)) -
      (stirlingError(heads + 1) + stirlingError(trials - heads + 1));
    if (height <= bound) return heads;
  }
}

/**
 * How many of `trials` throws of a coin come up heads, in a time that does not grow with their number.
 *
 * @param trials a whole number, at least 0
 * @param chance of heads, 0…1
 */
export function drawBinomial(trials: number, chance: number, random: RandomSource): number {
  if (trials === 0 || chance <= 0) return 0;
  if (chance >= 1) return trials;
  if (chance > 0.5) return trials - drawBinomial(trials, 1 - chance, random);
  const draw = trials * chance < fewHeads ? byInversion : byRejection;
  return draw(trials, chance, random);
}
