/** Statistics of words and counts. Each gives a z-score: standard normal where the numbers are truly random. */

/** A source of 32-bit words. */
export type Words = () => number;

/**
 * Pearson's chi-square of counts against expected counts, as a z-score (E. Wilson and M. Hilferty, "The distribution of
 * chi-square", PNAS 17, 1931): far above 0 where the counts are too uneven, far below where they are too even.
 */
export function chiSquareZ(counts: ArrayLike<number>, expected: (cell: number) => number): number {
  let chi = 0;
  for (let i = 0; i < counts.length; i++) chi += (counts[i] - expected(i)) ** 2 / expected(i);
  const freedom = counts.length - 1;
  return (Math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

/** Chi-square of `draws` whole numbers 0…cells-1 that should be equally likely. */
export function uniformZ(cells: number, draws: number, draw: () => number): number {
  const counts = new Float64Array(cells);
  for (let i = 0; i < draws; i++) counts[draw()]++;
  return chiSquareZ(counts, () => draws / cells);
}

/** The correlation of two sequences of independent numbers uniform in [0,1), times √n. */
export function correlationZ(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return (sum * 12) / Math.sqrt(a.length);
}

function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The bit whose balance of zeros and ones is worst over `draws` words. */
export function bitBalanceZ(draws: number, next: Words): number {
  const ones = new Float64Array(32);
  for (let i = 0; i < draws; i++) {
    for (let word = next(), bit = 0; bit < 32; bit++, word >>>= 1) ones[bit] += word & 1;
  }
  return Math.max(...ones.map((count) => Math.abs(count - draws / 2) / Math.sqrt(draws / 4)));
}

/** Five classes of Hamming weights: up to 13, 14 and 15, 16, 17 and 18, from 19. */
function weightClass(weight: number): number {
  return weight <= 13 ? 0 : weight <= 15 ? 1 : weight === 16 ? 2 : weight <= 18 ? 3 : 4;
}

/** Chi-square of the classes of Hamming weight of pairs of successive words. */
export function hammingWeightZ(draws: number, next: Words): number {
  const shares = new Float64Array(5);
  for (let weight = 0, ways = 1; weight <= 32; ways = (ways * (32 - weight)) / ++weight) {
    shares[weightClass(weight)] += ways / 2 ** 32;
  }
  const counts = new Float64Array(25);
  for (let i = 0; i < draws; i++) counts[weightClass(bitCount(next())) * 5 + weightClass(bitCount(next()))]++;
  return chiSquareZ(counts, (cell) => draws * shares[Math.floor(cell / 5)] * shares[cell % 5]);
}

/** How often the words change from one half of their range to the other: too many or too few runs. */
export function runsZ(draws: number, next: Words): number {
  let changes = 0;
  for (let i = 0, side = next() >>> 31; i < draws; i++) {
    const before = side;
    side = next() >>> 31;
    changes += before ^ side;
  }
  return (changes - draws / 2) / Math.sqrt(draws / 4);
}

/**
 * Birthday spacings (G. Marsaglia, "A current view of random number generators", 1984): 1024 birthdays in a year of 2^24
 * days, of which the repeated spacings are counted; their number is Poisson with mean 1024³ / (4 · 2^24) = 16.
 */
export function birthdaySpacingsZ(years: number, next: Words, shift: number): number {
  const days = new Int32Array(1024);
  let repeated = 0;
  for (let year = 0; year < years; year++) {
    for (let i = 0; i < days.length; i++) days[i] = (next() >>> shift) & 0xffffff;
    days.sort();
    for (let i = days.length - 1; i > 0; i--) days[i] -= days[i - 1];
    days.sort();
    for (let i = 1; i < days.length; i++) if (days[i] === days[i - 1]) repeated++;
  }
  return (repeated - 16 * years) / Math.sqrt(16 * years);
}

/** The rank over GF(2) of a 32 × 32 matrix whose rows are words. */
function binaryRank(rows: Int32Array): number {
  let rank = 0;
  for (let bit = 31; bit >= 0; bit--) {
    let pivot = rank;
    while (pivot < 32 && ((rows[pivot] >>> bit) & 1) === 0) pivot++;
    if (pivot === 32) continue;
    const row = rows[pivot];
    rows[pivot] = rows[rank];
    for (let i = pivot + 1; i < 32; i++) if ((rows[i] >>> bit) & 1) rows[i] ^= row;
    rows[rank++] = row;
  }
  return rank;
}

/** The share of rank 32 - d: 2^(-d²) Π_{i=d+1…32} (1 - 2^-i)² / Π_{i=1…32-d} (1 - 2^-i). */
function rankShare(d: number): number {
  let value = 2 ** -(d * d);
  for (let i = d + 1; i <= 32; i++) value *= (1 - 2 ** -i) ** 2;
  for (let i = 1; i <= 32 - d; i++) value /= 1 - 2 ** -i;
  return value;
}

/**
 * Ranks of random binary matrices (G. Marsaglia and L. Tsay, "Matrices and the structure of random number sequences",
 * 1985).
 */
export function matrixRankZ(matrices: number, next: Words): number {
  const counts = new Float64Array(4);
  const rows = new Int32Array(32);
  for (let i = 0; i < matrices; i++) {
    for (let j = 0; j < 32; j++) rows[j] = next();
    counts[Math.min(3, 32 - binaryRank(rows))]++;
  }
  const shares = [rankShare(0), rankShare(1), rankShare(2)];
  shares.push(1 - shares[0] - shares[1] - shares[2]);
  return chiSquareZ(counts, (cell) => matrices * shares[cell]);
}
