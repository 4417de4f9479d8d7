import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../src/index.js';
import type * as Threads from '../src/threads/index.js';
import type * as Pool from '../src/threads/pool.js';
import type * as Shared from '../src/threads/shared.js';
import { build } from './support/built.js';
import { chromium, inBrowser } from './support/in-browser.js';
import { noise, picture } from './support/pictures.js';
import { describeIf, root } from './support/shared.js';

type Differences = (
  library: unknown,
  threads: unknown,
  image: Library.Image,
  options?: object,
) => Promise<[string, number][]>;

let library: typeof Library;
let threads: typeof Threads;
let pool: typeof Pool;
let shared: typeof Shared;
let differences: Differences;

function load<T>(file: string): Promise<T> {
  return import(pathToFileURL(join(root, ...file.split('/'))).href) as Promise<T>;
}

beforeAll(async () => {
  await build();
  library = await load('dist/index.js');
  threads = await load('dist/threads/index.js');
  pool = await load('dist/threads/pool.js');
  shared = await load('dist/threads/shared.js');
  ({ differences } = await load<{ differences: Differences }>('test/support/async-forms.js'));
}, 300_000);

/** Of the range of a picture. */
const tolerance = 1e-5 * 255;

function expectSmall(found: [string, number][], limit = tolerance): void {
  expect(found.filter(([, most]) => !(most <= limit))).toEqual([]);
}

/** Fails where the samples of two results differ; of millions `toEqual` takes minutes. */
function expectSame({ data }: Library.Image, expected: Library.Image | Library.PixelData): void {
  const others = 'data' in expected ? expected.data : expected;
  expect(data.length).toBe(others.length);
  expect(data.findIndex((sample, i) => sample !== others[i])).toBe(-1);
}

