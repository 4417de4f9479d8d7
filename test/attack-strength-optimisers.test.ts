import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackResult, carliniWagner, jsma, lbfgs } from '../src/attacks/index.js';
import { type Classifier, loadClassifier } from '../src/models/index.js';
import { listed, loadPhotos, median, readStrength, type Strength, successes } from './support/attack-photos.js';
import { build } from './support/built.js';
import { describeShared, root, shared } from './support/shared.js';

const full = process.env.FULL === '1';

const sizeOf = (results: readonly AttackResult[]) => median(results.map(({ distances }) => distances.relativeL2));

describeShared('optimisers on SqueezeNet and the photos of attack-strength.json', () => {
  let classifier: Classifier;
  let strength: Strength;
  let photos: Awaited<ReturnType<typeof loadPhotos>>;
  beforeAll(async () => {
    strength = readStrength();
    classifier = await loadClassifier(shared('models', strength.model));
    photos = await loadPhotos(classifier, full ? strength.photos : strength.photos.slice(0, 4));
  });
  afterAll(() => classifier.dispose());

  const least = (share: number) => Math.floor(share * photos.images.length);

  // A short run compares its few photos with the median of all.
  it('C&W is as strong as that of foolbox, and as small; L-BFGS is not much larger', async () => {
    const expected = listed(strength, 'L2CarliniWagner binary=5 steps=100 lr=0.01 c0=0.001->1e-1');
    const { images, labels } = photos;
    const budget = { binarySearchSteps: 5, iterations: 100, learningRate: 0.01, initialConst: 0.1 };
    const smallest = await carliniWagner(classifier, images, { ...budget, labels });
    expect(smallest.filter(({ skipped }) => skipped)).toEqual([]);
    expect(successes(smallest)).toBeGreaterThanOrEqual(Math.round(expected.success * images.length) - 1);
    expect(sizeOf(smallest)).toBeLessThanOrEqual(1.1 * expected.medianRelativeL2);
    for (const { gradients } of smallest) expect(gradients).toBeLessThanOrEqual(501);

    const results = await lbfgs(classifier, images, { labels });
    expect(successes(results)).toBeGreaterThanOrEqual(least(0.95));
    expect(sizeOf(results)).toBeLessThanOrEqual(1.5 * sizeOf(smallest));
  }, 3_600_000);

  it('JSMA changes few samples', async () => {
    const results = await jsma(classifier, photos.images, { labels: photos.labels });
    expect(successes(results)).toBeGreaterThanOrEqual(least(0.95));
    expect(sizeOf(results)).toBeLessThanOrEqual(0.05);
  }, 3_600_000);
});

const url = (...path: string[]) => JSON.stringify(pathToFileURL(join(root, 'dist', ...path)).href);

/** Attacks a picture of 224² with 1000 classes and prints the most memory that the process had. */
const program = (output: string) => `
  import { jsma } from ${url('attacks', 'index.js')};
  import { loadClassifier } from ${url('models', 'index.js')};
  const classifier = await loadClassifier(${JSON.stringify(shared('models', 'mobilenet_v2_224.onnx'))}, { threads: 1 });
  const data = new Float32Array(224 * 224 * 3).map((_, i) => (i * 31) % 251);
  const [{ iterations }] = await jsma(classifier, [{ width: 224, height: 224, channels: 3, data }], {
    output: '${output}',
    gamma: 50 / data.length,
    aim: 'random',
    seed: 1,
  });
  console.log(JSON.stringify({ iterations, kilobytes: process.resourceUsage().maxRSS }));
  await classifier.dispose();
`;

describeShared('JSMA at 224² with 1000 classes', () => {
  beforeAll(build, 120_000);

  describe('takes less than 1 GiB', () => {
    it.each(['probabilities', 'logits'])('with %s', { timeout: 300_000 }, (output) => {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program(output)], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      const { iterations, kilobytes } = JSON.parse(run.stdout) as { iterations: number; kilobytes: number };
      expect(iterations).toBeGreaterThan(5);
      expect(kilobytes).toBeLessThan(1024 ** 2);
    });
  });
});
