/** A source of random numbers with the two draws that the published code makes. */
export interface RandomSource {
  /** A whole number from `low` to `high`, both included, each equally likely. */
  randint(low: number, high: number): number;
  /** A real number from `low` up to `high`. */
  uniform(low: number, high: number): number;
}
