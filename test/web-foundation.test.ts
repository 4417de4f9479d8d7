import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defend, type DefendOptions, denoiseWavelet, type FullImage } from '../src/index.js';
import { readImage } from '../src/io/index.js';
import { type Classifier, loadClassifier, softmax } from '../src/models/index.js';
import { defendedClassifier, drawStream } from '../src/pipeline/index.js';
import type { State } from '../web/src/state/app.js';
import type { AttackInput, Scores } from '../web/src/worker/protocol.js';
import { openChromium } from './support/chromium.js';
import { ask, type ExplorerElement, pictureOf, type Plain, stateOf, timeout, until } from './support/explorer-state.js';
import { buildExplorer, openExplorer, type Served, serveExplorer } from './support/explorer.js';
import { chromium } from './support/in-browser.js';
import { describeIf, maxDifference, root } from './support/shared.js';

const attacked = (state: State) => state.attack !== undefined && state.noise !== undefined;

describeIf(existsSync(chromium), 'Chromium (Debian: chromium)', 'the explorer', () => {
  let browser: Browser;
  let served: Served;
  let page: Page;
  let complaints: string[];
  /** What was asked for until the first attack was there. */
  let first: string[];
  let classifier: Classifier;

  beforeAll(async () => {
    await buildExplorer();
    served = await serveExplorer();
    browser = await openChromium();
    ({ page, complaints } = await openExplorer(browser, served.url));
    await until(page, attacked);
    first = [...served.requests];
    classifier = await loadClassifier(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'));
  }, timeout);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await classifier?.dispose();
  });

  /** Compares what the page says of a picture with what Node says of the same samples. */
  const expectScores = async (picture: FullImage, { probabilities, top }: Plain<Scores>) => {
    const [logits] = await classifier.logits([picture]);
    const here = softmax(logits);
    expect(maxDifference(here, probabilities)).toBeLessThan(1e-4);
    expect(top[0].index).toBe(here.indexOf(Math.max(...here)));
  };

  it('sees a sample as Node does, on a device that computes rightly', async () => {
    const model = await stateOf(page, 'model');
    expect(model).toMatchObject({ name: 'tiny-imagenet-100', width: 64, height: 64, provider: 'cpu', notices: [] });
    expect(model.golden?.ok).toBe(true);
    const picked = await stateOf(page, 'picked');
    const { image } = await readImage(join(root, 'assets', 'samples', 'n07749582_lemon.png'));
    const { placement, data } = classifier.prepare(image);
    expect(picked.picture.data).toEqual(Array.from(data));
    expect(picked.placement).toEqual(placement);
    await expectScores(pictureOf(picked.picture), picked.scores);
    expect(picked.scores.top.map(({ name }) => name)).toContain('lemon');
  });

  it('attacks it within ε; the adversary fools Node as well, and noise of its size does not', async () => {
    const { attack, noise, picked } = {
      attack: await stateOf(page, 'attack'),
      noise: await stateOf(page, 'noise'),
      picked: await stateOf(page, 'picked'),
    };
    expect(attack).toMatchObject({ method: 'igsm', success: true, gradients: 10, label: { name: 'lemon' } });
    const largest = maxDifference(attack.adversary.data, picked.picture.data);
    expect(largest).toBe(4);
    expect(attack.distances.linf).toBe(largest);
    expect(attack.adversary.data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
    await expectScores(pictureOf(attack.adversary), attack.scores);
    await expectScores(pictureOf(noise.noisy), noise.scores);
    expect(noise.distances.l2 / attack.distances.l2).toBeCloseTo(1, 1);
    expect(noise.scores.top[0].name).toBe('lemon');
  });

  const deflection = { deflections: 1500, window: 10, topK: 5, aggregate: 'geometric-mean', seed: 3 } as const;
  const wavelets = {
    denoiser: 'wavelet',
    wavelet: 'db2',
    method: 'BayesShrink',
    threshold: 'soft',
    sigma: 0.06,
    ycbcr: true,
  } as const;

  it.each(['none', 'center', 'r-cam'] as const)(
    'deflects the samples that the library deflects, map %s',
    async (map) => {
      const picture = pictureOf((await stateOf(page, 'attack')).adversary);
      const found = await ask(page, 'deflect', { ...deflection, map, draw: 0 });
      const options = { deflections: 1500, window: 10, map, denoiser: 'none', seed: 3 } as const;
      if (map !== 'r-cam') {
        const [draw] = await defendedClassifier(classifier, options).draws(picture);
        expect(found.image.data).toEqual(Array.from(draw.data));
      }
      const copies: number[] = [];
      const given = found.map && { ...found.map, data: Float32Array.from(found.map.data) };
      const here = defend(picture, {
        ...options,
        map: given,
        stream: drawStream(picture),
        onCopy: (...copy) => copies.push(...copy),
      } as DefendOptions);
      expect(found.copies).toEqual(copies);
      expect(found.image.data).toEqual(Array.from(here.data));
      expect(found).toMatchObject({ deflections: 122, window: 3, skipped: here.report.skipped });
      await expectScores(here, found.scores);
      if (given !== undefined && map === 'r-cam') {
        const { data } = await classifier.activationMap(picture, { kind: 'r-cam' });
        expect(maxDifference(data, given.data)).toBeLessThan(1e-4);
      }
    },
  );

  it('denoises as the library, and shows the sub-bands of it', async () => {
    const picture = pictureOf((await stateOf(page, 'attack')).adversary);
    const found = await ask(page, 'denoise', wavelets);
    const { denoiser: _, ...options } = wavelets;
    const here = denoiseWavelet(picture, options);
    expect(maxDifference(here.data, found.image.data)).toBeLessThan(1e-4);
    await expectScores(here, found.scores);
    const { channels, before, thresholds } = found.bands!;
    expect(channels).toEqual(['Y', 'Cb', 'Cr']);
    expect(before.channels).toHaveLength(3);
    expect(thresholds.map((levels) => levels.length)).toEqual(before.channels.map(({ details }) => details.length));
  });

  it('draws the whole defense, tells of its stages and breaks it, as the library would', async () => {
    const { adversary, label, rival } = await stateOf(page, 'attack');
    const picture = pictureOf(adversary);
    const defense = { ...deflection, ...wavelets, map: 'none' } as const;
    const { wavelet, method, threshold, sigma, ycbcr } = wavelets;
    const options = {
      deflections: 1500,
      window: 10,
      map: 'none',
      denoiserOptions: { wavelet, method, threshold, sigma, ycbcr },
      seed: 3,
      ensemble: 3,
    } as const;
    const draws = await ask(page, 'draws', { ...defense, draws: 3 });
    const here = await defendedClassifier(classifier, options).draws(picture);
    for (const [i, { image, scores }] of draws.entries()) {
      expect(maxDifference(here[i].data, image.data)).toBeLessThan(1e-4);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expectScores(here[i], scores);
    }
    const stage = { name: 'PD+WD', deflections: 1500, map: 'none', denoiser: 'wavelet' } as const;
    const common = { label: label.index, rival: rival.index, stages: [stage], defense, draws: 3, jpegQuality: 40 };
    const rows = await page.evaluate((input) => {
      const { client, store } = document.querySelector<ExplorerElement>('explorer-page')!.app;
      const { picked, attack } = store.get();
      return client.request('stages', { clean: picked!.picture, adversary: attack!.adversary, ...input });
    }, common);
    const mean = draws.reduce((sum, { scores }) => sum + scores.probabilities[label.index], 0) / 3;
    expect(rows).toMatchObject([
      { name: 'none', clean: { draws: 1, right: 1 }, attacked: { draws: 1, right: 0, fooled: 1 } },
      { name: 'PD+WD', attacked: { label: expect.closeTo(mean, 5), draws: 3 } },
      { name: 'JPEG 40', clean: { draws: 1 } },
    ]);
    const points = await ask(
      page,
      'break',
      { label: label.index, defense, knows: true, epsilons: [0, 4], iterations: 5, eot: 2, judges: 3 },
      'clean',
    );
    expect(points.map(({ epsilon, judges, distances }) => [epsilon, judges, distances.linf])).toEqual([
      [0, 3, 0],
      [4, 3, 4],
    ]);
    expect(points[0].right).toBe(3);
    expect(points[1].probability).toBeLessThan(points[0].probability);
  });

  it(
    'answers the latest request of a lane, and stops one that is given up',
    async () => {
      const found = await page.evaluate(async () => {
        const { client, store } = document.querySelector<ExplorerElement>('explorer-page')!.app;
        const image = store.get().picked!.picture;
        const long: AttackInput = { image, method: 'square', epsilon: 0.5, iterations: 1e6, relativeL2: 0.03, seed: 1 };
        // oxlint-disable-next-line unicorn/consistent-function-scoping -- the page sees nothing of the test
        const nameOf = (error: Error) => error.name;
        let told = 0;
        const first = client.request('attack', long).catch(nameOf);
        const second = client.request('attack', long, { lane: 'attack', onProgress: () => told++ }).catch(nameOf);
        const controller = new AbortController();
        const third = client.request('attack', long, { lane: 'other', signal: controller.signal }).catch(nameOf);
        // Another lane is answered meanwhile.
        const scores = await client.request('classify', { image });
        await new Promise((resolve) => setTimeout(resolve, 500));
        controller.abort();
        const last = await client.request('attack', { ...long, method: 'fgsm', iterations: undefined });
        const before = told;
        await client.request('classify', { image });
        const quiet = told === before;
        return { names: [await first, await second, await third], top: scores.top.length, last: Boolean(last), quiet };
      });
      expect(found).toEqual({ names: ['AbortError', 'AbortError', 'AbortError'], top: 5, last: true, quiet: true });
    },
    timeout,
  );

  it(
    'follows a control, and keeps the settings in the address',
    async () => {
      const slider = page.getByRole('slider', { name: 'ε', exact: true });
      await slider.focus();
      await slider.press('ArrowRight');
      await slider.press('ArrowRight');
      // Of 8 bits: half a level more is none.
      await until(page, (state) => (state.attack?.distances.linf ?? 0) > 4 && state.noise !== undefined);
      expect((await stateOf(page, 'attack')).distances.linf).toBe(5);
      expect(new URL(page.url()).hash).toBe('#v=1&epsilon=5');
      await page.getByRole('button', { name: 'banana' }).click();
      await until(page, (state) => state.picked?.name === 'banana' && state.noise !== undefined);
      expect(new URL(page.url()).hash).toBe('#v=1&sample=banana&epsilon=5');
      expect((await stateOf(page, 'attack')).label.name).toBe((await stateOf(page, 'picked')).scores.top[0].name);
    },
    timeout,
  );

  /** Gives the page a file of the user. */
  const give = (name: string, buffer: Buffer, label = 'A picture of your own') =>
    page.getByLabel(label).setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

  const refused = async (): Promise<string> => {
    await until(page, (state) => state.pictureProblem !== undefined);
    const { heading, text } = await stateOf(page, 'pictureProblem');
    await page.evaluate(`document.querySelector('explorer-page').app.dismiss('pictureProblem')`);
    return `${heading}: ${text}`;
  };

  it(
    'refuses bad files and huge pictures, and stays usable',
    async () => {
      await give('notes.png', Buffer.from('these are no pixels'.repeat(99)));
      expect(await refused()).toBe(
        'notes.png cannot be used: This is no picture: expected a JPEG, PNG, WebP, AVIF or GIF file.',
      );
      const sound = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#c08040' } })
        .png()
        .toBuffer();
      await give('short.png', sound.subarray(0, 60));
      expect(await refused()).toBe(
        'short.png cannot be used: The PNG file is damaged, or of a kind that this browser cannot decode.',
      );
      await give('empty.jpg', Buffer.alloc(0));
      expect(await refused()).toBe('empty.jpg cannot be used: The file is empty.');
      const create = { width: 10_000, height: 6000, channels: 3, background: '#c08040' } as const;
      await give('large.png', await sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer());
      expect(await refused()).toBe(
        'large.png cannot be used: The picture has 10000 × 6000 pixels, 60 megapixels; the limit is 50. Make it smaller first.',
      );
      await give('own.png', sound);
      await until(page, (state) => state.picked?.name === 'own.png' && state.attack !== undefined);
      const picked = await stateOf(page, 'picked');
      expect(picked.placement).toMatchObject({ imageWidth: 90, imageHeight: 60, x: 15, y: 0, width: 60, height: 60 });
      expect(new URL(page.url()).hash).toMatch(/[#&]sample=(&|$)/);
    },
    timeout,
  );

  it(
    'refuses a broken model, and keeps the one before',
    async () => {
      await page.getByText('Another model').click();
      await give('broken.onnx', Buffer.from('no protocol buffer'.repeat(99)), 'A classifier as an ONNX file');
      await page.getByRole('button', { name: 'Load this file' }).click();
      await until(page, (state) => state.modelProblem !== undefined && state.loading === undefined);
      const { heading, text } = await stateOf(page, 'modelProblem');
      expect(heading).toBe('broken.onnx cannot be run');
      expect(text).toMatch(/^broken: .+/);
      await page.evaluate(`document.querySelector('explorer-page').app.dismiss('modelProblem')`);
      expect((await ask(page, 'classify', {}, 'clean')).top).toHaveLength(5);
    },
    timeout,
  );

  it(
    'starts a lost worker again, and says so',
    async () => {
      const endless = { method: 'square', epsilon: 0.5, iterations: 1e6, relativeL2: 0.03, seed: 1 } as const;
      const lost = ask(page, 'attack', endless, 'clean').catch((error: Error) => error.message);
      const worker = page.workers().find((each) => each.url().includes('worker-'))!;
      await worker.evaluate('self.close()');
      expect(await lost).toContain('The part of the page that computes has ended: the browser has stopped it.');
      await until(page, (state) => state.model !== undefined && state.attack !== undefined);
      expect((await stateOf(page, 'workerProblem')).text).toContain('It was started again');
      expect((await stateOf(page, 'picked')).name).toBe('own.png');
      expect(await page.getByText('The computation was interrupted').count()).toBe(1);
    },
    timeout,
  );

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });

  it('works from a sub-path without isolation, then with no network at all', { timeout: 2 * timeout }, async () => {
    const below = await serveExplorer({ base: '/some/where/', isolated: false });
    const opened = await openExplorer(browser, below.url, '#v=1&method=fgsm&sample=teapot&epsilon=8');
    await until(opened.page, attacked);
    expect((await stateOf(opened.page, 'attack')).method).toBe('fgsm');
    expect((await stateOf(opened.page, 'model')).threads).toBe(1);
    const here = await stateOf(opened.page, 'attack');
    await opened.page.evaluate('navigator.serviceWorker.ready');
    expect(below.requests.every((path) => path.startsWith('/some/where/'))).toBe(true);
    await below.close();
    await opened.page.reload();
    await until(opened.page, attacked);
    expect((await stateOf(opened.page, 'attack')).adversary).toEqual(here.adversary);
    // Another sample than the one that was shown.
    await opened.page.getByRole('button', { name: 'umbrella' }).click();
    await until(opened.page, (state) => state.picked?.name === 'umbrella' && state.attack !== undefined);
    expect(opened.complaints).toEqual([]);
    await opened.page.context().close();
  });

  it('is small before the runtime, the model and the sample come', () => {
    // The service worker comes last, and keeps everything.
    const loaded = first.slice(0, first.findIndex((path) => path.includes('service-worker')) >>> 0);
    const small = loaded.filter((path) => !/ort-wasm|tiny-imagenet|n\d+_\w+-.*png/.test(path));
    expect(small.some((path) => path.includes('worker-'))).toBe(true);
    const files = new Set(small.map((path) => join(root, 'web', 'dist', path.endsWith('/') ? 'index.html' : path)));
    const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    expect(bytes).toBeLessThan(400_000);
  });
});
