import { afterAll, beforeAll, expect, it } from 'vitest';
import { hopSkipJump, igsm, transfer } from '../src/attacks/index.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { loadPhotos, readStrength } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';
/** What the first and the second run may spend on each photo. */
const budgets = full ? [200, 1000] : [40, 200];

describeShared('on photos, SqueezeNet', () => {
  let classifier: Classifier;
  let photos: string[];
  beforeAll(async () => {
    const strength = readStrength();
    photos = strength.photos;
    classifier = await loadClassifier(shared('models', strength.model));
  });
  afterAll(() => classifier.dispose());

  it.each(full ? (['l2', 'linf'] as const) : (['l2'] as const))(
    'is fooled by HopSkipJump from labels alone, nearer with more queries: %s',
    async (norm) => {
      const { images, labels } = await loadPhotos(classifier, photos.slice(0, 3));
      const blind = {
        ...classifier,
        width: classifier.width,
        height: classifier.height,
        classes: classifier.classes,
        bounds: classifier.bounds,
        logits: (shown: Parameters<Classifier['logits']>[0]) => classifier.logits(shown),
        inputGradient: () => Promise.reject(new Error('no gradient was to be asked for')),
      };
      const few = await hopSkipJump(blind, images, { labels, norm, seed: 1, queries: budgets[0] });
      const many = await hopSkipJump(blind, images, { labels, norm, seed: 1, queries: budgets[1] });
      for (const [i, result] of many.entries()) {
        for (const [n, each] of [few[i], result].entries()) {
          expect(each).toMatchObject({ success: true, skipped: false, gradients: 0 });
          expect(each.prediction).not.toBe(labels[i]);
          expect(each.queries).toBeLessThanOrEqual(budgets[n]);
          expect(each.queries).toBeGreaterThan(0.7 * budgets[n]);
        }
        expect(result.distances[norm]).toBeLessThan(few[i].distances[norm]);
      }
      if (full) {
        const sizes = [few, many].map((results) => results.map(({ distances }) => distances.relativeL2.toFixed(4)));
        console.log(`HopSkipJump, ${norm}: relative L2 of ${sizes.map((each) => each.join(', ')).join(' and then ')}`);
      }
    },
    900_000,
  );

  it('gives adversaries that MobileNetV2 takes only at its own size', async () => {
    const judge = await loadClassifier(shared('models', 'mobilenet_v2_224.onnx'));
    try {
      const { images, labels } = await loadPhotos(classifier, photos.slice(0, full ? 40 : 3));
      const results = await igsm(classifier, images, { labels, epsilon: 8, step: 2 });
      await expect(transfer(judge, images, results)).rejects.toThrow(
        'Expected pictures of 224 × 224, the judge\'s size, or the option prepare that makes them so, for images[0] but received "227 × 227"',
      );
      const made = await transfer(judge, images, results, { prepare: (image) => judge.prepare(image) });
      expect(made.results.map(({ picture }) => picture)).toEqual(images.map((_, i) => i));
      for (const { skipped, predictionBefore, label, success, prediction } of made.results) {
        expect(skipped).toBe(predictionBefore !== label);
        expect(success).toBe(!skipped && prediction !== label);
      }
      expect(made.judged).toBe(made.results.filter(({ skipped }) => !skipped).length);
      expect(made.judged).toBeGreaterThan(0);
      // What fools the network that it was made on does so to far fewer of another's.
      expect(results.every(({ success }) => success)).toBe(true);
      if (full) {
        expect(made.rate).toBeLessThan(0.7);
        console.log(`IGSM at ε 8 from SqueezeNet to MobileNetV2: ${made.rate} of ${made.judged}`);
      }
    } finally {
      await judge.dispose();
    }
  }, 300_000);
});
