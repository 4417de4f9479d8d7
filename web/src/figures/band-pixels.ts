import { percent, short } from '../text/numbers.js';
import type { Pixels } from './pixels.js';
import type { Band } from './types.js';

/** Soft thresholding moves coefficients towards 0 by the threshold, hard leaves those above it as they are. */
export type ShrinkRule = 'soft' | 'hard';

/** A sub-band after its threshold. */
export function shrunk({ width, height, data }: Band, threshold: number, rule: ShrinkRule): Band {
  const result = Float64Array.from(data, (value) => {
    const size = Math.abs(value);
    if (size <= threshold) return 0;
    return rule === 'hard' ? value : Math.sign(value) * (size - threshold);
  });
  return { width, height, data: result };
}

/** The share of coefficients that are 0. */
export function zeroShare({ data }: Band): number {
  let zeros = 0;
  for (const value of data) if (value === 0) zeros++;
  return zeros / Math.max(1, data.length);
}

function largest({ data }: Band): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}

/** A power of two with which the largest coefficient of some bands stays within the range around gray. */
export function bandGain(bands: readonly Band[]): number {
  const most = Math.max(...bands.map(largest), 0);
  return most === 0 ? 1 : 2 ** Math.max(-6, Math.min(7, Math.floor(Math.log2(127 / most))));
}

/** 128 + gain × coefficient: gray is 0. */
export function bandPixels({ width, height, data }: Band, gain: number): Pixels {
  const result = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) result.set([...Array(3).fill(128 + gain * data[i]), 255], i * 4);
  return { width, height, data: result };
}

/** A threshold. That of BayesShrink is without use, and very large, where there is no more detail than noise: all is set to zero. */
export function thresholdText(threshold: number): string {
  return threshold > 1e6 ? '∞' : short(threshold);
}

/** What is written under a sub-band: its threshold and the share that it sets to zero, beside the zeros of before. */
export function bandText(before: Band, after: Band, threshold: number): string {
  return `threshold ${thresholdText(threshold)}; zero ${percent(zeroShare(before), 0)} before, ${percent(zeroShare(after), 0)} after`;
}
