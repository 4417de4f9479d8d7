import { expect, it } from 'vitest';
import { pythonRandom } from './python-random.js';
import { describeShared, referenceJson } from '../../test/support/shared.js';
import { describePython, python } from '../../test/support/python.js';

interface Case {
  seed: number;
  randint_0_223: number[];
  randint_m10_10: number[];
  uniform: number[];
  randint_0_2_after: number[];
}

describeShared('pythonRandom against the stored sequences of CPython', () => {
  for (const expected of referenceJson<Case[]>('python-random.json')) {
    it(`seed ${expected.seed}`, () => {
      const random = pythonRandom(expected.seed);
      expect(expected.randint_0_223.map(() => random.randint(0, 223))).toEqual(expected.randint_0_223);
      expect(expected.randint_m10_10.map(() => random.randint(-10, 10))).toEqual(expected.randint_m10_10);
      expect(expected.uniform.map(() => random.uniform(0, 1))).toEqual(expected.uniform);
      expect(expected.randint_0_2_after.map(() => random.randint(0, 2))).toEqual(expected.randint_0_2_after);
    });
  }
});

describePython('numpy', 'pythonRandom against the CPython of this machine', () => {
  // Seeds of one, two and many 32-bit words, negative ones, and ranges on both sides of a power of two and of 2^32.
  const seeds = [
    '7',
    '-7',
    '4294967295',
    '4294967296',
    '9007199254740991',
    '-98765432109876543210',
    '1' + '0'.repeat(60),
  ];
  const ranges = [
    [0, 0],
    [5, 5],
    [1, 2],
    [0, 255],
    [0, 256],
    [-1000, 1000],
    [0, 4294967294],
    [0, 4294967295],
  ];
  ranges.push([0, 4294967296], [-5_000_000_000, 5_000_000_000], [0, 9007199254740990]);
  for (const seed of seeds) {
    it(`seed ${seed}`, () => {
      const script = [
        'import random',
        'r = random.Random(int(args["seed"]))',
        'output = []',
        'for _ in range(300):',
        '    for low, high in args["ranges"]: output.append(r.randint(low, high))',
        '    output.append(r.uniform(-3.5, 8.25))',
      ].join('\n');
      const expected = python(script, [], { seed, ranges });
      const random = pythonRandom(BigInt(seed));
      const actual: number[] = [];
      for (let i = 0; i < 300; i++) {
        for (const [low, high] of ranges) actual.push(random.randint(low, high));
        actual.push(random.uniform(-3.5, 8.25));
      }
      expect(actual).toEqual([...expected]);
    });
  }
});

it('refuses what is no seed and no range', () => {
  expect(() => pythonRandom(1.5)).toThrow(
    'Expected an integer within ±(2^53 - 1), or a bigint for seed but received 1.5',
  );
  expect(() => pythonRandom(NaN)).toThrow(RangeError);
  expect(() => pythonRandom('1' as unknown as number)).toThrow(TypeError);
  expect(() => pythonRandom(1).randint(3, 2)).toThrow(RangeError);
});
