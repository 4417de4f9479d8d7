import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { Image } from '../src/core/image.js';
import type { Classification, ModelCard, PartialCard } from '../src/models/index.js';
import { readImage } from '../src/io/index.js';
import { build } from './support/built.js';
import { chromium, inBrowser } from './support/in-browser.js';
import { picture } from './support/pictures.js';
import { describeIf, describeShared, maxDifference, root, shared } from './support/shared.js';
import { smallCard, smallClassifier } from './support/small-classifier.js';

/** A module of the project by its path. */
function load(file: string): Promise<unknown> {
  return import(pathToFileURL(join(root, ...file.split('/'))).href);
}

interface ModelNumbers {
  card: ModelCard;
  classify: Classification[];
  defended: Classification[];
  ensemble: Classification[];
  logits: number[];
  gradient: number[];
  map: number[];
  gradCam: number[];
  layer: string;
}

type Run = (
  library: unknown,
  pipeline: unknown,
  source: unknown,
  model: PartialCard,
  image: Image,
) => Promise<ModelNumbers>;

/** Difference of two arrays, relative to the largest value of the first. */
function relative(a: readonly number[], b: readonly number[]): number {
  return maxDifference(a, b) / maxDifference(a, new Float32Array(a.length));
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

const ranked = ({ label, index }: Classification) => [label, index];

/** What a model makes of a picture, here and in the browser, where file and card are fetched. */
async function onBothSides(bytes: Uint8Array, card: PartialCard, image: Image): Promise<[ModelNumbers, ModelNumbers]> {
  const { modelNumbers } = (await load('test/support/same-models.js')) as { modelNumbers: Run };
  const here = await modelNumbers(
    await load('dist/models/index.js'),
    await load('dist/pipeline/index.js'),
    bytes,
    card,
    image,
  );
  const { width, height, channels } = image;
  const given = new Map<string, string | Uint8Array>([
    ['/given/net.onnx', bytes],
    ['/given/net.json', JSON.stringify(card)],
    ['/given/picture', Uint8Array.from(image.data)],
  ]);
  const there = await inBrowser<ModelNumbers>(
    `const { modelNumbers } = await import('/test/support/same-models.js');
    const data = new Uint8Array(await (await fetch('/given/picture')).arrayBuffer());
    const image = { width: ${width}, height: ${height}, channels: ${channels}, data };
    const pipeline = await import('/dist/pipeline/index.js');
    return modelNumbers(await import('/dist/models/index.js'), pipeline, '/given/net.onnx', {}, image);`,
    given,
  );
  expect(there.error).toBeUndefined();
  expect(there.card).toEqual(here.card);
  expect(there.layer).toBe(here.layer);
  for (const kind of ['classify', 'defended', 'ensemble'] as const) {
    expect(there[kind].map(ranked), kind).toEqual(here[kind].map(ranked));
    const probabilities = (numbers: ModelNumbers) => numbers[kind].map(({ probability }) => probability);
    expect(maxDifference(probabilities(here), probabilities(there)), kind).toBeLessThan(1e-4);
  }
  expect(relative(here.logits, there.logits)).toBeLessThan(1e-5);
  expect(relative(here.map, there.map)).toBeLessThan(1e-4);
  return [here, there];
}

describeIf(existsSync(chromium), 'Chromium (Debian: chromium)', 'the package in a browser', () => {
  beforeAll(build);

  it('gives the numbers that Node gives, and takes an ImageData', { timeout: 120_000 }, async () => {
    const { fingerprints } = (await load('test/support/same-numbers.js')) as {
      fingerprints: (library: unknown, jpeg: unknown) => Promise<Record<string, string>>;
    };
    const here = await fingerprints(await load('dist/index.js'), await load('dist/defenses/compress-jpeg.js'));
    const there = await inBrowser<{ prints: Record<string, string>; imageData: string }>(`
      const { fingerprints } = await import('/test/support/same-numbers.js');
      const library = await import('/dist/index.js');
      const jpeg = await import('/dist/defenses/compress-jpeg.js');
      const canvas = new OffscreenCanvas(6, 4).getContext('2d');
      canvas.fillStyle = '#c08040';
      canvas.fillRect(0, 0, 6, 4);
      const pixels = canvas.getImageData(0, 0, 6, 4);
      const { data } = library.defend(pixels, { seed: 1, out: pixels });
      canvas.putImageData(pixels, 0, 0);
      const imageData = data === pixels.data && canvas.getImageData(5, 3, 1, 1).data.join();
      return { prints: await fingerprints(library, jpeg), imageData };`);
    expect(there.error).toBeUndefined();
    expect(Object.keys(here)).toHaveLength(42);
    expect(new Set(Object.values(here)).size).toBe(42);
    expect(there.prints).toEqual(here);
    expect(there.imageData).toBe('192,128,64,255');
  });

  it('classifies, differentiates and looks into a small network as Node does', { timeout: 120_000 }, async () => {
    const card = smallCard({ name: 'small', labels: [...'abcde'] });
    const [here, there] = await onBothSides(smallClassifier(), card, picture(40, 31, 4, 'bytes'));
    expect(here.card.labels[4]).toEqual({ id: 'e', name: 'e' });
    expect(relative(here.gradient, there.gradient)).toBeLessThan(1e-4);
    expect(relative(here.gradCam, there.gradCam)).toBeLessThan(1e-4);
  });

  it(
    'goes on without WebGPU and without threads where a page has none, and says so',
    { timeout: 120_000 },
    async () => {
      const { card, ...there } = await inBrowser<{
        provider: string;
        notices: string[];
        found: unknown[];
        card: unknown;
      }>(
        `const { loadClassifier } = await import('/dist/models/index.js');
      const notices = [];
      const options = { executionProviders: ['webgpu'], threads: 2, onNotice: (notice) => notices.push(notice) };
      const classifier = await loadClassifier('/given/net.onnx', options);
      const data = new Uint8Array(144).map((_, i) => i);
      const found = await classifier.classify({ width: 8, height: 6, channels: 3, data });
      return { provider: classifier.provider, notices, found, card: classifier.card };`,
        new Map<string, string | Uint8Array>([
          ['/given/net.onnx', smallClassifier()],
          ['/given/net.json', JSON.stringify(smallCard({ name: 'small' }))],
        ]),
      );
      expect(there.error).toBeUndefined();
      expect(card).toMatchObject({ name: 'small', input: { width: 8 } });
      expect(there.found).toHaveLength(5);
      const isolation = 'small: runs on one thread: several need a page with cross-origin isolation';
      expect(there.notices.filter((notice) => notice.startsWith(isolation))).toHaveLength(1);
      const webgpu = there.notices.filter((notice) =>
        /^small: webgpu cannot be used \(.+\), going on without it$/.test(notice),
      );
      expect(webgpu).toHaveLength(there.provider === 'webgpu' ? 0 : 1);
    },
  );

  describeShared('with a published network', () => {
    it('gives the top-5, the map and the gradient that Node gives', { timeout: 240_000 }, async () => {
      const bytes = readFileSync(shared('models', 'mobilenet_v2_224.onnx'));
      const { image } = await readImage(shared('photos', 'n01704323_triceratops.jpg'));
      const [here, there] = await onBothSides(bytes, {}, image);
      expect(here.classify.map(({ name }) => name)).toContain('triceratops');
      // Two runtimes round differently, so that a few of a deep network's units are on the other side of their kink.
      const error = norm(here.gradient.map((v, i) => v - there.gradient[i])) / norm(here.gradient);
      expect(error).toBeLessThan(1e-2);
      expect(relative(here.gradCam, there.gradCam)).toBeLessThan(1e-4);
    });
  });
});
