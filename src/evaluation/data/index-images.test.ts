import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { bigEndian, pngChunk, temporaryFolder } from '../../../test/support/picture-files.js';
import { dataHash, inParallel, indexImages } from './index-images.js';
import { openDataSet } from './open.js';

/** A whole PNG of 8000 × 8000 pixels by its header, whose pixels are not looked at. */
const huge = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  pngChunk('IHDR', Buffer.concat([bigEndian(8000, 4), bigEndian(8000, 4), Buffer.from([8, 0, 0, 0, 0])])),
  pngChunk('IDAT', Buffer.from([0])),
  pngChunk('IEND', Buffer.alloc(0)),
]);

describe('indexImages', () => {
  it('hashes what can be read and lists the rest with reasons', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      'a/1.png': tinyPicture(1),
      'a/2.png': tinyPicture(2),
      'b/copy.png': tinyPicture(1),
      'b/cut.png': tinyPicture(3).subarray(0, -9),
      'b/empty.png': '',
      'b/gone.png': tinyPicture(4),
      'b/huge.png': huge,
      'b/text.png': 'not a picture',
    });
    const { entries } = await openDataSet(folder);
    rmSync(join(folder, 'b/gone.png'));
    const progress: number[] = [];
    const index = await indexImages(entries, { concurrency: 3, onProgress: ({ done }) => progress.push(done) });
    expect(index.images.map(({ entry, sha256 }) => [entry.id, sha256])).toEqual(
      [
        ['a/1.png', 1],
        ['a/2.png', 2],
        ['b/copy.png', 1],
      ].map(([id, number]) => [
        id,
        createHash('sha256')
          .update(tinyPicture(number as number))
          .digest('hex'),
      ]),
    );
    expect(index.duplicates).toBe(1);
    expect(index.unreadable).toEqual([
      { image: 'b/cut.png', reason: expect.stringMatching(/^the PNG data is cut short at byte \d+/) },
      { image: 'b/empty.png', reason: 'empty (0 bytes), expected a picture' },
      { image: 'b/gone.png', reason: 'cannot be read: no such file or folder (ENOENT)' },
      { image: 'b/huge.png', reason: '8000 × 8000 pixels (64 megapixels), expected at most 50 megapixels' },
      { image: 'b/text.png', reason: 'text, expected JPEG, PNG, WebP, AVIF or GIF' },
    ]);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lists what is no file any more', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a/1.png': tinyPicture(1) });
    const { entries } = await openDataSet(folder);
    rmSync(join(folder, 'a/1.png'));
    mkdirSync(join(folder, 'a/1.png'));
    const { unreadable } = await indexImages(entries);
    expect(unreadable).toEqual([{ image: 'a/1.png', reason: 'not a file, expected a picture' }]);
  });

  it('stops when it is told to', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`a/${i}.png`, tinyPicture(i)])));
    const { entries } = await openDataSet(folder);
    const stop = new AbortController();
    let seen = 0;
    const onProgress = () => {
      seen++;
      if (seen === 5) stop.abort(new Error('enough'));
    };
    await expect(indexImages(entries, { concurrency: 2, onProgress, signal: stop.signal })).rejects.toThrow('enough');
    expect(seen).toBeLessThanOrEqual(6);
  });

  it('checks its options', async () => {
    await expect(indexImages([], { concurrency: 0 })).rejects.toThrow(
      'Expected an integer of at least 1 for concurrency but received 0',
    );
    await expect(indexImages([], { workers: 2 } as never)).rejects.toThrow(
      'options of indexImages but received "workers"',
    );
  });
});

describe('inParallel', () => {
  it('keeps the order, and never does more at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const done = await inParallel([5, 1, 4, 2, 3, 0], 3, async (turns) => {
      most = Math.max(most, ++running);
      // oxlint-disable-next-line no-await-in-loop -- takes as many turns of the event loop
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      running--;
      return turns * 10;
    });
    expect(done).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
  });

  it('begins nothing after a failure', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('no');
    };
    await expect(inParallel([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('no');
    await new Promise(setImmediate);
    expect(begun.length).toBeLessThan(4);
  });
});

describe('dataHash', () => {
  it('depends on ids, contents, labels and their order, and on nothing else', () => {
    const image = { id: 'a', sha256: 'b', labels: [1, null] };
    const hash = dataHash([image, { ...image, id: 'c' }]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      dataHash([
        { labels: [1, null], sha256: 'b', id: 'a' },
        { ...image, id: 'c' },
      ]),
    ).toBe(hash);
    const others = [
      [{ ...image, id: 'c' }, image],
      [image],
      [image, { ...image, id: 'd' }],
      [image, { ...image, id: 'c', sha256: 'e' }],
      [image, { ...image, id: 'c', labels: [1, 0] }],
    ].map(dataHash);
    expect(new Set([hash, ...others]).size).toBe(6);
  });
});
