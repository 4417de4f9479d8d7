import { percent, short } from '../text/numbers.js';

/** A place of a line: a share in [0,1], with the ends of its interval where it has one. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

/** `sigma 0.04`: a place on the axis. */
export function placeOf(x: number, label: string, unit: string): string {
  return `${label} ${short(x)}${unit === '' ? '' : ` ${unit}`}`;
}

/** The sentence of a line chart: each line from its first to its last place, and its highest where that is another. */
export function describeLines(series: readonly LineSeries[], label: string, unit: string): string {
  const at = ({ x, y }: LinePoint) => `${percent(y)} at ${placeOf(x, label, unit)}`;
  const lines = series
    .filter(({ points }) => points.length > 0)
    .map(({ name, points }) => {
      const [first, last] = [points[0], points[points.length - 1]];
      if (points.length === 1) return `${name}: ${at(first)}`;
      const highest = points.reduce((most, point) => (point.y > most.y ? point : most));
      const peak = highest.y > Math.max(first.y, last.y) ? `, highest ${at(highest)}` : '';
      return `${name} goes from ${at(first)} to ${at(last)}${peak}`;
    });
  return lines.length === 0 ? 'no place has been measured yet' : lines.join('; ');
}

/** All places of some lines, in order. */
export function placesOf(series: readonly LineSeries[]): number[] {
  return [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
}
