import { describe, expect, it } from 'vitest';
import { combine, minMax } from './combine.js';

describe('minMax', () => {
  it('scales to [0,1]; what is constant becomes 0', () => {
    expect([...minMax([-2, 0, 6])]).toEqual([0, 0.25, 1]);
    expect([...minMax([3, 3, 3])]).toEqual([0, 0, 0]);
  });
});

describe('combine', () => {
  const maps = [
    [0, 1, 2, 4],
    [10, 10, 30, 20],
    [7, 7, 7, 7],
  ];

  it('is the geometric mean of the scaled maps, with 1e-12 under the logarithm', () => {
    const scaled = [
      [0, 0.25, 0.5, 1],
      [0, 0, 1, 0.5],
    ];
    const two = combine(maps.slice(0, 2), 'geometric-mean');
    for (let i = 0; i < 4; i++) {
      expect(two[i]).toBeCloseTo(Math.sqrt((scaled[0][i] + 1e-12) * (scaled[1][i] + 1e-12)), 14);
    }
    expect(combine(maps, 'geometric-mean')[3]).toBeCloseTo(Math.cbrt(1 * 0.5 * 1e-12), 10);
  });

  it('weighs by half, a quarter and so on, in order', () => {
    expect([...combine(maps, 'exponential')]).toEqual([0, 0.125, 0.5, 0.625]);
    expect([...combine(maps.toReversed(), 'exponential')]).toEqual([0, 0.03125, 0.3125, 0.25]);
  });
});
