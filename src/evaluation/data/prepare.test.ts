import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { dataHash, sha256Of } from './index-images.js';
import { prepareImages } from './prepare.js';

const model = (name: string, ...names: string[]) => ({ name, labels: names.map((each) => ({ id: each, name: each })) });
const models = [model('first', 'cat', 'dog'), model('second', 'zebra', 'dog')];

function animals(): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'cat/1.png': tinyPicture(1),
    'cat/2.png': tinyPicture(1),
    'cat/broken.png': '',
    'dog/1.png': tinyPicture(3),
    'newt/1.png': tinyPicture(4),
    'zebra/1.png': tinyPicture(5),
  });
  return folder;
}

describe('prepareImages', () => {
  it('gives the pictures of a run with their labels by model, and lists the others', async () => {
    const folder = animals();
    const prepared = await prepareImages({ path: folder }, { seed: 1, models });
    expect(prepared.images).toEqual([
      { id: 'cat/1.png', sha256: sha256Of(tinyPicture(1)), labels: [0, null] },
      { id: 'cat/2.png', sha256: sha256Of(tinyPicture(1)), labels: [0, null] },
      { id: 'dog/1.png', sha256: sha256Of(tinyPicture(3)), labels: [1, 1] },
      { id: 'zebra/1.png', sha256: sha256Of(tinyPicture(5)), labels: [null, 0] },
    ]);
    expect(prepared.unreadable).toEqual([
      { image: 'newt/1.png', reason: 'the model does not know the class "newt"' },
      { image: 'cat/broken.png', reason: 'empty (0 bytes), expected a picture' },
    ]);
    expect(prepared.notes).toEqual([
      '2 pictures are of classes that first does not know',
      '4 pictures are of classes that second does not know',
      '1 pictures have the same bytes as another one',
    ]);
    expect(prepared.data).toEqual({ kind: 'folders', sha256: dataHash(prepared.images), found: 6, drawn: 5 });
    expect(prepared.places[sha256Of(tinyPicture(3))]).toEqual({ file: join(folder, 'dog/1.png') });
  });

  it('draws among the pictures whose class is known, and reads the drawn ones alone', async () => {
    const looked: number[] = [];
    const { images } = await prepareImages(
      { path: animals(), limit: 2 },
      { seed: 4n, models: [model('one', 'dog', 'zebra', 'ant')], onProgress: ({ total }) => looked.push(total) },
    );
    expect(images.map(({ id }) => id)).toEqual(['dog/1.png', 'zebra/1.png']);
    expect(looked).toEqual([2, 2]);
  });

  it('is refused where nothing is left', async () => {
    const folder = animals();
    await expect(prepareImages({ path: folder }, { seed: 1, models: [model('one', 'ant')] })).rejects.toThrow(
      /no model knows the class of any of 6 pictures \(the first: the model does not know the class "cat"\), expected/,
    );
    writeFiles(folder, { 'ant/1.png': 'text' });
    await expect(prepareImages({ path: folder }, { seed: 1, models: [model('one', 'ant')] })).rejects.toThrow(
      /none of 1 pictures can be read \(the first: text, expected JPEG/,
    );
    const unnamed = temporaryFolder();
    writeFiles(unnamed, { 'IMG_1.png': tinyPicture(1) });
    await expect(prepareImages({ path: unnamed }, { seed: 1, models })).rejects.toThrow(
      /no model knows the class of any of 1 pictures \(the first: nothing in its name is a class of the model\)/,
    );
  });
});
