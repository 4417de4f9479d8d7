import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import type { FullImage } from '../src/index.js';
import { type Classifier, loadClassifier, softmax } from '../src/models/index.js';
import { defendedClassifier } from '../src/pipeline/index.js';
import type { Settings } from '../web/src/state/settings.js';
import { takesSteps } from '../web/src/state/settings-of.js';
import { percent } from '../web/src/text/numbers.js';
import { openChromium } from './support/chromium.js';
import { dropFile, holds, seriousFaults, settled, tabStops, tooWide } from './support/explorer-actions.js';
import { defendedOptionsOf, propertyOf, statusOf, textOf } from './support/explorer-sections.js';
import { pictureOf, stateOf, timeout, until } from './support/explorer-state.js';
import { buildExplorer, openExplorer, type Served, serveExplorer } from './support/explorer.js';
import { chromium } from './support/in-browser.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeIf, maxDifference, root, shared } from './support/shared.js';

/* oxlint-disable no-await-in-loop -- one page, which does one thing after the other */

const photo = 'n01443537_goldfish.jpg';
const file = shared('photos', photo);

/** The shares that bars show, as text. */
const shownBars = (place: Locator) => place.locator('pd-bars').first().locator('li .value').allTextContents();

const photoButton = (page: Page) => page.locator('#pick').getByRole('button', { name: 'Take a photo' });

