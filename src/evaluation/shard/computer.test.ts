import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { attackOf, cleanAttack, colourData, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { graph, node, tensor } from '../../../test/support/onnx/build.js';
import { colourCard, paintPicture } from '../../../test/support/colour-model.js';
import { attackCatalog } from '../../attacks/index.js';
import { parseRecord } from '../records/format.js';
import type { EvaluationRecord } from '../records/record.js';
import { attackMethods } from './check-attack.js';
import { createComputer } from './computer.js';
import type { ShardJob, ShardResult } from './shard.js';

const folder = temporaryFolder();
const { store, model, images } = await colourData(folder);
const computer = createComputer(store);
afterAll(() => computer.dispose());

const ensemble = { ...deflection, name: 'ens', ensemble: 2 };
const wavelets = { ...none, name: 'wd', chain: deflection.chain.slice(1) };

/** Jobs of every kind, for all pictures. */
const attacks = {
  clean: cleanAttack,
  igsm: attackOf({ method: 'igsm', sizes: [30] }),
  'relative igsm': attackOf({ method: 'igsm', measure: 'relative-l2', sizes: [0.2] }),
  pgd: attackOf({ method: 'pgd', measure: 'l2', sizes: [900], options: { iterations: 5 } }),
  deepfool: attackOf({ method: 'deepfool', measure: 'natural', sizes: [null] }),
  noise: attackOf({ method: 'gaussian-noise', measure: 'relative-l2', sizes: [0.3], control: true }),
  adaptive: attackOf(
    { method: 'pgd', knowledge: 'adaptive', sizes: [30], options: { iterations: 3 }, adaptive: { draws: 3 } },
    { target: deflection },
  ),
  'gray-box': attackOf({ method: 'igsm', knowledge: 'gray-box', sizes: [30] }, { target: deflection }),
  'auto-attack': attackOf({ method: 'auto-attack', sizes: [30], options: { iterations: 4, queries: 5 } }),
};
const jobs = Object.entries(attacks).map(([name, attack]) => ({
  name,
  job: jobOf({
    model,
    images,
    attack,
    repeats: 2,
    defenses: [none, deflection, ensemble, wavelets],
    localisation: true,
  }),
}));

const lines = ({ records }: ShardResult) => records.split('\n').slice(0, -1);
const recordsOf = (result: ShardResult): EvaluationRecord[] => lines(result).map(parseRecord);
const compute = (job: ShardJob) => computer.compute(job);

describe('records of a shard', () => {
  it('stand picture by picture, defense by defense, draw by draw; only random defenses have several', async () => {
    const result = await compute(jobs[1].job);
    const records = recordsOf(result);
    const order = images.flatMap(({ id }) =>
      [['none', 0], ...[0, 1].map((draw) => ['pd', draw]), ...[0, 1].map((draw) => ['ens', draw]), ['wd', 0]].map(
        ([defense, draw]) => ({ image: id, defense, draw }),
      ),
    );
    expect(records.map(({ image, defense, draw }) => ({ image, defense, draw }))).toEqual(order);
    expect(result.count).toBe(records.length);
    expect(result.unreadable).toEqual([]);
    expect(result.key).toBe(jobs[1].job.key);
    expect(Object.keys(result.milliseconds.judge)).toEqual(['none', 'pd', 'ens', 'wd']);
    // What is known of an adversary stands in its first record alone.
    expect(records.map(({ made }) => made !== undefined)).toEqual(order.map(({ defense }) => defense === 'none'));
  });

  it('of clean pictures have no distance and no facts of an attack', async () => {
    for (const record of recordsOf(await compute(jobs[0].job))) {
      expect(record).toMatchObject({
        attack: 'none',
        knowledge: 'clean',
        measure: 'none',
        epsilon: null,
        l2: 0,
        linf: 0,
      });
      expect(record.made).toBeUndefined();
      if (record.defense === 'none') expect(record.prediction).toBe(record.before);
    }
  });

  it('of a picture that is wrong from the start are those of the picture itself', async () => {
    const [{ job: clean }, { job: attacked }] = jobs;
    const wrong = images.at(-1)!;
    const of = async (job: ShardJob) => recordsOf(await compute(job)).filter(({ image }) => image === wrong.id);
    const [before, after] = [await of(clean), await of(attacked)];
    expect(before[0].before).not.toBe(wrong.label);
    // Of a defense without randomness one decision is kept of an adversary, and all of a clean picture.
    const once = before.filter(({ defense, draw }) => defense !== 'wd' || draw === 0);
    expect(before.length - once.length).toBe(1);
    expect(before.filter(({ defense }) => defense === 'wd').every((each) => each.truth === before.at(-1)!.truth)).toBe(
      true,
    );
    expect(after.map(({ prediction, confidence, l2 }) => [prediction, confidence, l2])).toEqual(
      once.map(({ prediction, confidence }) => [prediction, confidence, 0]),
    );
    expect(after[0].made).toMatchObject({ success: false, successAfterRounding: false, iterations: 0 });
  });
});

describe('the same pictures', () => {
  it.each(jobs)('have the same records in shards of 1, 3 and all, in any order: $name', async ({ job }) => {
    const whole = (await compute(job)).records;
    const parts = async (size: number, backwards: boolean) => {
      const starts = Array.from({ length: Math.ceil(images.length / size) }, (_, i) => i * size);
      const found = new Map<number, string>();
      for (const start of backwards ? starts.toReversed() : starts) {
        const part = jobOf({ ...job, images: images.slice(start, start + size) });
        // oxlint-disable-next-line no-await-in-loop -- one shard at a time
        found.set(start, (await compute(part)).records);
      }
      return starts.map((start) => found.get(start)).join('');
    };
    expect(await parts(1, true)).toBe(whole);
    expect(await parts(3, false)).toBe(whole);
    // A computer that has done nothing before.
    const fresh = createComputer(store);
    expect((await fresh.compute(job)).records).toBe(whole);
    await fresh.dispose();
  });

  it('have other draws under another seed', async () => {
    const { job } = jobs[1];
    const other = (await compute(jobOf({ ...job, seed: '8' }))).records;
    expect(other).not.toBe((await compute(job)).records);
  });
});

/** Options by which attacks do little. */
const few: Readonly<Record<string, number>> = { iterations: 20, queries: 60, initialEvaluations: 10 };

const sizesOf = async (attack: ShardJob['attack']) =>
  recordsOf(await compute(jobOf({ model, images: images.slice(0, 4), attack, defenses: [none] })));

describe('sizes', () => {
  it('of L∞ and L2 are kept to after rounding', async () => {
    for (const { linf } of await sizesOf(attackOf({ method: 'igsm', sizes: [3] }))) expect(linf).toBe(3);
    for (const { l2 } of await sizesOf(attacks.pgd)) expect(Math.abs(l2 - 900)).toBeLessThan(2);
  });

  it.each(['fgsm', 'igsm', 'mi-fgsm', 'pgd', 'apgd-ce', 'gaussian-noise', 'deepfool', 'cw'])(
    'of a relative L2 are reached by %s, to rounding',
    async (method) => {
      const options = ['fgsm', 'gaussian-noise'].includes(method) ? {} : { iterations: 5 };
      for (const record of await sizesOf(attackOf({ method, measure: 'relative-l2', sizes: [0.2], options }))) {
        // Rounding moves each of the 768 samples by half a level at most.
        const wanted = 0.2 * (record.l2 / record.relativeL2);
        expect(Math.abs(record.l2 - wanted)).toBeLessThan(0.5 * Math.sqrt(16 * 16 * 3));
        expect(record.epsilon).toBe(0.2);
      }
    },
  );

  it('of a relative L2 follow the norm that the plan names', async () => {
    const [linf, l2] = await Promise.all(
      ['linf', 'l2'].map((norm) =>
        sizesOf(attackOf({ method: 'fgsm', measure: 'relative-l2', sizes: [0.2], options: { norm } })),
      ),
    );
    expect(l2[0].linf).not.toBe(linf[0].linf);
  });

  it.each(attackMethods)('need not be given: every attack has its own, %s too', async (method) => {
    const own = attackCatalog.find(({ about }) => about.name === method)?.about.options ?? ['iterations', 'queries'];
    const options = Object.fromEntries(own.flatMap((name) => (few[name] === undefined ? [] : [[name, few[name]]])));
    const attack = attackOf({ method, measure: 'natural', sizes: [null], options });
    const records = await sizesOf(attack);
    expect(records.map(({ epsilon, image }) => [epsilon, image])).toEqual(
      images.slice(0, 4).map(({ id }) => [null, id]),
    );
    expect(records.some(({ l2 }) => l2 > 0)).toBe(true);
  });

  it('that an attack does not have are refused for the whole shard', async () => {
    await expect(sizesOf(attackOf({ method: 'igsm', measure: 'l2', sizes: [30] }))).rejects.toThrow(
      'igsm has no size in l2',
    );
    const attack = attackOf({ method: 'fgsm', measure: 'l2', sizes: [30], options: { norm: 'linf' } });
    await expect(sizesOf(attack)).rejects.toThrow('fgsm: a size in l2 contradicts the option norm');
  });
});

describe('what cannot be used', () => {
  const photo = readFileSync(join(folder, 'picture-0.png'));

  it('is listed with its reason, and all else has its records', async () => {
    const cut = store.addImage('cut.png', photo.subarray(0, 200), 0);
    const text = store.addImage('text.png', Buffer.from('no picture\u001b[31m'), 0);
    const missing = { id: 'missing.png', sha256: '0'.repeat(64), label: 0 };
    const [first, second] = images;
    const attack = attacks.igsm;
    const result = await compute(jobOf({ model, images: [first, cut, text, missing, second], attack }));
    expect(result.unreadable.map(({ image }) => image)).toEqual(['cut.png', 'text.png', 'missing.png']);
    expect(result.unreadable[0].reason).toMatch(/^the PNG data is cut short at byte 200/);
    expect(result.unreadable[2].reason).toBe(`no picture has the SHA-256 ${'0'.repeat(64)}`);
    // oxlint-disable-next-line no-control-regex -- there may be none
    for (const { reason } of result.unreadable) expect(reason).not.toMatch(/[\u0000-\u001f]|the given bytes/);
    expect(result.records).toBe((await compute(jobOf({ model, images: [first, second], attack }))).records);
  });

  it('is a picture whose bytes are not those that were named', async () => {
    const lying = createComputer({ ...store, image: async () => photo });
    const { unreadable } = await lying.compute(jobOf({ model, images: images.slice(0, 2) }));
    expect(unreadable).toEqual([{ image: 'picture-1.png', reason: 'its content has changed since the run began' }]);
    await lying.dispose();
  });

  it('is a picture for which the network gives no numbers', async () => {
    // The logarithm of how much darker than 0.9 a picture is.
    const bytes = graph({
      inputs: { input: ['batch', 3, 16, 16] },
      output: 'logits',
      nodes: [
        node('GlobalAveragePool', ['input'], ['pooled']),
        node('Flatten', ['pooled'], ['flat'], { axis: 1 }),
        node('Sub', ['limit', 'flat'], ['below']),
        node('Log', ['below'], ['logits']),
      ],
      weights: { limit: tensor([1], [0.9]) },
    });
    writeFileSync(join(folder, 'dark.onnx'), bytes);
    const labels = colourCard.labels.slice(0, 3);
    const dark = store.addModel('dark', join(folder, 'dark.onnx'), { ...colourCard, name: 'dark', labels });
    await paintPicture(join(folder, 'bright.png'), 'yellow');
    const bright = store.addImage('bright.png', readFileSync(join(folder, 'bright.png')), 2);
    const fine = { ...images[3], label: 2 };
    const { count, unreadable } = await compute(jobOf({ model: dark, images: [bright, fine], defenses: [none] }));
    expect(count).toBe(1);
    expect(unreadable).toEqual([
      { image: bright.id, reason: expect.stringMatching(/^dark: gave NaN for class 0: check scale/) },
    ]);
  });

  it('is a black picture where the size is relative, and no other', async () => {
    const black = { raw: { width: 16, height: 16, channels: 3 as const } };
    const bytes = await sharp(new Uint8Array(16 * 16 * 3), black)
      .png()
      .toBuffer();
    const image = store.addImage('black.png', bytes, 0);
    for (const method of ['igsm', 'deepfool']) {
      const attack = attackOf({ method, measure: 'relative-l2', sizes: [0.1] });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await compute(jobOf({ model, images: [image], attack }))).unreadable).toEqual([
        { image: 'black.png', reason: 'a black picture: no perturbation has a size relative to it' },
      ]);
    }
    const attack = attackOf({ method: 'igsm', sizes: [9] });
    const [{ l2, relativeL2 }] = recordsOf(await compute(jobOf({ model, images: [image], attack })));
    expect(l2).toBeGreaterThan(0);
    expect(relativeL2).toBe(l2);
  });

  it('is a network that is not there, or is another one: the shard has no result', async () => {
    const elsewhere = { ...model, sha256: 'a'.repeat(64) };
    await expect(compute(jobOf({ model: elsewhere, images }))).rejects.toThrow(
      `no model file has the SHA-256 ${'a'.repeat(64)} (colours)`,
    );
    const lying = createComputer({ ...store, model: () => join(folder, 'colours.onnx') });
    await expect(lying.compute(jobOf({ model: elsewhere, images }))).rejects.toThrow(/SHA-256/);
  });

  it('is a picture after the signal was given', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const watched = createComputer({
      ...store,
      image: (sha256) => {
        seen.push(sha256);
        if (seen.length === 2) stop.abort(new Error('stopped by hand'));
        return store.image(sha256);
      },
    });
    await expect(watched.compute(jobs[1].job, stop.signal)).rejects.toThrow('stopped by hand');
    expect(seen.length).toBe(2);
    await watched.dispose();
  });

  it('is an option that the computer does not have', () => {
    expect(() => createComputer(store, { threads: 2 } as object)).toThrow('for the options of createComputer');
  });
});
