import { expect, it } from 'vitest';
import { describeLines, placesOf } from './line-series.js';

it('lines say where they begin and end, and where they are highest', () => {
  const clean = {
    name: 'clean',
    points: [
      { x: 0, y: 0.95 },
      { x: 0.08, y: 0.4 },
    ],
  };
  const attacked = {
    name: 'attacked',
    points: [
      { x: 0, y: 0.05 },
      { x: 0.04, y: 0.8 },
      { x: 0.08, y: 0.3 },
    ],
  };
  expect(describeLines([clean, attacked, { name: 'none', points: [] }], 'sigma', '')).toBe(
    'clean goes from 95.0 % at sigma 0 to 40.0 % at sigma 0.08; ' +
      'attacked goes from 5.0 % at sigma 0 to 30.0 % at sigma 0.08, highest 80.0 % at sigma 0.04',
  );
  expect(describeLines([{ name: 'clean', points: [{ x: 4, y: 1 }] }], 'ε', 'levels')).toBe(
    'clean: 100.0 % at ε 4 levels',
  );
  expect(describeLines([], 'ε', '')).toBe('no place has been measured yet');
  expect(placesOf([clean, attacked])).toEqual([0, 0.04, 0.08]);
});
