import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackResult, igsm } from '../src/attacks/index.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { listed, loadPhotos as load, median, readStrength, type Strength } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';

const share = (results: readonly AttackResult[], which: 'success' | 'successAfterRounding') =>
  results.filter((result) => result[which]).length / results.length;

describeShared('IGSM on SqueezeNet and the photos of attack-strength.json', () => {
  let classifier: Classifier;
  let strength: Strength;
  beforeAll(async () => {
    strength = readStrength();
    classifier = await loadClassifier(shared('models', strength.model));
  });
  afterAll(() => classifier.dispose());

  it('is as strong as BIM of torchattacks, and as large', async () => {
    const expected = listed(strength, ' BIM eps=2/255 alpha=0.5/255 steps=10');
    expect(expected.images).toBe(strength.photos.length);
    const { images, labels } = await load(classifier, strength.photos);
    const results = await igsm(classifier, images, { unit: 1, epsilon: 2 / 255, step: 0.5 / 255, labels });
    expect(results.filter(({ skipped }) => skipped)).toEqual([]);
    expect(share(results, 'success')).toBe(expected.success);
    expect(share(results, 'successAfterRounding')).toBe(1);
    expect(Math.max(...results.map(({ distances }) => distances.linf))).toBe(expected.maxLinf255);
    const size = median(results.map(({ distances }) => distances.relativeL2));
    expect(Math.abs(size / expected.medianRelativeL2 - 1)).toBeLessThan(0.01);
  }, 180_000);
});

describeShared('IGSM on MobileNetV2', () => {
  let classifier: Classifier;
  beforeAll(async () => {
    classifier = await loadClassifier(shared('models', 'mobilenet_v2_224.onnx'));
  });
  afterAll(() => classifier.dispose());

  // The first photos that it names right: 10, or the 100 of the full run.
  it('of ten steps of 0.5 at ε 2 leaves no photo right as an 8-bit file', async () => {
    const count = full ? 100 : 10;
    const photos = readdirSync(shared('photos'))
      .toSorted()
      .slice(0, 2 * count);
    const { images, labels } = await load(classifier, photos);
    const logits = await classifier.logits(images);
    const right = photos.flatMap((_, i) => (logits[i].indexOf(Math.max(...logits[i])) === labels[i] ? [i] : []));
    const chosen = right.slice(0, count);
    expect(chosen).toHaveLength(count);
    const results = await igsm(
      classifier,
      chosen.map((i) => images[i]),
      { labels: chosen.map((i) => labels[i]) },
    );
    expect(results.filter(({ skipped }) => skipped)).toEqual([]);
    expect(share(results, 'successAfterRounding')).toBe(1);
    for (const { distances, distancesAfterRounding } of results) {
      expect(distances.linf).toBe(2);
      expect(distancesAfterRounding.linf).toBe(2);
    }
  }, 300_000);

  it('finds a weaker adversary that just survives rounding', async () => {
    const { images } = await load(classifier, ['n01443537_goldfish.jpg', 'n01558993_robin.jpg']);
    const [strong, weak] = await Promise.all([
      igsm(classifier, images),
      igsm(classifier, images, { surviveRounding: true, earlyStop: true }),
    ]);
    for (const [i, result] of weak.entries()) {
      expect(result.successAfterRounding).toBe(true);
      expect(result.iterations).toBeLessThan(10);
      expect(result.distancesAfterRounding.l2).toBeLessThan(strong[i].distancesAfterRounding.l2);
    }
  });
});
