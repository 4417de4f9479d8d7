import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { describeShared, root, shared } from '../../../test/support/shared.js';
import type { Label } from '../../models/index.js';
import { imagenetLabels } from '../../models/index.js';
import { indexImages } from './index-images.js';
import { labelsFor } from './labels.js';
import { openDataSet } from './open.js';
import { readPlace } from './read-place.js';

describeShared('the packed validation pictures', () => {
  it('are 2,500 whole pictures of 100 classes, 25 of each, that the built-in classifier knows', async () => {
    const data = await openDataSet(shared('tiny-imagenet', 'val.bin'));
    expect(data.entries).toHaveLength(2500);
    expect(data.skipped).toEqual([]);
    const { images, unreadable } = await indexImages(data.entries);
    expect(unreadable).toEqual([]);
    expect(images).toHaveLength(2500);
    const classes = join(root, 'assets', 'classifier', 'tiny-imagenet-100.json');
    const { labels } = JSON.parse(readFileSync(classes, 'utf8')) as { labels: Label[] };
    const found = labelsFor(data, labels);
    expect(found.unknown).toEqual([]);
    const counts = new Map<number | undefined, number>();
    for (const label of found.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array.from({ length: 100 }, () => 25));
    // The first record, read by hand.
    const bytes = readFileSync(shared('tiny-imagenet', 'val.bin'));
    const wnids = JSON.parse(readFileSync(shared('tiny-imagenet', 'classes.json'), 'utf8')) as { wnid: string }[];
    expect(data.entries[0].truth.wnid).toBe(wnids[bytes.readUInt16LE(0)].wnid);
    expect(await readPlace(data.entries[0].place)).toEqual(bytes.subarray(6, 6 + bytes.readUInt32LE(2)));
  });

  it('lie with 50,000 others in a folder of three files, which is opened without reading them', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const data = await openDataSet(shared('tiny-imagenet'));
    expect(data.entries).toHaveLength(52_500);
    expect(new Set(data.entries.map(({ id }) => id)).size).toBe(52_500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });
});

describeShared('the photos', () => {
  it('have the classes that their names say, in the output of an ImageNet classifier', async () => {
    const data = await openDataSet(shared('photos'));
    expect(data.kind).toBe('names');
    expect(data.entries).toHaveLength(300);
    const classes = await imagenetLabels();
    const { labels, unknown } = labelsFor(data, classes);
    expect(unknown).toEqual([]);
    for (const [index, { id }] of data.entries.entries()) {
      expect(classes[labels[index] as number].id).toBe(basename(id).slice(0, 9));
    }
  });
});
