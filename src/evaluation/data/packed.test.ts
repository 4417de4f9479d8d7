import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packedRecord, tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { openDataSet } from './open.js';
import { readPlace } from './read-place.js';

const classes = JSON.stringify([
  { wnid: 'n1', name: 'one' },
  { wnid: 'n2', name: 'two' },
]);
const whole = Buffer.concat([packedRecord(1, tinyPicture(1)), packedRecord(0, tinyPicture(2))]);

function made(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

describe('packed records', () => {
  it('have the classes of classes.json, and bytes that are read by their place', async () => {
    const folder = made({ 'val.bin': whole, 'classes.json': classes });
    const data = await openDataSet(join(folder, 'val.bin'));
    expect(data.kind).toBe('packed');
    expect(data.numbering).toBeUndefined();
    expect(data.entries.map(({ id, truth }) => [id, truth])).toEqual([
      ['val.bin/000000', { wnid: 'n2', name: 'two' }],
      ['val.bin/000001', { wnid: 'n1', name: 'one' }],
    ]);
    expect(await readPlace(data.entries[0].place)).toEqual(tinyPicture(1));
    expect(await readPlace(data.entries[1].place)).toEqual(tinyPicture(2));
  });

  it('of a folder are taken file by file', async () => {
    const folder = made({ 'b.bin': whole, 'a.bin': packedRecord(0, tinyPicture(3)), 'classes.json': classes });
    const { entries } = await openDataSet(folder);
    expect(entries.map(({ id }) => id)).toEqual(['a.bin/000000', 'b.bin/000000', 'b.bin/000001']);
  });

  it('without classes.json have numbers', async () => {
    const data = await openDataSet(join(made({ 'x.bin': whole }), 'x.bin'));
    expect(data.entries.map(({ truth }) => truth)).toEqual([{ index: 1 }, { index: 0 }]);
    expect(data.numbering).toEqual({ classes: 2, order: 'own' });
    expect(data.notes).toHaveLength(1);
  });

  it('are used up to where the file is cut, at every byte', async () => {
    const folder = temporaryFolder();
    const first = packedRecord(1, tinyPicture(1)).length;
    for (let length = first + 1; length < whole.length; length++) {
      writeFiles(folder, { 'x.bin': whole.subarray(0, length), 'classes.json': classes });
      // oxlint-disable-next-line no-await-in-loop -- one file of many lengths
      const { entries, skipped } = await openDataSet(join(folder, 'x.bin'));
      expect(entries).toHaveLength(1);
      expect(skipped).toHaveLength(1);
      expect(skipped[0]).toMatchObject({ image: 'x.bin/000001', reason: expect.stringMatching(/^the file ends /) });
    }
  });

  it('list what cannot be right, and keep the rest', async () => {
    const bytes = Buffer.concat([
      packedRecord(7, tinyPicture(1)),
      whole,
      packedRecord(0, tinyPicture(4), 4_000_000_000),
    ]);
    const { entries, skipped } = await openDataSet(join(made({ 'x.bin': bytes, 'classes.json': classes }), 'x.bin'));
    expect(entries.map(({ id }) => id)).toEqual(['x.bin/000001', 'x.bin/000002']);
    expect(skipped[0]).toEqual({ image: 'x.bin/000000', reason: 'class 7, and classes.json has 2 classes' });
    expect(skipped[1].image).toBe('x.bin/000003');
    expect(skipped[1].reason).toMatch(/^the file ends 39999999\d\d bytes before this record does \(4000000000 bytes/);
  });

  it('of a file that cannot be used do not end those of the others', async () => {
    const folder = made({
      'a.bin': whole,
      'b.bin': new Uint8Array(),
      'c.bin': Buffer.from('a long text that is no list of records'),
      'd.bin/picture.png': tinyPicture(1),
      'classes.json': classes,
    });
    const { entries, skipped } = await openDataSet(folder);
    expect(entries.map(({ id }) => id)).toEqual(['a.bin/000000', 'a.bin/000001']);
    expect(skipped).toEqual([
      { image: 'b.bin', reason: expect.stringMatching(/^empty, expected records of uint16 class/) },
      { image: 'c.bin/000000', reason: expect.stringMatching(/^the file ends \d+ bytes before this record does/) },
      { image: 'd.bin', reason: expect.stringMatching(/^not a file, expected records of uint16 class/) },
    ]);
  });

  it.each([
    ['nothing', new Uint8Array(), /x.bin: empty, expected records of uint16 class/],
    ['no record', new Uint8Array(3), /no record can be used \(the file ends in the head of this record, at byte 3\)/],
    [
      'a text',
      Buffer.from('a long text that is no list of records'),
      /no record can be used \(the file ends \d+ bytes/,
    ],
  ])('are refused where there is %s', async (_, bytes, message) => {
    const folder = made({ 'x.bin': bytes, 'classes.json': classes });
    await expect(openDataSet(join(folder, 'x.bin'))).rejects.toThrow(message);
    await expect(openDataSet(folder)).rejects.toThrow(message);
  });
});
