import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FullImage, psnr, resize, ssim } from '../src/index.js';
import { defend, type DefendOptions } from '../src/defenses/defend.js';
import { readImage } from '../src/io/index.js';
import { build, filesBelow, run } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { rawPicture } from './support/picture-samples.js';
import { describeShared, referenceJson, shared } from './support/shared.js';

beforeAll(build);

/** A folder with a JPEG photo, a PNG with alpha and a small WebP in a folder below. */
async function pictures(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in', 'below'), { recursive: true });
  await rawPicture(90, 60, 3)
    .jpeg()
    .toFile(join(folder, 'in', 'photo.jpg'));
  await rawPicture(40, 53, 4)
    .png()
    .toFile(join(folder, 'in', 'alpha.png'));
  await rawPicture(33, 21, 3)
    .webp({ lossless: true })
    .toFile(join(folder, 'in', 'below', 'small.webp'));
  return folder;
}

async function pixels(...path: string[]): Promise<FullImage<Uint8Array>> {
  return (await readImage(join(...path))).image;
}

/** The inputs that lines of JSON tell of. */
function inputs(lines: string): string[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { input: string }).input);
}

/** The pixels of a file are those that the library makes of another file. */
async function expectDefended(result: string, input: string, options: DefendOptions): Promise<void> {
  const { width, height, channels, data } = defend((await readImage(input)).image, options);
  expect(await pixels(result)).toEqual({ width, height, channels, data });
}

