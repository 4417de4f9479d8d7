import { describe, expect, it } from 'vitest';
import { colourOf, scaleGradient } from './colour-scale.js';
import { differencePixels, distancesOf, describeDifference, distanceText, gainFor } from './difference.js';
import { colourName, describePicture, toPixels, zoomFor } from './pixels.js';
import type { Picture } from './types.js';

const gray: Picture = { width: 2, height: 1, channels: 1, data: new Float32Array([10.5, 300]) };
const rgb = (...data: number[]): Picture => ({ width: data.length / 3, height: 1, data: Uint8Array.from(data) });

describe('pixels', () => {
  it('are RGBA whatever a picture has, halves up and clamped', () => {
    expect([...toPixels(gray).data]).toEqual([11, 11, 11, 255, 255, 255, 255, 255]);
    expect([...toPixels(rgb(1, 2, 3)).data]).toEqual([1, 2, 3, 255]);
    expect([...toPixels({ width: 1, height: 1, data: new Uint8Array([1, 2, 3, 4]) }).data]).toEqual([1, 2, 3, 4]);
  });

  it('are drawn at a whole zoom', () => {
    expect([zoomFor(64, 64, 224), zoomFor(224, 224, 224), zoomFor(300, 200, 224), zoomFor(64, 32, 256)]).toEqual([
      3, 1, 1, 4,
    ]);
  });

  it('are described by what is in them', () => {
    expect(describePicture(rgb(250, 120, 10, 240, 110, 20))).toBe('2 × 1 pixels, orange on average, levels 10 to 250');
    expect(describePicture(rgb(0, 0, 0))).toContain('black on average');
    expect(describePicture({ width: 1, height: 1, data: new Uint8Array([200]) })).toContain('light gray');
    expect(colourName(20, 40, 160)).toBe('dark blue');
    expect(colourName(230, 30, 60)).toBe('red');
  });
});

describe('differences', () => {
  const clean = rgb(100, 100, 100, 100, 100, 100);
  const attacked = rgb(104, 100, 96, 100, 100, 103);

  it('are measured in levels over the colours', () => {
    const distances = distancesOf(clean, attacked);
    expect(distances.l2).toBeCloseTo(Math.sqrt(16 + 16 + 9), 12);
    expect(distances.relativeL2).toBeCloseTo(Math.sqrt(41) / Math.sqrt(60_000), 12);
    expect(distances.linf).toBe(4);
    expect(distances.changed).toBe(0.5);
    // Alpha is no colour: the same pixels with and without it do not differ.
    const withAlpha: Picture = { width: 1, height: 1, channels: 4, data: new Uint8Array([9, 9, 9, 7]) };
    expect(distancesOf(rgb(9, 9, 9), withAlpha).l2).toBe(0);
    expect(() => distancesOf(clean, rgb(1, 2, 3))).toThrow('Expected two pictures of 2 × 1');
  });

  it('are enlarged by the largest power of two that keeps them in range', () => {
    expect([0, 0.5, 4, 8, 70, 200].map(gainFor)).toEqual([128, 128, 32, 16, 1, 1]);
    expect([...differencePixels(clean, attacked, 32).data]).toEqual([255, 128, 0, 255, 128, 128, 224, 255]);
  });

  it('say their size and their gain', () => {
    expect(distanceText(distancesOf(clean, attacked))).toBe('L2 6.4 levels (relative 0.026), L∞ 4 levels');
    expect(describeDifference(distancesOf(clean, attacked), 32)).toBe(
      '50 % of the samples differ; L2 6.4 levels (relative 0.026), L∞ 4 levels; drawn × 32 around gray',
    );
    expect(describeDifference(distancesOf(clean, clean), 128)).toContain('nothing differs');
  });
});

describe('the colour scale', () => {
  it('grows lighter all the way, and its legend has the same ends', () => {
    let last = -1;
    for (let i = 0; i <= 256; i++) {
      const [r, g, b] = colourOf(i / 256);
      const luma = 0.299 * r + 0.587 * g + 0.114 * b;
      expect(luma).toBeGreaterThan(last);
      last = luma;
    }
    expect(colourOf(-1)).toEqual(colourOf(0));
    expect(colourOf(2)).toEqual([252, 244, 160]);
    expect(scaleGradient).toMatch(/^linear-gradient\(to right, rgb\(8 8 48\).*rgb\(252 244 160\)\)$/);
  });
});
