import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { attackOf, cleanAttack, colourData, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { igsm } from '../../attacks/index.js';
import { readImage } from '../../io/index.js';
import { loadClassifier } from '../../models/index.js';
import { type AdversaryPlace, createAdversaryStore, safeName } from './adversary-store.js';
import { createComputer } from './computer.js';
import type { ShardJob } from './shard.js';

const { store, model, images, path } = await colourData(temporaryFolder());
const attack = attackOf({ method: 'igsm', sizes: [12] });
const job = jobOf({ model, images, attack, defenses: [none], localisation: true });
const bare = createComputer(store);
afterAll(() => bare.dispose());
const expected = (await bare.compute(job)).records;

/** Runs a job with adversaries kept in a folder; also which pictures were attacked, and not found there. */
async function withStore(folder: string, given: ShardJob = job) {
  const kept = createAdversaryStore(folder);
  const made: string[] = [];
  const put: typeof kept.put = (place, key, adversary) => {
    made.push(place.image);
    return kept.put(place, key, adversary);
  };
  const computer = createComputer(store, { adversaries: { ...kept, put } });
  try {
    return { records: (await computer.compute(given)).records, made };
  } finally {
    await computer.dispose();
  }
}

const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

describe('adversaries that are kept', () => {
  it('are 8-bit pictures of the attack, a file of facts beside each', async () => {
    const folder = join(temporaryFolder(), 'adversaries');
    const { records, made } = await withStore(folder);
    expect(records).toBe(expected);
    expect(made).toEqual(images.map(({ id }) => id));
    expect(files(folder)).toEqual(
      ['colours', 'colours/igsm-12']
        .concat(images.flatMap(({ id }) => [`colours/igsm-12/${id}.json`, `colours/igsm-12/${id}.png`]))
        .toSorted(),
    );
    const classifier = await loadClassifier(path, { threads: 1 });
    const clean = classifier.prepare((await readImage((await store.image(images[3].sha256))!)).image);
    const [result] = await igsm(classifier, [clean], { epsilon: 12, labels: [images[3].label] });
    const { image } = await readImage(join(folder, 'colours', 'igsm-12', 'picture-3.png.png'));
    expect(image).toEqual(result.rounded);
    await classifier.dispose();
  });

  it('are found again: nothing is attacked, and records are the same', async () => {
    const folder = temporaryFolder();
    await withStore(folder);
    expect(await withStore(folder)).toEqual({ records: expected, made: [] });
    // Other defenses, and another number of decisions, do not change an adversary.
    const judgedElse = jobOf({ ...job, defenses: [none, deflection], repeats: 2 });
    expect((await withStore(folder, judgedElse)).made).toEqual([]);
    expect((await withStore(folder, judgedElse)).records).toBe((await bare.compute(judgedElse)).records);
  });

  it('are made again where anything else was attacked, or they are damaged', async () => {
    const folder = temporaryFolder();
    await withStore(folder);
    const [first, second, third, ...rest] = images;
    const place = join(folder, 'colours', 'igsm-12');
    writeFileSync(join(place, `${first.id}.png`), readFileSync(join(place, `${second.id}.png`)));
    writeFileSync(join(place, `${second.id}.json`), '{"key"');
    writeFileSync(join(place, `${third.id}.png`), '');
    expect(await withStore(folder)).toEqual({ records: expected, made: [first.id, second.id, third.id] });
    expect(await withStore(folder)).toEqual({ records: expected, made: [] });
    const all = [first, second, third, ...rest].map(({ id }) => id);
    const others = [
      { seed: '8' },
      { code: 'newer' },
      { attack: attackOf({ method: 'igsm', sizes: [12], options: { iterations: 3 } }) },
      { images: images.map((image) => ({ ...image, label: (image.label + 1) % 6 })) },
    ];
    for (const change of others) {
      const other = jobOf({ ...job, ...change });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, in the same folder
      expect(await withStore(folder, other)).toEqual({ records: (await bare.compute(other)).records, made: all });
    }
  });

  it('are of attacks alone', async () => {
    const folder = temporaryFolder();
    await withStore(folder, jobOf({ model, images, attack: cleanAttack }));
    expect(files(folder)).toEqual([]);
  });

  it('that cannot be written end the shard', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'colours'), 'a file in the way');
    await expect(withStore(folder)).rejects.toThrow(/ENOTDIR|EEXIST|not a folder/);
  });
});

describe('names', () => {
  const hostile = [
    '../../etc/passwd',
    '/a',
    'a/b',
    'a\\b',
    '.',
    '..',
    '',
    'CON',
    'ä',
    'a\u0000b',
    'A',
    'a.',
    'x'.repeat(300),
  ];

  it('stay where they are harmless, and are made so where they are not', () => {
    for (const name of ['a', 'n01443537_fish.jpeg', 'igsm', '1-2_3.png']) expect(safeName(name)).toBe(name);
    for (const name of hostile) {
      expect(safeName(name)).toMatch(/^[a-z0-9._-]{0,80}~[0-9a-f]{32}$/);
      expect(safeName(name)).not.toMatch(/^[.]/);
    }
  });

  it('never meet, even where capitals do not count', () => {
    const anyName = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9._~/-]{0,12}$/));
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        if (a !== b) expect(safeName(a).toLowerCase()).not.toBe(safeName(b).toLowerCase());
      }),
    );
  });

  it('of places keep to the folder, and places never meet', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inside'));
    const kept = createAdversaryStore(join(folder, 'inside'));
    const rounded = { width: 1, height: 1, channels: 3 as const, data: Uint8Array.of(1, 2, 3) };
    const facts = {
      success: true,
      successAfterRounding: true,
      iterations: 1,
      queries: 1,
      gradients: 1,
      zeroGradients: 0,
    };
    const common = { model: 'm', image: 'i', target: undefined };
    const places: AdversaryPlace[] = [
      ...hostile.map((name) => ({ ...common, image: name, attack: name, size: 1, model: name, target: name })),
      { ...common, attack: 'a', size: 1, target: '2' },
      { ...common, attack: 'a-1', size: 2 },
      { ...common, attack: 'a', size: 1e-7 },
      { ...common, attack: 'a-1e', size: 7 },
      { ...common, attack: 'a', size: null },
      { ...common, attack: 'a-natural', size: 1 },
    ];
    for (const [i, place] of places.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await kept.put(place, `key ${i}`, { rounded, facts });
    }
    for (const [i, place] of places.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await kept.get(place, `key ${i}`)).toEqual({ rounded, facts });
    }
    expect(readdirSync(folder)).toEqual(['inside']);
  });
});
