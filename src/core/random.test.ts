import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePython, python } from '../../test/support/python.js';
import { uniformZ } from '../../test/support/statistics.js';
import { createRandom, freshSeed, type Seed } from './random.js';
import { runs } from '../../test/support/runs.js';

/** A z-score beyond this happens once in 16,000 truly random samples; the seeds are fixed, so it never comes and goes. */
const limit = 4;

function words(seed: Seed, stream: Seed | string, count: number): number[] {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, () => random.next());
}

describe('seeds and streams', () => {
  it('of 10,000 neighbours start differently', () => {
    const first = new Set<number>();
    const states = new Set<string>();
    for (let i = 0; i < 10_000; i++) {
      first.add(createRandom(i, 0).next());
      first.add(createRandom(0, i + 1).next());
      states.add(words(i, 0, 4).join()).add(words(0, i + 1, 4).join());
    }
    // 20,000 words of 2^32: 0.05 pairs are expected to be equal by chance.
    expect(first.size).toBeGreaterThanOrEqual(19_999);
    expect(states.size).toBe(20_000);
  });

  it('never meet: every (seed, stream) is read in one way only', () => {
    const big = 2n ** 32n;
    const pairs: [Seed, Seed | string][] = [
      [0, 0],
      [0, ''],
      [0, '\0'],
      [0, '\0\0'],
      [0, '0'],
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
      [-1, -1],
      [1, 1],
      [big, 0],
      [0, big],
      [-big, 0],
      [1, big],
      [big + 1n, 0],
      [-(big + 5n), 7],
      [-5, 7n * big + 1n],
      [-(big + 5n), 'A'],
      [-5, -(65n * big + 2n)],
      [big * big, 1],
      [big, big + 1n],
      [3, 'ab'],
      [3, 'ab\0'],
      [3, 'a'],
      [3, 'ba'],
      [3, 0x620061],
    ];
    expect(new Set(pairs.map(([seed, stream]) => words(seed, stream, 4).join())).size).toBe(pairs.length);
    const part = fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: -3n, max: 3n }));
    const pair = fc.tuple(part, fc.oneof(part, fc.string({ maxLength: 5 })));
    fc.assert(
      fc.property(pair, pair, (a, b) => {
        const same = a[0] === b[0] && a[1] === b[1];
        expect(words(...a, 4).join() === words(...b, 4).join()).toBe(same);
      }),
      { numRuns: runs(2000), seed: 1 },
    );
  });

  it('mean the same as number and as bigint', () => {
    expect(words(12345, 67, 5)).toEqual(words(12345n, 67n, 5));
    expect(words(-0, 0, 5)).toEqual(words(0, -0, 5));
  });

  it('refuse what is no integer', () => {
    expect(() => createRandom(0.5)).toThrow(
      'Expected an integer within ±(2^53 - 1), or a bigint for seed but received 0.5',
    );
    expect(() => createRandom(1, NaN)).toThrow(
      'Expected an integer within ±(2^53 - 1), or a bigint for stream but received NaN',
    );
    expect(() => createRandom('1' as unknown as number)).toThrow(
      'Expected an integer or a bigint for seed but received "1"',
    );
    expect(() => createRandom(1, null as unknown as number)).toThrow(TypeError);
  });

  it('fresh ones are 32-bit integers that differ', () => {
    const seeds = Array.from({ length: 8 }, freshSeed);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });
});

describe('randint', () => {
  it('is exactly uniform over spans of every kind', () => {
    const random = createRandom(77, 'spans');
    for (const span of [2, 3, 5, 7, 10, 21, 100, 224, 255, 256, 257, 1000]) {
      const low = -Math.floor(span / 3);
      const z = uniformZ(span, 60_000, () => random.randint(low, low + span - 1) - low);
      expect(Math.abs(z), `span ${span}: z = ${z}`).toBeLessThan(limit);
    }
    // Large spans, where a modulo would favour the lower part: counted in 96 equal parts.
    for (const span of [3 * 2 ** 30, 96 * 2 ** 25, 2 ** 32]) {
      const parts = span === 2 ** 32 ? 64 : 96;
      const z = uniformZ(parts, 60_000, () => Math.floor(random.randint(0, span - 1) / (span / parts)));
      expect(Math.abs(z), `span ${span}: z = ${z}`).toBeLessThan(limit);
    }
  });

  it('stays in its range and reaches both ends', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, low, span) => {
          const random = createRandom(seed);
          const seen = new Set(Array.from({ length: 300 }, () => random.randint(low, low + span - 1)));
          expect(seen).toEqual(new Set(Array.from({ length: span }, (_, i) => low + i)));
        },
      ),
      { numRuns: runs(100), seed: 3 },
    );
  });

  it('draws nothing where there is nothing to choose', () => {
    const random = createRandom(4);
    expect(random.randint(7, 7)).toBe(7);
    expect(random.next()).toBe(createRandom(4).next());
  });

  it('refuses what is no range', () => {
    for (const [low, high] of [
      [3, 2],
      [0, 2 ** 32],
      [0.5, 2.5],
      [0, NaN],
      [-Infinity, 0],
    ]) {
      expect(() => createRandom(1).randint(low, high)).toThrow(
        `Expected integers low ≤ high less than 2^32 apart for randint(low, high) but received "${low}, ${high}"`,
      );
    }
  });
});

