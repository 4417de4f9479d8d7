import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackResult, deepFool, fab } from '../src/attacks/index.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { listed, loadPhotos, median, readStrength, type Strength, successes } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';

const sizes = (results: readonly AttackResult[]) => median(results.map(({ distances }) => distances.relativeL2));

describeShared('the nearest adversaries of SqueezeNet on the photos of attack-strength.json', () => {
  let classifier: Classifier;
  let strength: Strength;
  let photos: Awaited<ReturnType<typeof loadPhotos>>;
  let ofDeepFool: AttackResult[];
  beforeAll(async () => {
    strength = readStrength();
    classifier = await loadClassifier(shared('models', strength.model));
    photos = await loadPhotos(classifier, strength.photos);
    ofDeepFool = await deepFool(classifier, photos.images, { labels: photos.labels, preset: 'foolbox' });
  }, 600_000);
  afterAll(() => classifier.dispose());

  it('are found by DeepFool as often as by that of foolbox, and as near', () => {
    const expected = listed(strength, 'foolbox L2DeepFool');
    expect(ofDeepFool).toHaveLength(expected.images);
    expect(ofDeepFool.filter(({ skipped }) => skipped)).toEqual([]);
    expect(successes(ofDeepFool)).toBeGreaterThanOrEqual(expected.success * expected.images - 1);
    expect(sizes(ofDeepFool)).toBeLessThanOrEqual(1.1 * expected.medianRelativeL2);
    for (const { gradients, iterations } of ofDeepFool) expect(gradients).toBe(9 * iterations);
  });

  // In the short form the first photos, and few steps.
  const [count, iterations] = full ? [40, 20] : [8, 5];
  it(`are found by FAB no farther than by DeepFool, ${count} photos, ${iterations} steps`, async () => {
    const results = await fab(classifier, photos.images.slice(0, count), {
      labels: photos.labels.slice(0, count),
      norm: 'l2',
      iterations,
      seed: 1,
    });
    expect(successes(results)).toBe(count);
    expect(sizes(results)).toBeLessThanOrEqual(sizes(ofDeepFool.slice(0, count)));
    if (full) console.log(`median relative L2: FAB ${sizes(results)}, DeepFool ${sizes(ofDeepFool)}`);
  }, 3_600_000);
});
