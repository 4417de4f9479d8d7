import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centreMap, normalizeMap, resizeMap } from './map.js';
import { runs } from '../../test/support/runs.js';

describe('centreMap', () => {
  it('is 1 in the middle, near 0 in the corners, and mirrors itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (width, height) => {
        const { data } = centreMap(width, height);
        const at = (x: number, y: number) => data[y * width + x];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            expect(at(x, y)).toBeGreaterThanOrEqual(0);
            expect(at(x, y)).toBeLessThanOrEqual(1);
            expect(at(x, y)).toBeCloseTo(at(width - 1 - x, height - 1 - y), 12);
            if (x > 0 && x < width / 2) expect(at(x, y)).toBeGreaterThanOrEqual(at(x - 1, y));
          }
        }
      }),
      { numRuns: runs(50), seed: 1 },
    );
    expect(centreMap(101, 101).data[50 * 101 + 50]).toBe(1);
    expect(centreMap(101, 101).data[0]).toBeLessThan(0.001);
  });
});

describe('normalizeMap', () => {
  it('takes the smallest value to 0 and the largest to 1, a constant to 0', () => {
    expect([...normalizeMap(2, 2, [5, 10, 15, 25]).data]).toEqual([0, 0.25, 0.5, 1]);
    expect([...normalizeMap(2, 1, Uint16Array.of(65535, 0)).data]).toEqual([1, 0]);
    expect([...normalizeMap(2, 1, [7, 7]).data]).toEqual([0, 0]);
    expect(() => normalizeMap(2, 1, [1, Number.NaN])).toThrow(
      'Expected finite values for map.data[1] but received NaN',
    );
    expect(() => normalizeMap(2, 2, [1, 2])).toThrow('Expected 4 values (2 × 2) for map.data');
  });
});

describe('resizeMap', () => {
  it('stays in [0,1] and keeps constants', () => {
    const steps = Float32Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 1));
    const { data, width, height } = resizeMap({ width: 8, height: 8, data: steps }, 37, 21);
    expect([width, height, data.length]).toEqual([37, 21, 777]);
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect([data[0], data[36]]).toEqual([0, 1]);
    const half = resizeMap({ width: 3, height: 3, data: new Float64Array(9).fill(0.5) }, 10, 2);
    half.data.forEach((value) => expect(value).toBeCloseTo(0.5, 6));
  });
});