describeIf(
  existsSync(chromium) && existsSync(file),
  'Chromium and shared photos',
  'the explorer from top to bottom',
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    let complaints: string[];
    let classifier: Classifier;
    let [pick, attack, deflect, map, wavelets, outcomes]: Locator[] = [];

    beforeAll(async () => {
      await buildExplorer();
      // One thread: a sum has the same order as in Node with one.
      served = await serveExplorer({ isolated: false });
      browser = await openChromium();
      ({ page, complaints } = await openExplorer(browser, served.url, '#v=1&draws=3&eot=1'));
      [pick, attack, deflect, map, wavelets, outcomes] = [
        'pick',
        'attack',
        'deflect',
        'map',
        'wavelets',
        'outcomes',
      ].map((id) => page.locator(`#${id}`));
      classifier = await loadClassifier(join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx'), { threads: 1 });
      await until(page, ({ noise }) => noise !== undefined);
    }, 4 * timeout);
    afterAll(async () => {
      await browser?.close();
      await served?.close();
      await classifier?.dispose();
    });

    const settings = () => stateOf(page, 'settings') as Promise<Settings>;
    const scoresOf = async (picture: FullImage) => softmax((await classifier.logits([picture]))[0]);
    const expectBars = async (place: Locator, picture: FullImage) => {
      const best = (await classifier.classify(picture)).map(({ probability }) => percent(probability));
      await expect.poll(() => shownBars(place)).toEqual(best);
      return scoresOf(picture);
    };
    /** Does something, and waits until a result is another one and all is at rest. */
    const changing = async (
      key: 'attack' | 'deflected' | 'denoised',
      action: () => Promise<unknown>,
      rest = () => settled(page),
    ) => {
      await page.evaluate(`window.earlier = document.querySelector('explorer-page').app.store.get().${key}`);
      await action();
      const now = `document.querySelector('explorer-page').app.store.get().${key}`;
      await holds(page, `${now} !== undefined && ${now} !== window.earlier`);
      await rest();
    };
    const press = async (slider: Locator, ...keys: string[]) => {
      await slider.focus();
      for (const key of keys) await page.keyboard.press(key);
    };

    it(
      'takes a photo by the file chooser, and shows its crop and its five likeliest classes',
      { timeout },
      async () => {
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          pick.getByLabel('A picture of your own').click(),
        ]);
        await chooser.setFiles(file);
        await until(page, ({ picked, noise }) => picked?.name === 'n01443537_goldfish.jpg' && noise !== undefined);
        const { placement, picture, scores } = await stateOf(page, 'picked');
        expect(placement).toEqual(classifier.prepare((await readImage(file)).image).placement);
        const here = await expectBars(pick, pictureOf(picture));
        expect(maxDifference(here, scores.probabilities)).toBeLessThan(1e-4);
        expect(await shownBars(pick)).toHaveLength(5);
        const [{ name, probability }] = scores.top;
        expect(await statusOf(pick)).toContain(`${photo}: the classifier says ${name}, ${percent(probability)}.`);
        expect(await pick.locator('pd-picture').getByRole('img').getAttribute('aria-label')).toContain(
          '64 × 64 pixels',
        );
      },
    );

    it('attacks it as chosen: method, ε by the keyboard, class to reach', { timeout }, async () => {
      await changing('attack', () => attack.getByLabel('Attack', { exact: true }).selectOption('pgd'));
      await changing('attack', () =>
        press(attack.getByRole('slider', { name: 'ε', exact: true }), 'ArrowRight', 'ArrowRight'),
      );
      await changing('attack', () => attack.getByLabel('Class to reach').selectOption({ label: 'lemon' }));
      const made = await stateOf(page, 'attack');
      expect(made).toMatchObject({ method: 'pgd', target: { name: 'lemon' }, distances: { linf: 5 } });
      const clean = (await stateOf(page, 'picked')).picture;
      expect(maxDifference(made.adversary.data, clean.data)).toBe(5);
      expect(
        maxDifference(await expectBars(attack, pictureOf(made.adversary)), made.scores.probabilities),
      ).toBeLessThan(1e-4);
      expect(await statusOf(attack)).toMatch(/^The attack (worked|failed): at most 5 of 255 levels/);
      const perturbation = await propertyOf<string>(attack.locator('pd-difference').first(), 'it.description');
      expect(perturbation).toMatch(/^Perturbation: .*L2 \d+ levels .*L∞ 5 levels; drawn × \d+ around gray\.$/);
      expect(await textOf(attack.locator('p').filter({ hasText: 'Random noise of the same size' }))).toContain(
        'goes from',
      );
    });

    it('defends it: deflections, window, maps, wavelets, table; all as in Node', { timeout: 2 * timeout }, async () => {
      await changing('deflected', () => press(deflect.getByRole('slider', { name: 'Deflections' }), 'PageUp'));
      await changing('deflected', () =>
        press(deflect.getByRole('slider', { name: 'Window' }), ...Array(9).fill('ArrowRight')),
      );
      await changing('deflected', () => deflect.getByRole('radio', { name: 'CAM', exact: true }).check());
      await changing('deflected', () => deflect.getByRole('radio', { name: 'R-CAM', exact: true }).check());
      await map.scrollIntoViewIfNeeded();
      await settled(page);
      const maps = map.locator('.maps pd-map');
      expect(await maps.evaluateAll((all) => all.map((each) => (each as unknown as { name: string }).name))).toEqual([
        'CAM, attacked',
        'R-CAM, attacked',
      ]);
      expect(await statusOf(map)).toContain('R-CAM');
      await wavelets.scrollIntoViewIfNeeded();
      await until(page, ({ denoised }) => denoised !== undefined);
      await changing('denoised', () => wavelets.getByLabel('Wavelet', { exact: true }).selectOption('db2'));
      await changing('denoised', () => press(wavelets.getByRole('slider', { name: /^σ/ }), 'ArrowLeft', 'ArrowLeft'));
      await outcomes.scrollIntoViewIfNeeded();
      await until(page, (state) => state.outcomes?.scope === 'picture' && state.outcomes.rows.length === 8);
      await settled(page);

      const set = await settings();
      expect(set).toMatchObject({ method: 'pgd', epsilon: 5, window: 19, map: 'r-cam', wavelet: 'db2', sigma: 0.05 });
      expect(set.deflections).toBeGreaterThan(1500);
      const { adversary, label } = await stateOf(page, 'attack');
      const { window: _, ...options } = defendedOptionsOf(set);
      const plain = { ...options, window: set.window, denoiser: 'none' } as const;
      const [deflected] = await defendedClassifier(classifier, plain).draws(pictureOf(adversary));
      const shown = await stateOf(page, 'deflected');
      expect(shown.image.data).toEqual(Array.from(deflected.data));
      expect(maxDifference(await scoresOf(deflected), shown.scores.probabilities)).toBeLessThan(1e-4);

      const { wavelet, shrink: method, threshold, sigma, ycbcr } = set;
      const denoiserOptions = { wavelet, method, threshold, sigma, ycbcr };
      const whole = { ...options, window: set.window, denoiserOptions, ensemble: 3 } as const;
      const draws = await defendedClassifier(classifier, whole).draws(pictureOf(adversary));
      const denoised = await stateOf(page, 'denoised');
      expect(maxDifference(draws[0].data, denoised.image.data)).toBeLessThan(1e-4);
      expect(maxDifference(await scoresOf(draws[0]), denoised.scores.probabilities)).toBeLessThan(1e-4);
      const rows = await outcomes.getByRole('row').filter({ hasText: 'Your settings' }).locator('td').allTextContents();
      let mean = 0;
      for (const draw of draws) mean += (await scoresOf(draw))[label.index] / 3;
      expect(Number.parseFloat(rows[0])).toBeCloseTo(100 * mean, 1);
    });

    /** What the attack section says and shows. */
    const attackWords = async () => `${await statusOf(attack)} ${await textOf(attack.locator('pd-bars'))}`;

    /** Waits for the attack alone: the sections below follow by themselves. */
    const attackRests = () =>
      holds(page, `!document.querySelector('explorer-page').shadowRoot.querySelector('#attack').running`);

    it('every control of the attack changes what is said of it', { timeout: 2 * timeout }, async () => {
      await attack.scrollIntoViewIfNeeded();
      await attack.getByLabel('Attack', { exact: true }).selectOption('pgd');
      await attack.getByLabel('Class to reach').selectOption({ label: 'any other class' });
      await attackRests();
      const epsilon = attack.getByRole('slider', { name: 'ε', exact: true });
      // So weak that no share is 100 %, which nothing would change.
      await changing('attack', () => press(epsilon, 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight'), attackRests);
      let said = await attackWords();
      const expectNews = async (name: string) => {
        const words = await attackWords();
        expect(words, name).not.toBe(said);
        said = words;
      };
      const controls: [string, () => Promise<unknown>][] = [
        ['ε', () => press(epsilon, 'ArrowRight', 'ArrowRight')],
        ['steps', () => press(attack.getByRole('slider', { name: 'Steps' }), 'Home', 'ArrowRight')],
        ['class', () => attack.getByLabel('Class to reach').selectOption({ label: 'banana' })],
        ['seed', () => press(attack.getByRole('spinbutton', { name: 'Seed' }), 'ArrowUp')],
      ];
      for (const [name, move] of controls) {
        await changing('attack', move, attackRests);
        await expectNews(name);
      }
      expect(await settings()).toMatchObject({ epsilon: 3, iterations: 2, seed: 2 });
      // What makes no sense as a seed becomes one, and nothing leaves the one before.
      const seed = attack.getByRole('spinbutton', { name: 'Seed' });
      await seed.fill('-7');
      await seed.press('Enter');
      await expect.poll(async () => [await seed.inputValue(), (await settings()).seed]).toEqual(['0', 0]);
      await seed.fill('');
      await seed.press('Enter');
      await expect.poll(async () => [await seed.inputValue(), (await settings()).seed]).toEqual(['0', 0]);

      const list = attack.getByLabel('Attack', { exact: true });
      const run = attack.getByRole('button', { name: 'Run the attack', exact: true });
      await attack.getByLabel('Class to reach').selectOption({ label: 'any other class' });
      await attackRests();
      for (const method of ['fgsm', 'igsm', 'mi-fgsm', 'apgd-ce', 'deepfool'] as const) {
        await list.selectOption(method);
        await attackRests();
        if ((await run.count()) > 0) await changing('attack', () => run.click(), attackRests);
        expect((await stateOf(page, 'attack')).method).toBe(method);
        await expectNews(method);
        expect(await attack.getByRole('slider', { name: 'Steps' }).count()).toBe(takesSteps(method) ? 1 : 0);
      }
      // DeepFool goes to the nearest class, whichever it is, and has no ε.
      expect(await attack.getByLabel('Class to reach').count()).toBe(0);
      await press(attack.getByRole('slider', { name: 'Size, relative L2' }), 'End');
      await until(page, (state) => state.attack === undefined);
      await changing('attack', () => run.click(), attackRests);
      await expectNews('relative L2');
      expect((await stateOf(page, 'attack')).distances.relativeL2).toBeCloseTo(0.2, 2);
      // Those that take long begin by the button, and end by it.
      await list.selectOption('square');
      await run.click();
      await attack.getByRole('button', { name: 'Stop: Run the attack' }).click();
      await run.waitFor();
      await changing('attack', () => list.selectOption('fgsm'));
    });

    const takes = async (name: string) => {
      await holds(
        page,
        `document.querySelector('explorer-page').app.store.get().picked?.name === ${JSON.stringify(name)}`,
      );
      await settled(page);
      const { picture } = await stateOf(page, 'picked');
      await expectBars(pick, pictureOf(picture));
      expect(new URL(page.url()).hash).toMatch(/[#&]sample=(&|$)/);
    };

    it('takes a picture that is dropped or pasted, and refuses what is none', { timeout }, async () => {
      const folder = temporaryFolder();
      const notes = join(folder, 'notes.txt');
      writeFileSync(notes, 'Not a picture, but long enough to have a head. '.repeat(9));
      await dropFile(page, shared('photos', 'n01641577_bullfrog.jpg'));
      await takes('n01641577_bullfrog.jpg');
      await dropFile(page, notes);
      const alert = pick.getByRole('alert');
      await alert.waitFor();
      expect(await textOf(alert)).toContain('notes.txt cannot be used This is no picture: expected a JPEG, PNG');
      expect((await stateOf(page, 'picked')).name).toBe('n01641577_bullfrog.jpg');
      await alert.getByRole('button', { name: 'Close' }).click();
      expect(await alert.count()).toBe(0);

      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.evaluate(async () => {
        const canvas = new OffscreenCanvas(90, 60);
        const context = canvas.getContext('2d')!;
        for (let x = 0; x < 90; x += 10) {
          context.fillStyle = `hsl(${4 * x} 60% 50%)`;
          context.fillRect(x, 0, 10, 60);
        }
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob() })]);
      });
      await page.keyboard.press('Control+V');
      await takes('image.png');
      expect((await stateOf(page, 'picked')).placement).toMatchObject({ imageWidth: 90, imageHeight: 60 });
    });

    it('takes a photo, and says where there is no camera', { timeout }, async () => {
      await photoButton(page).click();
      const alert = pick.getByRole('alert');
      await alert.waitFor();
      expect(await textOf(alert)).toContain('The camera was refused, or there is none.');
      await pick.getByRole('button', { name: 'orange' }).click();
      await until(page, ({ picked }) => picked?.name === 'orange');
      await expect.poll(() => alert.count()).toBe(0);

      const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
      const other = await openChromium(...flags);
      const opened = await openExplorer(other, served.url);
      await until(opened.page, ({ noise }) => noise !== undefined);
      await photoButton(opened.page).click();
      await until(opened.page, ({ picked, noise }) => picked?.name === 'photo.png' && noise !== undefined);
      const { picture, scores } = await stateOf(opened.page, 'picked');
      expect(maxDifference(await scoresOf(pictureOf(picture)), scores.probabilities)).toBeLessThan(1e-4);
      // The device that is none shows a test picture of many levels.
      expect(new Set(picture.data).size).toBeGreaterThan(20);
      expect(opened.complaints).toEqual([]);
      await other.close();
    });

    it('leads through all of it by Tab, in the order of the page', { timeout }, async () => {
      await outcomes.scrollIntoViewIfNeeded();
      await settled(page);
      // From there on, as a click puts the keyboard there.
      await page.getByRole('heading', { level: 1 }).click();
      const stops = await tabStops(page);
      const order = ['', 'result', 'pick', 'attack', 'deflect', 'map', 'wavelets', 'outcomes', 'adaptive', 'keep', ''];
      expect(stops.map(({ section }) => section).filter((each, i, all) => each !== all[i - 1])).toEqual(order);
      for (const stop of stops) expect(stop.name, JSON.stringify(stop)).not.toBe('');
      const namesIn = (section: string) => stops.filter((stop) => stop.section === section).map(({ name }) => name);
      const inOrder = (section: string, ...names: string[]) =>
        expect(
          namesIn(section).filter((name) => names.includes(name)),
          section,
        ).toEqual(names);
      expect(namesIn('')[0]).toBe('Another model');
      inOrder('pick', 'abacus', 'lemon', 'umbrella', 'A picture of your own', 'Take a photo');
      inOrder('attack', 'Attack', 'ε', 'Class to reach', 'Seed');
      inOrder('deflect', 'Deflections', 'Window', 'Copied samples', 'Play one after another', 'Mark moved pixels');
      inOrder('map', 'CAM and R-CAM side by side', 'the attacked picture', 'Classes of the R-CAM', 'geometric mean');
      inOrder('wavelets', 'Denoiser', 'Wavelet', 'σ, the noise that is taken out', 'BayesShrink', 'soft', 'In YCbCr');
      inOrder('outcomes', 'this picture', 'Draws of the defense', 'JPEG quality', 'Make the table');
      inOrder('adaptive', 'Attack the defense');
      inOrder('keep', 'The link', 'Copy link', 'attack and defense', 'library call', 'Copy code', 'Clean crop');
    });

    it(
      'is accessible as a whole, in light and dark, and has room at every width',
      { timeout: 2 * timeout },
      async () => {
        await page.locator('#adaptive').scrollIntoViewIfNeeded();
        await page.evaluate(`document.querySelector('explorer-page').app.change({ iterations: 2, breakEpsilon: 2 })`);
        await settled(page);
        await page.getByRole('button', { name: 'Attack the defense' }).click();
        await until(page, (state) => state.broken !== undefined && state.broken.points.length > 2);
        await settled(page);
        await page.getByText('Another model', { exact: true }).click();
        for (const width of [1280, 768, 320]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await tooWide(page), `${width} pixels`).toEqual([]);
          if (width === 768) continue;
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
            expect(await seriousFaults(page), `${width} pixels, ${colorScheme}`).toEqual([]);
          }
        }
      },
    );

    it('has had nothing to complain of', () => {
      expect(complaints).toEqual([]);
    });
  },
);