describe('uniform', () => {
  it('is at least low and below high', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 1, max: 700 }),
        (seed, low, width) => {
          const random = createRandom(seed);
          for (let i = 0; i < 200; i++) {
            const value = random.uniform(low, low + width);
            expect(value >= low && value < low + width).toBe(true);
          }
        },
      ),
      { numRuns: runs(100), seed: 4 },
    );
  });

  it('has the distribution function of a uniform number (Kolmogorov and Smirnov)', () => {
    const random = createRandom(8, 'uniform');
    const n = 200_000;
    const values = Float64Array.from({ length: n }, () => random.uniform(0, 1));
    values.sort();
    let distance = 0;
    for (let i = 0; i < n; i++) distance = Math.max(distance, (i + 1) / n - values[i], values[i] - i / n);
    // 1.95 / √n is passed by one sample in a thousand.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
    expect(distance).toBeGreaterThan(0.35 / Math.sqrt(n));
  });

  it('uses all 53 bits', () => {
    const random = createRandom(6, 'bits');
    const ones = new Float64Array(53);
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      let rest = random.uniform(0, 1) * 2 ** 53;
      expect(Number.isInteger(rest)).toBe(true);
      for (let bit = 0; bit < 53; bit++, rest = Math.floor(rest / 2)) ones[bit] += rest % 2;
    }
    for (const count of ones) expect(Math.abs(count - draws / 2) / Math.sqrt(draws / 4)).toBeLessThan(limit);
  });
});

it('gives these numbers for ever', () => {
  expect(words(0, 0, 4)).toEqual([479620745, 1717235243, 1275917643, 325334346]);
  expect(words(1, 0, 4)).toEqual([2942810389, 2551398437, 2463586649, 203955150]);
  expect(words(-1, 'photo.jpg', 4)).toEqual([147446153, 15834380, 1674843567, 3168549024]);
  expect(words(2n ** 64n + 12345n, 7, 4)).toEqual([3037314793, 2230329497, 3974528590, 4161211766]);
});

describePython('numpy', 'the generator against the same written in Python', () => {
  it('words, whole numbers and real numbers', () => {
    const cases: [string, string | number][] = [
      ['0', 0],
      ['1', 3],
      ['-1', 4294967296],
      ['123456789012345678901234567890', -77],
      ['42', 'lemons.png'],
      ['-9007199254740993', 'Ünïcödé 🍋'],
    ];
    const script = [
      'def integer(v):',
      '    w, size = [], abs(v)',
      '    while size: w.append(size % 2**32); size //= 2**32',
      '    return [len(w) * 4 + (v < 0)] + w',
      'def name(s):',
      '    units = np.frombuffer(s.encode("utf-16-le"), dtype="<u2").tolist()',
      '    padded = units + [0] * (len(units) % 2)',
      '    return [len(units) * 4 + 2] + [padded[i] + 2**16 * padded[i + 1] for i in range(0, len(padded), 2)]',
      'M = 2**32',
      'def left(v, n): return (v * 2**n + v // 2**(32 - n)) % M',
      'def start(seed, stream):',
      '    s = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]',
      '    for word in integer(seed) + (name(stream) if isinstance(stream, str) else integer(stream)):',
      '        s[0] ^= word',
      '        for _ in range(4):',
      '            for into, other, turned, n in [(0, 1, 3, 16), (2, 3, 1, 12), (0, 1, 3, 8), (2, 3, 1, 7)]:',
      '                s[into] = (s[into] + s[other]) % M',
      '                s[turned] = left(s[turned] ^ s[into], n)',
      '    return s',
      'def word(s):',
      '    result = left(s[1] * 5 % M, 7) * 9 % M',
      '    t = s[1] * 512 % M',
      '    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = left(s[3], 11)',
      '    return result',
      'def randint(s, low, high):',
      '    span = high - low + 1',
      '    if span == 1: return low',
      '    while span <= 2**21:',
      '        product = word(s) * span',
      '        if product % M >= M % span: return low + product // M',
      '    bits = (span - 1).bit_length()',
      '    while True:',
      '        draw = word(s) // 2**(32 - bits)',
      '        if draw < span: return low + draw',
      'output = []',
      'for seed, stream in args["cases"]:',
      '    s = start(int(seed), stream)',
      '    for i in range(200):',
      '        output += [word(s), randint(s, -10, 10), randint(s, 0, 255), randint(s, 0, i), randint(s, 0, M - 1)]',
      '        output.append(((word(s) >> 5) * 2**26 + (word(s) >> 6)) / 2**53 * 3 - 1)',
    ].join('\n');
    const expected = python(script, [], { cases });
    const actual: number[] = [];
    for (const [seed, stream] of cases) {
      const random = createRandom(BigInt(seed), stream);
      for (let i = 0; i < 200; i++) {
        actual.push(random.next(), random.randint(-10, 10), random.randint(0, 255), random.randint(0, i));
        actual.push(random.randint(0, 4294967295), random.uniform(-1, 2));
      }
    }
    expect(actual).toEqual([...expected]);
  });
});
