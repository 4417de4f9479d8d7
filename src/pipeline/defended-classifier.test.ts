import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graph, node, randomTensor } from '../../test/support/onnx/build.js';
import type { FullImage } from '../core/image.js';
import { createRandom } from '../core/random.js';
import { defend } from '../defenses/defend.js';
import { type Classifier, loadClassifier, softmax } from '../models/index.js';
import { type DefendedOptions, defendedClassifier } from './defended-classifier.js';
import { drawStream } from './defense.js';
import { fingerprint } from '../core/fingerprint.js';

const side = 32;
const labels = Array.from({ length: 6 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` }));

/** A small network with a CAM: two convolutions, average pooling, a matrix. */
const bytes = graph({
  inputs: { x: ['n', 3, side, side] },
  output: 'y',
  nodes: [
    node('Conv', ['x', 'w1'], ['a'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    node('Relu', ['a'], ['b']),
    node('Conv', ['b', 'w2'], ['c'], { pads: [1, 1, 1, 1] }),
    node('Relu', ['c'], ['d']),
    node('GlobalAveragePool', ['d'], ['e']),
    node('Flatten', ['e'], ['f']),
    node('Gemm', ['f', 'w3', 'b3'], ['y'], { transB: 1 }),
  ],
  weights: {
    w1: randomTensor([8, 3, 3, 3], 1, 0.4),
    w2: randomTensor([12, 8, 3, 3], 2, 0.3),
    w3: randomTensor([6, 12], 3, 2),
    b3: randomTensor([6], 4),
  },
});

function picture(seed: number, width = side, height = side): FullImage<Uint8Array> {
  const random = createRandom(seed, 'picture');
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.max(0, Math.min(255, 128 + 90 * Math.sin(i / (40 + seed)) + random.randint(-25, 25))),
  );
  return { width, height, channels: 3, data };
}

let classifier: Classifier;
beforeAll(async () => {
  classifier = await loadClassifier(bytes, {
    model: { name: 'small', preset: 'torchvision', labels, output: 'logits', resize: 'stretch' },
  });
});
afterAll(() => classifier.dispose());

/** What a picture's draws must be, from the parts. */
async function expectedDraws(image: FullImage, options: DefendedOptions, count: number) {
  const input = classifier.prepare(image);
  const kind = options.map ?? 'r-cam';
  const map =
    kind === 'none' || kind === 'center'
      ? undefined
      : await classifier.activationMap(input, { kind, topK: options.topK, aggregate: options.aggregate });
  const { seed, deflections, sigma } = { sigma: 0.04, ...options } as {
    seed: number;
    deflections?: number;
    sigma: number;
  };
  return Array.from({ length: count }, (_, draw) =>
    defend(input, {
      ...(deflections === undefined ? {} : { deflections }),
      denoiserOptions: { sigma },
      map,
      seed,
      stream: `${fingerprint(input)}/${draw}`,
    }),
  );
}

describe('defendedClassifier', () => {
  it.each(['r-cam', 'cam', 'none'] as const)('shows the classifier what defend makes with the map %s', async (map) => {
    const defended = defendedClassifier(classifier, { seed: 3, map, ensemble: 3 });
    const image = picture(1);
    const draws = await defended.draws(defended.prepare(image));
    const expected = await expectedDraws(image, { seed: 3, map }, 3);
    expect(draws.map(({ data }) => data)).toEqual(expected.map(({ data }) => data));
    expect(draws[0].data).not.toEqual(draws[1].data);
  });

  it('has streams of draws that defend repeats them with', async () => {
    const image = classifier.prepare(picture(2));
    const options = { seed: 8, map: 'none', deflections: 900, denoiser: 'none' } as const;
    const draws = await defendedClassifier(classifier, { ...options, ensemble: 2 }).draws(image);
    const bytes = { ...image, data: Uint8Array.from(image.data) };
    for (const [draw, { data }] of draws.entries()) {
      const parts = { seed: 8, deflections: 900, denoiser: 'none', stream: drawStream(bytes, draw) } as const;
      expect(defend(image, parts).data).toEqual(data);
    }
    expect(drawStream(image)).toBe(drawStream(bytes, 0));
    expect(() => drawStream(image, -1)).toThrow('Expected an integer of at least 0 for draw but received -1');
  });

  it('differs by the map', async () => {
    const image = classifier.prepare(picture(1));
    const [cam, center, none] = await Promise.all(
      (['r-cam', 'center', 'none'] as const).map((map) =>
        defendedClassifier(classifier, { seed: 3, map, deflections: 2000, denoiser: 'none' }).draws(image),
      ),
    );
    expect(cam[0].data).not.toEqual(none[0].data);
    expect(center[0].data).not.toEqual(none[0].data);
    expect(center[0].data).not.toEqual(cam[0].data);
  });

  it('gives the logarithm of the mean probability over the draws', async () => {
    const defended = defendedClassifier(classifier, { seed: 9, ensemble: 5 });
    const images = [picture(1), picture(2)].map((image) => defended.prepare(image));
    const logits = await defended.logits(images);
    const all = await Promise.all(images.map(async (image) => classifier.logits(await defended.draws(image))));
    for (const [i, shown] of all.entries()) {
      const mean = shown.map(softmax).reduce((a, b) => a.map((value, j) => value + b[j]));
      expect(logits[i]).toHaveLength(6);
      for (const [j, value] of softmax(logits[i]).entries()) expect(value).toBeCloseTo(mean[j] / 5, 5);
    }
  });

  it('gives a picture the same result in every order, alone and among others', async () => {
    const defended = defendedClassifier(classifier, { seed: 4, ensemble: 2 });
    const images = Array.from({ length: 40 }, (_, i) => picture(i, 40 + (i % 3), 36));
    const all = await defended.classify(images);
    const backwards = await defended.classify(images.toReversed());
    expect(backwards.toReversed()).toEqual(all);
    const alone = await defended.classify(images[7]);
    expect(alone.map(({ label }) => label)).toEqual(all[7].map(({ label }) => label));
    for (const [i, { probability }] of alone.entries()) expect(probability).toBeCloseTo(all[7][i].probability, 6);
  });

  it('repeats a seed, and makes a fresh one where none is given', async () => {
    const image = picture(5);
    const first = defendedClassifier(classifier, { deflections: 500 });
    const again = defendedClassifier(classifier, { deflections: 500, seed: first.seed });
    const other = defendedClassifier(classifier, { deflections: 500 });
    expect(await again.classify(image)).toEqual(await first.classify(image));
    expect(other.seed).not.toBe(first.seed);
    expect(await other.classify(image)).not.toEqual(await first.classify(image));
  });

  it('votes by classify only', async () => {
    const options = { seed: 11, ensemble: 7, deflections: 3000, map: 'none' } as const;
    const majority = defendedClassifier(classifier, options);
    const mean = defendedClassifier(classifier, { ...options, vote: 'mean' });
    const image = classifier.prepare(picture(6));
    expect(await majority.logits([image])).toEqual(await mean.logits([image]));
    const [probabilities] = (await mean.logits([image])).map(softmax);
    const top = await mean.classify(image, { top: 6 });
    for (const { index, probability } of top) expect(probability).toBeCloseTo(probabilities[index], 5);
    const sorted = top.map(({ probability }) => probability);
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    const draws = (await classifier.logits(await majority.draws(image))).map((each) => each.indexOf(Math.max(...each)));
    const counts = (index: number) => draws.filter((draw) => draw === index).length;
    const [best] = await majority.classify(image);
    expect(counts(best.index)).toBe(Math.max(...draws.map(counts)));
  });

  it('has the members of the classifier', () => {
    const defended = defendedClassifier(classifier, { seed: 1 });
    for (const key of Object.keys(classifier)) expect(defended).toHaveProperty(key);
    expect([defended.width, defended.height, defended.classes, defended.bounds]).toEqual([side, side, 6, [0, 255]]);
    expect(defended.undefended).toBe(classifier);
  });

  it('does not change the picture', async () => {
    const image = classifier.prepare(picture(1));
    const before = image.data.slice();
    const defended = defendedClassifier(classifier, { seed: 1 });
    await defended.logits([image]);
    await defended.classify(image);
    expect(image.data).toEqual(before);
  });

  it('takes no picture and no pictures', async () => {
    const defended = defendedClassifier(classifier, { seed: 1 });
    expect(await defended.classify([])).toEqual([]);
    expect(await defended.logits([])).toEqual([]);
    await expect(defended.logits([picture(1, 16, 16)])).rejects.toThrow('takes pictures of 32 × 32 × 3');
  });

  it('refuses options before any work', () => {
    const wrong: [DefendedOptions | object, string][] = [
      [{ map: 'rcam' }, "Expected one of 'r-cam', 'cam', 'grad-cam', 'center', 'none' for map"],
      [{ ensemble: 0 }, 'Expected an integer from 1 to 1000 for ensemble but received 0'],
      [{ vote: 'median' }, "Expected one of 'majority', 'mean' for vote"],
      [{ window: 500 }, 'for window but received 500'],
      [{ denoiserOptions: { sigma: -1 } }, "for sigma (or 'estimate') but received -1"],
      [{ denoiser: 'blur' }, 'for denoiser but received "blur"'],
      [{ deflections: 1.5 }, 'for deflections but received 1.5'],
      [{ topK: 2, map: 'cam' }, "Expected topK and aggregate only with the map 'r-cam'"],
      [{ topK: 0 }, 'for topK but received 0'],
      [{ aggregate: 'sum' }, 'for aggregate but received "sum"'],
      [{ size: 224 }, 'for the options of defendedClassifier but received "size"'],
      [{ stream: 1 }, 'for the options of defendedClassifier but received "stream"'],
      [{ seed: 1.5 }, 'for seed but received 1.5'],
    ];
    for (const [options, message] of wrong) {
      expect(() => defendedClassifier(classifier, options as DefendedOptions)).toThrow(message);
    }
  });
});
