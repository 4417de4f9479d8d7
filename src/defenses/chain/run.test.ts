import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryImage, picture } from '../../../test/support/pictures.js';
import { runs } from '../../../test/support/runs.js';
import type { FullImage } from '../../core/image.js';
import { centreMap } from '../../core/map.js';
import { createRandom } from '../../core/random.js';
import { denoiseBilateral } from '../bilateral.js';
import { compressJpegSync } from '../compress-jpeg.js';
import { cropAndRescale } from '../crop-and-rescale.js';
import { denoiseDct } from '../dct.js';
import { defend } from '../defend.js';
import { deflectPixels } from '../deflect.js';
import { medianFilter } from '../median-filter.js';
import { minimizeTotalVariance } from '../minimize-total-variance.js';
import { denoiseNonLocalMeans } from '../non-local-means.js';
import { createPatchDatabase } from '../patches.js';
import { quiltImage } from '../quilt-image.js';
import { reduceBitDepth } from '../reduce-bit-depth.js';
import { resizeAndPad } from '../resize-and-pad.js';
import { denoiseTotalVariation } from '../total-variation.js';
import { denoiseWavelet } from '../wavelet/denoise.js';
import { denoiseWiener } from '../wiener.js';
import { applyChain } from './run.js';
import { parseChain } from './text.js';
import { transformNames } from './transforms.js';

function floats(image: FullImage): FullImage<Float32Array> {
  // Samples between the bytes: what is rounded on the way is seen.
  return { ...image, data: Float32Array.from(image.data, (value, i) => Math.max(0, value - (i % 7) / 8)) };
}

const image = floats(picture(23, 17));
const patches = createPatchDatabase([picture(30, 30)], { random: createRandom(1), count: 300 });
const random = () => createRandom(3, 'a.png');

const alone: Record<string, (input: FullImage<Float32Array>) => FullImage<Float32Array>> = {
  'deflect:deflections=90,window=4,scale=false': (input) =>
    deflectPixels(input, { deflections: 90, window: 4, random: random() }),
  'deflect:deflections=9000,algorithm=joint,bias=0.1': (input) =>
    defend(input, { deflections: 9000, algorithm: 'joint', bias: 0.1, denoiser: 'none', random: random() }),
  'wavelet:sigma=0.1,wavelet=sym4,cycleSpin=1': (input) =>
    denoiseWavelet(input, { sigma: 0.1, wavelet: 'sym4', cycleSpin: 1 }),
  'wavelet:sigma=estimate,ycbcr=false': (input) => denoiseWavelet(input, { sigma: 'estimate', ycbcr: false }),
  'tv:weight=0.2': (input) => denoiseTotalVariation(input, { weight: 0.2 }),
  'bilateral:windowSize=5,mode=edge': (input) => denoiseBilateral(input, { windowSize: 5, mode: 'edge' }),
  'nlm:patchSize=3,patchDistance=4,fast=false': (input) =>
    denoiseNonLocalMeans(input, { patchSize: 3, patchDistance: 4, fast: false }),
  'wiener:size=5': (input) => denoiseWiener(input, { size: 5 }),
  'dct:blockSize=8': (input) => denoiseDct(input, { blockSize: 8 }),
  'jpeg:quality=30,chromaSubsampling=4:4:4': (input) =>
    compressJpegSync(input, { quality: 30, chromaSubsampling: '4:4:4' }),
  'bit-depth:bits=3': (input) => reduceBitDepth(input, { bits: 3 }),
  'median:size=3': (input) => medianFilter(input, { size: 3 }),
  'resize-pad:minScale=0.5,flip=true,padding=10': (input) =>
    resizeAndPad(input, { size: 17, minSize: 9, flip: true, padding: 10, random: random() }),
  'resize-pad': (input) => resizeAndPad(input, { size: 17, minSize: 16, random: random() }),
  'crop:fraction=0.6': (input) => cropAndRescale(input, { fraction: 0.6, random: random() }),
  'tvm:dropRate=0.3,iterations=5': (input) =>
    minimizeTotalVariance(input, { dropRate: 0.3, iterations: 5, random: random() }),
  'quilt:overlap=1,neighbors=4': (input) => quiltImage(input, { overlap: 1, neighbors: 4, patches, random: random() }),
};

const long = parseChain(
  'deflect:deflections=4000+resize-pad+crop:fraction=0.7+tvm:iterations=3+wavelet+quilt:neighbors=3',
);

function longData(seed: number, stream: string): Float32Array {
  return applyChain(image, long, { seed, stream, patches }).data;
}

const settings = { seed: 3, stream: 'a.png', patches };

describe('a chain of one step', () => {
  it.each(Object.keys(alone))('%s is the transform itself, bit for bit', (text) => {
    const result = applyChain(image, parseChain(text), settings);
    expect(result.data).toEqual(alone[text](image).data);
    expect(result.data).not.toEqual(image.data);
  });

  it('was tried with every transform', () => {
    expect([...new Set(Object.keys(alone).map((text) => text.split(':')[0]))].toSorted()).toEqual(
      transformNames.toSorted(),
    );
  });
});

