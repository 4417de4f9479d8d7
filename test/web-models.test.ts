import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FullImage } from '../src/index.js';
import { type Classifier, loadClassifier, softmax } from '../src/models/index.js';
import { parseModel, serializeModel } from '../src/models/onnx/model-file.js';
import { openChromium } from './support/chromium.js';
import { jobTimes, settled } from './support/explorer-actions.js';
import { textOf } from './support/explorer-sections.js';
import { pictureOf, stateOf, timeout, until } from './support/explorer-state.js';
import { buildExplorer, openExplorer, type Served, serveExplorer } from './support/explorer.js';
import { chromium } from './support/in-browser.js';
import { smallClassifier } from './support/onnx/small-classifier.js';
import { node } from './support/onnx/build.js';
import { describeIf, maxDifference, root, shared } from './support/shared.js';

/* oxlint-disable no-await-in-loop -- one page, which does one thing after the other */

const mobilenet = shared('models', 'mobilenet_v2_224.onnx');
const builtIn = join(root, 'assets', 'classifier', 'tiny-imagenet-100');
/** What the catalog names for MobileNetV2: another host, which the tests stand in for. */
const host = 'https://huggingface.co/**';

interface Given {
  readonly name: string;
  readonly buffer: Buffer;
}

const own = () => fileOf('My net.onnx', readFileSync(`${builtIn}.onnx`));
const card = () => JSON.parse(readFileSync(`${builtIn}.json`, 'utf8')) as Record<string, unknown>;

/** A classifier with an operator that has no derivative here. */
function tuneless(): Uint8Array {
  const model = parseModel(smallClassifier());
  const [first] = model.graph!.node;
  model.graph!.node.unshift(node('Sin', [first.input[0]], ['waves']));
  first.input[0] = 'waves';
  return serializeModel(model);
}

const fileOf = (name: string, content: string | Uint8Array): Given => ({ name, buffer: Buffer.from(content) });

