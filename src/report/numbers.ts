import type { Interval } from '../evaluation/statistics/wilson.js';

/** `97.1`: a probability in per cent. */
export function percent(probability: number): string {
  return (100 * probability).toFixed(1);
}

/** `14 of 20`. */
export function count(right: number, draws: number): string {
  return `${right} of ${draws}`;
}

/** `48–85`: an interval of a share, in per cent. */
export function range({ low, high }: Interval): string {
  return `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)}`;
}

/** `31.4 dB`, or words where nothing was changed. */
export function decibels(value: number | null): string {
  return value === null ? 'unchanged' : `${value.toFixed(1)} dB`;
}
