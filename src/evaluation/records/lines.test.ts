import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { LineReader } from './lines.js';

async function linesOf(content: string | Buffer, size = Buffer.byteLength(content)): Promise<(string | undefined)[]> {
  const path = join(temporaryFolder(), 'lines');
  await writeFile(path, content);
  const file = await open(path);
  const lines: (string | undefined)[] = [];
  for await (const batch of new LineReader(file, size).batches()) lines.push(...batch.lines);
  await file.close();
  return lines;
}

describe('LineReader', () => {
  it('gives whole lines, empty ones too, and leaves out what has no line feed', async () => {
    expect(await linesOf('a\n\nbé\nhalf')).toEqual(['a', '', 'bé']);
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('half')).toEqual([]);
  });

  it('reads no further than asked', async () => {
    expect(await linesOf('one\ntwo\nthree\n', 8)).toEqual(['one', 'two']);
    expect(await linesOf('one\ntwo\nthree\n', 10)).toEqual(['one', 'two']);
  });

  it('joins lines across pieces of the file, characters of several bytes too', async () => {
    // Some 8 MB: the pieces of 4 MiB end in the middle of lines, and of characters.
    const expected = Array.from({ length: 90_000 }, (_, i) => `${'€'.repeat(20 + (i % 3))}${i}`);
    const lines = await linesOf(expected.map((line) => `${line}\n`).join(''));
    expect(lines.length).toBe(expected.length);
    expect(lines.findIndex((line, i) => line !== expected[i])).toBe(-1);
  });

  it('passes over a line that is too long, and goes on behind it', async () => {
    for (const length of [2 ** 20 + 1, 5 * 2 ** 20, 13 * 2 ** 20]) {
      // oxlint-disable-next-line no-await-in-loop -- large files, one at a time
      const lines = await linesOf(`first\n${'x'.repeat(length)}\nlast\n`);
      expect(lines.length, String(length)).toBe(3);
      expect([lines[0], lines[2]]).toEqual(['first', 'last']);
      if (length > 5 * 2 ** 20) expect(lines[1]).toBeUndefined();
    }
  });
});
