import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { describeIf } from '../../test/support/shared.js';
import {
  birthdaySpacingsZ,
  bitBalanceZ,
  correlationZ,
  hammingWeightZ,
  matrixRankZ,
  runsZ,
  uniformZ,
  type Words,
} from '../../test/support/statistics.js';
import { createRandom, type Seed } from './random.js';

/** A z-score beyond this happens once in 16,000 truly random samples; the seeds are fixed, so it never comes and goes. */
const limit = 4;

/** Chi-square of the high six bits of neighbours. */
function serialPairsZ(draws: number, next: Words): number {
  return uniformZ(4096, draws, () => (next() >>> 26) * 64 + (next() >>> 26));
}

/** The z-scores of all tests of words; they take about four million words, times `scale`. */
function battery(next: Words, scale = 1): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const byte of [0, 1, 2, 3]) {
    scores[`byte ${byte}`] = uniformZ(256, 400_000 * scale, () => (next() >>> (8 * byte)) & 255);
  }
  scores['bit balance'] = bitBalanceZ(200_000 * scale, next);
  scores['serial pairs'] = serialPairsZ(400_000 * scale, next);
  scores['runs'] = runsZ(400_000 * scale, next);
  scores['Hamming weights'] = hammingWeightZ(200_000 * scale, next);
  scores['birthday spacings, high bits'] = birthdaySpacingsZ(200 * scale, next, 8);
  scores['birthday spacings, low bits'] = birthdaySpacingsZ(200 * scale, next, 0);
  scores['matrix rank'] = matrixRankZ(10_000 * scale, next);
  return scores;
}

/** Sequences that must all look random. To begin one costs as much as many words of it, so they are judged by fewer. */
const beginnings: Record<string, (i: number) => number> = {
  'the first words of seeds 0, 1, 2, …': (i) => createRandom(i).next(),
  'the first words of streams 0, 1, 2, … of one seed': (i) => createRandom(5, i).next(),
  'the first words of streams named by file': (i) => createRandom(1, `photos/${String(i).padStart(7, '0')}.jpg`).next(),
  'the first words of seeds and streams that grow together': (i) => createRandom(-i, i).next(),
};

function expectRandom(scores: Record<string, number>): void {
  for (const [test, z] of Object.entries(scores)) expect(Math.abs(z), `${test}: z = ${z}`).toBeLessThan(limit);
}

describe('createRandom is random', () => {
  it('in one sequence', () => {
    const random = createRandom(20260101);
    expectRandom(battery(() => random.next()));
  });

  it('in 1000 streams in turn', () => {
    const streams = Array.from({ length: 1000 }, (_, stream) => createRandom(9, stream));
    let i = 0;
    expectRandom(battery(() => streams[i++ % 1000].next()));
  });

  for (const [name, word] of Object.entries(beginnings)) {
    it(`in ${name}`, () => {
      let i = 0;
      expectRandom(battery(() => word(i++), 0.1));
    });
  }

  it('and the tests would see it if it were not', () => {
    let counter = 0;
    const counting = battery(() => counter++ >>> 0);
    for (const test of [
      'byte 0',
      'byte 3',
      'serial pairs',
      'runs',
      'Hamming weights',
      'birthday spacings, high bits',
      'matrix rank',
    ]) {
      expect(Math.abs(counting[test]), test).toBeGreaterThan(10);
    }
    let register = 1;
    // xorshift32: good in its bytes, but linear, so that its matrices never have full rank as often as they should.
    const linear = battery(() => {
      register ^= register << 13;
      register ^= register >>> 17;
      register ^= register << 5;
      return register >>> 0;
    });
    expect(Math.abs(linear['byte 0'])).toBeLessThan(limit);
    expect(Math.abs(linear['matrix rank'])).toBeGreaterThan(10);
    const random = createRandom(3);
    const leaning = battery(() => (random.uniform(0, 1) < 0.02 ? random.next() | 0x10000 : random.next()));
    expect(leaning['bit balance']).toBeGreaterThan(limit);
    expect(leaning['byte 2']).toBeGreaterThan(limit);
  });

  it('has no correlation with itself at any lag', () => {
    const random = createRandom(31, 'lags');
    const values = Float64Array.from({ length: 200_000 }, () => random.uniform(0, 1));
    for (const lag of [1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 64, 100, 127, 128, 255, 256, 624, 1000, 4096, 65536]) {
      const z = correlationZ(values.subarray(lag), values.subarray(0, values.length - lag));
      expect(Math.abs(z), `lag ${lag}: z = ${z}`).toBeLessThan(limit);
    }
  });
});

