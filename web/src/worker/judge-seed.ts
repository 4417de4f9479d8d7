/** The seed of a judge of the adaptive attack, from 0: none of them is the attacker's, which is the seed itself. */
export function judgeSeed(seed: number, judge: number): number {
  return seed + 1000 + judge;
}
