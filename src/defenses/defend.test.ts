import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { defend, type DefendOptions, presets } from './defend.js';
import { denoiserNames } from './denoisers.js';
import { deflectPixels } from './deflect.js';
import { denoiseBilateral } from './bilateral.js';
import { denoiseWavelet } from './wavelet/denoise.js';
import { centreMap } from '../core/map.js';
import { pythonRandom } from '../core/python-random.js';
import { createRandom } from '../core/random.js';
import { resize } from '../core/resize.js';
import { picture } from '../../test/support/pictures.js';
import { describeShared, shared } from '../../test/support/shared.js';

describe('defend', () => {
  it('is the two published steps at 224 × 224', () => {
    const image = picture(224, 224, 3, 'bytes');
    const expected = denoiseWavelet(
      deflectPixels(image, { deflections: 200, window: 10, algorithm: 'notebook', random: createRandom(7, 'a.png') }),
      { sigma: 0.04 },
    );
    const { report, ...result } = defend(image, { seed: 7, stream: 'a.png' });
    expect(result).toEqual(expected);
    expect(report).toMatchObject({
      preset: 'notebook',
      algorithm: 'notebook',
      deflections: 200,
      window: 10,
      bias: 0,
      map: false,
      copies: 600,
      skipped: 0,
      capped: false,
      denoiser: 'wavelet',
      seed: 7,
      stream: 'a.png',
      notices: [],
    });
  });

  it('has the published counts', () => {
    const image = picture(224, 224, 3, 'bytes');
    const map = centreMap(224, 224);
    const counts = Object.keys(presets).map((name) => {
      const preset = name as keyof typeof presets;
      const plain = defend(image, { preset, denoiser: 'none', seed: 1 }).report;
      const mapped = defend(image, { preset, denoiser: 'none', seed: 1, map }).report;
      return [name, plain.algorithm, plain.deflections, plain.copies, mapped.deflections, plain.window];
    });
    expect(counts).toEqual([
      ['notebook', 'notebook', 200, 600, 1500, 10],
      ['repository', 'repository', 200, 201, 200, 10],
      ['paper', 'joint', 100, 300, 100, 10],
    ]);
  });

  it('scales deflections by area and the window by side, and says so', () => {
    const { report } = defend(picture(448, 448, 3, 'bytes'), { denoiser: 'none' });
    expect(report).toMatchObject({ deflections: 800, window: 20, copies: 2400 });
    expect(report.notices).toEqual(['scaled from 224 × 224 to 448 × 448: deflections 200 → 800, window 10 → 20']);
    const wide = defend(picture(448, 112, 3, 'bytes'), { denoiser: 'none' }).report;
    expect(wide).toMatchObject({ deflections: 200, window: 10, notices: [] });
    const small = defend(picture(5, 4, 3, 'bytes'), { denoiser: 'none' }).report;
    expect(small).toMatchObject({ deflections: 1, window: 1 });
    const none = defend(picture(448, 448, 1, 'bytes'), { denoiser: 'none', deflections: 0 }).report;
    expect(none).toMatchObject({ deflections: 0, copies: 0 });
    const literal = defend(picture(448, 448, 3, 'bytes'), { scale: false, denoiser: 'none' }).report;
    expect(literal).toMatchObject({ deflections: 200, window: 10, notices: [] });
  });

  it('resizes first where asked', () => {
    const image = picture(300, 200, 3, 'bytes');
    const { report, ...result } = defend(image, { size: 224, seed: 3 });
    const { report: other, ...expected } = defend(resize(image, 224, 224), { seed: 3 });
    expect(result).toEqual(expected);
    expect({ ...report, milliseconds: 0 }).toEqual({ ...other, milliseconds: 0 });
    expect(defend(image, { size: { width: 30, height: 20 }, seed: 3 })).toMatchObject({ width: 30, height: 20 });
  });

  it('repeats with its seed, reports a fresh one, and gives each stream its own numbers', () => {
    const image = picture(64, 48, 4, 'clamped');
    const fresh = defend(image);
    expect(defend(image, { seed: fresh.report.seed }).data).toEqual(fresh.data);
    expect(defend(image).report.seed).not.toBe(fresh.report.seed);
    expect(defend(image, { seed: 1, stream: 'a' }).data).not.toEqual(defend(image, { seed: 1, stream: 'b' }).data);
    expect(defend(image, { seed: 12345678901234567890n }).report.seed).toBe(12345678901234567890n);
    expect(defend(image, { random: pythonRandom(1) }).report).not.toHaveProperty('seed');
  });

  it('fits a map of another size, with a notice, and deflects less where it is high', () => {
    const image = picture(224, 224, 3, 'bytes');
    const { notices, skipped, copies } = defend(image, { map: centreMap(56, 7), seed: 1 }).report;
    expect(notices).toEqual(['map resized from 56 × 7 to 224 × 224']);
    expect(skipped + copies).toBe(4500);
    expect(skipped / 4500).toBeCloseTo(0.49, 1);
  });

  it('writes into out, the input too, and runs every denoiser', () => {
    for (const denoiser of denoiserNames) {
      for (const kind of ['bytes', 'floats'] as const) {
        const image = picture(30, 20, 4, kind);
        const before = image.data.slice();
        const result = defend(image, { denoiser, seed: 5 });
        expect(image.data).toEqual(before);
        const out = { ...image, data: before.slice() };
        expect(defend(out, { denoiser, seed: 5, out }).data).toBe(out.data);
        expect(out.data).toEqual(result.data);
        for (let i = 3; i < before.length; i += 4) expect(result.data[i]).toBe(before[i]);
      }
    }
  });

  it('passes options to the chosen denoiser', () => {
    const image = picture(64, 64, 3, 'floats');
    const given = { deflections: 0, denoiserOptions: { wavelet: 'db2', sigma: 0.1, cycleSpin: 1 } } as const;
    expect(defend(image, given).data).toEqual(denoiseWavelet(image, given.denoiserOptions).data);
  });
});

