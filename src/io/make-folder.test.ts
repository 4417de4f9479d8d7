import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { makeFolder } from './make-folder.js';

describe('makeFolder', () => {
  const folder = temporaryFolder();

  it('makes what is missing, and says whether it was', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    expect(await makeFolder(deep)).toBe(true);
    expect(statSync(deep).isDirectory()).toBe(true);
    expect(await makeFolder(deep)).toBe(false);
    expect(await makeFolder(`${join(folder, 'a', 'd')}/`)).toBe(true);
    symlinkSync(deep, join(folder, 'link'));
    expect(await makeFolder(join(folder, 'link'))).toBe(false);
    expect(await makeFolder('.')).toBe(false);
  });

  it('makes one folder for several at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => makeFolder(join(folder, 'x', 'y'))));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('fails where a file is in the way, or a link to nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(folder, 'file', 'a'))).rejects.toThrow('ENOTDIR');
    await expect(makeFolder(join(folder, 'dangling'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(folder, 'dangling', 'a'))).rejects.toThrow();
  });

  it.runIf(existsSync('/proc/self'))('fails where no folder can be made, and does not try for ever', async () => {
    await expect(makeFolder('/proc/x')).rejects.toThrow('ENOENT');
    await expect(makeFolder('/proc/x/y')).rejects.toThrow('ENOENT');
  });
});