/** The same samples in memory that threads see. */
function inSharedMemory<T extends Library.PixelData>({ data, ...rest }: Library.FullImage<T>): Library.FullImage<T> {
  const copy = new (data.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { ...rest, data: copy };
}

describe('transforms on threads', { timeout: 300_000 }, () => {
  afterEach(() => shared.allowSharing(true));

  it.each([
    ['shared memory', true],
    ['copies', false],
  ])('give what the functions themselves give: %s', async (_, sharing) => {
    shared.allowSharing(sharing);
    const kinds = [sharing ? ([3, 'floats'] as const) : ([1, 'bytes'] as const), [4, 'clamped'] as const];
    for (const [channels, kind] of kinds) {
      // Several tiles of every transform, none of them of a round size.
      const image = picture(703, 811, channels, kind);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const found = await differences(library, threads, image);
      // Bytes may be rounded the other way where a half is between two.
      expectSmall(found, kind === 'floats' ? tolerance : 1);
    }
    expect(pool.threadCount()).toBeGreaterThan(0);
  });

  it('give it for thin and tall, noisy and too great pictures', async () => {
    const shapes = fc.oneof(
      fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 30_000, max: 200_000 })),
      fc.tuple(fc.integer({ min: 30_000, max: 200_000 }), fc.integer({ min: 2, max: 9 })),
      fc.tuple(fc.integer({ min: 300, max: 900 }), fc.integer({ min: 300, max: 900 })),
    );
    const options = fc.record(
      {
        levels: fc.integer({ min: 1, max: 9 }),
        wavelet: fc.constantFrom('db1', 'db1', 'db1', 'db3', 'coif1'),
        sigma: fc.constantFrom(0.02, 0.1, 'estimate'),
        sigmaScale: fc.constantFrom('published', 'rescaled'),
        method: fc.constantFrom('BayesShrink', 'VisuShrink'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Library.WaveletOptions>;
    await fc.assert(
      fc.asyncProperty(
        shapes,
        options,
        fc.constantFrom(1, 1, 1, 1e5),
        fc.boolean(),
        async ([width, height], given, factor, sharing) => {
          shared.allowSharing(sharing);
          const image = noise(width, height, 3, 'floats', width) as Library.FullImage<Float32Array>;
          for (let i = 0; i < image.data.length; i++) image.data[i] *= factor;
          const alone = library.denoiseWavelet(image, given);
          const result = await threads.denoiseWaveletAsync(image, given);
          const most = alone.data.reduce((max, sample, i) => Math.max(max, Math.abs(sample - result.data[i])), 0);
          expect(most).toBeLessThanOrEqual(tolerance * factor);
        },
      ),
      { numRuns: process.env.FULL === '1' ? 100 : 12, seed: 3 },
    );
  });

  it('give the same, bit by bit, with any number of threads', async () => {
    const image = picture(1201, 901);
    const one = await threads.denoiseWaveletAsync(image, { threads: 1 });
    const three = await threads.denoiseWaveletAsync(image, { threads: 3 });
    expect(pool.threadCount()).toBe(3);
    expectSame(three, one);
    await threads.endThreads();
    expect(pool.threadCount()).toBe(0);
  });

  it('write into out, into the input itself, into shared memory, and leave the input alone otherwise', async () => {
    const original = picture(700, 800, 4, 'bytes');
    const expected = library.medianFilter(original, { size: 3 }).data;
    const wavelets = library.denoiseWavelet(original).data;
    const ordinary = { ...original, data: original.data.slice() };
    const images = [ordinary, inSharedMemory(original)];
    for (const image of images) {
      for (const out of [{ ...image, data: image.data.slice() }, inSharedMemory(image), image]) {
        image.data.set(original.data);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const median = await threads.medianFilterAsync(image, { size: 3, out });
        expect(median.data).toBe(out.data);
        expectSame(out, expected);
        expectSame(image, out === image ? expected : original.data);
        image.data.set(original.data);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await threads.denoiseWaveletAsync(image, { out });
        expectSame(out, wavelets);
      }
    }
  });

  it('refuse what the functions refuse, as a rejection', async () => {
    const image = picture(300, 300);
    const { denoiseWaveletAsync, denoiseNonLocalMeansAsync, defendAsync, resizeAsync } = threads;
    await expect(denoiseWaveletAsync(image, { wavelet: 'db11' as 'db1' })).rejects.toThrow('wavelet');
    await expect(denoiseWaveletAsync(image, { thread: 2 } as object)).rejects.toThrow('"thread"');
    await expect(denoiseWaveletAsync(image, { threads: 0 })).rejects.toThrow('an integer from 1 to 64 for threads');
    await expect(denoiseWaveletAsync(image, { signal: {} as AbortSignal })).rejects.toThrow(
      'an AbortSignal for signal',
    );
    await expect(denoiseNonLocalMeansAsync({ ...image, width: 299 })).rejects.toThrow('for image.data');
    await expect(resizeAsync(image, 0, 5)).rejects.toThrow('width');
    await expect(defendAsync(image, { denoiserOptions: { h: 1 } as object })).rejects.toThrow('"h"');
    const large = picture(800, 800) as Library.FullImage<Float32Array>;
    large.data[1_900_000] = NaN;
    for (const wavelet of ['db1', 'db2'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(denoiseWaveletAsync(large, { wavelet })).rejects.toThrow('finite samples');
    }
    // The pool is none the worse for it.
    expectSame(await denoiseWaveletAsync(image), library.denoiseWavelet(image));
  });

  it('leave the calling thread free, and run beside one another', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const [a, b] = [picture(600, 600, 3, 'floats', 1), picture(600, 600, 3, 'floats', 2)];
    const results = await Promise.all([
      threads.denoiseNonLocalMeansAsync(a, { patchDistance: 4 }),
      threads.medianFilterAsync(b),
      threads.denoiseTotalVariationAsync(a),
    ]);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expectSame(results[1], library.medianFilter(b));
    expectSame(results[2], library.denoiseTotalVariation(a));
  });
});

describe('a signal', { timeout: 120_000 }, () => {
  const image = picture(900, 900);
  /** Minutes of work. */
  const long = { patchSize: 21, patchDistance: 60, fast: false } as const;

  it('that was given before ends a call before it begins', async () => {
    const reason = new Error('not needed');
    await expect(threads.medianFilterAsync(image, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('ends work that is under way, with its reason, and nothing else', async () => {
    await threads.medianFilterAsync(image);
    const controller = new AbortController();
    const reason = new Error('enough');
    const out = { ...image, data: new Float32Array(new SharedArrayBuffer(4 * image.data.length)) };
    const ended = threads.denoiseNonLocalMeansAsync(image, { ...long, out, signal: controller.signal });
    const beside = threads.denoiseTotalVariationAsync(image, { threads: 1 });
    setTimeout(() => controller.abort(reason), 300);
    await expect(ended).rejects.toBe(reason);
    const after = out.data.slice();
    const variation = await beside;
    // Nobody writes any more.
    expectSame(out, after);
    expectSame(variation, library.denoiseTotalVariation(image));
    expectSame(await threads.medianFilterAsync(image), library.medianFilter(image));
  });

  it('ends a call at whatever moment, and the next one is right', async () => {
    const large = picture(1500, 1500);
    const expected = library.denoiseWavelet(large).data;
    const other = picture(900, 1300, 3, 'floats', 8);
    const otherExpected = library.denoiseWavelet(other).data;
    let ends = 0;
    for (let moment = 0; moment < 24; moment++) {
      const controller = new AbortController();
      // One that goes on beside it, on the same threads, which hold something for both.
      const beside = threads.denoiseWaveletAsync(other);
      const call = threads.denoiseWaveletAsync(large, { signal: controller.signal }).catch((error) => {
        expect(error).toBe(controller.signal.reason);
        ends++;
      });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (moment % 3 > 0) await new Promise((resolve) => setTimeout(resolve, 3 * moment));
      controller.abort();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await call;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expectSame(await beside, otherExpected);
    }
    expect(ends).toBeGreaterThan(3);
    expectSame(await threads.denoiseWaveletAsync(large), expected);
  });

  it('and endThreads rejects what is under way', async () => {
    const call = threads.denoiseNonLocalMeansAsync(image, long);
    const checked = expect(call).rejects.toThrow('the threads were ended');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await threads.endThreads();
    await checked;
    expectSame(await threads.medianFilterAsync(image), library.medianFilter(image));
  });
});

/** Runs a program with a copy or the original of what was built. */
function runProgram(dist: string, body: string, flags: string[] = []) {
  const url = (file: string) => JSON.stringify(pathToFileURL(join(dist, file)).href);
  const program = `
    import * as library from ${url('index.js')};
    import * as threads from ${url('threads/index.js')};
    import { threadCount } from ${url('threads/pool.js')};
    const picture = (side) => ({ width: side, height: side, channels: 3, data: new Float32Array(side * side * 3).map((_, i) => (i * 31) % 256) });
    ${body}`;
  const run = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

describe('a program', { timeout: 120_000 }, () => {
  it('waits for its threads, and ends once they have nothing to do', () => {
    const printed = runProgram(
      join(root, 'dist'),
      `threads.denoiseNonLocalMeansAsync(picture(300)).then(({ width }) => console.log(width, threadCount() > 0));`,
    );
    expect(printed).toBe('300 true\n');
  });

  it('goes on without threads where they cannot be started', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-threads-'));
    try {
      cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
      cpSync(join(root, 'package.json'), join(folder, 'package.json'));
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'dist', 'threads', 'worker-node.js'), 'throw new Error("not here");\n');
      const printed = runProgram(
        join(folder, 'dist'),
        `const image = picture(700);
        const same = (a, b) => a.data.every((sample, i) => sample === b.data[i]);
        console.log(same(await threads.denoiseWaveletAsync(image), library.denoiseWavelet(image)), threadCount());
        console.log(same(await threads.medianFilterAsync(image), library.medianFilter(image)));
        const controller = new AbortController();
        setTimeout(() => controller.abort());
        await threads.denoiseTotalVariationAsync(image, { signal: controller.signal }).catch(({ name }) => console.log(name));`,
      );
      expect(printed).toBe('true 0\ntrue\nAbortError\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('uses the same memory for every picture', () => {
    const printed = runProgram(
      join(root, 'dist'),
      `const image = picture(600);
      const out = picture(600);
      const run = async (count) => {
        for (let i = 0; i < count; i++) await threads.denoiseWaveletAsync(image, { out, wavelet: i % 2 ? 'db1' : 'db2' });
        for (let i = 0; i < 3; i++) gc();
        return process.memoryUsage().rss;
      };
      const warm = await run(40);
      console.log((await run(200)) - warm);`,
      ['--expose-gc'],
    );
    // A picture is 4.3 MB: losing each would be almost 1 GB.
    expect(Number(printed)).toBeLessThan(64e6);
  });
});

describeIf(existsSync(chromium), 'Chromium (Debian: chromium)', 'threads of a browser', () => {
  it.each([
    ['with isolation, and so shared memory', true],
    ['without', false],
  ])('give what the functions themselves give: %s', { timeout: 180_000 }, async (_, isolated) => {
    const there = await inBrowser<{ found: [string, number][]; isolated: boolean; count: number; ended: string }>(
      `const { differences } = await import('/test/support/async-forms.js');
      const library = await import('/dist/index.js');
      const threads = await import('/dist/threads/index.js');
      const { threadCount } = await import('/dist/threads/pool.js');
      const data = new Uint8ClampedArray(703 * 611 * 4).map((_, i) => (i * i) % 256);
      const image = { width: 703, height: 611, channels: 4, data };
      const found = await differences(library, threads, image, { threads: 2 });
      const signal = AbortSignal.timeout(100);
      const call = threads.denoiseNonLocalMeansAsync(image, { patchDistance: 60, fast: false, signal });
      const ended = await call.then(() => 'done', ({ name }) => name);
      return { found, isolated: crossOriginIsolated, count: threadCount(), ended };`,
      new Map(),
      isolated,
    );
    expect(there.error).toBeUndefined();
    expect(there.isolated).toBe(isolated);
    expectSmall(there.found, 1);
    expect(there.found.length).toBeGreaterThan(15);
    expect(there.ended).toBe('TimeoutError');
    expect(there.count).toBeLessThan(2);
  });
});
