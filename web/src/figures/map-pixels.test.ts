import { describe, expect, it } from 'vitest';
import { colourOf } from './colour-scale.js';
import {
  densityOf,
  densityPixels,
  describeDensity,
  describeHistogram,
  describeMap,
  histogramOf,
} from './map-pixels.js';
import { mapAt, overlayPixels, placeName } from './map-pixels.js';
import type { ActivationMap } from './types.js';

const map: ActivationMap = { width: 2, height: 2, data: Float32Array.of(0, 0.25, 0.5, 1) };

describe('maps', () => {
  it('lie over pictures of other sizes', () => {
    expect([mapAt(map, 0, 0, 4, 4), mapAt(map, 3, 0, 4, 4), mapAt(map, 1, 2, 4, 4), mapAt(map, 3, 3, 4, 4)]).toEqual([
      0, 0.25, 0.5, 1,
    ]);
    const picture = { width: 4, height: 4, channels: 1 as const, data: new Uint8Array(16).fill(100) };
    const { data } = overlayPixels(picture, map);
    const expected = colourOf(1).map((colour) => Math.round(0.4 * 100 + 0.6 * colour));
    for (let c = 0; c < 3; c++) expect(Math.abs(data[15 * 4 + c] - expected[c])).toBeLessThanOrEqual(1);
    expect(data[15 * 4 + 3]).toBe(255);
  });

  it('say where they are largest and how large they are', () => {
    expect(describeMap(map)).toBe('largest at the lower right; mean 0.44; above 0.5 in 25 % of the picture');
    expect(placeName(5, 5, 10, 10)).toBe('in the middle');
    expect(placeName(0, 9, 10, 10)).toBe('at the lower left');
  });
});

describe('histograms', () => {
  it('count every value once, both ends included', () => {
    expect(histogramOf([0, 0.05, 0.1, 0.99, 1], 10)).toEqual([0.4, 0.2, 0, 0, 0, 0, 0, 0, 0, 0.4]);
    expect(histogramOf([], 2)).toEqual([0, 0]);
    expect(describeHistogram([{ name: 'CAM', values: [0.05, 0.02, 0.9] }], 10)).toBe(
      'CAM: most values, 67 %, are from 0 to 0.1; 33 % are above 0.5',
    );
  });
});

describe('densities', () => {
  const copies = Int32Array.of(0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 3, 3, 2, 1, 1);

  it('count copies by cell', () => {
    expect([...densityOf(copies, 4, 4, 2)]).toEqual([2, 0, 0, 1]);
    const { data } = densityPixels(densityOf(copies, 4, 4, 2), 2);
    expect([...data.subarray(0, 3)]).toEqual(colourOf(1).map(Math.round));
    expect([...data.subarray(4, 7)]).toEqual(colourOf(0).map(Math.round));
  });

  it('say how the copies avoid a map', () => {
    expect(describeDensity(copies, 4, 4, 2, map)).toBe(
      '3 copied samples, at most 2 in one of 2 × 2 cells; the map is 0.33 on average where samples were copied, and 0.44 over the picture',
    );
    expect(describeDensity(new Int32Array(), 4, 4, 2)).toBe('no sample was copied');
  });
});
