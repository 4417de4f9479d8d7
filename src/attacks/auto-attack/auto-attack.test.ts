import { describe, expect, it } from 'vitest';
import {
  evenFunction,
  evenModel,
  evenPictures,
  evenSize,
  handModel,
  linear,
  randomWeights,
} from '../../../test/support/hand-model.js';
import type { Model } from '../../models/model.js';
import { softmax } from '../../models/ranking.js';
import { createRandom } from '../../core/random.js';
import { type AttackResult, autoAttack, type AutoAttackOptions, averagedGradients } from '../index.js';

const cheap = { iterations: 8, queries: 60, targetClasses: 2, seed: 1 } as const;
const kinds = async (model: Model, options: AutoAttackOptions = { ...cheap, epsilon: 1 }) =>
  (await autoAttack(model, evenPictures, options)).flags.map(({ kind }) => kind);

const fooled = (results: readonly AttackResult[], which: 'success' | 'successAfterRounding' = 'success') =>
  results.filter((result) => result[which]).map(({ picture }) => picture);

/** What is expected of options that are refused. */
const refused = (options: object, model: Model = evenModel()) =>
  expect(autoAttack(model, evenPictures, options)).rejects;

/** A model of which `logits` or `inputGradient` is another. */
function changed(other: Partial<Model>): Model {
  return { ...evenModel(), ...other };
}

/** Logits plus noise, drawn anew in each call. */
function noisy(deviation: number, gradientDeviation = deviation): Model {
  const random = createRandom(5);
  const model = evenModel();
  const shake = (rows: Float32Array[], by = deviation) =>
    rows.map((row) => row.map((z) => z + random.uniform(-by, by)));
  return changed({
    logits: async (images) => shake(await model.logits(images)),
    inputGradient: async (images, cotangent) => {
      const { logits, gradients } = await model.inputGradient(images, cotangent);
      return { logits: shake(logits), gradients: shake(gradients, gradientDeviation) };
    },
  });
}

