import { describe, expect, it } from 'vitest';
import type { FullImage } from '../core/image.js';
import { drawCopies, drawFigures, perturbationGain } from './figures.js';

function flat(value: number, width = 3, height = 2): FullImage<Uint8Array> {
  return { width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(value) };
}

describe('perturbationGain', () => {
  it('is the largest power of two that stays within the range around gray', () => {
    expect([0, 0.5, 1, 2, 3, 8, 100, 255].map(perturbationGain)).toEqual([128, 128, 128, 64, 32, 16, 1, 1]);
  });
});

describe('drawCopies', () => {
  it('marks overwritten channels in their colours on the dark picture', () => {
    const copied = { width: 3, height: 2, data: Uint8Array.of(0, 1, 2, 4, 7, 0) };
    const { data } = drawCopies(flat(100), copied);
    const pixel = (i: number) => [...data.subarray(3 * i, 3 * i + 3)];
    expect(pixel(0)).toEqual([48, 48, 48]);
    expect(pixel(5)).toEqual(pixel(0));
    const [red, green, blue] = [pixel(1), pixel(2), pixel(3)];
    expect([red, green, blue].map((colour) => colour.indexOf(Math.max(...colour)))).toEqual([0, 1, 2]);
    expect(pixel(4)).not.toEqual(red);
  });

  it('makes marks of two pixels in a large picture, inside of it', () => {
    const copied = { width: 200, height: 2, data: new Uint8Array(400) };
    copied.data[100] = 1;
    copied.data[399] = 1;
    const { data } = drawCopies(flat(0, 200), copied);
    const marked = Array.from({ length: 400 }, (_, i) => i).filter((i) => data[3 * i] > 100);
    expect(marked).toEqual([100, 101, 300, 301, 399]);
  });
});

describe('drawFigures', () => {
  it('rounds the clean picture where there is nothing else', () => {
    const clean = { width: 1, height: 1, channels: 3 as const, data: Float32Array.of(0.4, 254.6, 300) };
    expect(drawFigures({ clean })).toEqual({ clean: { ...clean, data: Uint8Array.of(0, 255, 255) } });
  });
});