describeIf(
  existsSync(chromium) && existsSync(mobilenet),
  'Chromium and shared models',
  'models of the explorer',
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    let complaints: string[];
    let form: Locator;
    let alert: Locator;

    beforeAll(async () => {
      await buildExplorer();
      served = await serveExplorer({ isolated: false });
      browser = await openChromium();
      // Few draws: what is tested is the model.
      ({ page, complaints } = await openExplorer(browser, served.url, '#v=1&method=fgsm&draws=1&map=none'));
      await until(page, ({ noise }) => noise !== undefined);
      form = page.locator('model-status');
      alert = form.getByRole('alert');
      await page.getByText('Another model', { exact: true }).click();
    }, 4 * timeout);
    afterAll(async () => {
      await browser?.close();
      await served?.close();
    });

    const give = async (label: string, { name, buffer }: Given) =>
      form.getByLabel(label).setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

    /** Loads files by the form, and waits for what comes of it. */
    const load = async (model: Given, card?: Given) => {
      await give('A classifier as an ONNX file', model);
      if (card === undefined) await form.getByLabel('Its card').setInputFiles([]);
      else await give('Its card', card);
      await form.getByRole('button', { name: 'Load this file' }).click();
      await settled(page);
    };
    /** The message of a model that is refused; the one before goes on to answer. */
    const refused = async (): Promise<string> => {
      await alert.waitFor();
      const words = await textOf(alert);
      await alert.getByRole('button', { name: 'Close' }).click();
      await expect.poll(() => alert.count()).toBe(0);
      return words;
    };
    const expectUsable = async (sample: string) => {
      await page.locator('#pick').getByRole('button', { name: sample, exact: true }).click();
      await page.locator('#pick').getByText(`${sample}, as the classifier sees it`).waitFor();
      await settled(page);
      expect((await stateOf(page, 'picked')).scores.top).toHaveLength(5);
    };
    const expectSame = async (classifier: Classifier) => {
      const { picture, scores } = await stateOf(page, 'picked');
      const seen: FullImage = pictureOf(picture);
      expect([seen.width, seen.height]).toEqual([classifier.width, classifier.height]);
      expect(maxDifference(softmax((await classifier.logits([seen]))[0]), scores.probabilities)).toBeLessThan(1e-4);
    };

    it('runs a file of one’s own with its card; links name it, and load nothing', { timeout }, async () => {
      const { input, resize, output, labels } = card();
      await load(own(), fileOf('card.json', JSON.stringify({ input, resize, output, labels })));
      expect(await stateOf(page, 'model')).toMatchObject({ name: 'My net', source: 'file', width: 64, height: 64 });
      expect(await textOf(form.getByRole('status'))).toContain('My net: 100 classes, 64 × 64 pixels');
      const classifier = await loadClassifier(`${builtIn}.onnx`, { threads: 1 });
      await expectSame(classifier);
      await classifier.dispose();

      const { hash } = new URL(page.url());
      expect(hash).toContain('model=My-net&');
      const other = await openExplorer(browser, served.url, hash);
      await until(other.page, ({ noise }) => noise !== undefined);
      const note = other.page.getByText('This link was made with My-net');
      await note.waitFor();
      expect((await stateOf(other.page, 'model')).source).toBe('built-in');
      expect(new URL(other.page.url()).hash).not.toContain('model=');
      // The one that is asked for, loaded by a person, puts the message away.
      await other.page.getByText('Another model', { exact: true }).click();
      for (const [label, given] of [
        ['A classifier as an ONNX file', own()],
        ['Its card', fileOf('card.json', JSON.stringify(card()).replace('tiny-imagenet-100', 'My net'))],
      ] as const) {
        const files = { name: given.name, mimeType: 'application/octet-stream', buffer: given.buffer };
        await other.page.getByLabel(label).setInputFiles(files);
      }
      await other.page.getByRole('button', { name: 'Load this file' }).click();
      await until(other.page, ({ model }) => model?.source === 'file');
      await expect.poll(() => note.count()).toBe(0);
      expect(other.complaints).toEqual([]);
      await other.page.context().close();
    });

    it('says what is wrong with a card, and keeps the model before', { timeout }, async () => {
      await load(own());
      expect(await refused()).toContain(
        'My net.onnx cannot be run My net: its file does not say how pictures enter it',
      );
      await load(own(), fileOf('card.json', '{ "input": '));
      expect(await refused()).toContain('My net.onnx cannot be run The model card is not JSON.');
      await load(own(), fileOf('card.json', '["a card"]'));
      expect(await refused()).toContain('My net.onnx cannot be run The model card is not a JSON object.');
      await load(own(), fileOf('card.json', JSON.stringify({ ...card(), resize: 'squash' })));
      expect(await refused()).toContain("Expected one of 'stretch', 'crop' for model.resize but received \"squash\"");
      expect((await stateOf(page, 'model')).name).toBe('My net');
      await expectUsable('teapot');
    });

    it('runs a model without gradients; attacks that need them say so', { timeout }, async () => {
      await load(fileOf('tuneless.onnx', tuneless()), fileOf('card.json', JSON.stringify({ preset: 'torchvision' })));
      expect(await stateOf(page, 'model')).toMatchObject({ name: 'tuneless', width: 8, height: 8 });
      const attack = page.locator('#attack');
      expect(await textOf(attack.getByRole('alert'))).toMatch(/This did not work .*Sin/);
      // The one that asks for no gradients.
      await attack.getByLabel('Attack', { exact: true }).selectOption('square');
      await attack.getByRole('button', { name: 'Run the attack' }).click();
      await until(page, (state) => state.attack?.method === 'square');
      await settled(page);
      expect(await attack.getByRole('alert').count()).toBe(0);
      await form.getByRole('button', { name: 'The built-in classifier' }).click();
      await settled(page);
      await attack.getByLabel('Attack', { exact: true }).selectOption('fgsm');
      await expectUsable('lemon');
      expect(new URL(page.url()).hash).not.toContain('model=');
    });

    it('downloads MobileNetV2 when asked: progress, stop, failures, and the model', { timeout }, async () => {
      const button = form.getByRole('button', { name: /^Download MobileNetV2/ });
      let asked = 0;
      const never = () => void asked++;
      await page.route(host, never);
      await button.click();
      await form.getByText('Model: 0.0 of 14.0 MB').waitFor();
      await expect.poll(() => asked).toBe(1);
      await form.getByRole('button', { name: 'Stop' }).click();
      await expect.poll(() => form.getByRole('button', { name: 'Stop' }).count()).toBe(0);
      expect(await alert.count()).toBe(0);
      await page.unroute(host, never);
      expect((await stateOf(page, 'model')).source).toBe('built-in');

      expect(complaints).toEqual([]);
      const allowed = { 'access-control-allow-origin': '*' };
      await page.route(host, (route) => route.abort('failed'), { times: 1 });
      await button.click();
      expect(await refused()).toContain('could not be downloaded: the network or the server does not answer.');
      await page.route(host, (route) => route.fulfill({ status: 503, headers: allowed }), { times: 1 });
      await button.click();
      expect(await refused()).toContain('mobilenetv2-12 could not be downloaded: the server answered 503.');
      const part = readFileSync(mobilenet).subarray(0, 5e6);
      await page.route(host, (route) => route.fulfill({ body: part, headers: allowed }), { times: 1 });
      await button.click();
      expect(await refused()).toContain('mobilenetv2-12 cannot be run');
      // The browser itself notes that a download failed.
      const noted = complaints.splice(0);
      expect(noted.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
      await expectUsable('orange');

      await page.evaluate(`document.querySelector('explorer-page').app.store.subscribe(({ loading }) => {
      if (loading !== undefined) (window.phases ??= new Set()).add(loading.phase + (loading.loaded > 5e6 ? ' late' : ''));
    })`);
      await page.route(host, (route) => route.fulfill({ body: readFileSync(mobilenet), headers: allowed }), {
        times: 1,
      });
      await button.click();
      await until(page, ({ model }) => model?.source === 'catalog');
      await settled(page);
      expect(await page.evaluate('[...window.phases]')).toEqual(
        expect.arrayContaining(['runtime', 'model', 'model late', 'start late']),
      );
      expect(await stateOf(page, 'model')).toMatchObject({ name: 'mobilenetv2-12', width: 224, height: 224 });
      expect(new URL(page.url()).hash).toContain('model=mobilenetv2-12');
      // Another export of the same network, and said so.
      expect(await form.getByText('is not the file that the catalog vouches for (SHA-256 28f632f147cc…').count()).toBe(
        1,
      );
    });

    it('runs MobileNetV2 from a file as Node does; how long its controls take', { timeout: 2 * timeout }, async () => {
      await load(fileOf('mobilenet_v2_224.onnx', readFileSync(mobilenet)));
      expect(await textOf(form.getByRole('status'))).toContain('mobilenet_v2_224: 1000 classes, 224 × 224 pixels');
      const classifier = await loadClassifier(mobilenet, { threads: 1 });
      await expectSame(classifier);
      const { adversary, scores } = await stateOf(page, 'attack');
      const here = softmax((await classifier.logits([pictureOf(adversary)]))[0]);
      expect(maxDifference(here, scores.probabilities)).toBeLessThan(1e-4);
      await classifier.dispose();
      const times: Record<string, number> = {};
      const controls = [
        ['deflect', 'deflected', page.locator('#deflect').getByRole('slider', { name: 'Deflections' })],
        ['denoise', 'denoised', page.locator('#wavelets').getByRole('slider', { name: /^σ/ })],
      ] as const;
      for (const [kind, key, slider] of controls) {
        await slider.scrollIntoViewIfNeeded();
        await settled(page);
        const app = `document.querySelector('explorer-page').app`;
        await page.evaluate(`new Promise((resolve) => {
        const { ${key}: before } = ${app}.store.get();
        window.begun = undefined;
        window.took = undefined;
        document.addEventListener('input', () => (window.begun ??= performance.now()), { capture: true, once: true });
        const stop = ${app}.store.subscribe(({ ${key}: now }) => {
          if (now === undefined || now === before || window.begun === undefined) return;
          window.took = performance.now() - window.begun;
          stop();
        });
        resolve();
      })`);
        await slider.focus();
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => page.evaluate('window.took'), { timeout }).toBeGreaterThan(0);
        times[`${kind}, on the page`] = await page.evaluate<number>('window.took');
        times[`${kind}, in the worker`] = (await jobTimes(page))[kind];
        await settled(page);
      }
      const words = Object.entries(times).map(([what, ms]) => `${what}: ${ms.toFixed(0)} ms`);
      process.stdout.write(`MobileNetV2 at 224 × 224, one thread: ${words.join('; ')}\n`);
    });

    it('goes on without WebGPU where there is none, and says so', { timeout }, async () => {
      await form.getByRole('button', { name: 'The built-in classifier' }).click();
      await settled(page);
      await form.getByLabel('Run on WebGPU').click();
      expect(await refused()).toContain('This browser has no WebGPU on this machine. It runs without.');
      await settled(page);
      expect(await form.getByLabel('Run on WebGPU').isChecked()).toBe(false);
      expect(await stateOf(page, 'model')).toMatchObject({ source: 'built-in', provider: 'cpu' });
      expect(await textOf(form.getByRole('status'))).toContain('on WebAssembly, 1 thread.');
      await expectUsable('banana');
    });

    if (process.env.FULL === '1') {
      it('runs on WebGPU where there is one: the same scores, and Node’s', { timeout: 2 * timeout }, async () => {
        // A graphics card in software, so that there is one everywhere.
        const flags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];
        const other = await openChromium(...flags);
        const opened = await openExplorer(other, served.url, '#v=1&method=fgsm&draws=1&map=none');
        await until(opened.page, ({ noise }) => noise !== undefined);
        const before = (await stateOf(opened.page, 'picked')).scores.probabilities;
        await opened.page.locator('model-status summary').click();
        await opened.page.getByLabel('Run on WebGPU').click();
        await until(opened.page, ({ model, noise }) => model?.provider === 'webgpu' && noise !== undefined);
        const { picture, scores } = await stateOf(opened.page, 'picked');
        expect(maxDifference(scores.probabilities, before)).toBeLessThan(1e-4);
        const classifier = await loadClassifier(`${builtIn}.onnx`);
        const here = softmax((await classifier.logits([pictureOf(picture)]))[0]);
        await classifier.dispose();
        expect(maxDifference(here, scores.probabilities)).toBeLessThan(1e-4);
        expect(await textOf(opened.page.locator('model-status').getByRole('status'))).toContain('on WebGPU.');
        expect((await stateOf(opened.page, 'model')).golden?.ok).toBe(true);
        expect(opened.complaints).toEqual([]);
        await other.close();
      });
    }

    it('has had nothing to complain of', () => {
      expect(complaints).toEqual([]);
    });
  },
);
