import { appendFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packedRecord, tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { modelPlace, pathStore } from './content-store.js';
import { folderStore } from './folder-store.js';
import { sha256Of } from './index-images.js';

const hash = (number: number) => sha256Of(tinyPicture(number));

function workerFolders(): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'data/a/1.png': tinyPicture(1),
    'data/b/2.png': tinyPicture(2),
    'data/b/broken.png': 'text',
    'packed/val.bin': Buffer.concat([packedRecord(0, tinyPicture(3)), packedRecord(0, tinyPicture(4))]),
    'packed/classes.json': '["only"]',
    'models/net.onnx': 'a model',
    'models/deep/other.onnx': 'another model',
    'models/notes.txt': 'no model',
    'secret/3.png': tinyPicture(9),
    'secret/net.onnx': 'a secret model',
  });
  return folder;
}

describe('folderStore', () => {
  it('hands out what is in its folders, by hash', async () => {
    const folder = workerFolders();
    const store = await folderStore({
      data: [join(folder, 'data'), join(folder, 'packed', 'val.bin')],
      models: [join(folder, 'models')],
    });
    expect(store.images).toBe(4);
    for (const number of [1, 2, 3, 4]) {
      // oxlint-disable-next-line no-await-in-loop -- four small files
      expect(await store.image(hash(number))).toEqual(tinyPicture(number));
    }
    expect(store.model(sha256Of('a model'))).toBe(join(folder, 'models', 'net.onnx'));
    expect(store.model(sha256Of('another model'))).toBe(join(folder, 'models', 'deep', 'other.onnx'));
    expect([...store.models.keys()].toSorted()).toEqual([sha256Of('a model'), sha256Of('another model')].toSorted());
    expect(store.unreadable).toEqual([
      { image: 'b/broken.png', reason: 'text, expected JPEG, PNG, WebP, AVIF or GIF' },
    ]);
  });

  it('opens nothing else, whatever is asked for', async () => {
    const folder = workerFolders();
    const store = await folderStore({ data: [join(folder, 'data')], models: [join(folder, 'models')] });
    const wanted = [
      hash(9),
      '',
      '__proto__',
      'constructor',
      join(folder, 'secret/3.png'),
      '../secret/3.png',
      'a/1.png',
    ];
    for (const each of wanted) {
      // oxlint-disable-next-line no-await-in-loop -- a few
      expect(await store.image(each), each).toBeUndefined();
      expect(store.model(each), each).toBeUndefined();
    }
    expect(store.model(sha256Of('a secret model'))).toBeUndefined();
  });

  it('leaves out links that lead out of its folders', async () => {
    const folder = workerFolders();
    symlinkSync(join(folder, 'secret'), join(folder, 'data', 'c'));
    symlinkSync(join(folder, 'secret', '3.png'), join(folder, 'data', 'a', '3.png'));
    symlinkSync(join(folder, 'secret', 'net.onnx'), join(folder, 'models', 'linked.onnx'));
    symlinkSync(join('..', 'b', '2.png'), join(folder, 'data', 'a', 'inside.png'));
    writeFiles(folder, { 'data/list.csv': 'image,label\na/3.png,x\na/inside.png,x\n../secret/3.png,x\n' });
    const store = await folderStore({ data: [join(folder, 'data')], models: [join(folder, 'models')] });
    expect(await store.image(hash(9))).toBeUndefined();
    expect(store.models.size).toBe(2);
    const listed = await folderStore({ data: [join(folder, 'data', 'list.csv')], models: [] });
    expect(await listed.image(hash(9))).toBeUndefined();
    expect(await listed.image(hash(2))).toEqual(tinyPicture(2));
    expect(listed.unreadable.map(({ reason }) => reason)).toEqual([
      "line 4: a path that leaves the list's folder, expected one below it",
      'a link that leads out of the data folder',
    ]);
  });

  it('takes a data folder that is a link itself', async () => {
    const folder = workerFolders();
    symlinkSync(join(folder, 'data'), join(folder, 'mounted'));
    const store = await folderStore({ data: [join(folder, 'mounted')], models: [join(folder, 'models', 'net.onnx')] });
    expect(await store.image(hash(1))).toEqual(tinyPicture(1));
    expect(store.models.size).toBe(1);
  });

  it('says which file was changed or removed since', async () => {
    const folder = workerFolders();
    const store = await folderStore({
      data: [join(folder, 'data'), join(folder, 'packed')],
      models: [join(folder, 'models')],
    });
    writeFileSync(join(folder, 'data/a/1.png'), tinyPicture(7));
    rmSync(join(folder, 'data/b/2.png'));
    writeFileSync(join(folder, 'packed/val.bin'), packedRecord(0, tinyPicture(3)));
    appendFileSync(join(folder, 'models/net.onnx'), '!');
    rmSync(join(folder, 'models/deep/other.onnx'));
    await expect(store.image(hash(1))).rejects.toThrow(
      /a\/1.png: changed since the data was indexed, expected the same/,
    );
    await expect(store.image(hash(2))).rejects.toThrow(
      /b\/2.png: cannot be read: no such file or folder \(ENOENT\), though/,
    );
    await expect(store.image(hash(4))).rejects.toThrow(
      /val.bin at byte \d+: cut short: 0 of \d+ bytes are there, though/,
    );
    expect(await store.image(hash(3))).toEqual(tinyPicture(3));
    expect(() => store.model(sha256Of('a model'))).toThrow(/net.onnx: changed since it was indexed/);
    expect(() => store.model(sha256Of('another model'))).toThrow(/other.onnx: removed since it was indexed/);
  });

  it('is refused where there is no such folder', async () => {
    const folder = temporaryFolder();
    await expect(folderStore({ data: [join(folder, 'gone')], models: [] })).rejects.toThrow(/gone: does not exist/);
    await expect(folderStore({ data: [], models: [join(folder, 'gone')] })).rejects.toThrow(
      /gone: cannot be read: no such file or folder \(ENOENT\), expected a folder of models/,
    );
  });
});

describe('pathStore', () => {
  it('is made of plain data, which may come from another process', async () => {
    const folder = workerFolders();
    const first = packedRecord(0, tinyPicture(3)).length;
    const places = {
      images: {
        [hash(1)]: { file: join(folder, 'data/a/1.png') },
        [hash(4)]: { file: join(folder, 'packed/val.bin'), offset: first + 6, length: tinyPicture(4).length },
      },
      models: { [sha256Of('a model')]: modelPlace(join(folder, 'models/net.onnx')) },
    };
    const store = pathStore(JSON.parse(JSON.stringify(places)) as typeof places);
    expect(await store.image(hash(1))).toEqual(tinyPicture(1));
    expect(await store.image(hash(4))).toEqual(tinyPicture(4));
    expect(await store.image(hash(2))).toBeUndefined();
    expect(store.model(sha256Of('a model'))).toBe(join(folder, 'models/net.onnx'));
  });
});
