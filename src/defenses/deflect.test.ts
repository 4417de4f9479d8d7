import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { deflectionAlgorithms, deflectPixels } from './deflect.js';
import { pythonRandom } from '../core/python-random.js';
import { createRandom } from '../core/random.js';
import type { ActivationMap, FullImage } from '../core/image.js';
import { describeShared, referenceJson, shared } from '../../test/support/shared.js';
import { describePython, python } from '../../test/support/python.js';
import { runs } from '../../test/support/runs.js';
import { arbitraryImage, noise } from '../../test/support/pictures.js';

interface Case {
  algorithm: 'notebook' | 'repository';
  input: string;
  map: string | null;
  deflections: number;
  window: number;
  seed: number;
  output: string;
  sha256_of_raw_rgb: string;
}

async function rgb(file: string): Promise<FullImage<Uint8Array>> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** A 16-bit gray PNG, min-max normalised. */
async function map16(file: string): Promise<ActivationMap> {
  const { data, info } = await sharp(readFileSync(file))
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height);
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return { width: info.width, height: info.height, data: Float64Array.from(values, (v) => (v - low) / (high - low)) };
}

describeShared('deflectPixels against the published code', () => {
  for (const [index, expected] of referenceJson<Case[]>('deflection.json').entries()) {
    it(`case ${index}: ${expected.algorithm}, ${expected.deflections} deflections`, async () => {
      const image = await rgb(shared(expected.input));
      const map = expected.map?.endsWith('.png') ? await map16(shared(expected.map)) : undefined;
      const { algorithm, deflections, window, seed } = expected;
      const result = deflectPixels(image, { algorithm, deflections, window, map, random: pythonRandom(seed) });
      expect(createHash('sha256').update(result.data).digest('hex')).toBe(expected.sha256_of_raw_rgb);
      const wanted = await rgb(shared('reference', expected.output));
      expect(Buffer.compare(Buffer.from(result.data), Buffer.from(wanted.data))).toBe(0);
    });
  }
});

describePython('numpy', 'deflectPixels against the same loops in Python', () => {
  const script = `
import random
r = random.Random(args["seed"])
H, W, C = args["height"], args["width"], args["channels"]
img = inputs[0].reshape(H, W, C).copy()
m = inputs[1].reshape(H, W) if args["map"] else np.zeros((H, W))
n, window, kind = args["deflections"], args["window"], args["algorithm"]
while n > 0:
    for c in range(1 if kind == "joint" else C):
        x, y = r.randint(0, H - 1), r.randint(0, W - 1)
        if (args["map"] or kind == "repository") and r.uniform(0, 1) < m[x, y]:
            continue
        while True:
            a, b = r.randint(-window, window), r.randint(-window, window)
            if 0 < x + a < H and 0 < y + b < W: break
        if kind == "joint": img[x, y] = img[x + a, y + b]
        else: img[x, y, c] = img[x + a, y + b, c]
        if kind == "repository": n -= 1
    if kind != "repository": n -= 1
output = img
`;
  for (const algorithm of deflectionAlgorithms) {
    for (const [width, height, channels, withMap] of [
      [31, 17, 3, true],
      [17, 64, 3, false],
      [2, 9, 1, true],
      [40, 2, 3, false],
    ] as const) {
      it(`${algorithm}, ${width} × ${height} × ${channels}, ${withMap ? 'map' : 'no map'}`, () => {
        const image = noise(width, height, channels, 'bytes', 5);
        const draw = createRandom(9);
        const map = { width, height, data: Float64Array.from({ length: width * height }, () => draw.uniform(0, 1)) };
        const window = Math.min(7, Math.max(width, height));
        const args = { width, height, channels, deflections: 120, window, algorithm, seed: 77 };
        const expected = python(script, [image.data, map.data], { ...args, map: withMap });
        const result = deflectPixels(image, {
          deflections: 120,
          window,
          algorithm,
          map: withMap ? map : undefined,
          random: pythonRandom(77),
        });
        expect([...result.data]).toEqual([...expected]);
      });
    }
  }
});

