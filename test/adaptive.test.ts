import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { igsm } from '../src/attacks/index.js';
import type { FullImage } from '../src/core/image.js';
import { wilson } from '../src/evaluation/statistics/wilson.js';
import { type Classifier, loadClassifier, type Model } from '../src/models/index.js';
import { type DefendedOptions, defendedClassifier } from '../src/pipeline/index.js';
import { loadPhotos } from './support/attack-photos.js';
import { describeShared, shared } from './support/shared.js';

const full = process.env.FULL === '1';
const size = full
  ? { photos: 40, draws: 20, iterations: 10, judges: 5 }
  : { photos: 6, draws: 4, iterations: 5, judges: 2 };

/** The defense as published, without a map, and one that does better against attackers who ignore it. */
const defenses: Record<string, DefendedOptions> = {
  published: { map: 'none', deflections: 200, denoiserOptions: { sigma: 0.04 } },
  strong: { map: 'none', deflections: 1500, denoiserOptions: { sigma: 0.05 } },
};

interface Photos {
  readonly images: readonly FullImage[];
  readonly labels: readonly number[];
}

const top = (row: Float32Array) => row.indexOf(Math.max(...row));

/** One accuracy is above another: beyond chance where there are photos enough to say so, and else by a quarter. */
function expectMore(more: number, less: number): void {
  if (full)
    expect(wilson(more * size.photos, size.photos).low).toBeGreaterThan(wilson(less * size.photos, size.photos).high);
  else expect(more).toBeGreaterThan(less + 0.25);
}

/** Photos spread over the folder that the classifier gets right. */
async function rightPhotos(classifier: Classifier): Promise<Photos> {
  const files = readdirSync(shared('photos')).toSorted();
  const spread = Array.from({ length: 2 * size.photos }, (_, i) => files[(i * 7) % files.length]);
  const { images, labels } = await loadPhotos(classifier, spread);
  const named = (await classifier.logits(images)).map(top);
  const right = labels.flatMap((label, i) => (named[i] === label ? [i] : [])).slice(0, size.photos);
  return { images: right.map((i) => images[i]), labels: right.map((i) => labels[i]) };
}

describeShared('the defense of MobileNetV2 at L∞ 4', () => {
  let classifier: Classifier;
  let photos: Photos;
  let oblivious: readonly FullImage[];
  beforeAll(async () => {
    classifier = await loadClassifier(shared('models', 'mobilenet_v2_224.onnx'));
    photos = await rightPhotos(classifier);
    expect(photos.labels).toHaveLength(size.photos);
    oblivious = await attacked(classifier);
  }, 600_000);
  afterAll(() => classifier.dispose());

  /** 8-bit adversaries, by gradients of a model; which photos are right is said by the bare classifier. */
  async function attacked(model: Model): Promise<readonly FullImage[]> {
    const target = { ...model, logits: classifier.logits };
    const options = { epsilon: 4, step: 1, iterations: size.iterations, labels: photos.labels, batchSize: 4 };
    const results = await igsm(target, photos.images, options);
    for (const { skipped, distancesAfterRounding } of results) {
      expect(skipped).toBe(false);
      expect(distancesAfterRounding.linf).toBeLessThanOrEqual(4);
    }
    return results.map(({ rounded }) => rounded);
  }

  /** The mean accuracy over seeds that no attack has seen. */
  async function accuracy(images: readonly FullImage[], options: DefendedOptions): Promise<number> {
    const seeds = Array.from({ length: size.judges }, (_, i) => 1001 + i);
    let right = 0;
    for (const seed of seeds) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const logits = await defendedClassifier(classifier, { ...options, seed }).logits(images);
      right += logits.filter((row, i) => top(row) === photos.labels[i]).length;
    }
    return right / (seeds.length * images.length);
  }

  it('has an attack that works without it', async () => {
    const logits = await classifier.logits(oblivious);
    expect(logits.filter((row, i) => top(row) === photos.labels[i])).toEqual([]);
  });

  it.each(full ? ['published', 'strong'] : ['published'])(
    'holds against who ignores it, and falls to BPDA and EOT: %s',
    async (name) => {
      const options = defenses[name];
      const ignored = await accuracy(oblivious, options);
      const adaptive = defendedClassifier(classifier, options).adaptive({ draws: size.draws, seed: 1 });
      const known = await accuracy(await attacked(adaptive), options);
      console.log(`${name}: oblivious ${(100 * ignored).toFixed(1)} %, adaptive ${(100 * known).toFixed(1)} %`);
      expect(known).toBeLessThanOrEqual(0.05);
      expectMore(ignored, known);
    },
    1_800_000,
  );

  it('falls with its map made again at every iterate, and as an ensemble of ten', async () => {
    const options: DefendedOptions = { map: 'r-cam', deflections: 1500 };
    const adaptive = defendedClassifier(classifier, options).adaptive({ draws: size.draws, seed: 1 });
    const adversaries = await attacked(adaptive);
    const alone = await accuracy(adversaries, options);
    const ten = await accuracy(adversaries, { ...options, ensemble: 10 });
    console.log(`R-CAM: adaptive ${(100 * alone).toFixed(1)} %, Ens-10 ${(100 * ten).toFixed(1)} %`);
    const ignored = await accuracy(oblivious, options);
    expectMore(ignored, alone);
    expectMore(ignored, ten);
  }, 1_800_000);
});