describe('autoAttack', () => {
  it('equals the worst case of its members, whether each attacks all pictures or what is left', async () => {
    const settings = { ...cheap, epsilon: 0.7 };
    const all = await autoAttack(evenModel(), evenPictures, { ...settings, everyMember: true });
    const left = await autoAttack(evenModel(), evenPictures, settings);
    expect(all.members.map(({ name }) => name)).toEqual(['apgd-ce', 'apgd-t', 'fab-t', 'square']);
    expect(all.members.every(({ results }) => results.length === evenPictures.length)).toBe(true);
    const union = new Set(all.members.flatMap(({ results }) => fooled(results)));
    expect(fooled(all.results)).toEqual([...union].toSorted((a, b) => a - b));
    expect(fooled(left.results)).toEqual(fooled(all.results));
    expect(union.size).toBeGreaterThan(0);
    expect(union.size).toBeLessThan(evenPictures.length);
    // What a member is given is what the ones before have left.
    let standing = evenPictures.map((_, i) => i);
    for (const { results } of left.members) {
      expect(results.map(({ picture }) => picture)).toEqual(standing);
      standing = results.filter(({ success }) => !success).map(({ picture }) => picture);
    }
    const rounded = new Set(all.members.flatMap(({ results }) => fooled(results, 'successAfterRounding')));
    expect(fooled(all.resultsAfterRounding, 'successAfterRounding')).toEqual([...rounded].toSorted((a, b) => a - b));
    expect(all.results.map(({ picture }) => picture)).toEqual(evenPictures.map((_, i) => i));
  });

  it('says of every adversary what the model says, inside of the budget', async () => {
    for (const [norm, epsilon] of [
      ['linf', 1.5],
      ['l2', 12],
    ] as const) {
      const model = evenModel();
      // oxlint-disable-next-line no-await-in-loop -- a norm after the other
      const { members } = await autoAttack(model, evenPictures, { ...cheap, norm, epsilon, everyMember: true });
      for (const { results } of members) {
        for (const { adversary, prediction, label, success, target, distances, skipped } of results) {
          // oxlint-disable-next-line no-await-in-loop -- few
          const [logits] = await model.logits([adversary]);
          expect(prediction).toBe(logits.indexOf(Math.max(...logits)));
          expect(success).toBe(!skipped && prediction !== label);
          expect(target).toBeUndefined();
          expect(distances[norm]).toBeLessThanOrEqual(epsilon);
        }
      }
    }
  });

  it('skips what the model names wrongly, and takes labels', async () => {
    const model = evenModel();
    const rows = await model.logits(evenPictures);
    const labels = rows.map((row) => row.indexOf(Math.max(...row)));
    labels[2] = (labels[2] + 1) % 4;
    const { results, members } = await autoAttack(model, evenPictures, { ...cheap, epsilon: 40, labels });
    expect(results[2]).toMatchObject({ skipped: true, success: false, label: labels[2] });
    expect(fooled(results)).toEqual([0, 1, 3, 4, 5, 6]);
    expect(members.map(({ name }) => name)).toEqual(['apgd-ce']);
  });

  it('does not depend on the batch, and reports its seed', async () => {
    const settings = { ...cheap, epsilon: 0.7 };
    const together = await autoAttack(evenModel(), evenPictures, settings);
    const one = await autoAttack(evenModel(), evenPictures, { ...settings, batchSize: 1 });
    expect(one.results).toEqual(together.results);
    expect(one.seed).toBe(1);
    const { seed, results } = await autoAttack(evenModel(), evenPictures, { ...settings, seed: undefined } as object);
    expect((await autoAttack(evenModel(), evenPictures, { ...settings, seed })).results).toEqual(results);
  });

  it('looks for adversaries that survive rounding where asked', async () => {
    const settings = { ...cheap, epsilon: 1.4, surviveRounding: true };
    const { results, resultsAfterRounding, members } = await autoAttack(evenModel(), evenPictures, settings);
    expect(results).toEqual(resultsAfterRounding);
    const union = new Set(members.flatMap((member) => fooled(member.results, 'successAfterRounding')));
    expect(fooled(results, 'successAfterRounding')).toEqual([...union].toSorted((a, b) => a - b));
    expect(results.every(({ rounded }) => rounded.data instanceof Uint8Array)).toBe(true);
  });

  it('tells of every picture of every member once, and stops', async () => {
    const told: string[] = [];
    const { members } = await autoAttack(evenModel(), evenPictures, {
      ...cheap,
      epsilon: 0.7,
      onProgress: ({ member, done, total, result }) => told.push(`${member} ${done}/${total} ${result.picture}`),
    });
    for (const { name, results } of members) {
      const own = told.filter((line) => line.startsWith(`${name} `));
      expect(own.map((line) => line.split(' ')[1])).toEqual(results.map((_, i) => `${i + 1}/${results.length}`));
      expect(new Set(own.map((line) => line.split(' ')[2])).size).toBe(results.length);
    }
    const controller = new AbortController();
    const stopped = autoAttack(evenModel(), evenPictures, {
      ...cheap,
      epsilon: 0.7,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('names the picture where a member finds no number', async () => {
    const model = evenModel();
    let calls = 0;
    const bad = changed({
      inputGradient: async (images, cotangent) => {
        const given = await model.inputGradient(images, cotangent);
        if (++calls > 4) given.gradients[images.length - 1][7] = Number.NaN;
        return given;
      },
    });
    await expect(autoAttack(bad, evenPictures, { ...cheap, epsilon: 0.7 })).rejects.toThrow(
      /^picture 6: the model's gradient is NaN at x 2, y 0, channel 1/,
    );
  });

  it('refuses what makes no sense', async () => {
    await refused(null as never).toThrow('Expected an object for the options of autoAttack but received null');
    await refused({ version: 'plus' }).toThrow("one of 'standard', 'rand' for version");
    await refused({ eot: 3 }).toThrow('for the options of autoAttack (version \'standard\') but received "eot"');
    await refused({ version: 'rand', queries: 3 }).toThrow('(version \'rand\') but received "queries"');
    await refused({ targetClasses: 4 }).toThrow('Expected an integer from 1 to 3 for targetClasses but received 4');
    await refused({ epsilon: 0 }).toThrow('Expected a number above 0 and at most 255 (unit: 255) for epsilon');
    await refused({ epsilon: 2, unit: 1 }).toThrow('at most 1 (unit: 1) for epsilon');
    const three = handModel(evenSize.width, evenSize.height, linear(randomWeights(3, 60, 1, 0.01), [0, 0, 0]));
    await refused({}, three).toThrow(
      "Expected at least 4 classes, which the difference of logits ratio compares in version 'standard',",
    );
    const { flags } = await autoAttack(three, evenPictures, { version: 'rand', eot: 1, iterations: 2 });
    expect(flags).toEqual([]);
  });

  it('gives nothing for no pictures', async () => {
    expect(await autoAttack(evenModel(), [], { seed: 4 })).toEqual({
      results: [],
      resultsAfterRounding: [],
      members: [],
      flags: [],
      seed: 4,
    });
  });
});

describe('the flags of autoAttack', () => {
  it('are none for a plain classifier', async () => {
    expect(await kinds(evenModel())).toEqual([]);
    expect(await kinds(evenModel(), { version: 'rand', eot: 2, epsilon: 1, iterations: 8 })).toEqual([]);
  });

  it('show outputs that vary', async () => {
    expect(await kinds(noisy(0.05))).toContain('random-outputs');
    // Not more than float32 rounding.
    expect(await kinds(noisy(1e-7))).toEqual([]);
  });

  it('show probabilities', async () => {
    const { classes, logits, pull } = evenFunction();
    const model = handModel(evenSize.width, evenSize.height, {
      classes,
      logits: (x) => [...softmax(logits(x))],
      pull: (x, cotangent) => {
        const p = softmax(logits(x));
        const mean = p.reduce((sum, value, i) => sum + value * cotangent[i], 0);
        return pull(
          x,
          Float32Array.from(p, (value, i) => value * (cotangent[i] - mean)),
        );
      },
    });
    expect(await kinds(model)).toEqual(['probability-outputs']);
  });

  it('show a cross-entropy without a gradient', async () => {
    const { classes, logits, pull } = evenFunction();
    const model = handModel(evenSize.width, evenSize.height, {
      classes,
      logits: (x) => logits(x).map((z) => 1e5 * z),
      pull: (x, cotangent) =>
        pull(
          x,
          cotangent.map((value) => 1e5 * value),
        ),
    });
    expect(await kinds(model)).toEqual(['zero-gradients']);
  });

  it('show that Square does better than gradients', async () => {
    const model = evenModel();
    const wrong = changed({
      inputGradient: async (images, cotangent) => {
        const { logits, gradients } = await model.inputGradient(images, cotangent);
        return { logits, gradients: gradients.map((gradient) => gradient.map((value) => -value)) };
      },
    });
    const { flags, members, results } = await autoAttack(wrong, evenPictures, { ...cheap, epsilon: 1.5, queries: 300 });
    expect(flags.map(({ kind }) => kind)).toEqual(['square-finds-more']);
    const found = fooled(members.find(({ name }) => name === 'square')!.results).length;
    expect(found).toBeGreaterThan(0);
    expect(flags[0].message).toContain(
      `fooled ${found} of ${results.length} pictures that the attacks with gradients left`,
    );
  });

  it('show logits that take gradients of their own', async () => {
    const inner = evenModel();
    const model: Model = {
      ...inner,
      async logits(images) {
        const { gradients } = await this.inputGradient(
          images,
          images.map(() => Float32Array.of(1, 0, 0, 0)),
        );
        const cleaned = images.map((image, i) => ({
          ...image,
          data: Float32Array.from(image.data, (value, k) => value + 1e-3 * gradients[i][k]),
        }));
        return inner.logits(cleaned);
      },
    };
    const { flags } = await autoAttack(model, evenPictures, { ...cheap, epsilon: 1 });
    expect(flags.map(({ kind }) => kind)).toEqual(['inference-time-optimization']);
    expect(flags[0].message).toContain('its logits take gradients of their own');
  });

  it.each<[string, string, (inner: Model) => Partial<Model>]>([
    [
      'answers that change after many questions',
      'after the attacks it says something else of the same clean pictures',
      (inner) => {
        let asked = 0;
        return {
          logits: async (images) => {
            asked += images.length;
            const rows = await inner.logits(images);
            return asked < 100 ? rows : rows.map((row) => row.map((z, i) => z + (i === 0 ? 1 : 0)));
          },
        };
      },
    ],
    [
      'answers that depend on the batch',
      'what it says of a picture depends on the others of the batch',
      (inner) => ({
        logits: async (images) => {
          const rows = await inner.logits(images);
          const mean = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
          return rows.map((row) => row.map((z, c) => z - 0.1 * mean[c]));
        },
      }),
    ],
    [
      'gradients of another function',
      'the logits beside its gradients are not those of logits()',
      (inner) => ({
        logits: async (images) =>
          inner.logits(
            images.map((image) => ({ ...image, data: image.data.map((value) => 0.9 * value) }) as typeof image),
          ),
      }),
    ],
  ])('show %s', async (_, message, make) => {
    const { flags } = await autoAttack(changed(make(evenModel())), evenPictures, { ...cheap, epsilon: 1 });
    const dynamic = flags.filter(({ kind }) => kind === 'inference-time-optimization');
    expect(dynamic).toHaveLength(1);
    expect(dynamic[0].message).toContain(message);
  });

  it('bear a class with private members, which no stand-in can run', async () => {
    class Private implements Model {
      readonly #inner = evenModel();
      readonly width = evenSize.width;
      readonly height = evenSize.height;
      readonly classes = 4;
      readonly bounds = [0, 255] as const;
      logits(...given: Parameters<Model['logits']>) {
        return this.#inner.logits(...given);
      }
      inputGradient(...given: Parameters<Model['inputGradient']>) {
        return this.#inner.inputGradient(...given);
      }
    }
    expect(await kinds(new Private())).toEqual([]);
  });
});

describe('averagedGradients', () => {
  const cotangents = evenPictures.map(() => Float32Array.of(1, -1, 0.5, 0));

  it('changes nothing of a model that answers the same', async () => {
    const model = evenModel();
    const averaged = averagedGradients(model, 3);
    expect(averaged).toMatchObject({ ...evenSize, classes: 4, bounds: [0, 255] });
    expect(await averaged.logits(evenPictures)).toEqual(await model.logits(evenPictures));
    const { gradients } = await averaged.inputGradient(evenPictures, cotangents);
    expect(gradients).toEqual((await model.inputGradient(evenPictures, cotangents)).gradients);
  });

  it('comes nearer to the mean with more draws', async () => {
    const truth = (await evenModel().inputGradient(evenPictures, cotangents)).gradients;
    const off = async (n: number) => {
      const { gradients } = await averagedGradients(noisy(0.1), n).inputGradient(evenPictures, cotangents);
      let squares = 0;
      gradients.forEach((row, i) => row.forEach((value, k) => (squares += (value - truth[i][k]) ** 2)));
      return Math.sqrt(squares / (gradients.length * truth[0].length));
    };
    // Uniform noise of ±0.1 has a standard deviation of 0.1 / √3; the mean of n has that over √n.
    const deviation = 0.1 / Math.sqrt(3);
    expect(await off(1)).toBeCloseTo(deviation, 2);
    expect(await off(25)).toBeCloseTo(deviation / 5, 2);
    expect(await off(100)).toBeLessThan(deviation / 8);
  });

  it('asks a loss that is a function of each draw', async () => {
    const model = evenModel();
    let asked = 0;
    const loss = (logits: Float32Array) => {
      asked++;
      return logits;
    };
    const { gradients } = await averagedGradients(model, 4).inputGradient(evenPictures, loss);
    expect(asked).toBe(4 * evenPictures.length);
    expect(gradients).toEqual((await model.inputGradient(evenPictures, (logits) => logits)).gradients);
  });

  it('refuses no draws, and says what a model gets wrong', async () => {
    expect(() => averagedGradients(evenModel(), 0)).toThrow('Expected an integer of at least 1 for n but received 0');
    const wrong = averagedGradients(changed({ logits: async () => [] }), 2);
    await expect(wrong.logits(evenPictures)).rejects.toThrow(
      'one array per picture (7) for the logits that the model gives',
    );
  });

  it('lets version rand fool a model whose answers vary', async () => {
    const rows = await evenModel().logits(evenPictures);
    // Those that noise does not give another class from the start.
    const clear = evenPictures.filter((_, i) => {
      const [first, second] = rows[i].toSorted((a, b) => b - a);
      return first - second > 0.2;
    });
    expect(clear.length).toBeGreaterThan(2);
    const settings = { version: 'rand', epsilon: 40, iterations: 8, seed: 1, eot: 8 } as const;
    const { results, members, flags } = await autoAttack(noisy(0.05, 0.01), clear, settings);
    expect(fooled(results)).toHaveLength(clear.length);
    expect(members[0].name).toBe('apgd-ce');
    // This version is for such models.
    expect(flags).toEqual([]);
  });
});