describe('properties of deflectPixels', () => {
  const options = fc.record({
    deflections: fc.integer({ min: 0, max: 60 }),
    window: fc.integer({ min: 1, max: 24 }),
    algorithm: fc.constantFrom(...deflectionAlgorithms),
    seed: fc.integer(),
    bias: fc.constantFrom(0, 0, -0.3, 0.4),
    withMap: fc.boolean(),
  });

  it('copies samples of the same channel from inside the window, counts them and leaves the rest', () => {
    fc.assert(
      fc.property(arbitraryImage(), options, (image, { seed, withMap, ...given }) => {
        const { width, height, channels } = image;
        const colours = channels === 1 ? 1 : 3;
        const window = Math.min(given.window, Math.max(width, height));
        const draw = createRandom(seed, 'map');
        const data = Float32Array.from({ length: width * height }, () => draw.uniform(0, 1));
        const map = withMap ? { width, height, data } : undefined;
        const before = image.data.slice();
        const replay = image.data.slice();
        let seen = 0;
        const result = deflectPixels(image, {
          ...given,
          window,
          map,
          random: createRandom(seed),
          onCopy(x, y, channel, fromX, fromY) {
            seen++;
            expect(Math.abs(fromX - x)).toBeLessThanOrEqual(window);
            expect(Math.abs(fromY - y)).toBeLessThanOrEqual(window);
            expect(fromX > 0 && fromX < width && fromY > 0 && fromY < height).toBe(true);
            expect(channel).toBeLessThan(colours);
            replay[(y * width + x) * channels + channel] = replay[(fromY * width + fromX) * channels + channel];
          },
        });
        expect(result.copies).toBe(seen);
        expect(result.data).toEqual(replay);
        expect(image.data).toEqual(before);
        expect(result.data.constructor).toBe(image.data.constructor);
        const asked = given.deflections * (given.algorithm === 'repository' ? 1 : colours);
        if (result.capped) expect(Math.min(width, height) === 1 || given.bias > 0).toBe(true);
        else if (given.algorithm === 'repository') {
          expect(result.copies).toBeGreaterThanOrEqual(asked);
          expect(result.copies).toBeLessThan(asked + colours);
        } else expect(result.copies + result.skipped).toBe(asked);
        if (given.algorithm === 'joint') expect(result.copies % colours).toBe(0);
      }),
      { numRuns: runs(400), seed: 11 },
    );
  });

  it('repeats with its seed, and writes into out, the input too', () => {
    fc.assert(
      fc.property(arbitraryImage({ minSide: 2 }), fc.integer(), (image, seed) => {
        const once = deflectPixels(image, { deflections: 30, window: 2, random: createRandom(seed) });
        const again = deflectPixels(image, { deflections: 30, window: 2, random: createRandom(seed) });
        expect(again).toEqual(once);
        const copy = { ...image, data: image.data.slice() };
        const inPlace = deflectPixels(copy, { deflections: 30, window: 2, random: createRandom(seed), out: copy });
        expect(inPlace.data).toBe(copy.data);
        expect(copy.data).toEqual(once.data);
      }),
      { numRuns: runs(100), seed: 12 },
    );
  });

  it('takes the same numbers from our generator as from any other source, and leaves it where that would', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxSide: 40 }), options, (image, { seed, withMap, ...given }) => {
        const { width, height } = image;
        const draw = createRandom(seed, 'map');
        const data = Float64Array.from({ length: width * height }, () => draw.uniform(0, 1));
        const map = withMap ? { width, height, data } : undefined;
        const window = Math.min(given.window, Math.max(width, height));
        const own = createRandom(seed);
        const same = createRandom(seed);
        const plain = {
          randint: (low: number, high: number) => same.randint(low, high),
          uniform: (low: number, high: number) => same.uniform(low, high),
        };
        const fast = deflectPixels(image, { ...given, window, map, random: own });
        expect(fast).toEqual(deflectPixels(image, { ...given, window, map, random: plain }));
        expect(own.next()).toBe(same.next());
      }),
      { numRuns: runs(500), seed: 13 },
    );
  });

  it('skips as often as the map says, and never moves alpha', () => {
    const image = noise(50, 40, 4, 'bytes', 3);
    const data = new Float64Array(2000).fill(0.7);
    const map = { width: 50, height: 40, data };
    for (const algorithm of ['notebook', 'joint'] as const) {
      const result = deflectPixels(image, { deflections: 5000, map, algorithm, random: createRandom(4) });
      expect(result.skipped / (result.skipped + result.copies)).toBeCloseTo(0.7, 1);
      const biased = deflectPixels(image, { deflections: 5000, map, bias: -0.5, algorithm, random: createRandom(4) });
      expect(biased.skipped / (biased.skipped + biased.copies)).toBeCloseTo(0.2, 1);
      for (let i = 3; i < image.data.length; i += 4) expect(result.data[i]).toBe(image.data[i]);
    }
  });

  it('changes different places when no seed is given', () => {
    const image = noise(64, 64, 3, 'bytes', 3);
    expect(deflectPixels(image).data).not.toEqual(deflectPixels(image).data);
  });
});