describe('seeds and streams', () => {
  it('are independent of each other', () => {
    const streams = Array.from({ length: 64 }, (_, i) => {
      const random = i < 32 ? createRandom(1, i) : createRandom(i);
      return Float64Array.from({ length: 4096 }, () => random.uniform(0, 1));
    });
    let sum = 0;
    let pairs = 0;
    for (let i = 0; i < streams.length; i++) {
      for (let j = 0; j < i; j++, pairs++) {
        const z = correlationZ(streams[i], streams[j]);
        // The worst of 2016 pairs, hence the wider limit.
        expect(Math.abs(z), `${i} and ${j}`).toBeLessThan(5);
        sum += z * z;
      }
    }
    expect(Math.abs(sum - pairs) / Math.sqrt(2 * pairs)).toBeLessThan(limit);
  });

  it('change half of the bits when one bit of them changes', () => {
    const flips: [string, (bit: number, i: number) => [Seed, Seed]][] = [
      ['seed', (bit, i) => [i ^ (1 << bit), 0]],
      ['stream', (bit, i) => [0, i ^ (1 << bit)]],
    ];
    for (const [name, flipped] of flips) {
      const plain = (i: number) => (name === 'seed' ? createRandom(i, 0) : createRandom(0, i)).next();
      const changed = new Float64Array(31 * 32);
      const trials = 2000;
      for (let i = 1; i <= trials; i++) {
        const base = i * 1_000_003;
        const before = plain(base);
        for (let bit = 0; bit < 31; bit++) {
          const difference = before ^ createRandom(...flipped(bit, base)).next();
          for (let k = 0; k < 32; k++) changed[bit * 32 + k] += (difference >>> k) & 1;
        }
      }
      const worst = Math.max(...changed.map((count) => Math.abs(count - trials / 2) / Math.sqrt(trials / 4)));
      // The worst of 992 counts.
      expect(worst, name).toBeLessThan(5);
    }
  });
});

function* blocks(random: { next(): number }): Generator<Buffer> {
  for (;;) yield Buffer.from(Uint32Array.from({ length: 1 << 16 }, () => random.next()).buffer);
}

/** Feeds words to a command until it has had enough, and returns what it says. */
async function judge(command: string, args: string[], random: { next(): number }): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let report = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (report += text));
  await pipeline(blocks(random), child.stdin).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  await ended;
  return report;
}

/** `samples` is dieharder's -p, of which 100 is its default. A test takes 3 to 600 MB of words. */
async function dieharder(test: number, samples: number, random: { next(): number }): Promise<string> {
  const report = await judge('dieharder', ['-g', '200', '-d', String(test), '-p', String(samples)], random);
  expect(report).toMatch(/PASSED|WEAK|FAILED/);
  return report;
}

if (process.env.FULL === '1') {
  const haveDieharder = spawnSync('dieharder', ['-l']).status === 0;
  describeIf(haveDieharder, 'program dieharder (Debian: dieharder)', 'dieharder', () => {
    // Those that dieharder itself rates "Good"; the GCD test (17) with fewer samples, because it takes minutes.
    for (const test of [0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 15, 16, 17, 100, 101, 102]) {
      it(`-d ${test}, one sequence`, { timeout: 600_000 }, async () => {
        const random = createRandom(2026, `dieharder ${test}`);
        expect(await dieharder(test, test === 17 ? 10 : 100, random)).not.toContain('FAILED');
      });
    }
    for (const test of [0, 4, 8, 10, 15, 102]) {
      it(`-d ${test}, the first words of neighbouring seeds`, { timeout: 600_000 }, async () => {
        let seed = 0;
        expect(await dieharder(test, 20, { next: () => createRandom(seed++).next() })).not.toContain('FAILED');
      });
    }
    it('-d 8 sees a counter', { timeout: 600_000 }, async () => {
      let counter = 0;
      expect(await dieharder(8, 20, { next: () => counter++ >>> 0 })).toContain('FAILED');
    });
  });
}
