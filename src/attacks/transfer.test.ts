import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenModel,
  evenPictures,
  evenSize,
  handModel,
  handPicture,
} from '../../test/support/hand-model.js';
import { smallClassifier, using } from '../../test/support/small-classifier.js';
import type { Image } from '../core/image.js';
import { AttackError, igsm } from './index.js';
import { transfer } from './transfer.js';

const { width, height } = evenSize;
const settings = { epsilon: 6, step: 1 };

/** The function of {@link evenModel} with another class in the lead. */
function shifted(by: readonly number[]) {
  const f = evenFunction();
  return handModel(width, height, { ...f, logits: (x) => f.logits(x).map((value, c) => value + by[c]) });
}

/** The upper half of a picture. */
const upperHalf = ({ data, ...image }: Image): Image => ({ ...image, height: 2, data: data.slice(0, 30) });

describe('transfer', () => {
  it('to the same model finds what the attack found', async () => {
    const results = await igsm(evenModel(), evenPictures, { ...settings, epsilon: 2 });
    const judge = { ...evenModel(), inputGradient: () => Promise.reject(new Error('no gradient was to be asked for')) };
    const { results: judged, rate, rateAfterRounding, judged: count } = await transfer(judge, evenPictures, results);
    expect(count).toBe(evenPictures.length);
    expect(judged.map((each) => each.picture)).toEqual(results.map((each) => each.picture));
    for (const key of ['prediction', 'predictionAfterRounding', 'success', 'successAfterRounding', 'label'] as const) {
      expect(judged.map((each) => each[key])).toEqual(results.map((each) => each[key]));
    }
    const part = results.filter(({ success }) => success).length / count;
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(1);
    expect(rate).toBe(part);
    expect(rateAfterRounding).toBe(results.filter(({ successAfterRounding }) => successAfterRounding).length / count);
    expect(judge.seen.queries).toBe(3 * count);
  });

  it('counts only pictures that the judge has right', async () => {
    const results = await igsm(evenModel(), evenPictures, settings);
    const judge = shifted([1, 0, 0, 0]);
    const logits = await judge.logits(evenPictures);
    const before = logits.map((row) => row.indexOf(Math.max(...row)));
    const { results: judged, judged: count, rate } = await transfer(judge, evenPictures, results);
    expect(judged.map(({ predictionBefore }) => predictionBefore)).toEqual(before);
    expect(judged.map(({ skipped }) => skipped)).toEqual(results.map(({ label }, i) => label !== before[i]));
    expect(count).toBe(results.filter(({ label }, i) => label === before[i]).length);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(evenPictures.length);
    expect(rate).toBe(judged.filter(({ success }) => success).length / count);
    for (const { skipped, success, successAfterRounding } of judged) {
      if (skipped) expect([success, successAfterRounding]).toEqual([false, false]);
    }
    const none = await transfer(
      shifted([0, 0, 0, 1e3]),
      evenPictures,
      results.filter(({ label }) => label !== 3),
    );
    expect(none).toMatchObject({ judged: 0, rate: Number.NaN, rateAfterRounding: Number.NaN });
  });

  it('leaves out what the attack skipped, and takes a part of the results', async () => {
    const labels = (await igsm(evenModel(), evenPictures, settings)).map(({ label }) => label);
    const wrong = labels.map((label, i) => (i === 2 ? (label + 1) % 4 : label));
    const results = await igsm(evenModel(), evenPictures, { ...settings, labels: wrong });
    const { results: judged } = await transfer(evenModel(), evenPictures, [results[4], results[2]]);
    expect(judged.map(({ picture, skipped }) => [picture, skipped])).toEqual([
      [4, false],
      [2, true],
    ]);
  });

  it('of a targeted attack succeeds where the target is reached', async () => {
    const clean = await igsm(evenModel(), evenPictures, settings);
    const targets = clean.map(({ label }) => (label + 1) % 4);
    const results = await igsm(evenModel(), evenPictures, { epsilon: 30, step: 3, targets });
    const far = await transfer(evenModel(), evenPictures, results);
    expect(far.rate).toBe(1);
    // Another class in the lead for the adversaries, though not for the clean pictures, is no success.
    const toNext = await transfer(
      evenModel(),
      evenPictures,
      results.map((each) => ({ ...each, target: (each.label + 2) % 4 })),
    );
    expect(toNext).toMatchObject({ judged: 7, rate: 0 });
  });

  it('does not depend on the size of a batch', async () => {
    const results = await igsm(evenModel(), evenPictures, settings);
    const all = await Promise.all(
      [1, 3, 50].map((batchSize) => transfer(shifted([0.1, 0, 0, 0]), evenPictures, results, { batchSize })),
    );
    for (const each of all) expect(each).toEqual(all[0]);
  });

  it('between two classifiers of one size judges what the other made', () =>
    using(smallClassifier({ spread: 3 }), (source) =>
      using(smallClassifier({ spread: 3, seed: 8 }), async (judge) => {
        const images = Array.from({ length: 5 }, (_, i) => handPicture(8, 6, i));
        const [before] = [await judge.logits(images)];
        const labels = before.map((row) => row.indexOf(Math.max(...row)));
        const made = await igsm(source, images, { epsilon: 30, step: 3 });
        const results = made.map((each, i) => ({ ...each, label: labels[i], skipped: false }));
        const { results: judged, judged: count } = await transfer(judge, images, results);
        expect(count).toBe(5);
        const after = await judge.logits(made.map(({ adversary }) => adversary));
        expect(judged.map(({ prediction }) => prediction)).toEqual(after.map((row) => row.indexOf(Math.max(...row))));
        expect(judged.map(({ success }) => success)).toEqual(
          judged.map(({ prediction }, i) => prediction !== labels[i]),
        );
      }),
    ));

  it('to a model of another size asks for prepare, and uses it', async () => {
    const results = await igsm(evenModel(), evenPictures, settings);
    // The first rows alone: a judge of 5 × 2 pixels whose weights are those of these rows.
    const { logits, ...rest } = evenFunction();
    const judge = handModel(width, 2, {
      ...rest,
      logits: (x) => logits(Float32Array.from({ length: 60 }, (_, i) => x[i] ?? 127.5)),
    });
    await expect(transfer(judge, evenPictures, results)).rejects.toThrow(
      'Expected pictures of 5 × 2, the judge\'s size, or the option prepare that makes them so, for images[0] but received "5 × 4"',
    );
    expect(judge.seen.queries).toBe(0);
    const { results: judged } = await transfer(judge, evenPictures, results, { prepare: upperHalf });
    const cut = await judge.logits(results.map(({ adversary }) => upperHalf(adversary)));
    expect(judged.map(({ prediction }) => prediction)).toEqual(cut.map((row) => row.indexOf(Math.max(...row))));
    await expect(transfer(judge, evenPictures, results, { prepare: (image) => image })).rejects.toThrow(
      'Expected a picture of 5 × 2 × 3, the model\'s size, for what prepare gives for images[0] but received "5 × 4 × 3"',
    );
  });

  it('says what is wrong, and where', async () => {
    const results = await igsm(evenModel(), evenPictures, settings);
    const judge = evenModel();
    const wrong: [() => Promise<unknown>, string][] = [
      [() => transfer(judge, evenPictures[0] as never, results), 'Expected an array of images for images'],
      [
        () => transfer(judge, evenPictures, results[0] as never),
        'Expected an array of results of an attack for results',
      ],
      [
        () => transfer(judge, evenPictures, [results] as never),
        'Expected a result of an attack (for one ε) for results[0] but received an array of 7',
      ],
      [
        () => transfer(judge, evenPictures.slice(0, 2), results),
        'Expected the 3 or more clean pictures of the attack for images but received an array of 2',
      ],
      [
        () => transfer({ ...judge, classes: 2 }, evenPictures, [{ ...results[0], label: 3 }]),
        'Expected an integer from 0 to 1 for results[0].label but received 3',
      ],
      [
        () => transfer(judge, evenPictures, results, { size: 1 } as never),
        'for the options of transfer but received "size"',
      ],
      [() => transfer(judge, evenPictures, results, { batchSize: 0 }), 'for batchSize but received 0'],
      [() => transfer(judge, evenPictures, results, { prepare: 1 } as never), 'Expected a function for prepare'],
      [() => transfer(judge, evenPictures, results, { signal: AbortSignal.abort(new Error('enough')) }), 'enough'],
    ];
    await Promise.all(wrong.map(([run, message]) => expect(run()).rejects.toThrow(message)));
    expect(judge.seen.queries).toBe(0);
    const broken = handModel(width, height, { ...evenFunction(), logits: () => [0, Number.NaN, 0, 0] });
    const error = await transfer(broken, evenPictures, results.slice(3)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AttackError);
    expect(error).toMatchObject({ picture: 3 });
  });
});
