import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/support/runs.js';
import { createRandom } from '../../core/random.js';
import { denoiseWavelet } from '../wavelet/denoise.js';
import { denoiseWaveletVjp } from '../wavelet/vjp.js';
import { runChain } from './run.js';
import { parseChain } from './text.js';
import { traceChain } from './trace.js';
import type { Picture } from './transforms.js';

function noise(width: number, height: number, channels: 1 | 3, seed: number, low = 0, high = 255): Picture {
  const random = createRandom(seed, 'noise');
  const data = Float32Array.from({ length: width * height * channels }, () => random.uniform(low, high));
  return { width, height, channels, data };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** (f(x + h d) - f(x - h d)) · w / 2h. */
function difference(text: string, x: Picture, d: Float32Array, w: Float32Array, settings: { seed: number }, h: number) {
  const chain = parseChain(text);
  const moved = (step: number) => {
    const at = { ...x, data: x.data.map((value, i) => value + step * d[i]) };
    return dot(runChain(at, chain, { ...settings, stream: 'x' }).data, w);
  };
  return (moved(h) - moved(-h)) / (2 * h);
}

const sides = fc.integer({ min: 2, max: 24 });

describe('the way back through steps that move the picture', () => {
  it.each([
    'crop:fraction=0.6',
    'crop:fraction=0.05',
    'crop:fraction=1',
    'resize-pad',
    'resize-pad:minScale=0.4,flip=true,padding=200',
    'resize-pad:minScale=0.5+crop:fraction=0.7+resize-pad:minScale=0.6',
  ])('%s is its adjoint: central differences', (text) => {
    fc.assert(
      fc.property(sides, sides, fc.constantFrom(1 as const, 3 as const), fc.nat(), (width, height, channels, seed) => {
        const x = noise(width, height, channels, seed);
        const d = noise(width, height, channels, seed + 1, -1, 1).data;
        const w = noise(width, height, channels, seed + 2, -1, 1).data;
        const traced = traceChain(x, parseChain(text), { seed, stream: 'x' });
        expect(traced.image).toEqual(runChain(x, parseChain(text), { seed, stream: 'x' }));
        const found = dot(traced.pull(w, true), d);
        // Linear but for a constant: a large step has no error but that of rounding to floats.
        const scale = Math.sqrt(dot(d, d) * dot(w, w));
        expect(Math.abs(found - difference(text, x, d, w, { seed }, 16)) / scale).toBeLessThan(1e-4);
      }),
      { numRuns: runs(25) },
    );
  });

  it('is not the identity', () => {
    const x = noise(16, 16, 3, 1);
    const w = noise(16, 16, 3, 2, -1, 1).data;
    for (const text of ['crop', 'resize-pad']) {
      expect(traceChain(x, parseChain(text), { seed: 1, stream: 'x' }).pull(w, true)).not.toEqual(w);
    }
  });
});

describe('the way back through other steps', () => {
  it('is the derivative of the wavelets, at the picture that came to them', () => {
    const x = noise(16, 16, 3, 1, 80, 170);
    const w = noise(16, 16, 3, 2, -1, 1).data;
    const traced = traceChain(x, parseChain('median:size=2+wavelet:sigma=0.1+jpeg+wavelet'), { seed: 1, stream: 'x' });
    const filtered = runChain(x, parseChain('median:size=2'), { seed: 1, stream: 'x' });
    const coded = runChain(x, parseChain('median:size=2+wavelet:sigma=0.1+jpeg'), { seed: 1, stream: 'x' });
    const later = denoiseWaveletVjp(coded, { ...x, data: w }, {});
    expect(traced.pull(w, true)).toEqual(denoiseWaveletVjp(filtered, later, { sigma: 0.1 }).data);
    expect(traced.pull(w, false)).toBe(w);
    expect(traced.image).toEqual(denoiseWavelet(coded));
  });

  it.each([
    'deflect:deflections=5000',
    'tv',
    'bilateral',
    'nlm',
    'wiener',
    'dct',
    'jpeg',
    'bit-depth',
    'median',
    'tvm',
  ])('%s is the identity', (text) => {
    const x = noise(12, 12, 3, 1);
    const w = noise(12, 12, 3, 2, -1, 1).data;
    expect(traceChain(x, parseChain(text), { seed: 1, stream: 'x' }).pull(w, true)).toBe(w);
  });
});
