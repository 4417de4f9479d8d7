import { afterAll, beforeAll, expect, it } from 'vitest';
import { apgdCe, fgsm, gaussianNoise, igsm, miFgsm, pgd, square, uniformNoise } from '../src/attacks/index.js';
import type { AttackFunction } from '../src/attacks/index.js';
import type { Image } from '../src/core/image.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { loadPhotos, readStrength, successes } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';

/** A busy machine takes minutes for the short form, and much longer for the whole. */
const patience = full ? 7_200_000 : 600_000;

/** Budgets from where most photos hold out to where an iterative attack fools all. */
const epsilons = full ? [0.25, 0.5, 1, 2] : [0.25, 0.5, 2];

/** Gradients that each iterative attack takes of a photo. */
const steps = 10;

/** Attacks of a step that is told take quarters of the budget. */
const quarter = (iterations: number, epsilon: number) => ({ iterations, step: epsilon / 4 });

// Attacks that keep an iterate that works may as well stop there: what counts here is whether there is one.
const seeded = { seed: 1, earlyStop: true };

/** The attacks, lowest first, and their settings. */
const rungs = {
  'gaussian-noise': { attack: gaussianNoise, settings: () => ({ seed: 1 }) },
  'uniform-noise': { attack: uniformNoise, settings: () => ({ seed: 1 }) },
  square: { attack: square, settings: () => ({ ...seeded, queries: full ? 100 : 50 }) },
  fgsm: { attack: fgsm, settings: () => ({}) },
  'mi-fgsm': { attack: miFgsm, settings: quarter },
  igsm: { attack: igsm, settings: quarter },
  pgd: {
    attack: pgd,
    settings: (iterations: number, epsilon: number) => ({ ...seeded, ...quarter(iterations, epsilon) }),
  },
  apgd: { attack: apgdCe, settings: (iterations: number) => ({ ...seeded, iterations }) },
} as const;
type Rung = keyof typeof rungs;
const iterative: readonly Rung[] = ['mi-fgsm', 'igsm', 'pgd', 'apgd'];

/** Each of some counts is at least another, within one photo. */
function atLeast(counts: readonly number[], others: readonly number[]) {
  for (const [i, value] of counts.entries()) expect(value).toBeGreaterThanOrEqual(others[i] - 1);
}

describeShared('the ladder of attacks on SqueezeNet, from ε 0.25 to 2', () => {
  let classifier: Classifier;
  let images: Image[];
  let labels: number[];
  const known = new Map<string, Promise<number>>();
  beforeAll(async () => {
    const { model, photos } = readStrength();
    classifier = await loadClassifier(shared('models', model));
    ({ images, labels } = await loadPhotos(classifier, full ? photos : photos.slice(0, 8)));
  });
  afterAll(() => classifier.dispose());

  async function count(name: Rung, epsilon: number, iterations: number): Promise<number> {
    const { attack, settings } = rungs[name];
    const results = await (attack as AttackFunction)(classifier, images, {
      ...settings(iterations, epsilon),
      epsilon,
      labels,
    });
    expect(results.filter(({ skipped }) => skipped)).toEqual([]);
    for (const { distances, gradients } of results) {
      expect(distances.linf).toBeLessThanOrEqual(epsilon);
      expect(gradients).toBeLessThanOrEqual(iterations);
    }
    return successes(results);
  }

  /** How many photos an attack fools, at each of the budgets. */
  async function fooled(name: Rung, iterations = steps, at: readonly number[] = epsilons): Promise<number[]> {
    const counts: number[] = [];
    for (const epsilon of at) {
      const key = `${name} ${epsilon} ${iterations}`;
      if (!known.has(key)) known.set(key, count(name, epsilon, iterations));
      // oxlint-disable-next-line no-await-in-loop -- the model does one thing at a time
      counts.push(await known.get(key)!);
    }
    return counts;
  }

  it(
    'IGSM is no weaker than FGSM',
    async () => {
      atLeast(await fooled('igsm'), await fooled('fgsm'));
    },
    patience,
  );

  it(
    'PGD is no weaker than IGSM',
    async () => {
      atLeast(await fooled('pgd'), await fooled('igsm'));
    },
    patience,
  );

  it(
    'APGD is no weaker than PGD',
    async () => {
      atLeast(await fooled('apgd'), await fooled('pgd'));
    },
    patience,
  );

  it.each(iterative)(
    '%s grows with ε and fools every photo at the end',
    async (name) => {
      const counts = await fooled(name);
      for (const [i, value] of counts.slice(1).entries()) expect(value).toBeGreaterThanOrEqual(counts[i]);
      expect(counts[0]).toBeLessThan(images.length);
      expect(counts.at(-1)).toBe(images.length);
    },
    patience,
  );

  // The short form asks where the fewest photos are fooled.
  it.each(iterative)(
    '%s of twice the steps is no weaker',
    async (name) => {
      const at = full ? epsilons : epsilons.slice(0, 1);
      atLeast(await fooled(name, 2 * steps, at), await fooled(name, steps, at));
    },
    patience,
  );

  it(
    'Square, which sees no gradients, is no stronger than APGD, and weaker somewhere',
    async () => {
      const counts = await fooled('square');
      const best = await fooled('apgd');
      for (const [i, value] of counts.entries()) expect(value).toBeLessThanOrEqual(best[i]);
      expect(counts.some((value, i) => value < best[i])).toBe(true);
    },
    patience,
  );

  it.each(['gaussian-noise', 'uniform-noise'] as const)(
    '%s of the same size does far worse',
    async (name) => {
      const counts = await fooled(name);
      const best = await fooled('fgsm');
      for (const [i, value] of counts.entries()) expect(value).toBeLessThan(best[i]);
      // Where FGSM fools nearly all, noise fools next to none.
      expect(counts.at(-1)).toBeLessThanOrEqual(0.1 * images.length);
    },
    patience,
  );
});
