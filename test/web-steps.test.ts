import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ActivationMap,
  defend,
  type DefendOptions,
  denoiseWavelet,
  type FullImage,
  holdThresholds,
  toYCbCr,
  waveletDecompose,
} from '../src/index.js';
import { type Classifier, loadClassifier, softmax } from '../src/models/index.js';
import { defendedClassifier, drawStream } from '../src/pipeline/index.js';
import type { Settings } from '../web/src/state/settings.js';
import { openChromium } from './support/chromium.js';
import { seriousFaults } from './support/explorer-actions.js';
import { type ExplorerElement, pictureOf, stateOf, timeout, until } from './support/explorer-state.js';
import {
  atProgress,
  defendedOptionsOf,
  latestRequest,
  listen,
  propertyOf,
  rested,
  statusOf,
  textOf,
} from './support/explorer-sections.js';
import { buildExplorer, openExplorer, type Served, serveExplorer } from './support/explorer.js';
import { chromium } from './support/in-browser.js';
import { describeIf, maxDifference, root } from './support/shared.js';

/* oxlint-disable no-await-in-loop -- one page, which does one thing after the other */

describeIf(existsSync(chromium), 'Chromium (Debian: chromium)', 'deflect, map and denoise', () => {
  let browser: Browser;
  let served: Served;
  let page: Page;
  let complaints: string[];
  let classifier: Classifier;
  let [deflect, map, wavelets]: Locator[] = [];

  beforeAll(async () => {
    await buildExplorer();
    // One thread: a sum has the same order as in Node with one.
    served = await serveExplorer({ isolated: false });
    browser = await openChromium();
    ({ page, complaints } = await openExplorer(browser, served.url, '#v=1&method=fgsm'));
    [deflect, map, wavelets] = ['deflect', 'map', 'wavelets'].map((id) => page.locator(`#${id}`));
    classifier = await loadClassifier(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'), { threads: 1 });
    await until(page, ({ deflected }) => deflected !== undefined);
    await listen(page);
  }, 4 * timeout);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await classifier?.dispose();
  });

  /** Moves a control, and waits until the section has made another result of it. */
  const changing = async (key: 'deflected' | 'denoised', action: () => Promise<unknown>) => {
    await page.evaluate(`window.earlier = document.querySelector('explorer-page').app.store.get().${key}`);
    await action();
    await page.waitForFunction((name) => {
      const state = document.querySelector<ExplorerElement>('explorer-page')!.app.store.get();
      return state[name] !== undefined && state[name] !== (window as unknown as { earlier: unknown }).earlier;
    }, key);
  };
  const attackedPicture = async () => pictureOf((await stateOf(page, 'attack')).adversary);
  const scoresOf = async (picture: FullImage) => softmax((await classifier.logits([picture]))[0]);
  /** The deflection of the page's settings as Node makes it, from the map that the page has: its copies and its picture. */
  const deflectedHere = async (draw = 0) => {
    const settings = (await stateOf(page, 'settings')) as Settings;
    const { map: plain } = await stateOf(page, 'deflected');
    const picture = await attackedPicture();
    const copies: number[] = [];
    const given: ActivationMap | undefined = plain && { ...plain, data: Float32Array.from(plain.data) };
    const { deflections, window, seed } = settings;
    const options: DefendOptions = { deflections, window, map: given, denoiser: 'none', seed };
    const onCopy = (...copy: number[]) => void copies.push(...copy);
    const image = defend(picture, { ...options, stream: drawStream(picture, draw), onCopy });
    return { copies, image };
  };
  const expectDeflected = async (draw = 0) => {
    const { copies, image } = await deflectedHere(draw);
    const shown = await stateOf(page, 'deflected');
    expect(shown.copies).toEqual(copies);
    expect(shown.image.data).toEqual(Array.from(image.data));
    expect(maxDifference(shown.scores.probabilities, await scoresOf(image))).toBeLessThan(1e-4);
    expect(await propertyOf(deflect.locator('pd-deflections'), 'it.copies')).toEqual(copies);
  };

  it('deflects the attacked picture as Node does, and says so', { timeout }, async () => {
    await expectDeflected();
    const settings = (await stateOf(page, 'settings')) as Settings;
    const picture = await attackedPicture();
    const here = await classifier.activationMap(picture, { kind: 'r-cam' });
    expect(maxDifference(here.data, (await stateOf(page, 'deflected')).map!.data)).toBeLessThan(1e-4);
    // The map of Node may differ in its last bit: from its own map the library copies the same samples.
    const [draw] = await defendedClassifier(classifier, { ...defendedOptionsOf(settings), denoiser: 'none' }).draws(
      picture,
    );
    expect((await stateOf(page, 'deflected')).image.data).toEqual(Array.from(draw.data));
    expect(await statusOf(deflect)).toMatch(
      /^1500 deflections and a window of 10, for 224 × 224, are 122 and 3 at 64 × 64\. Away from the R-CAM they copied \d+ samples \([\d.]+ dB\): lemon goes from [\d.]+ % to [\d.]+ %, and the classifier (still|now) says \w+\.$/,
    );
  });

  it('every control of the deflection changes it and what is said of it', { timeout: 2 * timeout }, async () => {
    const said = new Set([await statusOf(deflect)]);
    const controls: [string, () => Promise<unknown>][] = [
      ['deflections', () => deflect.getByRole('slider', { name: 'Deflections' }).fill('3000')],
      ['window', () => deflect.getByRole('slider', { name: 'Window' }).fill('30')],
      ['CAM', () => deflect.getByRole('radio', { name: 'CAM', exact: true }).check()],
      ['Grad-CAM', () => deflect.getByRole('radio', { name: 'Grad-CAM' }).check()],
      ['middle', () => deflect.getByRole('radio', { name: 'the middle of the picture' }).check()],
      ['off', () => deflect.getByRole('radio', { name: 'off: anywhere' }).check()],
    ];
    for (const [name, move] of controls) {
      await changing('deflected', move);
      await expectDeflected();
      const sentence = await statusOf(deflect);
      expect(said, name).not.toContain(sentence);
      said.add(sentence);
    }
    expect(await statusOf(deflect)).toContain('Anywhere in the picture they copied 735 samples');
    expect(new URL(page.url()).hash).toBe('#v=1&method=fgsm&deflections=3000&window=30&map=none');
    await changing('deflected', () => deflect.getByRole('slider', { name: 'Deflections' }).fill('0'));
    expect(await statusOf(deflect)).toContain('No sample was copied: nothing changes.');
  });

  it('plays the copies by the keyboard, and asks the classifier on the way', { timeout }, async () => {
    await changing('deflected', () => deflect.getByRole('slider', { name: 'Deflections' }).fill('500'));
    const { copies } = await stateOf(page, 'deflected');
    const total = copies.length / 5;
    const attack = await stateOf(page, 'attack');
    const slider = deflect.getByRole('slider', { name: 'Copied samples' });
    const position = deflect.locator('.position');
    const shown = () =>
      deflect.locator('pd-deflections canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const [all, bars] = [await shown(), deflect.locator('pd-bars')];
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => textOf(position), { timeout }).toContain(`After 0 of ${total} copied samples: `);
    const none = await propertyOf<{ probability: number }[]>(bars, 'it.scores');
    expect(none.map(({ probability }) => probability)).toEqual(attack.scores.top.map(({ probability }) => probability));
    expect(await shown()).not.toBe(all);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => textOf(position), { timeout }).toContain(`After 1 of ${total} copied samples: `);
    const focused = () =>
      page.evaluate(`(() => {
        let each = document.activeElement;
        while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
        return each?.innerText || each?.getAttribute('aria-label') || each?.type;
      })()`);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Play one after another');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(position), { timeout }).toContain(`After ${total} of ${total} copied samples: `);
    const { image } = await deflectedHere();
    const end = await propertyOf<{ index: number; probability: number }[]>(bars, 'it.scores');
    const here = await scoresOf(image);
    for (const { index, probability } of end) expect(Math.abs(here[index] - probability)).toBeLessThan(1e-4);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await shown()).not.toBe(all);
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Loupe');
    const loupe = deflect.locator('pd-loupe');
    expect(await textOf(loupe.locator('#what'))).toMatch(
      /Loupe at \(\d+, \d+\): (red|green|blue) of \(\d+, \d+\) taken from/,
    );
    const place = await textOf(loupe.locator('#what'));
    await page.keyboard.press(copies[0] < 32 ? 'ArrowRight' : 'ArrowLeft');
    await expect.poll(() => textOf(loupe.locator('#what'))).not.toBe(place);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Next moved pixel');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(loupe.locator('#what'))).toContain(`Loupe at (${copies[0]}, ${copies[1]})`);
  });

  const strip = () => deflect.locator('draws-strip');
  const named = () => propertyOf<number[]>(strip().locator('pd-seeds'), 'it.outcomes.map(({ says }) => says.index)');

  it('counts 20 draws as they come; one that is chosen is played', { timeout: 2 * timeout }, async () => {
    await strip().scrollIntoViewIfNeeded();
    await changing('deflected', () => deflect.getByRole('slider', { name: 'Window' }).fill('20'));
    await rested(strip());
    const settings = (await stateOf(page, 'settings')) as Settings;
    const picture = await attackedPicture();
    const options = { ...defendedOptionsOf(settings), ensemble: 20 };
    const firsts = async (pictures: readonly FullImage[]) =>
      (await classifier.classify(pictures as FullImage[], { top: 1 })).map(([{ index }]) => index);
    const alone = await firsts(await defendedClassifier(classifier, { ...options, denoiser: 'none' }).draws(picture));
    expect(await named()).toEqual(alone);
    const { label } = await stateOf(page, 'attack');
    const right = alone.filter((index) => index === label.index).length;
    expect(await statusOf(strip())).toMatch(
      new RegExp(`^Of 20 draws, ${right} names? ${label.name} \\(\\d+–\\d+ %\\)`),
    );
    await strip().getByRole('checkbox', { name: 'Denoise each draw too' }).check();
    await rested(strip());
    const { wavelet, shrink: method, threshold, sigma, ycbcr } = settings;
    const denoiserOptions = { wavelet, method, threshold, sigma, ycbcr };
    const both = await defendedClassifier(classifier, { ...options, denoiserOptions }).draws(picture);
    expect(await named()).toEqual(await firsts(both));
    expect(await named()).not.toEqual(alone);
    await changing('deflected', () =>
      strip()
        .getByRole('button', { name: /draw 7\b/ })
        .click(),
    );
    await expectDeflected(7);
    expect(await textOf(deflect.locator('pd-deflections figcaption'))).toContain('Deflected, draw 7');
    expect(new URL(page.url()).hash).toContain('draw=7');
  });

  it('a moved control, and Stop, end draws that are under way', { timeout: 2 * timeout }, async () => {
    const under = async (action: () => Promise<unknown>) => {
      const begun = atProgress(page, 'draws', () => undefined, undefined);
      await action();
      return begun;
    };
    // More than a person may ask for, so that a slow test cannot come after their end.
    const first = await under(() =>
      page.evaluate(() => {
        const { store } = document.querySelector<ExplorerElement>('explorer-page')!.app;
        store.set({ settings: { ...store.get().settings, draws: 1000 } });
      }),
    );
    expect((await latestRequest(page, 'draws')).stopped).not.toContain(first);
    // The button is the same one that starts them: pressed by the keyboard while it is Stop.
    await strip().locator('pd-run button').focus();
    const second = await under(() =>
      page.evaluate(() => {
        const { store } = document.querySelector<ExplorerElement>('explorer-page')!.app;
        store.set({ settings: { ...store.get().settings, window: 12 } });
      }),
    );
    expect((await latestRequest(page, 'draws')).stopped).toContain(first);
    await page.keyboard.press('Enter');
    await rested(strip());
    const { id, stopped } = await latestRequest(page, 'draws');
    expect(id).toBe(second);
    expect(stopped).toContain(second);
    const stayed = (await named()).length;
    expect(stayed).toBeLessThan(1000);
    await page.waitForTimeout(1500);
    expect((await named()).length).toBe(stayed);
    await page.evaluate(`document.querySelector('explorer-page').app.change({ draws: 3, draw: 0 })`);
    await rested(strip());
    expect(await named()).toHaveLength(3);
  });

  interface ShownMap {
    readonly name: string;
    readonly data: number[];
  }
  const mapsShown = () =>
    propertyOf<ShownMap[]>(
      map,
      `[...it.shadowRoot.querySelectorAll('.maps pd-map')].map((each) => ({ name: each.name, data: each.map?.data ?? [] }))`,
    );

  it(
    'shows the maps that the library makes; each control changes them or what is said',
    { timeout: 2 * timeout },
    async () => {
      await map.scrollIntoViewIfNeeded();
      await expect.poll(async () => (await mapsShown()).every(({ data }) => data.length > 0), { timeout }).toBe(true);
      const clean = pictureOf((await stateOf(page, 'picked')).picture);
      const attacked = await attackedPicture();
      const expectMaps = async (picture: FullImage, ...kinds: ('cam' | 'r-cam' | 'grad-cam')[]) => {
        const shown = await mapsShown();
        expect(shown).toHaveLength(kinds.length);
        for (const [i, kind] of kinds.entries()) {
          const { topK, aggregate } = (await stateOf(page, 'settings')) as Settings;
          const options = kind === 'r-cam' ? { kind, topK, aggregate } : { kind };
          const { data } = await classifier.activationMap(picture, options);
          expect(maxDifference(data, shown[i].data)).toBeLessThan(1e-4);
        }
      };
      await expectMaps(attacked, 'cam', 'r-cam');
      const sentences = await statusOf(map);
      expect(sentences).toMatch(
        /The CAM is largest .+ The R-CAM is largest .+ correlates with .+ Of the attacked picture, CAM and R-CAM are largest/,
      );
      expect(await textOf(map.locator('pd-status').first().getByRole('status'))).toBe(sentences);
      await map.getByRole('radio', { name: 'the clean picture' }).check();
      await expectMaps(clean, 'cam', 'r-cam');
      expect(await statusOf(map)).toContain('Of the clean picture');
      await map.getByRole('radio', { name: 'R-CAM', exact: true }).check();
      await expectMaps(clean, 'r-cam');
      expect(await statusOf(map)).not.toContain('The CAM is largest');
      const five = await mapsShown();
      const over = () => textOf(map.locator('.maps .soft'));
      expect((await over()).split(',')).toHaveLength(5);
      const other = async (than: ShownMap[], action: () => Promise<unknown>) => {
        await action();
        await expect.poll(mapsShown, { timeout }).not.toEqual(than);
      };
      await other(five, () => map.getByRole('slider', { name: 'Classes of the R-CAM' }).fill('2'));
      await expectMaps(clean, 'r-cam');
      expect((await over()).split(',')).toHaveLength(2);
      await other(await mapsShown(), () => map.getByRole('radio', { name: 'exponential weights' }).check());
      await expectMaps(clean, 'r-cam');
      await map.getByRole('radio', { name: 'Grad-CAM' }).check();
      await expect.poll(async () => (await mapsShown())[0].data.length, { timeout }).toBeGreaterThan(0);
      await expectMaps(clean, 'grad-cam');
      const histogram = await propertyOf<string>(map.locator('pd-histogram'), 'it.description');
      expect(histogram).toMatch(/^Values of the Grad-CAM: clean: most values, .+ attacked: most values/);
      const density = await propertyOf<string>(map.locator('pd-density'), 'it.description');
      const { copies } = await stateOf(page, 'deflected');
      expect(density).toContain(`${copies.length / 5} copied samples`);
      await changing('deflected', () => deflect.getByRole('radio', { name: 'R-CAM', exact: true }).check());
      await expect
        .poll(() => propertyOf<string>(map.locator('pd-density'), 'it.description'), { timeout })
        .toContain('the map is');
    },
  );

  const denoiserOptions = async () => {
    const { wavelet, shrink: method, threshold, sigma, ycbcr } = (await stateOf(page, 'settings')) as Settings;
    return { wavelet, method, threshold, sigma, ycbcr };
  };
  /** The denoised picture and the sub-bands that are shown, as the library has them. */
  const expectDenoised = async () => {
    const options = await denoiserOptions();
    const deflected = pictureOf((await stateOf(page, 'deflected')).image);
    const here = denoiseWavelet(deflected, options);
    const shown = await stateOf(page, 'denoised');
    expect(maxDifference(here.data, shown.image.data)).toBeLessThan(1e-4);
    expect(maxDifference(await scoresOf(here), shown.scores.probabilities)).toBeLessThan(1e-4);
    const bands = await propertyOf<{ thresholds: object[]; details: { diagonal: { data: number[] } }[]; rule: string }>(
      wavelets.locator('pd-bands'),
      '({ thresholds: it.thresholds, details: it.details, rule: it.rule })',
    );
    const channel = await propertyOf<string>(wavelets.locator('pd-bands'), 'it.channel');
    const names = options.ycbcr ? ['Y', 'Cb', 'Cr'] : ['R', 'G', 'B'];
    const picture = options.ycbcr ? toYCbCr(deflected) : deflected;
    const { details } = waveletDecompose(picture, { wavelet: options.wavelet }).channels[names.indexOf(channel)];
    expect(bands.details).toHaveLength(details.length);
    expect(maxDifference(bands.details[0].diagonal.data, details[0].diagonal.data)).toBeLessThan(1e-6);
    const [held] = holdThresholds(deflected, options).shifts;
    expect(bands.thresholds).toEqual(held[names.indexOf(channel)].thresholds);
    expect(bands.rule).toBe(options.threshold);
  };

  it(
    'denoises as Node does; every control changes the picture, the sub-bands or what is said',
    { timeout: 2 * timeout },
    async () => {
      await wavelets.scrollIntoViewIfNeeded();
      await until(page, ({ denoised }) => denoised !== undefined);
      await rested(wavelets);
      await expectDenoised();
      const bands = wavelets.locator('pd-bands');
      const describe = async () => `${await propertyOf<string>(bands, 'it.description')} ${await statusOf(wavelets)}`;
      const seen = new Set([await describe()]);
      await bands.getByRole('radio', { name: '2', exact: true }).check();
      await expectDenoised();
      expect(seen).not.toContain(await describe());
      const controls: [string, () => Promise<unknown>][] = [
        ['wavelet', () => wavelets.getByLabel('Wavelet', { exact: true }).selectOption('sym4')],
        ['σ', () => wavelets.getByRole('slider', { name: /^σ/ }).fill('0.03')],
        ['rule', () => wavelets.getByRole('radio', { name: 'hard' }).check()],
        ['thresholds', () => wavelets.getByRole('radio', { name: 'VisuShrink' }).check()],
        ['YCbCr', () => wavelets.getByRole('checkbox', { name: 'In YCbCr' }).uncheck()],
      ];
      for (const [name, move] of controls) {
        const { image } = await stateOf(page, 'denoised');
        await changing('denoised', move);
        await rested(wavelets);
        await expectDenoised();
        expect((await stateOf(page, 'denoised')).image.data, name).not.toEqual(image.data);
        expect(seen, name).not.toContain(await describe());
        seen.add(await describe());
      }
      await wavelets.locator('pd-choice[name=channel]').getByRole('radio', { name: 'B', exact: true }).check();
      await expectDenoised();
      expect(seen).not.toContain(await describe());
      expect(await propertyOf(bands, 'it.channel')).toBe('B');
      await changing('denoised', () => wavelets.getByLabel('Denoiser').selectOption('bilateral'));
      await rested(wavelets);
      expect(await statusOf(wavelets)).toMatch(/^Bilateral filter, [\d.]+ dB to the picture before: lemon goes from/);
      expect(await bands.count()).toBe(0);
      const deflected = pictureOf((await stateOf(page, 'deflected')).image);
      const here = defend(deflected, { deflections: 0, denoiser: 'bilateral', seed: 0 });
      expect(maxDifference(here.data, (await stateOf(page, 'denoised')).image.data)).toBeLessThan(1e-4);
      await changing('denoised', () => wavelets.getByLabel('Denoiser').selectOption('wavelet'));
    },
  );

  interface Line {
    readonly name: string;
    readonly points: { readonly x: number; readonly y: number }[];
  }
  const curve = () => wavelets.locator('sigma-curve');
  const lines = () => propertyOf<Line[]>(curve().locator('pd-lines'), 'it.series');

  it(
    'draws confidence against σ as it comes, marks the present one, and stops for a control',
    { timeout: 2 * timeout },
    async () => {
      await rested(curve());
      const clean = pictureOf((await stateOf(page, 'picked')).picture);
      const settings = (await stateOf(page, 'settings')) as Settings;
      const { index } = (await stateOf(page, 'attack')).label;
      const [cleanDraw] = await defendedClassifier(classifier, {
        ...defendedOptionsOf(settings),
        denoiser: 'none',
      }).draws(clean);
      const pictures = [cleanDraw, pictureOf((await stateOf(page, 'deflected')).image)];
      const expectCurve = async (sigma: number) => {
        const shown = await lines();
        expect(shown.map(({ name }) => name)).toEqual(['clean', 'attacked']);
        expect(await propertyOf(curve().locator('pd-lines'), 'it.mark')).toBe(sigma);
        const options = await denoiserOptions();
        for (const [i, { points }] of shown.entries()) {
          expect(points.map(({ x }) => x)).toEqual(
            [...new Set([...Array(13).keys()].map((at) => at / 40).concat(sigma))].toSorted((a, b) => a - b),
          );
          for (const { x, y } of points.filter(({ x: place }) => place === sigma || place % 0.1 < 1e-9)) {
            const here = await scoresOf(denoiseWavelet(pictures[i], { ...options, sigma: x }));
            expect(Math.abs(here[index] - y)).toBeLessThan(1e-4);
          }
        }
        const there = shown[1].points.find(({ x }) => x === sigma)!;
        expect((await stateOf(page, 'denoised')).scores.probabilities[index]).toBeCloseTo(there.y, 5);
        const words = `At σ ${sigma} the clean picture has .+ Of ${shown[0].points.length} sigmas, `;
        expect(await statusOf(curve())).toMatch(new RegExp(words));
      };
      await expectCurve(0.03);
      // A place that is known already is not computed again: only the new one is asked for.
      await changing('denoised', () => wavelets.getByRole('slider', { name: /^σ/ }).fill('0.06'));
      await rested(curve());
      await expectCurve(0.06);
      const swept = atProgress(
        page,
        'sigmaSweep',
        (sigma: number) => document.querySelector<ExplorerElement>('explorer-page')!.app.change({ sigma }),
        0.21,
      );
      await wavelets.getByRole('radio', { name: 'soft' }).check();
      const first = await swept;
      await rested(curve());
      const { id, stopped } = await latestRequest(page, 'sigmaSweep');
      expect(id).toBeGreaterThan(first);
      expect(stopped).toContain(first);
      await expectCurve(0.21);
    },
  );

  it('leaves how long the worker took to the browser’s tools', async () => {
    const worker = page.workers().find((each) => each.url().includes('worker-'))!;
    const kinds = await worker.evaluate(() => performance.getEntriesByType('measure').map(({ name }) => name));
    expect(kinds).toEqual(expect.arrayContaining(['classify', 'deflect', 'denoise', 'draws', 'maps', 'sigmaSweep']));
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('is found accessible by axe, in light and in dark', { timeout: 2 * timeout }, async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFaults(page), colorScheme).toEqual([]);
    }
  });

  it('has room on a page 320 pixels wide', { timeout }, async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    for (const section of [deflect, map, wavelets]) {
      await section.scrollIntoViewIfNeeded();
      const { width, x } = (await section.boundingBox())!;
      expect(x + width).toBeLessThanOrEqual(320);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });
});