describe('where nothing can be deflected', () => {
  const timeout = 2000;
  for (const algorithm of deflectionAlgorithms) {
    it(`${algorithm}: a map of ones, and a bias of one`, { timeout }, () => {
      const image = noise(20, 10, 3, 'bytes', 1);
      const map = { width: 20, height: 10, data: new Float32Array(200).fill(1) };
      for (const given of [{ map }, { bias: 1 }, { map: { ...map, data: map.data.map(() => 0.5) }, bias: 0.5 }]) {
        const result = deflectPixels(image, { algorithm, ...given });
        expect(result.data).toEqual(image.data);
        expect(result.copies).toBe(0);
        expect(result.capped).toBe(algorithm === 'repository');
      }
    });

    it(`${algorithm}: a side of one`, { timeout }, () => {
      for (const [width, height] of [
        [1, 1],
        [1, 30],
        [30, 1],
      ]) {
        const image = noise(width, height, 3, 'floats', 1);
        const result = deflectPixels(image, { algorithm, window: 1 });
        expect(result.data).toEqual(image.data);
        expect(result).toMatchObject({ copies: 0, skipped: 0, capped: true });
      }
    });

    it(`${algorithm}: a map that keeps all but one pixel of a large picture`, { timeout: 20_000 }, () => {
      const image = noise(1000, 1000, 1, 'bytes', 1);
      const data = new Float32Array(1e6).fill(1);
      data[123456] = 0;
      const map = { width: 1000, height: 1000, data };
      const result = deflectPixels(image, { algorithm, map, random: createRandom(1) });
      expect(result.capped).toBe(algorithm === 'repository');
      expect(result.copies).toBeLessThan(10);
    });
  }

  it('a thin picture with the widest window', { timeout: 20_000 }, () => {
    const image = noise(100_000, 2, 1, 'bytes', 1);
    const result = deflectPixels(image, { window: 100_000, random: createRandom(1) });
    expect(result.capped).toBe(true);
    const slow = deflectPixels(image, { window: 100_000, random: createRandom(1), onCopy: () => {} });
    expect(slow).toEqual(result);
  });

  it('no deflections', () => {
    const image = noise(5, 1, 3, 'bytes', 1);
    expect(deflectPixels(image, { deflections: 0, window: 1 })).toMatchObject({ copies: 0, skipped: 0, capped: false });
  });
});

describe('bad options of deflectPixels', () => {
  const image = noise(20, 12, 3, 'bytes', 1);
  const cases: [Record<string, unknown>, string][] = [
    [{ deflections: -1 }, 'Expected an integer of at least 0 for deflections but received -1'],
    [{ deflections: 1.5 }, 'Expected an integer of at least 0 for deflections but received 1.5'],
    [{ window: 0 }, 'Expected an integer from 1 to 20 for window but received 0'],
    [{ window: 21 }, 'Expected an integer from 1 to 20 for window but received 21'],
    [{ bias: Number.NaN }, 'Expected a number from -1 to 1 for bias but received NaN'],
    [{ algorithm: 'paper' }, "Expected one of 'notebook', 'repository', 'joint' for algorithm but received \"paper\""],
    [{ deflection: 3 }, 'for the options of deflectPixels but received "deflection"'],
    [{ random: 7 }, 'Expected a source with the functions randint and uniform for random but received 7'],
    [{ random: null }, 'for random but received null'],
    [{ onCopy: 1 }, 'Expected a function for onCopy but received 1'],
    [{ map: { width: 3, height: 3, data: new Float32Array(9) } }, "a map of the picture's size, 20 × 12"],
    [{ map: { width: 20, height: 12, data: new Float32Array(240).fill(Number.NaN) } }, 'map.data[0] but received NaN'],
    [{ map: { width: 20, height: 12, data: new Float32Array(240).fill(1.5) } }, 'Expected values in [0,1]'],
  ];
  for (const [options, text] of cases) {
    it(text, () => expect(() => deflectPixels(image, options)).toThrow(text));
  }
});
