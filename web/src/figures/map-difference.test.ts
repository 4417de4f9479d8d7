import { expect, it } from 'vitest';
import { correlation, peakOf, peaksApart, shareApart } from './map-difference.js';

const map = (...values: number[]) => ({ width: 3, height: values.length / 3, data: Float32Array.from(values) });

it('the largest place of a map, and how far it is from that of another', () => {
  const [a, b] = [map(1, 0, 0, 0, 0, 0, 0, 0, 0), map(0, 0, 0, 0, 0, 0, 0, 0.5, 1)];
  expect(peakOf(b)).toEqual({ x: 2, y: 2 });
  const { first, second, apart } = peaksApart(a, b);
  expect([first, second]).toEqual(['at the upper left', 'at the lower right']);
  expect(apart).toBeCloseTo(Math.sqrt(8), 12);
  expect(peakOf(map(0.5, 0.5, 0.5))).toEqual({ x: 0, y: 0 });
});

it('maps correlate with themselves by 1, with their opposite by −1, and with a flat one not at all', () => {
  const a = map(0, 0.5, 1);
  expect(correlation(a, a)).toBeCloseTo(1, 12);
  expect(correlation(a, map(1, 0.5, 0))).toBeCloseTo(-1, 12);
  expect(correlation(a, map(0.5, 0.5, 0.5))).toBeNaN();
});

it('places are apart where the difference is larger than the amount', () => {
  expect(shareApart(map(0, 0.25, 1), map(0.25, 0.5, 0), 0.25)).toBeCloseTo(1 / 3, 12);
});
