import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { ImageFileError } from './errors.js';
import { listImages } from './image-files.js';

/** A folder with files of the given names in it. */
function tree(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
  return folder;
}

async function relatives(...inputs: string[]): Promise<string[]> {
  return (await listImages(inputs)).map(({ relative }) => relative);
}

async function message(...inputs: string[]): Promise<string> {
  const error: unknown = await listImages(inputs).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImageFileError);
  return (error as Error).message;
}

describe('listImages', () => {
  const photos = tree(
    'b.png',
    'a.jpg',
    'C.JPEG',
    'notes.txt',
    'deep/er/d.webp',
    'deep/e.gif',
    '.hidden/f.png',
    '._a.jpg',
  );

  it('lists the pictures of a folder and below, sorted', async () => {
    const images = await listImages([photos]);
    expect(images).toEqual(
      ['C.JPEG', 'a.jpg', 'b.png', 'deep/e.gif', 'deep/er/d.webp'].map((relative) => ({
        path: join(photos, relative),
        relative,
      })),
    );
    expect(await relatives(`${photos}/`)).toEqual(await relatives(photos));
  });

  it('takes files as they are named, with any extension', async () => {
    expect(await listImages([join(photos, 'notes.txt')])).toEqual([
      { path: join(photos, 'notes.txt'), relative: 'notes.txt' },
    ]);
    expect(await relatives(join(photos, 'deep', 'er', 'd.webp'))).toEqual(['d.webp']);
  });

  it('expands patterns; what is above the first star is not part of the relative name', async () => {
    expect(await relatives(join(photos, '*.{png,jpg}'))).toEqual(['a.jpg', 'b.png']);
    expect(await relatives(join(photos, '**/*'))).toEqual(await relatives(photos));
    expect(await relatives(join(photos, 'deep', '**', '*.webp'))).toEqual(['er/d.webp']);
    expect(await relatives(join(photos, 'de*', '*.gif'))).toEqual(['deep/e.gif']);
    expect(await relatives(join(photos, '{deep/er,deep}', '*'))).toEqual(['deep/e.gif', 'deep/er/d.webp']);
    expect(await listImages([join(photos, '?.png')])).toEqual([{ path: join(photos, 'b.png'), relative: 'b.png' }]);
  });

  it('expands patterns below the working folder', async () => {
    const before = process.cwd();
    process.chdir(photos);
    try {
      expect(await listImages(['*.png', './deep/*', '../*/a.jpg'])).toEqual(
        expect.arrayContaining([
          { path: 'b.png', relative: 'b.png' },
          { path: 'deep/e.gif', relative: 'e.gif' },
        ]),
      );
    } finally {
      process.chdir(before);
    }
  });

  it('names each file once, however many inputs lead to it', async () => {
    const images = await listImages([
      join(photos, 'deep', 'e.gif'),
      photos,
      join(photos, '**/*.gif'),
      `${photos}/deep/../a.jpg`,
    ]);
    expect(images.map(({ relative }) => relative)).toEqual(['C.JPEG', 'a.jpg', 'b.png', 'e.gif', 'deep/er/d.webp']);
  });

  it('takes a name literally where there is such a file', async () => {
    const odd = tree('[1].png', '1.png', 'a{b,c}.png', 'what?.png', 'set (2)/x.png', 'set (2)/[x].png', '*.png');
    expect(await relatives(join(odd, '[1].png'))).toEqual(['[1].png']);
    expect(await relatives(join(odd, 'a{b,c}.png'))).toEqual(['a{b,c}.png']);
    expect(await relatives(join(odd, '*.png'))).toEqual(['*.png']);
    expect(await relatives(join(odd, 'set (2)'))).toEqual(['[x].png', 'x.png']);
    expect(await relatives(join(odd, '[12].png'))).toEqual(['1.png']);
    expect(await relatives(join(odd, '\\[1\\].pn?'))).toEqual(['[1].png']);
  });

  it('follows symbolic links, and ends where they go in a circle', async () => {
    const folder = tree('in/a.png', 'other/b.png', 'other/c/d.png');
    symlinkSync('../in', join(folder, 'in', 'self'));
    symlinkSync('../other', join(folder, 'in', 'link'));
    symlinkSync('../../in', join(folder, 'other', 'c', 'back'));
    symlinkSync('../other/b.png', join(folder, 'in', 'file.png'));
    symlinkSync('nowhere.png', join(folder, 'in', 'dead.png'));
    symlinkSync('circle.png', join(folder, 'in', 'circle.png'));
    const expected = ['a.png', 'file.png', 'link/b.png', 'link/c/d.png'];
    expect(await relatives(join(folder, 'in'))).toEqual(expected);
    expect(await relatives(join(folder, 'in', '**', '*.png'))).toEqual(expected);
  });

  it('says which input leads nowhere', async () => {
    const empty = tree('notes.txt');
    const kinds = 'expected pictures (.jpg, .jpeg, .jpe, .jfif, .png, .webp, .avif, .gif)';
    expect(await message(photos, join(photos, 'zz\n.png'))).toBe(
      `${photos}/zz\\n.png: does not exist, expected a picture, folder or pattern`,
    );
    expect(await message(empty)).toBe(`${empty}: nothing to read in this folder, ${kinds}`);
    expect(await message(join(photos, '*.tiff'))).toBe(
      `${photos}/*.tiff: matches nothing, expected a pattern of ${kinds.slice('expected '.length)}`,
    );
    expect(await message(join(photos, 'photo (1).jpg'))).toMatch(/matches nothing/);
    expect(await message('!*.png')).toMatch(/^!\*\.png: matches nothing/);
    expect(await message('')).toBe("'': does not exist, expected a picture, folder or pattern");
    expect(await message('a\0b')).toMatch(/^a\\x00b: cannot be read: .+, expected a picture, folder or pattern$/);
  });

  it('checks its argument', async () => {
    await expect(listImages([])).rejects.toThrow('Expected at least one file, folder or pattern for inputs');
    await expect(listImages('a.png' as unknown as string[])).rejects.toThrow(
      'Expected an array of files, folders and patterns for inputs but received "a.png"',
    );
  });
});
