/**
 * The cubic convolution kernel with a = -0.5 (R. Keys, "Cubic convolution interpolation for digital image processing",
 * IEEE Trans. ASSP 29, 1981), as in Pillow's `BICUBIC`.
 */
function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
  return 0;
}

/** For each result sample: where its source samples begin, how many there are, and their weights (padded to `reach`). */
export interface AxisTaps {
  readonly reach: number;
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Float64Array;
}

/** The weights along one axis. When shrinking, the kernel is widened by the ratio: that is the antialiasing. */
export function axisTaps(from: number, to: number): AxisTaps {
  const ratio = from / to;
  const stretch = Math.max(ratio, 1);
  const radius = 2 * stretch;
  const reach = Math.ceil(radius) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Float64Array(to * reach);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio;
    const start = Math.max(Math.trunc(centre - radius + 0.5), 0);
    const end = Math.min(Math.trunc(centre + radius + 0.5), from);
    let sum = 0;
    for (let j = start; j < end; j++) {
      const weight = cubic((j - centre + 0.5) / stretch);
      weights[i * reach + j - start] = weight;
      sum += weight;
    }
    for (let j = 0; j < end - start; j++) weights[i * reach + j] /= sum;
    starts[i] = start;
    counts[i] = end - start;
  }
  return { reach, starts, counts, weights };
}
