import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.js';
import { classOf } from './class-of.js';

const classifier = {
  name: 'birds',
  labels: [
    { id: 'n02012849', name: 'crane' },
    { id: 'n03126707', name: 'crane' },
    { id: 'n01622779', name: 'great_grey_owl' },
    { id: '1', name: '0' },
  ],
};

function refusal(typed: string): string {
  try {
    classOf(typed, '--target', classifier);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

describe('classOf', () => {
  it.each([
    ['n03126707', 1],
    ['N02012849', 0],
    ['Great Grey Owl', 2],
    ['2', 2],
    // A key counts more than a name, and a name more than a place.
    ['1', 3],
    ['0', 3],
  ])('takes %j for class %i', (typed, index) => {
    expect(classOf(typed, '--target', classifier)).toBe(index);
  });

  it('refuses a name that two classes have', () => {
    expect(refusal('crane')).toBe(
      'Expected one class for --target but received "crane": give the key, n02012849 or n03126707',
    );
  });

  it('offers the nearest classes for one that there is not', () => {
    const expected = 'Expected a class of birds, such as n02012849 (crane) or n03126707 (crane), for --target';
    expect(refusal('great gray owl')).toBe(
      `${expected} but received "great gray owl": did you mean n01622779 (great_grey_owl)?`,
    );
    expect(refusal('zebra\u001b')).toBe(String.raw`${expected} but received "zebra\u001b"`);
    expect(refusal('4')).toContain(`${expected} but received "4"`);
  });
});
