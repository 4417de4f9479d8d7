import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { openDataSet } from './open.js';
import { readPlace } from './read-place.js';

const picture = tinyPicture(1);

async function ids(path: string): Promise<string[]> {
  return (await openDataSet(path)).entries.map(({ id }) => id);
}

describe('a folder of folders', () => {
  it('has a picture for each file, in the order of names, with the names as truth', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      'zebra/2.png': picture,
      'ant/b.JPEG': tinyPicture(2),
      'ant/a.png': picture,
      'ant/deep/c.webp': picture,
      'notes.txt': 'no picture',
      '.hidden/d.png': picture,
      'ant/._a.png': 'of macOS',
    });
    const data = await openDataSet(folder);
    expect(data.kind).toBe('folders');
    expect(data.entries.map(({ id }) => id)).toEqual(['ant/a.png', 'ant/b.JPEG', 'ant/deep/c.webp', 'zebra/2.png']);
    expect(data.entries[1].truth).toEqual({ path: 'ant/b.JPEG' });
    expect(data.notes).toEqual(['1 files are no pictures by their names, and left out']);
    expect(await readPlace(data.entries[1].place)).toEqual(tinyPicture(2));
  });

  it('gives names in one normal form, and keeps two that differ in it apart', async () => {
    const folder = temporaryFolder();
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
    writeFiles(folder, { [`${decomposed}/1.png`]: picture, 'x/1.png': picture });
    expect(await ids(folder)).toEqual([`${composed}/1.png`, 'x/1.png']);
    writeFiles(folder, { [`${composed}/1.png`]: tinyPicture(2) });
    const data = await openDataSet(folder);
    expect(new Set(data.entries.map(({ id }) => id)).size).toBe(3);
    const contents = await Promise.all(data.entries.map(({ place }) => readPlace(place)));
    expect(contents.filter((bytes) => bytes.equals(tinyPicture(2)))).toHaveLength(1);
  });

  it('keeps control characters of names, which are data, and shows them escaped in errors', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a\u001b[2J\n/1.png': picture });
    expect(await ids(folder)).toEqual(['a\u001b[2J\n/1.png']);
    await expect(openDataSet(join(folder, 'b\u001b[2J\n'))).rejects.toThrow(/b\\x1b\[2J\\n: does not exist/);
  });

  it('ends where links go in a circle, and lists those to nowhere', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a/1.png': picture });
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync('gone.png', join(folder, 'a', '2.png'));
    const data = await openDataSet(folder);
    expect(data.entries.map(({ id }) => id)).toEqual(['a/1.png']);
    expect(data.skipped).toEqual([
      { image: 'a/2.png', reason: 'a link that leads nowhere: no such file or folder (ENOENT)' },
    ]);
  });

  it('follows links out of the folder, or not', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'in/a/1.png': picture, 'out/b/2.png': picture });
    symlinkSync(join(folder, 'out', 'b'), join(folder, 'in', 'b'));
    expect(await ids(join(folder, 'in'))).toEqual(['a/1.png', 'b/2.png']);
    const { entries } = await openDataSet(join(folder, 'in'), { links: 'inside' });
    expect(entries.map(({ id }) => id)).toEqual(['a/1.png']);
  });

  it('stops when it is told to', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a/1.png': picture });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(openDataSet(folder, { signal })).rejects.toThrow('enough');
  });
});

describe('flat photos', () => {
  it('are told by the front of their names', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'n02447366_badger.jpg': picture, 'n01443537_goldfish.jpg': picture });
    const data = await openDataSet(folder);
    expect(data.kind).toBe('names');
    expect(data.entries.map(({ id }) => id)).toEqual(['n01443537_goldfish.jpg', 'n02447366_badger.jpg']);
  });
});

describe('what is no data set', () => {
  it('is an error that says what was looked for', async () => {
    const folder = temporaryFolder();
    const forms =
      /expected a folder of class folders, photos named <wnid>_name.jpg, a CSV or text list, packed records/;
    await expect(openDataSet(join(folder, 'gone'))).rejects.toThrow(/gone: does not exist/);
    await expect(openDataSet(join(folder, 'gone'))).rejects.toThrow(forms);
    await expect(openDataSet(folder)).rejects.toThrow(/no file in this folder, expected pictures in class folders/);
    writeFiles(folder, { 'a/readme.md': '', 'b.pdf': '' });
    await expect(openDataSet(folder)).rejects.toThrow(/2 files in this folder, none of them a picture by its name/);
    writeFileSync(join(folder, 'photo.png'), picture);
    await expect(openDataSet(join(folder, 'photo.png'))).rejects.toThrow(/a single picture, expected a folder/);
    await expect(openDataSet(join(folder, 'b.pdf'))).rejects.toThrow(/a file of no known kind/);
  });

  it('nor is an option that it does not have', async () => {
    await expect(openDataSet('x', { follow: true } as never)).rejects.toThrow(
      'Expected only links, signal for the options of openDataSet but received "follow"',
    );
    await expect(openDataSet(7 as never)).rejects.toThrow('Expected a path for path but received 7');
  });
});
