import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { colourScale, drawOverlay, toOklab } from './overlay.js';

/** The colours of the scale in Oklab. */
function scale(levels: number) {
  const colours = colourScale(levels);
  return Array.from({ length: levels }, (_, i) => toOklab(colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]));
}

describe('toOklab', () => {
  // Of the article's own table, from the coordinates of CIE XYZ: white is (1, 0, 0), and of grays only the lightness grows.
  it('gives the lightness of white, black and pure colours', () => {
    for (const [rgb, expected] of [
      [
        [255, 255, 255],
        [1, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [255, 0, 0],
        [0.62796, 0.22486, 0.12585],
      ],
      [
        [0, 0, 255],
        [0.45201, -0.03246, -0.31153],
      ],
    ] as const) {
      toOklab(rgb[0], rgb[1], rgb[2]).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    }
  });
});

describe('colourScale', () => {
  it('stays within sRGB', () => {
    const colours = colourScale();
    expect(colours).toHaveLength(768);
    expect(Math.min(...colours)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...colours)).toBeLessThanOrEqual(255.5);
  });

  it('grows lighter at every step, and all steps look equally large', () => {
    const points = scale(256);
    const steps = points.slice(1).map((point, i) => Math.hypot(...point.map((value, k) => value - points[i][k])));
    const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
    for (const [i, step] of steps.entries()) {
      expect(points[i + 1][0]).toBeGreaterThan(points[i][0]);
      expect(step / mean).toBeGreaterThan(0.9);
      expect(step / mean).toBeLessThan(1.02);
    }
    expect(points[255][0] - points[0][0]).toBeGreaterThan(0.7);
  });
});

describe('drawOverlay', () => {
  it('lays the colours of the map on the gray of the picture', () => {
    // Two pixels of the same gray value: 0.299 R + 0.587 G + 0.114 B.
    const image: FullImage<Uint8Array> = {
      width: 2,
      height: 1,
      channels: 3,
      data: Uint8Array.of(100, 100, 100, 100, 100, 100),
    };
    const { data, channels } = drawOverlay(image, { width: 2, height: 1, data: Float32Array.of(0, 1) });
    expect(channels).toBe(3);
    const expected = [
      [8, 8, 48],
      [252, 244, 160],
    ].flat();
    expect([...data]).toEqual(expected.map((value) => Math.round(0.4 * 100 + 0.6 * value)));
  });

  it('takes gray pictures, and shows transparent parts as white', () => {
    const map = { width: 1, height: 1, data: Float32Array.of(0) };
    const gray = drawOverlay({ width: 1, height: 1, channels: 1, data: Uint8Array.of(50) }, map);
    const opaque = drawOverlay({ width: 1, height: 1, channels: 3, data: Uint8Array.of(50, 50, 50) }, map);
    expect(gray.data).toEqual(opaque.data);
    const hidden = drawOverlay({ width: 1, height: 1, channels: 4, data: Uint8Array.of(9, 9, 9, 0) }, map);
    const white = drawOverlay({ width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 255, 255) }, map);
    expect(hidden.data).toEqual(white.data);
  });
});
