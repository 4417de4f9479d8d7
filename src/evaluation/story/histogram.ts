import type { ActivationMap } from '../../core/image.js';
import type { Histogram } from './record.js';

const bins = 10;

/** Shares of ten bins of equal width over [0,1], the value 1 in the last; zeros where there are no values. */
export function histogram(values: ArrayLike<number>): Histogram {
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < values.length; i++) counts[Math.min(bins - 1, Math.floor(values[i] * bins))]++;
  return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
}

export function mean({ data }: ActivationMap): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum / data.length;
}
