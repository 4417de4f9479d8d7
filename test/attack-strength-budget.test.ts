import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackResult, fgsm, miFgsm, pgd } from '../src/attacks/index.js';
import { createRandom } from '../src/core/random.js';
import type { Image } from '../src/core/image.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { listed, loadPhotos, median, readStrength, successes, type Strength } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';

/** Photos of the short form. */
const few = 10;

describeShared('attacks with a budget, on SqueezeNet and the photos of attack-strength.json', () => {
  let classifier: Classifier;
  let strength: Strength;
  let images: Image[];
  let labels: number[];
  beforeAll(async () => {
    strength = readStrength();
    classifier = await loadClassifier(shared('models', strength.model));
    const photos = full ? strength.photos : strength.photos.slice(0, few);
    ({ images, labels } = await loadPhotos(classifier, photos));
  });
  afterAll(() => classifier.dispose());

  /** At least as many successes as listed, but for one; of fewer photos, as many failures at most. */
  function expectAsListed(name: string, results: readonly AttackResult[]) {
    const expected = listed(strength, name);
    expect(expected.images).toBe(strength.photos.length);
    expect(results.filter(({ skipped }) => skipped)).toEqual([]);
    const failures = Math.round(expected.images * (1 - expected.success));
    expect(results.length - successes(results)).toBeLessThanOrEqual(failures + 1);
    expect(results.length - successes(results, 'successAfterRounding')).toBeLessThanOrEqual(failures + 1);
    for (const { distances, distancesAfterRounding } of results) {
      expect(distances.linf).toBeLessThanOrEqual(expected.maxLinf255);
      expect(distancesAfterRounding.linf).toBeLessThanOrEqual(expected.maxLinf255);
    }
    const relative = median(results.map(({ distances }) => distances.relativeL2)) / expected.medianRelativeL2;
    // Ten photos have another median than forty.
    if (full) expect(Math.abs(relative - 1)).toBeLessThan(0.02);
  }

  it('FGSM is as strong as that of torchattacks, and as large', async () => {
    expectAsListed(' FGSM eps=2/255', await fgsm(classifier, images, { unit: 1, epsilon: 2 / 255, labels }));
  }, 300_000);

  it('PGD is as strong as that of torchattacks, and as large', async () => {
    const settings = { unit: 1, epsilon: 2 / 255, step: 0.5 / 255, iterations: 20, seed: 1, labels } as const;
    expectAsListed(' PGD eps=2/255', await pgd(classifier, images, settings));
  }, 900_000);

  it('MI-FGSM is as strong as that of torchattacks, and as large', async () => {
    const settings = { unit: 1, epsilon: 2 / 255, step: 0.5 / 255, iterations: 10, labels } as const;
    expectAsListed(' MIFGSM eps=2/255', await miFgsm(classifier, images, settings));
  }, 600_000);

  it('targeted PGD takes 95 of 100 photos to any class at ε 8/255', async () => {
    const random = createRandom(7, 'targets');
    const targets = labels.map((label) => {
      const target = random.randint(0, classifier.classes - 2);
      return target < label ? target : target + 1;
    });
    const settings = { epsilon: 8, step: 1, iterations: 40, seed: 1, earlyStop: true } as const;
    const results = await pgd(classifier, images, { ...settings, labels, targets });
    expect(successes(results)).toBeGreaterThanOrEqual(0.95 * results.length);
    for (const [i, { prediction, success }] of results.entries()) expect(prediction === targets[i]).toBe(success);
  }, 600_000);
});
