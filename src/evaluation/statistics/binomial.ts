/** What Stirling's formula lacks below 16, from the factorials themselves. */
const smallErrors = Array.from({ length: 16 }, (_, n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return n === 0 ? 0 : Math.log(factorial) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
});

/**
 * What Stirling's formula lacks: log n! − log(√(2πn) (n/e)ⁿ). C. Loader, "Fast and accurate computation of binomial
 * probabilities", 2000.
 */
export function stirlingError(n: number): number {
  if (n < smallErrors.length) return smallErrors[n];
  const square = 1 / (n * n);
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / n;
}

/** x log(x / mean) + mean − x, without the loss of digits where both are near (Loader, 2000). */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = (x - mean) / (x + mean);
  let sum = (x - mean) * ratio;
  let power = 2 * x * ratio;
  for (let i = 1; ; i++) {
    power *= ratio * ratio;
    const next = sum + power / (2 * i + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** The chance of exactly `k` heads in `n` throws of a fair coin, to about 14 digits for any `n` (Loader's saddle point). */
export function fairChance(k: number, n: number): number {
  if (k === 0 || k === n) return 2 ** -n;
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n / 2) - deviance(n - k, n / 2);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}
