import { afterAll, beforeAll, expect, it } from 'vitest';
import { apgdCe, apgdDlr, type AttackResult, autoAttack, square } from '../src/attacks/index.js';
import type { Image } from '../src/core/image.js';
import { type Classifier, loadClassifier, type Model } from '../src/models/index.js';
import { listed, loadPhotos, median, readStrength, successes, type Strength } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';

/** A busy machine takes minutes for the short form, and much longer for the whole. */
const patience = full ? 3_600_000 : 600_000;

describeShared('APGD, Square and AutoAttack on SqueezeNet and the photos of attack-strength.json', () => {
  let classifier: Classifier;
  let strength: Strength;
  let images: Image[];
  let labels: number[];
  const known = new Map<number, Promise<AttackResult[]>>();
  beforeAll(async () => {
    strength = readStrength();
    classifier = await loadClassifier(shared('models', strength.model));
    const photos = full ? strength.photos : strength.photos.slice(0, 10);
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
    for (const { distances } of results) expect(distances.linf).toBeLessThanOrEqual(expected.maxLinf255);
    // Ten photos have another median than forty.
    const relative = median(results.map(({ distances }) => distances.relativeL2)) / expected.medianRelativeL2;
    if (full) expect(Math.abs(relative - 1)).toBeLessThan(0.05);
  }

  /** APGD on the cross-entropy with the settings of the list, but for ε. */
  function crossEntropy(epsilon: number): Promise<AttackResult[]> {
    if (!known.has(epsilon))
      known.set(epsilon, apgdCe(classifier, images, { epsilon, iterations: 20, labels, seed: 1 }));
    return known.get(epsilon)!;
  }

  it(
    'APGD on the cross-entropy is as strong as that of torchattacks, and as large',
    async () => expectAsListed('APGD-CE Linf eps=1/255 steps=20', await crossEntropy(1)),
    patience,
  );

  it.each(full ? [0.25, 0.5, 1] : [0.5])(
    'APGD on the difference of logits ratio fools as many within two, at ε %s',
    async (epsilon) => {
      const ratio = await apgdDlr(classifier, images, { epsilon, iterations: 20, labels, seed: 1 });
      expect(Math.abs(successes(ratio) - successes(await crossEntropy(epsilon)))).toBeLessThanOrEqual(2);
      expect(ratio.every(({ zeroGradients }) => zeroGradients === 0)).toBe(true);
    },
    patience,
  );

  it(
    'Square of 500 queries is as strong as that of torchattacks, without a gradient',
    async () => {
      const blind: Model = {
        width: classifier.width,
        height: classifier.height,
        classes: classifier.classes,
        bounds: classifier.bounds,
        logits: (pictures) => classifier.logits(pictures),
        inputGradient: () => Promise.reject(new Error('a gradient was asked for')),
      };
      const results = await square(blind, images, { unit: 1, epsilon: 8 / 255, queries: 500, labels, seed: 1 });
      expectAsListed('Square Linf eps=8/255 queries=500', results);
      // The clean photo, the start, 500 candidates, and what is judged in the end.
      for (const { queries, gradients } of results) {
        expect(gradients).toBe(0);
        expect(queries).toBeLessThanOrEqual(505);
      }
    },
    patience,
  );

  it(
    "AutoAttack equals its members' worst case of every photo, where some hold out",
    async () => {
      const count = full ? 10 : 3;
      const some = images.slice(0, count);
      const settings = full
        ? { iterations: 20, queries: 200, targetClasses: 9 }
        : { iterations: 4, queries: 20, targetClasses: 2 };
      const common = { epsilon: 0.2, seed: 1, labels: labels.slice(0, count) };
      const all = await autoAttack(classifier, some, { ...common, ...settings, everyMember: true });
      const fooled = some.map((_, i) => all.members.some(({ results }) => results[i].success));
      expect(all.results.map(({ success }) => success)).toEqual(fooled);
      expect(fooled).toContain(false);
      const left = await autoAttack(classifier, some, { ...common, ...settings });
      expect(left.results.map(({ success }) => success)).toEqual(fooled);
      // Members are the attacks that can be called by themselves.
      const { iterations, queries } = settings;
      const alone = [
        await apgdCe(classifier, some, { ...common, iterations }),
        await square(classifier, some, { ...common, queries, rescaleSchedule: false }),
      ];
      const [first, last] = [all.members[0], all.members[3]];
      expect([first.name, last.name]).toEqual(['apgd-ce', 'square']);
      expect([first, last].map(({ results }) => results.map(({ success }) => success))).toEqual(
        alone.map((results) => results.map(({ success }) => success)),
      );
      expect([...all.flags, ...left.flags]).toEqual([]);
    },
    patience,
  );

  it(
    'AutoAttack as published leaves no photo at ε 2, and has no doubts',
    async () => {
      const { results, flags, members } = await autoAttack(classifier, images, { labels, seed: 1 });
      expect(successes(results)).toBe(images.length);
      expect(flags).toEqual([]);
      for (const { distances } of results) expect(distances.linf).toBeLessThanOrEqual(2);
      // It ends early: a member takes few gradients of what it fools.
      expect(median(members[0].results.map(({ gradients }) => gradients))).toBeLessThan(10);
    },
    patience,
  );
});