describe('a chain', () => {
  it('of a deflection and wavelets is what defend does, with a map or without', () => {
    const chain = parseChain('deflect+wavelet');
    for (const map of [undefined, centreMap(23, 17), centreMap(8, 8)]) {
      const { data } = defend(image, { seed: 8, stream: 4, map });
      expect(applyChain(image, chain, { seed: 8, stream: 4, map }).data).toEqual(data);
    }
  });

  it('runs its steps one after the other, each with random numbers of its own', () => {
    const twice = applyChain(image, parseChain('crop:fraction=0.5+crop:fraction=0.5'), settings);
    const once = applyChain(image, parseChain('crop:fraction=0.5'), settings);
    expect(twice.data).not.toEqual(applyChain(once, parseChain('crop:fraction=0.5'), settings).data);
    const smooth = medianFilter(denoiseWavelet(image, { sigma: 0.1 }), { size: 3 });
    expect(applyChain(image, parseChain('wavelet:sigma=0.1+median:size=3')).data).toEqual(smooth.data);
  });

  it('gives something else in another order', () => {
    const [first, second] = ['jpeg:quality=20+median:size=3', 'median:size=3+jpeg:quality=20'].map(
      (text) => applyChain(image, parseChain(text)).data,
    );
    expect(first).not.toEqual(second);
  });

  it('without steps leaves the picture as it is, in memory of its own', () => {
    const result = applyChain(image, []);
    expect(result).toEqual(image);
    expect(result.data.buffer).not.toBe(image.data.buffer);
  });

  it('repeats with its seed and stream, and with no other', () => {
    expect(longData(1, 'a')).toEqual(longData(1, 'a'));
    expect(longData(2, 'a')).not.toEqual(longData(1, 'a'));
    expect(longData(1, 'b')).not.toEqual(longData(1, 'a'));
  });

  it('draws a fresh seed where none is given', () => {
    expect(applyChain(image, long, { patches }).data).not.toEqual(applyChain(image, long, { patches }).data);
  });

  it('keeps size, channels and sample type, leaves its input untouched, rounds once', () => {
    const chain = parseChain('deflect:deflections=2000+resize-pad+crop:fraction=0.7+wavelet:sigma=0.1+tv');
    fc.assert(
      fc.property(arbitraryImage({ minSide: 2, maxSide: 20 }), fc.integer(), (input, seed) => {
        const before = input.data.slice();
        const result = applyChain(input, chain, { seed });
        expect([result.width, result.height, result.channels]).toEqual([input.width, input.height, input.channels]);
        expect(input.data).toEqual(before);
        expect(result.data.constructor).toBe(input.data.constructor);
        if (result.data instanceof Float32Array) return;
        const exact = applyChain({ ...input, data: Float32Array.from(input.data) }, chain, { seed }).data;
        const rounded = exact.map((value) => Math.min(255, Math.max(0, Math.floor(value + 0.5))));
        expect(Array.from(result.data)).toEqual(Array.from(rounded));
      }),
      { numRuns: runs(20) },
    );
  });

  it('hands the map to its deflections alone', () => {
    const map = { width: 23, height: 17, data: new Float32Array(23 * 17).fill(1) };
    const kept = applyChain(image, parseChain('deflect:deflections=5000'), { seed: 1, map });
    expect(kept.data).toEqual(image.data);
    const smoothed = parseChain('wavelet+crop');
    expect(applyChain(image, smoothed, { seed: 1, map }).data).toEqual(applyChain(image, smoothed, { seed: 1 }).data);
  });
});

describe('applyChain refuses', () => {
  it.each([
    ['quilt', {}, "Expected patches (a database of createPatchDatabase) with a step 'quilt' for patches"],
    ['quilt:neighbors=301', { patches }, "Expected an integer from 1 to 300 for neighbors in step 1 ('quilt')"],
    [
      'tv+deflect:scale=false,window=24',
      {},
      "from 1 to 23 for window in step 2 ('deflect') of the chain but received 24",
    ],
    ['tv', { seed: 0.5 }, 'for seed but received 0.5'],
    ['tv', { sede: 1 }, 'Expected only map, seed, stream, patches for the options of applyChain but received "sede"'],
    ['deflect', { map: { width: 1, height: 1, data: Float32Array.of(2) } }, 'Expected values in [0,1] for map.data[0]'],
  ] as const)('%s with %o', (text, options, message) => {
    expect(() => applyChain(image, parseChain(text), options as object)).toThrow(message);
  });

  it('a picture that is too small for a step', () => {
    const thin = { width: 1, height: 9, channels: 1, data: new Uint8Array(9) } as const;
    for (const name of ['wavelet', 'resize-pad'] as const) {
      expect(() => applyChain(thin, [{ transform: name, options: {} }])).toThrow(
        `Expected an integer of at least 2 for image.width in step 1 ('${name}') of the chain but received 1`,
      );
    }
  });
});
