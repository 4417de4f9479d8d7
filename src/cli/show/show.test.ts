import { describe, expect, it } from 'vitest';
import { picture } from '../../../test/support/pictures.js';
import type { FullImage } from '../../core/image.js';
import { defend, type DefendOptions } from '../../defenses/defend.js';
import { eachDot, glyphHeight, textWidth } from './font.js';
import { Marks } from './marks.js';
import { drawShow } from './show.js';

/** A defended picture and what is shown of it. */
function show(before: FullImage, options: DefendOptions = {}) {
  const marks = new Marks(before.width, before.height);
  const after = defend(before, { seed: 1, ...options, onCopy: marks.add });
  const shown = drawShow({ before, after, marks, report: after.report, psnr: 31.234, ssim: 0.9 });
  return { marks, after, shown };
}

function pixel(image: FullImage, x: number, y: number): number[] {
  return [...image.data.subarray((y * image.width + x) * 3, (y * image.width + x) * 3 + 3)];
}

const [red, green, blue, amber] = [
  [255, 96, 84],
  [84, 224, 110],
  [92, 148, 255],
  [255, 196, 60],
];

describe('drawShow', () => {
  it('enlarges small pictures by whole steps and marks each channel in its colour', () => {
    const before = picture(56, 40, 3, 'bytes');
    const { marks, shown } = show(before, { denoiser: 'none' });
    expect([shown.width, shown.height]).toEqual([16 + 2 * (448 + 16), 16 + 2 * (50 + 320 + 16)]);
    let [marked, plain] = [0, 0];
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 56; x++) {
        const colour = pixel(shown, 480 + x * 8 + 7, 16 + 50 + 320 + 16 + 50 + y * 8 + 7);
        const bits = marks.data[y * 56 + x];
        if ([1, 2, 4].includes(bits)) expect(colour).toEqual([red, green, undefined, blue][bits - 1]);
        if (bits === 0) expect(new Set(colour).size).toBe(1);
        if (bits === 0) plain++;
        else marked++;
      }
    }
    expect(marked).toBeGreaterThan(15);
    expect(plain).toBeGreaterThan(2000);
  });

  it('marks whole pixels in one colour', () => {
    const before = picture(56, 40, 3, 'bytes');
    const { marks, shown } = show(before, { preset: 'paper', denoiser: 'none' });
    const at = marks.data.findIndex((bits) => bits !== 0);
    const [x, y] = [at % 56, Math.floor(at / 56)];
    expect(pixel(shown, 480 + x * 8 + 4, 452 + y * 8 + 4)).toEqual(amber);
  });

  it('enlarges the difference by a power of two that suits it', () => {
    const before = picture(448, 448, 3, 'bytes');
    const slight = { ...before, data: before.data.map((value) => (value > 100 ? value - 3 : value)) };
    const { report } = defend(before, { denoiser: 'none', deflections: 0 });
    const marks = new Marks(448, 448);
    const shown = drawShow({ before, after: slight, marks, report, psnr: Infinity, ssim: 1 });
    // 3 × 64 = 192 is the most below 256.
    for (const [x, y] of [
      [10, 10],
      [200, 300],
      [447, 447],
    ]) {
      const i = (y * 448 + x) * 3;
      const expected = [0, 1, 2].map((c) => 64 * Math.abs(Number(slight.data[i + c]) - Number(before.data[i + c])));
      expect(pixel(shown, 16 + x, 16 + 50 + 448 + 16 + 50 + y)).toEqual(expected);
    }
  });

  it('takes every kind of picture', () => {
    const sizes: [number, number, 1 | 3 | 4][] = [
      [1, 1, 1],
      [2, 700, 3],
      [700, 2, 4],
      [1500, 60, 3],
      [5, 5, 4],
    ];
    for (const [width, height, channels] of sizes) {
      const { shown } = show(picture(width, height, channels, 'bytes'), { denoiser: 'none' });
      expect(shown.data).toHaveLength(shown.width * shown.height * 3);
      expect(shown.width).toBeGreaterThan(2 * textWidth('PSNR 31.23 dB · SSIM 0.900'));
      expect(Math.max(shown.width, shown.height)).toBeLessThan(2 * 1100);
    }
  });
});

/** The dots of a text, as `x,y`. */
function dots(text: string): string[] {
  const found: string[] = [];
  eachDot(text, (x, y) => found.push(`${x},${y}`));
  return found;
}

describe('the font', () => {
  const known = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-+=/%()×·→#?_';
  it('has different characters within their cells', () => {
    const shapes = new Set<string>();
    for (const character of known) {
      const shape = dots(character);
      expect(shape.length, character).toBeGreaterThan(1);
      for (const dot of shape) {
        const [x, y] = dot.split(',').map(Number);
        expect(x >= 0 && x < 5 && y >= 0 && y < glyphHeight, `${character} ${dot}`).toBe(true);
      }
      shapes.add(shape.join(' '));
    }
    expect(shapes.size).toBe(known.length);
  });

  it('writes side by side, and a question mark for what it has not', () => {
    expect(textWidth('')).toBe(0);
    expect(textWidth('ab')).toBe(11);
    expect(dots('a b')).toEqual([
      ...dots('a'),
      ...dots('b').map((dot) => dot.replace(/^\d+/, (x) => `${Number(x) + 12}`)),
    ]);
    expect(dots('写')).toEqual(dots('?'));
  });
});
