import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type RandomSource } from '../core/random.js';
import { describePython, python } from '../../test/support/python.js';
import { noise, picture } from '../../test/support/pictures.js';
import { resizeAndPad } from './resize-and-pad.js';
import { runs } from '../../test/support/runs.js';

/** Gives the numbers asked for, in order, and keeps the ranges. */
function scripted(values: readonly number[]): RandomSource & { ranges: number[][] } {
  const ranges: number[][] = [];
  return {
    ranges,
    randint: (low, high) => {
      ranges.push([low, high]);
      return values[ranges.length - 1];
    },
    uniform: () => {
      throw new Error('not drawn');
    },
  };
}

function pixel(data: ArrayLike<number>, i: number): string {
  return [0, 1, 2, 3].map((c) => data[i + c]).join();
}

describePython('numpy', 'resizeAndPad against the published graph', () => {
  // defense.py with TensorFlow 1's nearest neighbour in numpy, single precision as in its kernel; values in [-1,1].
  const script = [
    'h, w, c, flip, r, top, left, size = [int(v) for v in args]',
    'x = (inputs[0].reshape(h, w, c) / 255) * 2 - 1',
    'if flip: x = x[:, ::-1, :]',
    'f = np.float32',
    'def nearest(n, m): return np.minimum(np.floor(np.arange(m, dtype=f) * (f(n) / f(m))).astype(int), n - 1)',
    'x = x[nearest(h, r)][:, nearest(w, r)]',
    'x = np.pad(x, [[top, size - top - r], [left, size - left - r], [0, 0]])',
    'output = (x + 1) / 2 * 255',
  ].join('\n');

  for (const [side, size, r, top, left, flip] of [
    [299, 331, 310, 0, 21, 0],
    [299, 331, 322, 9, 0, 1],
    [299, 331, 330, 1, 1, 1],
    // Position 41 is 41 * 64 / 82 = 32, which single precision just misses.
    [64, 90, 82, 8, 4, 0],
    [50, 41, 40, 1, 0, 1],
  ]) {
    it(`${side} to ${r} in ${size}${flip ? ', mirrored' : ''}`, () => {
      const channels = side === 64 ? 1 : 3;
      const image = noise(side, side, channels, 'floats', r);
      const expected = python(script, [image.data], [side, side, channels, flip, r, top, left, size]);
      const random = scripted(flip ? [1, r, top, left] : [r, top, left]);
      const result = resizeAndPad(image, { size, minSize: 2, flip: flip === 1, random });
      expect([result.width, result.height, result.channels]).toEqual([size, size, channels]);
      expect(result.data.length).toBe(expected.length);
      // The way to [-1,1] and back costs some units in the last place.
      expect(result.data.every((value, i) => Math.abs(value - expected[i]) < 1e-4)).toBe(true);
    });
  }
});

describe('resizeAndPad', () => {
  it('has the published sizes for 299 × 299, without the mirror', () => {
    const random = scripted([315, 3, 5]);
    const result = resizeAndPad(picture(299, 299, 3, 'bytes'), { random });
    expect([result.width, result.height]).toEqual([331, 331]);
    expect(random.ranges).toEqual([
      [310, 330],
      [0, 16],
      [0, 16],
    ]);
    expect(result.data[0]).toBe(128);
    expect(resizeAndPad(picture(299, 299, 3, 'floats'), { random: scripted([315, 3, 5]) }).data[0]).toBe(127.5);
  });

  it('scales with other pictures and keeps their proportions', () => {
    const square = resizeAndPad(picture(224, 224, 1, 'bytes'));
    expect([square.width, square.height]).toEqual([248, 248]);
    const random = scripted([110, 0, 0]);
    const wide = resizeAndPad(picture(150, 100, 1, 'bytes'), { random });
    expect([wide.width, wide.height]).toEqual([167, 111]);
    // 100 × 1.0368 = 104; the shorter side has one place, the longer two.
    expect(random.ranges).toEqual([
      [104, 110],
      [0, 1],
      [0, 2],
    ]);
  });

  it('is of one size for all draws, holds only samples of the input and padding, and opaque alpha around', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer(), (w, h, seed) => {
        const image = noise(w, h, 4, 'bytes', seed);
        const random = createRandom(seed);
        const first = resizeAndPad(image, { random, flip: true, padding: 9 });
        const second = resizeAndPad(image, { random, flip: true, padding: 9 });
        expect([second.width, second.height]).toEqual([first.width, first.height]);
        expect(first.width).toBeGreaterThan(w);
        const pixels = new Set(['9,9,9,255']);
        for (let i = 0; i < image.data.length; i += 4) pixels.add(pixel(image.data, i));
        for (let i = 0; i < first.data.length; i += 4) expect(pixels.has(pixel(first.data, i))).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('refuses sizes that do not fit', () => {
    const image = picture(30, 30);
    expect(() => resizeAndPad(image, { size: 1 })).toThrow('Expected an integer of at least 2 for size');
    expect(() => resizeAndPad(image, { size: 33, minSize: 33 })).toThrow(
      'Expected an integer from 1 to 32 for minSize but received 33',
    );
    expect(() => resizeAndPad(image, { padding: 256 })).toThrow('Expected a number from 0 to 255 for padding');
    expect(() => resizeAndPad(image, { flip: 1 as never })).toThrow('Expected true or false for flip');
    expect(() => resizeAndPad(image, { fill: 1 } as object)).toThrow('Expected only size, minSize');
    expect(() => resizeAndPad(image, { out: image })).toThrow('Expected an image of 33 × 33 × 3 for out');
    const out = { width: 33, height: 33, data: new (image.data.constructor as Uint8ArrayConstructor)(33 * 33 * 3) };
    expect(resizeAndPad(image, { out }).data).toBe(out.data);
  });
});
