import { describe, expect, it } from 'vitest';
import { boolean, integer, knownOptions, number, oneOf, outOfRange, show, wrongType } from './checks.js';

describe('show', () => {
  it('tells values apart that print alike', () => {
    const shown: [unknown, string][] = [
      [1, '1'],
      ['1', '"1"'],
      [1n, '1n'],
      [null, 'null'],
      [undefined, 'undefined'],
      [NaN, 'NaN'],
      [-Infinity, '-Infinity'],
      [true, 'true'],
      ['two\nlines', '"two\\nlines"'],
      ['x'.repeat(61), `"${'x'.repeat(57)}..."`],
      ['x'.repeat(60), `"${'x'.repeat(60)}"`],
      [[1, 2, 3], 'an array of 3'],
      [{ a: 1 }, 'an object'],
      [() => 1, 'a function'],
      [new Float32Array(7), 'Float32Array of 7'],
      [Buffer.alloc(3), 'Buffer of 3'],
      [new DataView(new ArrayBuffer(5)), 'DataView of 5'],
      [Symbol('s'), 'Symbol(s)'],
    ];
    for (const [value, text] of shown) expect(show(value)).toBe(text);
  });
});

it('errors name what was expected, where, and what came', () => {
  expect(wrongType('a cat', 'pet', 'dog')).toBeInstanceOf(TypeError);
  expect(wrongType('a cat', 'pet', 'dog').message).toBe('Expected a cat for pet but received "dog"');
  expect(outOfRange('a cat', 'pet', 2)).toBeInstanceOf(RangeError);
  expect(outOfRange('a cat', 'pet', 2).message).toBe('Expected a cat for pet but received 2');
});

describe('integer', () => {
  it('returns what is in range, both ends included', () => {
    for (const value of [-3, 0, 5]) expect(integer(value, 'n', -3, 5)).toBe(value);
    expect(integer(Number.MAX_SAFE_INTEGER, 'n', 0)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('refuses the rest', () => {
    expect(() => integer(6, 'n', -3, 5)).toThrow(
      new RangeError('Expected an integer from -3 to 5 for n but received 6'),
    );
    expect(() => integer(-1, 'n', 0)).toThrow(
      new RangeError('Expected an integer of at least 0 for n but received -1'),
    );
    expect(() => integer(1.5, 'n', 0)).toThrow(
      new RangeError('Expected an integer of at least 0 for n but received 1.5'),
    );
    expect(() => integer(2 ** 53, 'n', 0)).toThrow(RangeError);
    for (const value of [NaN, Infinity]) expect(() => integer(value, 'n', 0)).toThrow(RangeError);
    for (const value of ['1', 1n, null, undefined, [1], true]) expect(() => integer(value, 'n', 0)).toThrow(TypeError);
  });
});

describe('number', () => {
  it('returns what is in range, both ends included', () => {
    for (const value of [-0.5, 0, 0.5]) expect(number(value, 'x', -0.5, 0.5)).toBe(value);
    expect(number(-1e300, 'x')).toBe(-1e300);
  });

  it('refuses the rest', () => {
    expect(() => number(NaN, 'x')).toThrow(new RangeError('Expected a finite number for x but received NaN'));
    expect(() => number(-1, 'x', 0)).toThrow(
      new RangeError('Expected a finite number of at least 0 for x but received -1'),
    );
    expect(() => number(2, 'x', -Infinity, 1)).toThrow(
      new RangeError('Expected a finite number of at most 1 for x but received 2'),
    );
    expect(() => number(1.01, 'x', 0, 1)).toThrow(
      new RangeError('Expected a number from 0 to 1 for x but received 1.01'),
    );
    expect(() => number(Infinity, 'x', 0)).toThrow(RangeError);
    for (const value of ['1', 1n, null, undefined]) expect(() => number(value, 'x')).toThrow(TypeError);
  });
});

it('oneOf knows its words', () => {
  expect(oneOf('b', 'letter', ['a', 'b'])).toBe('b');
  expect(() => oneOf('c', 'letter', ['a', 'b'])).toThrow("Expected one of 'a', 'b' for letter but received \"c\"");
  expect(() => oneOf(undefined, 'letter', ['a', 'b'])).toThrow(RangeError);
});

it('boolean takes true and false only', () => {
  expect(boolean(false, 'flag')).toBe(false);
  expect(() => boolean(0, 'flag')).toThrow(new TypeError('Expected true or false for flag but received 0'));
});

it('knownOptions names the option that it does not know', () => {
  expect(() => knownOptions({ sigma: 1 }, 'blur', ['sigma', 'size'])).not.toThrow();
  expect(() => knownOptions({ sigmaa: 1 }, 'blur', ['sigma', 'size'])).toThrow(
    new RangeError('Expected only sigma, size for the options of blur but received "sigmaa"'),
  );
});
