import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { ImageFileError } from './errors.js';
import { writeFileSafely } from './write-file.js';

const folder = temporaryFolder();

async function message(path: string): Promise<string> {
  const error: unknown = await writeFileSafely(path, Buffer.from('new')).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImageFileError);
  return (error as Error).message;
}

/** A folder of its own for a test. */
function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

describe('writeFileSafely', () => {
  it('writes a new file and leaves nothing else', async () => {
    const here = place('new');
    await writeFileSafely(join(here, 'a.json'), Buffer.from('{}'));
    expect(readdirSync(here)).toEqual(['a.json']);
    expect(readFileSync(join(here, 'a.json'), 'utf8')).toBe('{}');
    const long = `${'x'.repeat(250)}.json`;
    await writeFileSafely(join(here, long), new Uint8Array(0));
    expect(statSync(join(here, long)).size).toBe(0);
  });

  it('replaces a file, keeps its access rights, and does not touch what still reads the old one', async () => {
    const here = place('replace');
    const path = join(here, 'a.txt');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    const before = statSync(path);
    await writeFileSafely(path, Buffer.from('new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode).toBe(before.mode);
    expect(statSync(path).ino).not.toBe(before.ino);
    expect(readdirSync(here)).toEqual(['a.txt']);
  });

  it('replaces the file behind a symbolic link, not the link', async () => {
    const here = place('link');
    mkdirSync(join(here, 'far'));
    writeFileSync(join(here, 'far', 'a.txt'), 'old');
    symlinkSync(join('far', 'a.txt'), join(here, 'link.txt'));
    await writeFileSafely(join(here, 'link.txt'), Buffer.from('new'));
    expect(readFileSync(join(here, 'far', 'a.txt'), 'utf8')).toBe('new');
    expect(readdirSync(here).toSorted()).toEqual(['far', 'link.txt']);
    expect(readdirSync(join(here, 'far'))).toEqual(['a.txt']);
  });

  it('lets the last of many writers win as a whole', async () => {
    const here = place('many');
    const path = join(here, 'a.bin');
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileSafely(path, Buffer.alloc(20_000, i))));
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(20_000);
    expect(new Set(bytes).size).toBe(1);
    expect(readdirSync(here)).toEqual(['a.bin']);
  });

  it('says what is wrong with a folder', async () => {
    const missing = join(folder, 'no\x1bwhere');
    expect(await message(join(missing, 'a.json'))).toBe(
      `${folder}/no\\x1bwhere/a.json: the folder ${folder}/no\\x1bwhere does not exist, expected an existing folder to write into`,
    );
    const file = join(folder, 'file');
    writeFileSync(file, 'not a folder');
    expect(await message(join(file, 'a.json'))).toBe(
      `${file}/a.json: ${file} is not a folder, expected an existing folder to write into`,
    );
    expect(await message(join(file, 'deeper', 'a.json'))).toBe(
      `${file}/deeper/a.json: a part of the path is not a folder (ENOTDIR), expected an existing folder to write into`,
    );
    expect(existsSync(missing)).toBe(false);
  });

  it('says when nobody may write into a folder, not even root', async () => {
    expect(await message('/proc/a.json')).toMatch(
      /^\/proc\/a\.json: cannot be written: .+, expected a writable folder$/,
    );
  });

  it('leaves what is not a file in its place', async () => {
    const here = place('strange');
    expect(await message(here)).toBe(`${here}: a folder, expected the name of a file to write`);
    expect(await message('/dev/null')).toBe('/dev/null: a pipe or a device, expected the name of a file to write');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('removes what was begun where the name turns out impossible', async () => {
    const here = place('impossible');
    expect(await message(join(here, `${'x'.repeat(300)}.json`))).toMatch(
      /the name is too long \(ENAMETOOLONG\), expected /,
    );
    expect(readdirSync(here)).toEqual([]);
  });
});
