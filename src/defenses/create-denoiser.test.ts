import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../test/support/built.js';
import { noise, picture } from '../../test/support/pictures.js';
import { root } from '../../test/support/shared.js';
import { createDenoiser, type DenoiserName, type DenoiserOptions, type FullImage, type Image } from '../index.js';
import { denoise } from './denoisers.js';

const cases: [DenoiserName, DenoiserOptions][] = [
  ['wavelet', {}],
  ['wavelet', { wavelet: 'db4', threshold: 'hard' }],
  ['wavelet', { wavelet: 'bior2.2', sigmaScale: 'rescaled', method: 'VisuShrink' }],
  ['wavelet', { sigma: 'estimate', levels: 2 }],
  ['wavelet', { cycleSpin: 1 }],
  ['wavelet', { backend: 'js' }],
  ['tv', { maxIterations: 9 }],
  ['bilateral', {}],
  ['bilateral', { mode: 'reflect', sigmaColor: 0.2 }],
  ['nlm', { patchDistance: 3 }],
  ['nlm', { patchDistance: 2, fast: false }],
  ['wiener', { size: 5 }],
  ['dct', {}],
  ['none', {}],
];

/** Pictures of one kind, among them one of a single colour, and floats that single precision cannot take. */
function pictures(channels: 1 | 3 | 4, kind: 'bytes' | 'clamped' | 'floats'): FullImage[] {
  const images = [
    picture(41, 37, channels, kind, 1),
    noise(41, 37, channels, kind, 2),
    picture(41, 37, channels, kind, 3),
  ];
  images.push({ ...images[0], data: images[0].data.slice().fill(90) });
  if (kind === 'floats')
    images.push({ ...images[1], data: (images[1].data as Float32Array).map((value) => 1e5 * value) });
  return [...images, images[0]];
}

describe('createDenoiser', () => {
  it.each(cases)('gives what %s gives, one picture after another: %o', (name, options) => {
    for (const [channels, kind] of [
      [3, 'floats'],
      [4, 'clamped'],
      [1, 'bytes'],
    ] as const) {
      const images = pictures(channels, kind);
      const run = createDenoiser(name, images[0], options);
      for (const image of images) {
        const before = image.data.slice();
        const expected: FullImage = { ...image, data: image.data.slice() };
        denoise(name, image, options, expected);
        const result = run(image);
        expect(result.data).toEqual(expected.data);
        expect(result.data).not.toBe(image.data);
        expect(image.data).toEqual(before);
        const copy = { ...image, data: image.data.slice() };
        expect(run(copy, copy)).toBe(copy);
        expect(copy.data).toEqual(expected.data);
      }
    }
  });

  it('shares memory with others without harm', () => {
    const [a, b] = [picture(50, 40), noise(64, 64, 3, 'floats', 1)];
    const first = createDenoiser('wavelet', a, { wavelet: 'sym5' });
    const second = createDenoiser('bilateral', b);
    const expected = [first(a).data, second(b).data];
    for (let i = 0; i < 3; i++) {
      expect(second(b).data).toEqual(expected[1]);
      expect(first(a).data).toEqual(expected[0]);
    }
  });

  it('takes an image without channels, such as ImageData', () => {
    const { data, ...size } = picture(9, 8, 4, 'clamped');
    const image = { width: size.width, height: size.height, data };
    expect(createDenoiser('wavelet', image)(image).data).toEqual(
      createDenoiser('wavelet', { ...size, data })(image).data,
    );
  });

  it('refuses other pictures and options', () => {
    const image = picture(20, 10, 3, 'bytes');
    const run = createDenoiser('tv', image);
    const refused = (other: Image, out?: Image) => () => run(other, out);
    expect(refused(picture(10, 20, 3, 'bytes'))).toThrow(
      'Expected an image of 20 × 10 × 3 in a Uint8Array for image but received "10 × 20, Uint8Array of 600"',
    );
    expect(refused(picture(20, 10, 3, 'clamped'))).toThrow('Uint8ClampedArray of 600');
    expect(refused(picture(20, 10, 4, 'bytes'))).toThrow(RangeError);
    expect(refused({ ...image, data: image.data.subarray(1) })).toThrow('for image.data');
    expect(refused(undefined as unknown as Image)).toThrow('an image { width, height, channels, data } for image');
    expect(refused(image, picture(20, 11, 3, 'bytes'))).toThrow('for out');
    const memory = new Uint8Array(700);
    const at = (offset: number) => ({ ...image, data: memory.subarray(offset, offset + 600) });
    expect(refused(at(0), at(30))).toThrow('memory apart from it for out.data');
    expect(() => createDenoiser('tvm' as 'tv', image)).toThrow('denoiser');
    expect(() => createDenoiser('tv', image, { h: 1 } as object)).toThrow('"h"');
    expect(() => createDenoiser('tv', image, { out: image } as object)).toThrow('no out');
    expect(() => createDenoiser('wavelet', { ...image, width: 1, height: 200 })).toThrow('like.width');
    expect(() => createDenoiser('dct', image, { sigma: -1 } as object)).toThrow('sigma');
  });
});

describe('memory', { timeout: 240_000 }, () => {
  beforeAll(build, 300_000);

  it('is not allocated for a picture after the first ones', () => {
    const url = JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href);
    const program = `
      import { createDenoiser } from ${url};
      const side = 224;
      const image = { width: side, height: side, channels: 3, data: new Float32Array(side * side * 3).map((_, i) => (i * 31) % 256) };
      const out = { ...image, data: image.data.slice() };
      const found = [];
      // Buffers are given back a while after the collection that found them unused.
      const settle = async () => {
        // A collection ends what the one before it had begun: the first comparison sees that.
        gc();
        for (let last; last !== process.memoryUsage().arrayBuffers; await new Promise((done) => setTimeout(done, 30))) {
          last = process.memoryUsage().arrayBuffers;
          gc();
        }
      };
      for (const [name, options] of [
        ['wavelet', {}], ['wavelet', { wavelet: 'sym8' }], ['wavelet', { wavelet: 'bior2.2' }], ['tv', { maxIterations: 2 }],
        ['bilateral', { windowSize: 3 }], ['nlm', { patchSize: 3, patchDistance: 1 }], ['wiener', {}],
      ]) {
        const run = createDenoiser(name, image, options);
        for (let i = 0; i < 1500; i++) run(image, out);
        await settle();
        const before = process.memoryUsage();
        for (let i = 0; i < 500; i++) run(image, out);
        const after = process.memoryUsage();
        found.push([name, (after.heapUsed - before.heapUsed) / 500, after.arrayBuffers - before.arrayBuffers]);
      }
      console.log(JSON.stringify(found));`;
    // A young generation in which nothing of this is collected meanwhile.
    const flags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64'];
    const run = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const found = JSON.parse(run.stdout) as [string, number, number][];
    expect(found).toHaveLength(7);
    for (const [name, heap, buffers] of found) {
      // Less than one row of the picture: what is left are single numbers that the engine puts into objects.
      expect(heap, name).toBeLessThan(224 * 3 * 4);
      expect(buffers, name).toBe(0);
    }
  });
});