describe('pixel-deflection defend, one picture', () => {
  it('does what the library does, with the name of the file as the stream', async () => {
    const folder = await pictures();
    const { code, stdout, stderr } = await run(['defend', 'in/photo.jpg', '-o', 'safe.png', '--seed', '7'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^✓ in\/photo\.jpg → safe\.png · 90 × 60 · \d+ samples moved · wavelet · .*s · seed 7\n/);
    expect(stderr).toContain('note: scaled from 224 × 224 to 90 × 60: deflections 200 → 22');
    await expectDefended(join(folder, 'safe.png'), join(folder, 'in/photo.jpg'), { seed: 7, stream: 'photo.jpg' });
  });

  it('keeps alpha, and writes into a folder under the same name', async () => {
    const folder = await pictures();
    const { code } = await run(['defend', 'in/alpha.png', '-o', 'out/', '--seed', '-12345678901234567890'], folder);
    expect(code).toBe(0);
    const options = { seed: -12345678901234567890n, stream: 'alpha.png' };
    await expectDefended(join(folder, 'out/alpha.png'), join(folder, 'in/alpha.png'), options);
  });

  it('reports a fresh seed that gives the same picture again', async () => {
    const folder = await pictures();
    const first = await run(['defend', 'in/photo.jpg', '-o', 'a.png'], folder);
    const seed = /seed (\d+)\n/.exec(first.stderr)?.[1] as string;
    await run(['defend', 'in/photo.jpg', '-o', 'b.png', '--seed', seed], folder);
    await run(['defend', 'in/photo.jpg', '-o', 'c.png'], folder);
    const [a, b, c] = await Promise.all(['a.png', 'b.png', 'c.png'].map((name) => pixels(folder, name)));
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('resizes first, takes counts literally, and compares with the resized picture', async () => {
    const folder = await pictures();
    const flags = ['--size', '64x48', '--no-scale', '--window', '9', '--deflections', '1e2', '--algorithm', 'joint'];
    const all = [...flags, '--bias', '-.5', '--seed', '3', '--denoiser', 'none', '--json'];
    const { code, stdout, stderr } = await run(['defend', 'in/photo.jpg', '-o', 'out.webp', ...all], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const small = resize(await pixels(folder, 'in/photo.jpg'), 64, 48);
    const options = {
      scale: false,
      window: 9,
      deflections: 100,
      algorithm: 'joint',
      bias: -0.5,
      denoiser: 'none',
    } as const;
    const expected = defend(small, { ...options, seed: 3, stream: 'photo.jpg' });
    expect((await pixels(folder, 'out.webp')).data).toEqual(expected.data);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      comparedWith: 'resized input',
      psnr: psnr(small, expected),
      ssim: ssim(small, expected),
      inputSize: { width: 90, height: 60, channels: 3 },
      outputSize: { width: 64, height: 48, channels: 3 },
      options: { deflections: 100, window: 9, bias: -0.5, size: { width: 64, height: 48 }, scale: false },
    });
  });

  it('prints one line of JSON with everything that is needed to have the result again', async () => {
    const folder = await pictures();
    const args = ['defend', 'in/alpha.png', '-o', 'out.png', '--json', '--seed', '98765432109876543210'];
    const { code, stdout, stderr } = await run(args, folder);
    expect({ code, stderr, lines: stdout.split('\n').length }).toEqual({ code: 0, stderr: '', lines: 2 });
    const input = await pixels(folder, 'in/alpha.png');
    const expected = defend(input, { seed: 98765432109876543210n, stream: 'alpha.png' });
    const { copies, skipped, capped, deflections, window, notices } = expected.report;
    expect(JSON.parse(stdout)).toEqual({
      input: 'in/alpha.png',
      output: 'out.png',
      inputFormat: 'png',
      outputFormat: 'png',
      inputSize: { width: 40, height: 53, channels: 4 },
      outputSize: { width: 40, height: 53, channels: 4 },
      outputBytes: readFileSync(join(folder, 'out.png')).length,
      options: {
        preset: 'notebook',
        algorithm: 'notebook',
        deflections,
        window,
        bias: 0,
        map: 'none',
        scale: true,
        size: null,
        denoiser: 'wavelet',
        denoiserOptions: {
          wavelet: 'db1',
          levels: null,
          method: 'BayesShrink',
          threshold: 'soft',
          sigma: 0.04,
          ycbcr: true,
          sigmaScale: 'published',
          cycleSpin: 0,
        },
      },
      random: 'fast',
      seed: '98765432109876543210',
      stream: 'alpha.png',
      copies,
      skipped,
      capped,
      milliseconds: {
        read: expect.any(Number),
        resize: expect.any(Number),
        deflect: expect.any(Number),
        denoise: expect.any(Number),
        write: expect.any(Number),
      },
      psnr: psnr(input, expected),
      ssim: ssim(input, expected),
      comparedWith: 'input',
      notices,
    });
  });

  const chains: [flags: string, options: DefendOptions][] = [
    [
      '--wavelet sym4 --levels 2 --method VisuShrink --threshold hard --sigma estimate --no-ycbcr --sigma-scale rescaled --cycle-spin 1',
      {
        denoiserOptions: {
          wavelet: 'sym4',
          levels: 2,
          method: 'VisuShrink',
          threshold: 'hard',
          sigma: 'estimate',
          ycbcr: false,
          sigmaScale: 'rescaled',
          cycleSpin: 1,
        },
      },
    ],
    [
      '--denoiser tv --weight .2 --eps 1e-3 --max-iterations 20 --preset paper',
      { preset: 'paper', denoiser: 'tv', denoiserOptions: { weight: 0.2, eps: 0.001, maxIterations: 20 } },
    ],
    [
      '--denoiser bilateral --window-size 7 --sigma-color 0.1 --sigma-spatial 2 --bins 100 --mode constant --cval 0.5 --spatial-weights centred',
      {
        denoiser: 'bilateral',
        denoiserOptions: {
          windowSize: 7,
          sigmaColor: 0.1,
          sigmaSpatial: 2,
          bins: 100,
          mode: 'constant',
          cval: 0.5,
          spatialWeights: 'centred',
        },
      },
    ],
    [
      '--denoiser nlm --patch-size 3 --patch-distance 4 --h 0.2 --no-fast --sigma 0.01',
      { denoiser: 'nlm', denoiserOptions: { patchSize: 3, patchDistance: 4, h: 0.2, fast: false, sigma: 0.01 } },
    ],
    [
      '--denoiser wiener --wiener-size 5 --noise 0.002',
      { denoiser: 'wiener', denoiserOptions: { size: 5, noise: 0.002 } },
    ],
    ['--denoiser dct --sigma 0.1 --block-size 8', { denoiser: 'dct', denoiserOptions: { sigma: 0.1, blockSize: 8 } }],
  ];
  for (const [flags, options] of chains) {
    it(`passes on ${flags}`, async () => {
      const folder = await pictures();
      const args = ['defend', 'in/photo.jpg', '-o', 'out.png', '--seed', '1', ...flags.split(' ')];
      expect(await run(args, folder)).toMatchObject({ code: 0, stdout: '' });
      const all = { seed: 1, stream: 'photo.jpg', ...options };
      await expectDefended(join(folder, 'out.png'), join(folder, 'in/photo.jpg'), all);
    });
  }

  it('says what else a lossy result is', async () => {
    const folder = await pictures();
    const args = ['defend', 'in/alpha.png', '-o', 'out.jpg', '--quality', '40'];
    const { code, stderr } = await run(args, folder);
    expect(code).toBe(0);
    expect(stderr).toContain('note: written as JPEG, whose losses are a second defense on top of this one');
    expect(stderr).toContain('note: JPEG has no transparency: the picture was laid on white');
    expect((await readImage(join(folder, 'out.jpg'))).format).toBe('jpeg');
  });

  it('shows what was done', async () => {
    const folder = await pictures();
    const args = ['in/photo.jpg', '--seed', '5', '--json', '--denoiser', 'none'];
    const plain = await run(['defend', ...args, '-o', 'plain.png'], folder);
    const shown = await run(['defend', ...args, '-o', 'out.png', '--show', 'show.png'], folder);
    expect({ plain: plain.code, shown: shown.code }).toEqual({ plain: 0, shown: 0 });
    expect(JSON.parse(shown.stdout)).toMatchObject({ show: 'show.png' });
    const [before, after, picture] = await Promise.all(
      ['in/photo.jpg', 'out.png', 'show.png'].map((name) => pixels(folder, name)),
    );
    expect(after).toEqual(await pixels(folder, 'plain.png'));
    // 90 × 60 is enlarged five times: 450 × 300, two by two.
    expect([picture.width, picture.height]).toEqual([16 + 2 * (450 + 16), 16 + 2 * (50 + 300 + 16)]);
    const at = (column: number, row: number, x: number, y: number): Uint8Array => {
      const left = 16 + column * (450 + 16) + 5 * x + 2;
      const top = 16 + row * (50 + 300 + 16) + 50 + 5 * y + 2;
      return picture.data.subarray((top * picture.width + left) * 3, (top * picture.width + left) * 3 + 3);
    };
    let moved = 0;
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 90; x++) {
        const i = (y * 90 + x) * 3;
        expect(at(0, 0, x, y)).toEqual(before.data.subarray(i, i + 3));
        expect(at(1, 0, x, y)).toEqual(after.data.subarray(i, i + 3));
        const changed = before.data.subarray(i, i + 3).some((value, c) => value !== after.data[i + c]);
        // Marked pixels are coloured, all others gray.
        const [red, green, blue] = at(1, 1, x, y);
        if (changed) {
          moved++;
          expect(red === green && green === blue).toBe(false);
          expect(at(0, 1, x, y).some((value) => value > 0)).toBe(true);
        }
      }
    }
    expect(moved).toBeGreaterThan(20);
  });
});