it('defends with the bilateral filter of 2018, unless told otherwise', () => {
  const image = picture(40, 30, 3, 'floats');
  const given = { deflections: 0, denoiser: 'bilateral' } as const;
  const { report, ...result } = defend(image, given);
  expect(result).toEqual(denoiseBilateral(image, { spatialWeights: 'centred' }));
  expect(report.denoiserOptions).toEqual({ spatialWeights: 'centred' });
  const later = defend(image, { ...given, denoiserOptions: { spatialWeights: 'skimage' } });
  expect(later.data).toEqual(denoiseBilateral(image).data);
});

describe('bad options of defend', () => {
  const image = picture(40, 30, 3, 'bytes');
  const cases: [DefendOptions | Record<string, unknown>, string][] = [
    [{ preset: 'blog' }, "Expected one of 'notebook', 'repository', 'paper' for preset but received \"blog\""],
    [{ deflections: -1 }, 'Expected an integer of at least 0 for deflections but received -1'],
    [{ window: 0 }, 'Expected an integer from 1 to 40 for window but received 0'],
    [{ window: 41 }, 'Expected an integer from 1 to 40 for window but received 41'],
    [{ window: 225, size: 500 }, 'Expected an integer from 1 to 224 for window but received 225'],
    [{ window: 41, scale: false }, 'Expected an integer from 1 to 40 for window but received 41'],
    [{ size: 0 }, 'Expected an integer of at least 1 for size but received 0'],
    [{ size: 'big' }, 'Expected a side or { width, height } for size but received "big"'],
    [{ size: 1 }, "Expected a width of at least 2 (denoiser 'wavelet') for image but received 1"],
    [{ seed: 0.5 }, 'for seed but received 0.5'],
    [{ seed: 1, random: createRandom(1) }, 'Expected either random or seed and stream for the options of defend'],
    [{ denoiser: 'jpeg' }, 'for denoiser but received "jpeg"'],
    [{ denoiser: 'none', denoiserOptions: { sigma: 1 } }, "for the options of the denoiser 'none' but received"],
    [{ denoiser: 'tv', denoiserOptions: { sigma: 1 } }, 'but received "sigma"'],
    [{ denoiserOptions: { weight: 1 } }, 'for the options of denoiseWavelet but received "weight"'],
    [{ sigma: 0.04 }, 'for the options of defend but received "sigma"'],
    [{ map: { width: 2, height: 2, data: Float32Array.of(0, 1, Number.NaN, 0) } }, 'map.data[2] but received NaN'],
  ];
  for (const [options, text] of cases) {
    it(text, () => {
      const out = { ...image, data: new Uint8Array(image.data.length) };
      expect(() => defend(image, { ...options, out })).toThrow(text);
      expect(out.data.every((value) => value === 0)).toBe(true);
    });
  }

  it('needs two rows for wavelets, one for the others', () => {
    const thin = picture(40, 1, 3, 'bytes');
    expect(() => defend(thin)).toThrow("Expected a height of at least 2 (denoiser 'wavelet') for image but received 1");
    const { report, data } = defend(thin, { denoiser: 'none' });
    expect(data).toEqual(thin.data);
    expect(report.notices.at(-1)).toBe('deflection ended early: too little can be deflected');
  });
});

describeShared('defend against the published pictures', () => {
  it('gives the notebook’s deflected badger with Python’s random numbers', async () => {
    const file = shared('paper', 'adversarial', 'n02447366_00008562.png');
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, data };
    const result = defend(image, { random: pythonRandom(1), denoiser: 'none' });
    const sha = 'f387fd0306710408b9d1ae201173850750f69d83ba987d0488adf27f21d4daf2';
    expect(createHash('sha256').update(result.data).digest('hex')).toBe(sha);
  });
});
