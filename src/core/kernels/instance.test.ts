import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../../test/support/built.js';
import { noise } from '../../../test/support/pictures.js';
import { root } from '../../../test/support/shared.js';
import { createRandom, deflectPixels, denoiseTotalVariation, denoiseWavelet, type FullImage } from '../../index.js';
import { binary } from './binary.js';
import { hasKernels, kernelsFor } from './instance.js';

describe('the memory of the binary', () => {
  it('does not grow over 10,000 pictures', () => {
    const random = createRandom(1, 'sizes');
    const pictures = Array.from({ length: 50 }, (_, n) => {
      const [width, height] = [random.randint(2, 60), random.randint(2, 60)];
      return noise(width, height, [1, 3, 4][n % 3] as 1 | 3 | 4, n % 2 ? 'bytes' : 'floats', n);
    });
    const work = (picture: FullImage, n: number) => {
      const out = { ...picture, data: picture.data.slice() };
      if (n % 10 === 0) denoiseTotalVariation(picture, { out, maxIterations: 2, backend: 'wasm' });
      else if (n % 2) denoiseWavelet(picture, { out, backend: 'wasm' });
      else deflectPixels(picture, { out, deflections: 20, random, backend: 'wasm' });
    };
    pictures.forEach(work);
    pictures.forEach((picture, n) => work(picture, 10 * n));
    const before = kernelsFor(1)!.bytes.length;
    for (let n = 0; n < 10_000; n++) work(pictures[n % pictures.length], n);
    expect(kernelsFor(1)!.bytes.length).toBe(before);
  });

  it('is another one for large pictures, which is let go', () => {
    const small = kernelsFor(1000)!;
    const large = kernelsFor(2 ** 27)!;
    expect(large).not.toBe(small);
    expect(large.bytes.length).toBeGreaterThanOrEqual(2 ** 27);
    expect(kernelsFor(2000)).toBe(small);
    expect(small.bytes.length).toBeLessThanOrEqual(2 ** 26);
    expect(kernelsFor(2 ** 32)).toBeUndefined();
  });
});

describe('a platform without WebAssembly', () => {
  it('has the same functions, and refuses only what was asked for by name', { timeout: 120_000 }, async () => {
    await build();
    expect(hasKernels()).toBe(true);
    const code = `
      const { createRandom, defend, denoiseWavelet } = await import(${JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href)});
      const random = createRandom(3);
      const data = Float32Array.from({ length: 20 * 30 * 3 }, () => random.randint(0, 255));
      const image = { width: 20, height: 30, channels: 3, data };
      let refused = '';
      try { denoiseWavelet(image, { backend: 'wasm' }); } catch (error) { refused = error.message; }
      const { data: result } = defend(image, { seed: 4 });
      console.log(JSON.stringify({ wasm: typeof WebAssembly, refused, result: [...result] }));`;
    const [without, having] = [['--jitless'], []].map((flags) => {
      const run = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', code], { encoding: 'utf8' });
      expect(run.stderr.replaceAll(/^.*Warning.*$/gm, '').trim()).toBe('');
      return JSON.parse(run.stdout) as { wasm: string; refused: string; result: number[] };
    });
    expect(without.wasm).toBe('undefined');
    expect(without.refused).toBe("Expected a platform with WebAssembly and its vector instructions for backend 'wasm'");
    expect(having.refused).toBe('');
    having.result.forEach((value, i) => expect(Math.abs(value - without.result[i])).toBeLessThan(255e-5));
  });
});

describe('the binary', () => {
  it('costs little to load', () => {
    expect(gzipSync(`export const binary = '${binary}';`, { level: 9 }).length).toBeLessThan(40_000);
  });
});