describe('pixel-deflection defend, many pictures', () => {
  it('keeps relative places and names, and writes without loss', async () => {
    const folder = await pictures();
    const { code, stdout, stderr } = await run(['defend', 'in', '-o', 'out', '--seed', '7', '--show', 'shows'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(filesBelow(join(folder, 'out'))).toEqual(['alpha.png', 'below/small.webp', 'photo.png']);
    expect(filesBelow(join(folder, 'shows'))).toEqual(['alpha.png', 'below/small.png', 'photo.png']);
    await expectDefended(join(folder, 'out/photo.png'), join(folder, 'in/photo.jpg'), { seed: 7, stream: 'photo.jpg' });
    const small = { seed: 7, stream: 'below/small.webp' };
    await expectDefended(join(folder, 'out/below/small.webp'), join(folder, 'in/below/small.webp'), small);
    // Lines of JSON once a second, and at the end.
    const all = stderr.trimEnd().split('\n');
    const start = all.findLastIndex((line) => line.startsWith('{'));
    const lines = all.slice(start);
    expect(JSON.parse(lines[0])).toMatchObject({ done: 3, failed: 0, total: 3, secondsLeft: 0 });
    expect(lines[1]).toMatch(/^✓ 3 pictures → out, shown in shows · .* · seed 7$/);
    // Each kind of notice once, not once for each picture.
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^ {2}note: scaled from .* \(in\/alpha\.png, and the like for 2 more\)$/),
      '  note: JPEG in, PNG out: writing JPEG again would be a second defense (in/photo.jpg)',
    ]);
  });

  it('takes patterns, and does not take its own results for input', async () => {
    const folder = await pictures();
    const args = ['defend', 'in/**/*.{png,webp}', '-o', 'in/below/out', '--seed', '1', '--json'];
    const first = await run(args, folder);
    const second = await run(args, folder);
    expect(inputs(first.stdout)).toEqual(['in/alpha.png', 'in/below/small.webp']);
    expect(inputs(second.stdout)).toEqual(inputs(first.stdout));
    expect(filesBelow(join(folder, 'in/below/out'))).toEqual(['alpha.png', 'below/small.webp']);
  });

  it('writes all in one format', async () => {
    const folder = await pictures();
    const args = ['defend', 'in', '-o', 'out', '--format', 'jpeg', '--quality', '80', '--json'];
    expect((await run(args, folder)).code).toBe(0);
    expect(filesBelow(join(folder, 'out'))).toEqual(['alpha.jpg', 'below/small.jpg', 'photo.jpg']);
  });
});

describeShared('pixel-deflection defend, published results', () => {
  const cases = referenceJson<
    {
      algorithm: string;
      map: string | null;
      input: string;
      deflections: number;
      window: number;
      seed: number;
      sha256_of_raw_rgb: string;
    }[]
  >('deflection.json');
  for (const { algorithm, map, input, deflections, window, seed, sha256_of_raw_rgb } of cases) {
    if (map !== null && !map.startsWith('paper/')) continue;
    it(`${algorithm}, ${deflections} deflections, seed ${seed}${map === null ? '' : ', with a map'}`, async () => {
      const folder = temporaryFolder();
      copyFileSync(shared(input), join(folder, 'in.png'));
      if (map !== null) writeFileSync(join(folder, 'map.png'), readFileSync(shared(map)));
      const flags = `--denoiser none --random python --seed ${seed} --no-scale --algorithm ${algorithm}`;
      const counts = `--deflections ${deflections} --window ${window} --map ${map === null ? 'none' : 'map.png'}`;
      const args = ['defend', 'in.png', '-o', 'out.png', ...flags.split(' '), ...counts.split(' ')];
      expect((await run(args, folder)).code).toBe(0);
      const { data } = await pixels(folder, 'out.png');
      expect(createHash('sha256').update(data).digest('hex')).toBe(sha256_of_raw_rgb);
    });
  }
});
