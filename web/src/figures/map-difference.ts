import { placeName } from './map-pixels.js';
import type { ActivationMap } from './types.js';

/** The place where a map is largest; of equal ones the first. */
export function peakOf({ width, data }: ActivationMap): { x: number; y: number } {
  let largest = 0;
  for (let i = 1; i < data.length; i++) if (data[i] > data[largest]) largest = i;
  return { x: largest % width, y: Math.floor(largest / width) };
}

/** Where two maps of one size are largest, and how many pixels that is apart. */
export function peaksApart(a: ActivationMap, b: ActivationMap): { first: string; second: string; apart: number } {
  const [from, to] = [peakOf(a), peakOf(b)];
  return {
    first: placeName(from.x, from.y, a.width, a.height),
    second: placeName(to.x, to.y, b.width, b.height),
    apart: Math.hypot(to.x - from.x, to.y - from.y),
  };
}

function meanOf({ data }: ActivationMap): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}

/** The correlation of two maps of one size, in [−1,1]; NaN where one of them is the same everywhere. */
export function correlation(a: ActivationMap, b: ActivationMap): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [both, ownA, ownB] = [0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [left, right] = [a.data[i] - meanA, b.data[i] - meanB];
    both += left * right;
    ownA += left * left;
    ownB += right * right;
  }
  return both / Math.sqrt(ownA * ownB);
}

/** The share of places at which two maps of one size differ by more than `amount`. */
export function shareApart(a: ActivationMap, b: ActivationMap, amount: number): number {
  let apart = 0;
  for (let i = 0; i < a.data.length; i++) if (Math.abs(a.data[i] - b.data[i]) > amount) apart++;
  return apart / a.data.length;
}
