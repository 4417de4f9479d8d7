import { describe, expect, it } from 'vitest';
import {
  evenModel,
  evenPictures,
  evenSize,
  handModel,
  handPicture,
  linear,
  randomWeights,
} from '../../../test/support/hand-model.js';
import { smallClassifier, using } from '../../../test/support/small-classifier.js';
import { type AttackProgress, igsm, type IgsmOptions } from '../index.js';

const { width, height } = evenSize;
const samples = width * height * 3;

const shorten = (options: IgsmOptions): IgsmOptions => ({ step: 0.5, iterations: 12, epsilon: 4, ...options });

describe('the label', () => {
  it('is what the model names, of equal classes the first', async () => {
    const model = evenModel();
    const results = await igsm(model, evenPictures);
    const logits = await model.logits(evenPictures);
    expect(results.map(({ label }) => label)).toEqual(logits.map((row) => row.indexOf(Math.max(...row))));
    const same = handModel(width, height, linear(randomWeights(4, samples, 3, 0), [1, 2, 2, 0]));
    expect((await igsm(same, [evenPictures[0]]))[0].label).toBe(1);
  });

  it('that the model does not give from the start makes a picture skipped, not a success', async () => {
    const model = evenModel();
    const [{ prediction }] = await igsm(model, [evenPictures[0]], { iterations: 1, step: 1e-3 });
    const wrong = (prediction + 1) % 4;
    const before = { ...model.seen };
    const [result] = await igsm(model, [evenPictures[0]], { labels: [wrong] });
    expect(result).toMatchObject({ skipped: true, success: false, successAfterRounding: false, label: wrong });
    expect(result).toMatchObject({ prediction, iterations: 0, queries: 2, gradients: 0 });
    expect(result.adversary.data).toEqual(evenPictures[0].data);
    expect(result.distances).toEqual({ linf: 0, l2: 0, relativeL2: 0, psnr: Infinity, ssim: 1 });
    expect(model.seen.gradients).toBe(before.gradients);
    const [targeted] = await igsm(model, [evenPictures[0]], { labels: [wrong], targets: [prediction] });
    expect(targeted).toMatchObject({ skipped: true, success: false, successAfterRounding: false });
    const [right] = await igsm(model, [evenPictures[0]], { labels: [prediction] });
    expect(right.skipped).toBe(false);
  });
});

describe('several ε', () => {
  it('give what each gives by itself, and no fewer successes as they grow', async () => {
    const epsilons = [0.5, 1, 2, 4, 8, 16];
    const options = { step: 2, iterations: 12 };
    const all = await igsm(evenModel(), evenPictures, { ...options, epsilons, batchSize: 3 });
    const single = await Promise.all(
      epsilons.map((epsilon) => igsm(evenModel(), evenPictures, { ...options, epsilon })),
    );
    expect(all).toEqual(single);
    const rates = all.map((results) => results.filter(({ success }) => success).length);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(rates[0]).toBeLessThan(rates[5]);
    expect(rates[5]).toBe(evenPictures.length);
    for (const [e, results] of all.entries()) {
      for (const { epsilon, distances } of results) {
        expect(epsilon).toBe(epsilons[e]);
        expect(distances.linf).toBeLessThanOrEqual(epsilon!);
      }
    }
  });
});

describe('the size of a batch', () => {
  it.each([{}, { earlyStop: true }, { surviveRounding: true }, { surviveRounding: true, earlyStop: true }])(
    'changes no result: %o',
    async (options) => {
      const all = await Promise.all(
        [1, 2, 3, 7, 50].map((batchSize) => igsm(evenModel(), evenPictures, { ...shorten(options), batchSize })),
      );
      for (const results of all) expect(results).toEqual(all[0]);
      const alone = await Promise.all(evenPictures.map((picture) => igsm(evenModel(), [picture], shorten(options))));
      expect(alone.map(([result], picture) => ({ ...result, picture }))).toEqual(all[0]);
    },
  );

  it('is what the model is shown at once', async () => {
    const model = evenModel();
    await igsm(model, evenPictures, { batchSize: 3 });
    expect(Math.max(...model.seen.batches)).toBe(3);
    expect(model.seen.batches.filter((size) => size === 3).length).toBeGreaterThan(20);
  });
});

