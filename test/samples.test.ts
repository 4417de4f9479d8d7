import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../src/io/index.js';
import { type Classifier, imagenetLabels, loadClassifier } from '../src/models/index.js';
import { describeIf, describeShared, root, shared } from './support/shared.js';

type Region = readonly [left: number, top: number, width: number, height: number];

interface Renderer {
  sceneNames: readonly string[];
  side: number;
  rays: number;
  loadScene(name: string): Promise<{ scene: { wnid: string }; file: string }>;
}

interface Camera {
  render(scene: { wnid: string }, side: number, rays: number, region?: Region): Uint8Array;
}

const folder = join(root, 'assets', 'samples');
/** A program of `scripts/`, which TypeScript does not see. */
const program = (name: string) => import(pathToFileURL(join(root, 'scripts', 'render', name)).href) as Promise<unknown>;
const renderer = (await program('render.mjs')) as Renderer;
const { render } = (await program('picture.mjs')) as Camera;
const { sceneNames, side, rays, loadScene } = renderer;

describe('the sample pictures', () => {
  it('are one for each scene, and no more', async () => {
    const files = await Promise.all(sceneNames.map(async (name) => (await loadScene(name)).file));
    expect(readdirSync(folder).filter((name) => /^n\d{8}_/.test(name))).toEqual(files.toSorted());
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  it.each(sceneNames)('%s is a small PNG that is called as its class', async (name) => {
    const { scene, file } = await loadScene(name);
    const label = (await imagenetLabels()).find(({ id }) => id === scene.wnid);
    expect(label?.name.split(',')[0].replaceAll(' ', '_')).toBe(name);
    expect(await sharp(join(folder, file)).metadata()).toMatchObject({
      format: 'png',
      width: side,
      height: side,
      channels: 3,
    });
    expect(statSync(join(folder, file)).size).toBeLessThan(150_000);
  });

  it.each(sceneNames)('%s is what its scene renders, bit by bit', async (name) => {
    const { scene, file } = await loadScene(name);
    const all = await sharp(join(folder, file)).raw().toBuffer();
    // Each pixel has its own random numbers: three places stand for the picture.
    for (const [left, top] of [
      [121, 124],
      [70, 200],
      [30, 20],
    ]) {
      const region: Region = [left, top, 9, 6];
      const rows = Array.from({ length: 6 }, (_, row) => {
        const start = ((top + row) * side + left) * 3;
        return all.subarray(start, start + 9 * 3);
      });
      expect(Buffer.from(render(scene, side, rays, region)).equals(Buffer.concat(rows))).toBe(true);
    }
  });

  it('are described beside them', () => {
    const text = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const name of sceneNames) expect(text).toContain(name.replaceAll('_', ' '));
  });
});

describe('a scene', () => {
  it('that is not there is named', async () => {
    await expect(loadScene('unicorn')).rejects.toThrow(/^Expected one of abacus, .* but received "unicorn"$/);
  });
});

function itKnowsThem(model: string, first: number): void {
  let classifier: Classifier;
  beforeAll(async () => {
    classifier = await loadClassifier(model);
  }, 60_000);
  afterAll(() => classifier?.dispose());

  it.each(sceneNames)(`%s is among the likeliest ${first}`, async (name) => {
    const { scene, file } = await loadScene(name);
    const { image } = await readImage(join(folder, file));
    const classes = await classifier.classify(image, { top: first });
    expect(classes.map(({ label }) => label)).toContain(scene.wnid);
  });
}

describeShared('the sample pictures for MobileNetV2', () => {
  itKnowsThem(shared('models', 'mobilenet_v2_224.onnx'), 5);
});

const builtIn = join(root, 'assets', 'classifier', 'tiny-imagenet-100.onnx');
describeIf(existsSync(builtIn), 'assets/classifier', 'the sample pictures for the built-in classifier', () => {
  itKnowsThem(builtIn, 1);
});
