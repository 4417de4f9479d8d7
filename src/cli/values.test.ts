import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.js';
import { integerValue, numberOrText, numberValue, seedValue, sizeValue, wordValue } from './values.js';

describe('numberOrText', () => {
  it('takes decimal notation only', () => {
    expect(['12', '-3', '+4', '.5', '5.', '1e3', '-1.5E-2'].map(numberOrText)).toEqual([
      12, -3, 4, 0.5, 5, 1000, -0.015,
    ]);
    const texts = ['', ' 1', '1 ', '12abc', '0x10', '1_000', '1,5', 'NaN', 'Infinity', 'e3', '.', '--1', '١'];
    expect(texts.map(numberOrText)).toEqual(texts);
  });
});

describe('values', () => {
  it('are checked, with the name of the flag', () => {
    expect(integerValue('1e2', '--levels', 0)).toBe(100);
    expect(numberValue('-.25', '--bias', -1, 1)).toBe(-0.25);
    expect(wordValue('tv', '--denoiser', ['wavelet', 'tv'])).toBe('tv');
    expect(() => integerValue('x', '--levels', 1, 4)).toThrow(
      new UsageError('Expected an integer from 1 to 4 for --levels but received "x"'),
    );
    expect(() => wordValue('TV', '--denoiser', ['wavelet', 'tv'])).toThrow(UsageError);
  });
});

describe('seedValue', () => {
  it('is exact for any integer', () => {
    expect(seedValue('-7', '--seed')).toBe(-7);
    expect(seedValue('+7', '--seed')).toBe(7);
    expect(seedValue('9007199254740991', '--seed')).toBe(9007199254740991);
    expect(seedValue('9007199254740992', '--seed')).toBe(9007199254740992n);
    expect(seedValue('-123456789012345678901234567890', '--seed')).toBe(-123456789012345678901234567890n);
    expect(seedValue('+9007199254740993', '--seed')).toBe(9007199254740993n);
    for (const text of ['', '1.0', '1e3', 'abc', '5n', '- 5'])
      expect(() => seedValue(text, '--seed')).toThrow(UsageError);
  });
});

describe('sizeValue', () => {
  it('is a side, or width and height', () => {
    expect(sizeValue('224', '--size')).toEqual({ width: 224, height: 224 });
    expect(sizeValue('320x240', '--size')).toEqual({ width: 320, height: 240 });
    expect(sizeValue('320×240', '--size')).toEqual({ width: 320, height: 240 });
    for (const text of ['', '0', '-4', '4x', 'x4', '4x0', '4x4x4', '7072', '1.5', '99999999999999999999']) {
      expect(() => sizeValue(text, '--size')).toThrow(UsageError);
    }
  });
});