describe('the counts', () => {
  it.each([{}, { earlyStop: true }, { surviveRounding: true }, { surviveRounding: true, earlyStop: true }])(
    'are those of the pictures that the model was shown: %o',
    async (options) => {
      const model = evenModel();
      const results = await igsm(model, evenPictures, shorten(options));
      expect(results.reduce((sum, { queries }) => sum + queries, 0)).toBe(model.seen.queries);
      expect(results.reduce((sum, { gradients }) => sum + gradients, 0)).toBe(model.seen.gradients);
    },
  );

  it('of a full run are one gradient per step and three queries', async () => {
    const [result] = await igsm(evenModel(), [evenPictures[0]], { iterations: 7 });
    expect(result).toMatchObject({ iterations: 7, gradients: 7, queries: 3, zeroGradients: 0 });
  });
});

describe('results', () => {
  it('are judged by what the model names for them', async () => {
    const model = evenModel();
    for (const result of await igsm(model, evenPictures)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const rows = await model.logits([
        result.adversary,
        { ...result.rounded, data: Float32Array.from(result.rounded.data) },
      ]);
      const [exact, rounded] = rows.map((row) => row.indexOf(Math.max(...row)));
      expect([result.prediction, result.predictionAfterRounding]).toEqual([exact, rounded]);
      expect([result.success, result.successAfterRounding]).toEqual([exact !== result.label, rounded !== result.label]);
    }
  });

  it('leave the given evenPictures alone, which may be of bytes', async () => {
    const bytes = evenPictures.map(({ data, ...rest }) => ({ ...rest, data: Uint8Array.from(data) }));
    const before = bytes.map(({ data }) => data.slice());
    expect(await igsm(evenModel(), bytes)).toEqual(await igsm(evenModel(), evenPictures));
    expect(bytes.map(({ data }) => data)).toEqual(before);
  });

  it('are told as they come', async () => {
    const told: AttackProgress[] = [];
    const all = await igsm(evenModel(), evenPictures, {
      epsilons: [1, 2],
      onProgress: (progress) => told.push(progress),
    });
    expect(told.map(({ done }) => done)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
    for (const { total, result } of told) {
      expect(total).toBe(14);
      expect(all[result.epsilon! - 1][result.picture]).toBe(result);
    }
  });

  it('are none for no pictures', async () => {
    expect(await igsm(evenModel(), [])).toEqual([]);
    expect(await igsm(evenModel(), [], { epsilons: [1, 2] })).toEqual([[], []]);
    expect(await igsm(evenModel(), [], { epsilons: undefined } as IgsmOptions)).toEqual([]);
  });
});

describe('a stop', () => {
  it('rejects with the reason before the model is asked', async () => {
    const model = evenModel();
    const reason = new Error('enough');
    await expect(igsm(model, evenPictures, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(model.seen).toEqual({ queries: 0, gradients: 0, batches: [] });
  });

  it('after the last picture comes too late', async () => {
    const control = new AbortController();
    const options: IgsmOptions = { signal: control.signal, onProgress: ({ done }) => done === 7 && control.abort() };
    expect(await igsm(evenModel(), evenPictures, options)).toHaveLength(7);
  });

  it('in between keeps what was told, and asks the model no more', async () => {
    const model = evenModel();
    const control = new AbortController();
    const kept: number[] = [];
    const options: IgsmOptions = {
      batchSize: 2,
      signal: control.signal,
      onProgress: ({ done, result }) => {
        kept.push(result.picture);
        if (done === 4) control.abort(new Error('Ctrl-C'));
      },
    };
    await expect(igsm(model, evenPictures, options)).rejects.toThrow('Ctrl-C');
    expect(kept).toEqual([0, 1, 2, 3]);
    expect(model.seen.gradients).toBe(40);
  });
});

describe('a classifier', () => {
  it('is attacked through the same interface, in batches as one by one', () =>
    using(smallClassifier({ spread: 3 }), async (classifier) => {
      const images = Array.from({ length: 5 }, (_, i) => handPicture(8, 6, i));
      const options = { epsilon: 30, step: 3 };
      const results = await igsm(classifier, images, options);
      expect(results.some(({ success }) => success)).toBe(true);
      const logits = await classifier.logits(results.map(({ adversary }) => adversary));
      expect(results.map(({ prediction }) => prediction)).toEqual(logits.map((row) => row.indexOf(Math.max(...row))));
      const alone = await Promise.all(images.map((image) => igsm(classifier, [image], options)));
      for (const [i, [single]] of alone.entries()) expect(single).toEqual({ ...results[i], picture: 0 });
    }));
});
