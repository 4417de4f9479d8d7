import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryImage, noise, picture } from '../../test/support/pictures.js';
import { describePython, python } from '../../test/support/python.js';
import { maxDifference } from '../../test/support/shared.js';
import type { FullImage } from './image.js';
import { createRandom } from './random.js';
import { resize, resizeAdjoint } from './resize.js';
import { runs } from '../../test/support/runs.js';

const sizes: [number, number, number, number][] = [
  [64, 48, 32, 24],
  [97, 131, 224, 224],
  [301, 200, 224, 224],
  [50, 40, 49, 41],
  [17, 33, 101, 7],
  [400, 3, 7, 90],
  [1, 50, 20, 20],
  [50, 1, 20, 20],
  [1, 1, 9, 5],
  [33, 29, 1, 1],
  [500, 375, 3, 211],
  [2, 2, 3, 5],
  [20, 30, 20, 45],
  [20, 30, 45, 30],
];

/** Each plane on its own in Pillow's mode 'F', as `height × width × channels` again. */
const pillowFloats = [
  'from PIL import Image',
  'w, h, c, w2, h2 = args',
  'planes = inputs[0].reshape(h, w, c).astype(np.float32)',
  'f = lambda p: np.asarray(Image.fromarray(np.ascontiguousarray(p), "F").resize((w2, h2), Image.BICUBIC), dtype=float)',
].join('\n');

describePython('PIL', 'resize against Pillow', () => {
  for (const [width, height, toWidth, toHeight] of sizes) {
    it(`${width} × ${height} to ${toWidth} × ${toHeight}`, () => {
      const floats = noise(width, height, 3, 'floats', width);
      const bytes = picture(width, height, 3, 'bytes', height);
      const script = [
        pillowFloats,
        'image = Image.fromarray(inputs[1].reshape(h, w, c).astype(np.uint8))',
        'image = np.asarray(image.resize((w2, h2), Image.BICUBIC), dtype=float)',
        'output = [np.stack([f(planes[..., i]) for i in range(c)], -1), image]',
      ].join('\n');
      const expected = python(script, [floats.data, bytes.data], [width, height, 3, toWidth, toHeight]);
      const samples = toWidth * toHeight * 3;
      const result = resize(floats, toWidth, toHeight);
      expect([result.width, result.height, result.channels]).toEqual([toWidth, toHeight, 3]);
      expect(maxDifference(result.data, expected.subarray(0, samples))).toBeLessThan(1e-3);
      // Pillow rounds to whole levels between the two axes and works with 22 bits; this library does neither.
      const rounded = resize(bytes, toWidth, toHeight);
      expect(maxDifference(rounded.data, expected.subarray(samples))).toBeLessThanOrEqual(1);
    });
  }

  it('gray, and colour weighted by alpha', () => {
    for (const [width, height, toWidth, toHeight] of [
      [41, 30, 23, 37],
      [30, 41, 64, 12],
    ]) {
      const gray = noise(width, height, 1, 'floats', 3);
      const shape = [width, height, 1, toWidth, toHeight];
      const expected = python(`${pillowFloats}\noutput = f(planes[..., 0])`, [gray.data], shape);
      expect(maxDifference(resize(gray, toWidth, toHeight).data, expected)).toBeLessThan(1e-3);

      const image = picture(width, height, 4, 'floats', 3);
      // Alpha between 60 and 200: the division by it stays well conditioned.
      for (let i = 3; i < image.data.length; i += 4) image.data[i] = 60 + 140 * (image.data[i] / 255);
      const script = [
        pillowFloats,
        'alpha = f(planes[..., 3])',
        'colours = [f(planes[..., i] * planes[..., 3] / 255) / alpha * 255 for i in range(3)]',
        'output = np.stack(colours + [alpha], -1)',
      ].join('\n');
      const weighted = python(script, [image.data], [width, height, 4, toWidth, toHeight]);
      expect(maxDifference(resize(image, toWidth, toHeight).data, weighted)).toBeLessThan(2e-3);
    }
  });
});

const side = fc.integer({ min: 1, max: 40 });

function mirrored(image: FullImage): FullImage {
  const data = image.data.slice();
  const { width, channels } = image;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    const x = pixel % width;
    data[i] = image.data[(pixel - x + width - 1 - x) * channels + (i % channels)];
  }
  return { ...image, data };
}

function turned(image: FullImage): FullImage {
  const data = image.data.slice();
  const { width, height, channels } = image;
  for (let y = 0, i = 0; y < width; y++) {
    for (let x = 0; x < height; x++) {
      for (let c = 0; c < channels; c++, i++) data[i] = image.data[(x * width + y) * channels + c];
    }
  }
  return { width: height, height: width, channels, data };
}

