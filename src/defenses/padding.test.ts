import { describe, expect, it } from 'vitest';
import { noise } from '../../test/support/pictures.js';
import { describePython, python } from '../../test/support/python.js';
import { borderIndex, borderModes, padColour } from './padding.js';

describePython('numpy', 'padColour side by side with numpy.pad', () => {
  it.each([
    [5, 3],
    [1, 4],
    [2, 1],
  ])('agrees on %i × %i in every mode, with margins beyond the picture', (width, height) => {
    const image = noise(width, height, 3, 'bytes', 4);
    const margin = 13;
    const expected = python(
      `
a = inputs[0].reshape(args['shape'])
m = args['margin']
output = np.stack([np.pad(a, ((m, m), (m, m), (0, 0)), mode=mode) for mode in args['modes']])
`,
      [image.data],
      { shape: [height, width, 3], margin, modes: borderModes },
    );
    expect(borderModes.flatMap((mode) => [...padColour(image, margin, mode)])).toEqual([...expected]);
  });
});

describe('padColour', () => {
  it('drops alpha and puts the constant outside', () => {
    const data = new Float32Array([1, 2, 3, 200, 4, 5, 6, 100]);
    const padded = padColour({ width: 2, height: 1, channels: 4, data }, 1, 'constant', 9);
    const outside = [9, 9, 9];
    const row = [...outside, ...outside, ...outside, ...outside];
    expect([...padded]).toEqual([...row, ...outside, 1, 2, 3, 4, 5, 6, ...outside, ...row]);
  });
});

describe('borderIndex', () => {
  it.each([
    ['constant', '..abcd..'],
    ['edge', 'aaabcddd'],
    ['symmetric', 'baabcddc'],
    ['reflect', 'cbabcdcb'],
    ['wrap', 'cdabcdab'],
  ] as const)('%s', (mode, expected) => {
    const letters = Array.from({ length: 8 }, (_, i) => 'abcd'[borderIndex(i - 2, 4, mode)] ?? '.');
    expect(letters.join('')).toBe(expected);
  });
});
