import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graph, node, randomTensor } from '../../test/support/onnx/build.js';
import { picture } from '../../test/support/pictures.js';
import { maxDifference } from '../../test/support/shared.js';
import { smallCard, smallClassifier, type SmallOptions, using } from '../../test/support/small-classifier.js';
import type { PartialCard } from './card.js';
import type { Classifier } from './classifier.js';
import { loadClassifier } from './load-classifier.js';
import { crossEntropy } from './losses.js';
import { softmax } from './ranking.js';

const images = Array.from({ length: 40 }, (_, i) => picture(8, 6, 3, i % 2 ? 'bytes' : 'floats', i));

/** Largest difference of two lists of logits. */
function difference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((row, i) => maxDifference(row, b[i])));
}

describe('a classifier', () => {
  let classifier: Classifier;
  beforeAll(async () => {
    classifier = await loadClassifier(smallClassifier(), {
      model: smallCard({ name: 'net', labels: [...'abcde'].map((name) => ({ id: `n-${name}`, name })) }),
    });
  });
  afterAll(() => classifier.dispose());

  it('says what it is', () => {
    expect(classifier).toMatchObject({
      name: 'net',
      width: 8,
      height: 6,
      classes: 5,
      bounds: [0, 255],
      provider: 'cpu',
    });
    expect(classifier.labels).toBe(classifier.card.labels);
  });

  it('ranks the classes of one picture or of many, of any size and number of channels', async () => {
    const given = [picture(31, 17, 1), picture(8, 6), picture(9, 40, 4, 'bytes')];
    const all = await classifier.classify(given);
    const logits = await classifier.logits(given.map((image) => classifier.prepare(image)));
    for (const [i, result] of all.entries()) {
      const probabilities = softmax(logits[i]);
      expect(result.map(({ index }) => index)).toEqual(
        [0, 1, 2, 3, 4].toSorted((a, b) => probabilities[b] - probabilities[a]),
      );
      for (const { label, name, probability, index } of result) {
        expect([label, name]).toEqual([`n-${'abcde'[index]}`, 'abcde'[index]]);
        expect(probability).toBeCloseTo(probabilities[index], 6);
      }
      expect(result.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    }
    expect(await classifier.classify(given[2])).toEqual(all[2]);
    expect(await classifier.classify([])).toEqual([]);
  });

  it('gives as many classes as it is asked for and has', async () => {
    expect(await classifier.classify(images[0], { top: 2 })).toHaveLength(2);
    expect(await classifier.classify(images[0], { top: 99 })).toHaveLength(5);
    await expect(classifier.classify(images[0], { top: 0 })).rejects.toThrow(
      'Expected an integer of at least 1 for top but received 0',
    );
    await expect(classifier.classify(images[0], { topK: 1 } as never)).rejects.toThrow('for the options of classify');
  });

  it('gives every picture its own logits, whatever the batch', async () => {
    const together = await classifier.logits(images);
    const alone: Float32Array[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one by one is what is tested
    for (const image of images) alone.push(...(await classifier.logits([image])));
    expect(difference(together, alone)).toBeLessThan(1e-5);
    expect(new Set(together.map(([first]) => first)).size).toBe(40);
  });

  it('answers calls that are made at the same time', async () => {
    const [one, two, three] = await Promise.all([
      classifier.logits(images.slice(0, 2)),
      classifier.inputGradient(images.slice(2, 4), crossEntropy([0, 1])),
      classifier.logits(images.slice(4, 6)),
    ]);
    expect(difference([...one, ...two.logits, ...three], await classifier.logits(images.slice(0, 6)))).toBeLessThan(
      1e-5,
    );
  });

  it('refuses pictures of another size, and samples that are no numbers', async () => {
    await expect(classifier.logits([picture(9, 6)])).rejects.toThrow('Expected a picture of 8 × 6 × 3, as prepare()');
    await expect(classifier.inputGradient([picture(9, 6)], crossEntropy([0]))).rejects.toThrow('8 × 6 × 3');
    const bad = picture(20, 20);
    bad.data[3] = NaN;
    await expect(classifier.classify([images[0], bad])).rejects.toThrow('for image.data[3] but received NaN');
  });
});

describe('models of every kind give the same logits', () => {
  it.each([
    ['a batch of 1', { dims: [1, 3, 6, 8] }, {}],
    ['a batch of 3', { dims: [3, 3, 6, 8] }, {}],
    ['interleaved pixels', { layout: 'NHWC' }, {}],
    ['weights among the inputs', { spec: { weightsAsInputs: true, irVersion: 3, opset: 11 } }, {}],
    ['a softmax', { end: 'softmax' }, {}],
  ] as [string, SmallOptions, PartialCard][])('%s', async (_, options, card) => {
    const expected = await using(smallClassifier(), (plain) => plain.logits(images.slice(0, 7)));
    const layout = options.layout ?? 'NCHW';
    const { width, height, scale } = { width: 8, height: 6, scale: 1 / 255 };
    const input = { width, height, scale, layout, channelOrder: 'RGB' as const };
    await using(
      smallClassifier(options),
      async (classifier) => {
        expect(difference(await classifier.logits(images.slice(0, 7)), expected)).toBeLessThan(1e-5);
        const { logits } = await classifier.inputGradient(images.slice(0, 7), crossEntropy([0, 1, 2, 3, 4, 0, 1]));
        expect(difference(logits, expected)).toBeLessThan(1e-5);
      },
      { ...card, input },
    );
  });

  it('a batch that is free on paper, and 1 inside', async () => {
    const bytes = graph({
      inputs: { x: ['batch', 3, 6, 8] },
      output: 'y',
      nodes: [node('Reshape', ['x', 'shape'], ['flat']), node('Gemm', ['flat', 'w'], ['y'])],
      weights: { shape: { dims: [2], data: [1, 144], type: 'int64' }, w: randomTensor([144, 5], 3) },
    });
    const classifier = await loadClassifier(bytes, { model: smallCard() });
    const logits = await classifier.logits(images.slice(0, 3));
    expect(new Set(logits.map(([first]) => first)).size).toBe(3);
    await classifier.dispose();
  });
});

describe('dispose', () => {
  it('lets runs that were asked for end, and refuses later ones', async () => {
    const classifier = await loadClassifier(smallClassifier(), { model: smallCard({ name: 'net' }) });
    await classifier.inputGradient([images[0]], crossEntropy([0]));
    const running = classifier.logits(images);
    await Promise.all([classifier.dispose(), classifier.dispose()]);
    expect(await running).toHaveLength(40);
    const gone = 'net: was disposed: load it again';
    await expect(classifier.logits([images[0]])).rejects.toThrow(gone);
    await expect(classifier.classify(images[0])).rejects.toThrow(gone);
    await expect(classifier.inputGradient([images[0]], crossEntropy([0]))).rejects.toThrow(gone);
    await expect(classifier.activationMap(images[0])).rejects.toThrow(gone);
  });
});