describe('resize', () => {
  it('keeps constants constant', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.integer({ min: 0, max: 255 }),
        (width, height, toWidth, toHeight, value) => {
          const data = new Uint8Array(width * height * 3).fill(value);
          expect(new Set(resize({ width, height, data }, toWidth, toHeight).data)).toEqual(new Set([value]));
          const floats = resize({ width, height, data: Float32Array.from(data) }, toWidth, toHeight);
          for (const result of floats.data) expect(Math.abs(result - value)).toBeLessThan(5e-5);
        },
      ),
      { numRuns: runs(100), seed: 1 },
    );
  });

  it('copies where the size stays', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        const result = resize(image, image.width, image.height);
        expect(result.data).toEqual(image.data);
        expect(result.data.buffer).not.toBe(image.data.buffer);
      }),
      { numRuns: runs(60), seed: 2 },
    );
  });

  it('of a mirrored picture is the mirrored result, and of a turned one the turned result', () => {
    fc.assert(
      fc.property(arbitraryImage({ kinds: ['floats'] }), side, side, (image, width, height) => {
        // Alpha far from 0: a division by nearly nothing would enlarge the rounding.
        if (image.channels === 4)
          for (let i = 3; i < image.data.length; i += 4) image.data[i] = 150 + image.data[i] / 3;
        const result = resize(image, width, height);
        expect(maxDifference(resize(mirrored(image), width, height).data, mirrored(result).data)).toBeLessThan(2e-4);
        expect(maxDifference(resize(turned(image), height, width).data, turned(result).data)).toBeLessThan(2e-4);
      }),
      { numRuns: runs(100), seed: 3 },
    );
  });

  it('leaves its input alone and keeps its sample type', () => {
    fc.assert(
      fc.property(arbitraryImage(), side, side, (image, width, height) => {
        const before = image.data.slice();
        const result = resize(image, width, height);
        expect(image.data).toEqual(before);
        expect(result.data.constructor).toBe(image.data.constructor);
        expect(result.data.length).toBe(width * height * image.channels);
      }),
      { numRuns: runs(60), seed: 4 },
    );
  });

  it('does not let the colour of invisible pixels bleed', () => {
    const data = new Uint8Array(16 * 16 * 4);
    for (let i = 0; i < data.length; i += 4) {
      const visible = (i / 4) % 16 < 8;
      data.set(visible ? [200, 40, 10, 255] : [0, 255, 255, 0], i);
    }
    for (const size of [5, 8, 40]) {
      const result = resize({ width: 16, height: 16, channels: 4, data }, size, size);
      for (let i = 0; i < result.data.length; i += 4) {
        const alpha = result.data[i + 3];
        // Half-visible pixels have the visible colour.
        if (alpha > 20) expect([...result.data.subarray(i, i + 3)]).toEqual([200, 40, 10]);
        if (alpha === 0 && (i / 4) % size > size * 0.8) expect([...result.data.subarray(i, i + 3)]).toEqual([0, 0, 0]);
      }
    }
  });

  it('has no aliasing: fine stripes become gray when shrunk', () => {
    const data = Uint8Array.from({ length: 256 * 4 }, (_, i) => (i % 2) * 255);
    const result = resize({ width: 256, height: 4, channels: 1, data }, 37, 4);
    for (const value of result.data) expect(Math.abs(value - 127.5)).toBeLessThan(12);
  });

  it('clamps 8-bit results and lets floats overshoot', () => {
    const data = Float32Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 255));
    const floats = resize({ width: 8, height: 8, channels: 1, data }, 40, 8).data;
    expect(Math.max(...floats)).toBeGreaterThan(260);
    expect(Math.min(...floats)).toBeLessThan(-5);
    const bytes = resize({ width: 8, height: 8, channels: 1, data: Uint8Array.from(data) }, 40, 8).data;
    expect([...bytes]).toEqual([...floats].map((value) => Math.min(255, Math.max(0, Math.floor(value + 0.5)))));
  });

  it('refuses sizes that are none', () => {
    const image = picture(4, 4);
    expect(() => resize(image, 0, 5)).toThrow('Expected an integer of at least 1 for width but received 0');
    expect(() => resize(image, 5, 2.5)).toThrow('Expected an integer of at least 1 for height but received 2.5');
    expect(() => resize(image, '5' as unknown as number, 5)).toThrow(TypeError);
    expect(() => resize(image, 5, NaN)).toThrow(RangeError);
  });
});

describe('out of resize', () => {
  it('is written into, of the result’s size and apart from the input', () => {
    const image = picture(20, 10, 3, 'bytes');
    const out = { width: 7, height: 5, channels: 3 as const, data: new Uint8Array(105) };
    expect(resize(image, 7, 5, { out }).data).toBe(out.data);
    expect(out.data).toEqual(resize(image, 7, 5).data);
    expect(resize(image, 20, 10, { out: image }).data).toBe(image.data);
    expect(() => resize(image, 8, 5, { out })).toThrow(
      'Expected an image of 8 × 5 × 3 for out but received "7 × 5 × 3"',
    );
    const view = { ...out, data: (image.data as Uint8Array).subarray(0, 105) };
    expect(() => resize(image, 7, 5, { out: view })).toThrow('Expected the input itself or memory apart from it');
    expect(() => resize(image, 7, 5, { size: 3 } as object)).toThrow('for the options of resize but received "size"');
  });
});

function weights(width: number, height: number, channels: 1 | 3, seed: number): FullImage<Float32Array> {
  const random = createRandom(seed, `${width}x${height}`);
  const data = Float32Array.from({ length: width * height * channels }, () => random.uniform(-1, 1));
  return { width, height, channels, data };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

describe('resizeAdjoint', () => {
  it('weighs a picture as the resized picture is weighed', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const sizes = fc.tuple(side, side, side, side, fc.constantFrom(1 as const, 3 as const), fc.nat());
    fc.assert(
      fc.property(sizes, ([width, height, wide, high, channels, seed]) => {
        const image = weights(width, height, channels, seed);
        const gradient = weights(wide, high, channels, seed + 1);
        const pulled = resizeAdjoint(gradient, width, height);
        expect([pulled.width, pulled.height, pulled.channels]).toEqual([width, height, channels]);
        const difference = dot(pulled.data, image.data) - dot(gradient.data, resize(image, wide, high).data);
        expect(Math.abs(difference) / Math.sqrt(width * height * wide * high)).toBeLessThan(1e-5);
      }),
      { numRuns: runs(50) },
    );
  });

  it('refuses alpha, which makes resizing more than linear', () => {
    const gradient = { width: 1, height: 1, channels: 4, data: new Float32Array(4) } as const;
    expect(() => resizeAdjoint(gradient, 2, 2)).toThrow('Expected 1 or 3 for gradient.channels but received 4');
  });
});
