import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDifference } from '../../test/support/shared.js';
import { describePython, python } from '../../test/support/python.js';
import { noise, picture } from '../../test/support/pictures.js';
import { reduceBitDepth } from './reduce-bit-depth.js';
import { runs } from '../../test/support/runs.js';

/** `reduce_precision_py` of EvadeML-Zoo. */
const script = [
  'steps = 2 ** args["bits"] - 1',
  'x = inputs[0] / 255',
  'output = np.rint(x * steps) / steps * 255',
].join('\n');

describePython('numpy', 'reduceBitDepth against numpy.rint', () => {
  for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`${bits} bits, floats`, () => {
      const image = noise(31, 17, 3, 'floats', bits);
      // Values half-way between two levels, and beyond the range.
      const steps = 2 ** bits - 1;
      for (let k = 0; k < steps; k++) image.data[k] = (255 * (k + 0.5)) / steps;
      image.data.set([-30, 260, 300.5], 400);
      const expected = python(script, [image.data], { bits });
      // Stored in single precision.
      expect(maxDifference(reduceBitDepth(image, { bits }).data, Float32Array.from(expected))).toBe(0);
    });

    it(`${bits} bits, every byte`, () => {
      const image = {
        width: 256,
        height: 1,
        channels: 1 as const,
        data: Uint8Array.from({ length: 256 }, (_, i) => i),
      };
      const expected = python(script, [image.data], { bits });
      const { data } = reduceBitDepth(image, { bits });
      expect(maxDifference(data, expected)).toBeLessThanOrEqual(0.5);
    });
  }
});

describe('reduceBitDepth', () => {
  it('rounds halves to the even level', () => {
    const data = Float32Array.of(127.5, 42.5, 127.5);
    expect([...reduceBitDepth({ width: 1, height: 1, data }, { bits: 1 }).data]).toEqual([0, 0, 0]);
    // 42.5 is half-way between levels 0 and 1 of 0…3, 127.5 between 1 and 2.
    expect([...reduceBitDepth({ width: 1, height: 1, data }, { bits: 2 }).data]).toEqual([170, 0, 170]);
  });

  it('leaves 2^bits levels, 0 and 255 among them, and 5 bits by default', () => {
    const image = noise(64, 64, 1, 'bytes', 4);
    for (const bits of [1, 2, 5]) {
      const levels = new Set(reduceBitDepth(image, { bits }).data);
      expect(levels.size).toBe(2 ** bits);
      expect(levels.has(0) && levels.has(255)).toBe(true);
    }
    expect(reduceBitDepth(image)).toEqual(reduceBitDepth(image, { bits: 5 }));
    expect(reduceBitDepth(image, { bits: 8 })).toEqual(image);
  });

  it('is off by half a step at most, and does nothing more when done again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer(), (bits, seed) => {
        const image = picture(13, 9, 3, 'floats', seed);
        const once = reduceBitDepth(image, { bits });
        expect(maxDifference(once.data, image.data)).toBeLessThanOrEqual(255 / (2 ** bits - 1) / 2 + 1e-4);
        expect(reduceBitDepth(once, { bits })).toEqual(once);
      }),
      { numRuns: runs(40) },
    );
  });

  it('refuses what it does not know', () => {
    const image = picture(4, 4);
    expect(() => reduceBitDepth(image, { bits: 0 })).toThrow('Expected an integer from 1 to 8 for bits but received 0');
    expect(() => reduceBitDepth(image, { bits: 2.5 })).toThrow('for bits but received 2.5');
    expect(() => reduceBitDepth(image, { bit: 2 } as object)).toThrow('Expected only bits, out');
  });
});
