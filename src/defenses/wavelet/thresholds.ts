import type { DetailLevel } from './transform.js';

/** How thresholds follow from the noise: one per sub-band (BayesShrink) or one for all (VisuShrink). */
export type ThresholdMethod = 'BayesShrink' | 'VisuShrink';

/** Thresholds of the three detail sub-bands of one level, in the units of the coefficients. */
export interface LevelThresholds {
  readonly horizontal: number;
  readonly vertical: number;
  readonly diagonal: number;
}

/** The 75 % quantile of the normal distribution: median |noise| / sigma. */
const normalQuartile = 0.6744897501960817;

/** `numpy.finfo(float64).eps`. */
const epsilon = 2 ** -52;

/**
 * The BayesShrink threshold of a sub-band, sigma² / sqrt(max(mean(d²) - sigma², eps)) (S. G. Chang, B. Yu and
 * M. Vetterli, "Adaptive wavelet thresholding for image denoising and compression", IEEE Trans. Image Processing 9,
 * 2000), as `skimage.restoration` computes it on a channel scaled to [0,1].
 * @param meanSquare mean of the squared coefficients, in their own units squared
 * @param sigma noise, in the same units
 * @param range what [0,1] is in these units; it matters only for the tiny `eps`
 */
export function bayesThreshold(meanSquare: number, sigma: number, range: number): number {
  const relative = sigma / range;
  const variance = relative * relative;
  return (range * variance) / Math.sqrt(Math.max(meanSquare / (range * range) - variance, epsilon));
}

/**
 * The universal threshold sigma · sqrt(2 ln n) for n samples (D. L. Donoho and I. M. Johnstone, "Ideal spatial adaptation
 * by wavelet shrinkage", Biometrika 81, 1994).
 */
export function universalThreshold(sigma: number, samples: number): number {
  return sigma * Math.sqrt(2 * Math.log(samples));
}

/** The k-th smallest value (from 0), by Hoare's selection; reorders `values`. */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k];
}

/**
 * Noise estimated from the finest diagonal sub-band: median |d| / 0.6745 over the coefficients that are not zero (Donoho
 * and Johnstone 1994, section 4.2); 0 where all are.
 */
export function estimateSigma(diagonal: Float32Array | Float64Array): number {
  const values = Float64Array.from(diagonal, Math.abs).filter((value) => value > 0);
  if (values.length === 0) return 0;
  const middle = values.length >> 1;
  const upper = select(values, middle);
  const median = values.length % 2 === 1 ? upper : (select(values, middle - 1) + upper) / 2;
  return median / normalQuartile;
}

/** What a plane's thresholds follow from. */
export interface PlaneStatistics {
  /** Samples of the plane. */
  readonly samples: number;
  /** What [0,1] is in the units of the coefficients. */
  readonly range: number;
  /** Noise in the units of the coefficients. */
  readonly sigma: number;
  /** Mean of the squared coefficients, level by level from the finest: horizontal, vertical, diagonal. */
  readonly meanSquares: readonly (readonly [number, number, number])[];
}

/** The threshold of a sub-band of a plane of so many samples; see {@link bayesThreshold}. */
export function bandThreshold(
  method: ThresholdMethod,
  meanSquare: number,
  sigma: number,
  range: number,
  samples: number,
): number {
  return method === 'VisuShrink' ? universalThreshold(sigma, samples) : bayesThreshold(meanSquare, sigma, range);
}

/** The thresholds of one plane, level by level from the finest. */
export function planeThresholds(method: ThresholdMethod, statistics: PlaneStatistics): LevelThresholds[] {
  const { samples, range, sigma, meanSquares } = statistics;
  const threshold = (square: number) => bandThreshold(method, square, sigma, range, samples);
  return meanSquares.map(([horizontal, vertical, diagonal]) => ({
    horizontal: threshold(horizontal),
    vertical: threshold(vertical),
    diagonal: threshold(diagonal),
  }));
}

function meanSquare(data: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
  return sum / data.length;
}

/** Means of the squared coefficients of every sub-band. */
export function meanSquares(details: readonly DetailLevel[]): [number, number, number][] {
  return details.map((level) => [
    meanSquare(level.horizontal.data),
    meanSquare(level.vertical.data),
    meanSquare(level.diagonal.data),
  ]);
}

/** Shrinks one coefficient: soft sign(d)·max(|d| - t, 0), hard d where |d| ≥ t, else 0. */
export function shrink(value: number, threshold: number, hard: boolean): number {
  if (hard) return Math.abs(value) >= threshold ? value : 0;
  // The same as the soft formula, up to 1e-16 of t, without a branch that noise would make unpredictable.
  return value + (Math.abs(value - threshold) - Math.abs(value + threshold)) * 0.5;
}

/** Shrinks a sub-band in place. */
export function shrinkBand(data: Float64Array, threshold: number, hard: boolean): void {
  for (let i = 0; i < data.length; i++) data[i] = shrink(data[i], threshold, hard);
}
