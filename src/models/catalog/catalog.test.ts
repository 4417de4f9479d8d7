import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeShared, shared } from '../../../test/support/shared.js';
import { checkCard } from '../check-card.js';
import { loadClassifier } from '../load-classifier.js';
import { catalogCard, catalogEntry, findCard } from './catalog.js';
import { catalogEntries } from './entries.js';
import { imagenetLabels } from './labels.js';
import { type Preset, presets } from './presets.js';

describe('the catalog', () => {
  it('knows every model by one name, its other names and its hash', async () => {
    const names = catalogEntries.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(catalogEntries.map(({ sha256 }) => sha256)).size).toBe(catalogEntries.length);
    for (const entry of catalogEntries) {
      for (const name of [entry.name, ...entry.aliases]) expect(catalogEntry(name)).toBe(entry);
    }
    const found = await Promise.all(catalogEntries.map(({ sha256 }) => findCard(sha256.toUpperCase())));
    expect(found.map((card) => card?.name)).toEqual(catalogEntries.map(({ name }) => name));
    expect(catalogEntry('resnet')).toBeUndefined();
    expect(await findCard('0'.repeat(64))).toBeUndefined();
  });

  it('holds the classifiers of the published repository, and three small ones, under their usual names', () => {
    const usual = ['resnet50', 'inception_v3', 'vgg19', 'xception', 'mobilenet_v2', 'squeezenet1.1', 'googlenet'];
    for (const name of usual) expect(catalogEntry(name)?.url, name).toMatch(/^https:\/\/[^?#]+\.onnx$/);
  });

  it('has whole cards that its own check takes', async () => {
    const cards = await Promise.all(catalogEntries.map(catalogCard));
    for (const card of cards) {
      expect(checkCard(card, 'the card')).toEqual(card);
      expect(card.labels).toHaveLength(1000);
      expect(card.input.width).toBe(card.input.height);
    }
  });
});

/** What a network gets for a sample of the value v, in the order of the network's channels. */
function enter({ input: { scale, mean, deviation } }: Preset, v: number): number[] {
  return mean.map((each, c) => (v * scale - each) / deviation[c]);
}

describe('presets', () => {
  it('are the three of Keras', () => {
    for (const v of [0, 1, 127.5, 255]) {
      const torchvision = [0.485, 0.456, 0.406].map((mean, c) => (v / 255 - mean) / [0.229, 0.224, 0.225][c]);
      const { torchvision: first, tf, caffe } = presets;
      for (let c = 0; c < 3; c++) {
        expect(enter(first, v)[c]).toBeCloseTo(torchvision[c], 12);
        expect(enter(tf, v)[c]).toBeCloseTo(v / 127.5 - 1, 12);
        expect(enter(tf, v)[c]).toBeCloseTo((v / 255 - 0.5) / 0.5, 12);
        expect(enter(caffe, v)[c]).toBeCloseTo(v - [103.939, 116.779, 123.68][c], 12);
      }
    }
    expect(Object.values(presets).map(({ input }) => input.channelOrder)).toEqual(['RGB', 'RGB', 'BGR']);
  });
});

describe('the classes of ImageNet', () => {
  it('are loaded once, in the order of their WordNet ids, and cannot be changed', async () => {
    const labels = await imagenetLabels();
    expect(await imagenetLabels()).toBe(labels);
    expect(labels).toHaveLength(1000);
    const ids = labels.map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^n\d{8}$/);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(labels[362]).toEqual({ id: 'n02447366', name: 'badger' });
    expect(labels[2]).toEqual({ id: 'n01484850', name: 'great white shark' });
    expect(Object.isFrozen(labels) && Object.isFrozen(labels[0])).toBe(true);
  });
});

describeShared('what is known from elsewhere', () => {
  it('has the same hashes and lengths', () => {
    const table = readFileSync(shared('facts.md'), 'utf8').matchAll(/^\| (\S+).*? \| ([0-9a-f]{64}) \| (\d+) \|$/gm);
    const rows = [...table].map(([, name, sha256, bytes]) => ({ name, sha256, bytes: Number(bytes) }));
    const published = catalogEntries.filter(({ url }) => url !== undefined);
    expect(published.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }))).toEqual(expect.arrayContaining(rows));
    expect(rows).toHaveLength(published.length);
  });

  it('has the same classes', async () => {
    const classes = JSON.parse(readFileSync(shared('models', 'imagenet-classes.json'), 'utf8')) as {
      wnid: string;
      name: string;
    }[];
    const expected = classes.map(({ wnid, name }) => ({ id: wnid, name: name.replaceAll('_', ' ') }));
    expect(await imagenetLabels()).toEqual(expected);
  });

  it.each(['mobilenet_v2_224', 'squeezenet1_1'])('%s is known without a card beside it', async (name) => {
    const classifier = await loadClassifier(shared('models', `${name}.onnx`));
    const { name: found, ...card } = await catalogCard(catalogEntry(name)!);
    expect(classifier.card).toMatchObject({ ...card, name: expect.stringContaining(found) as string });
    await classifier.dispose();
  });
});
