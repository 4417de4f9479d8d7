import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { colourCard, colourModel } from '../../../test/support/colour-model.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { testStore } from '../../../test/support/shard-jobs.js';
import { createModelCache } from './models.js';

const folder = temporaryFolder();
const store = testStore();
const opened: string[] = [];
const cache = createModelCache({
  ...store,
  model: (sha256) => {
    opened.push(sha256);
    return store.model(sha256);
  },
});
afterAll(() => cache.dispose());

const refs = [8, 9, 10, 11, 12].map((weight) => {
  const path = join(folder, `${weight}.onnx`);
  writeFileSync(path, colourModel(weight));
  return store.addModel(`weight ${weight}`, path, { ...colourCard, name: 'colours' });
});

describe('classifiers of a worker', () => {
  it('are loaded once; of more than four that used longest ago is freed', async () => {
    const [first, second] = [await cache.get(refs[0]), await cache.get(refs[1])];
    expect(await cache.get({ ...refs[0], name: 'the same under another name' })).toBe(first);
    expect(opened).toEqual([refs[0].sha256, refs[1].sha256]);
    // oxlint-disable-next-line no-await-in-loop -- in their order
    for (const ref of refs.slice(2)) await cache.get(ref);
    // The second one was used longest ago.
    expect(await cache.get(refs[0])).toBe(first);
    const picture = { width: 16, height: 16, channels: 3 as const, data: new Uint8Array(16 * 16 * 3) };
    await expect(second.classify(picture)).rejects.toThrow('was disposed');
    const again = await cache.get(refs[1]);
    expect(again).not.toBe(second);
    expect(again.labels.length).toBe(6);
  });

  it('are others with another card', async () => {
    const other = { ...colourCard, name: 'colours', input: { ...colourCard.input, channelOrder: 'BGR' } };
    expect(await cache.get({ ...refs[0], card: other })).not.toBe(await cache.get(refs[0]));
  });
});
