import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tinyPicture, writeFiles } from '../../../test/support/data-files.js';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import type { DataSet } from './data-set.js';
import { openDataSet } from './open.js';

async function list(content: string, others: Record<string, string | Uint8Array> = {}, name = 'list.csv') {
  const folder = temporaryFolder();
  writeFiles(folder, { [name]: content, ...others });
  return { folder, open: openDataSet(join(folder, name)) };
}

async function withClasses(classes: string): Promise<DataSet> {
  return (await list('image,label\na.png,1', { 'classes.json': classes })).open;
}

const rowsOf = ({ entries }: DataSet) => entries.map(({ id, truth }) => [id, truth]);

describe('a CSV', () => {
  it.each([
    ['commas', 'image,label\na.png,dog\nb/c.png,cat\n'],
    ['CRLF, a byte order mark and blank lines', '\uFEFFimage,label\r\n\r\na.png,dog\r\nb/c.png,cat\r\n'],
    ['semicolons', 'Label;Path\ndog;a.png\ncat;b/c.png'],
    ['tabs and more columns', 'id\tfile\tclass\tbox\n1\ta.png\tdog\t\n2\tb/c.png\tcat\t1,2'],
    ['quotes', '"image","label"\n"a.png","dog"\n"b/c.png","cat"\n'],
    ['blanks around fields', 'image , label\n a.png , dog\n./b/c.png,cat'],
    ['backslashes', 'image,label\na.png,dog\nb\\c.png,cat'],
  ])('with %s', async (_, content) => {
    const data = await (await list(content)).open;
    expect(data.kind).toBe('list');
    expect(rowsOf(data)).toEqual([
      ['a.png', { name: 'dog' }],
      ['b/c.png', { name: 'cat' }],
    ]);
    expect(data.skipped).toEqual([]);
  });

  it('reads quoted separators, quotes and line ends', async () => {
    const data = await (await list('image,label\n"a, ""b"".png","great; grey\nowl"\n')).open;
    expect(rowsOf(data)).toEqual([['a, "b".png', { name: 'great; grey\nowl' }]]);
  });

  it('takes keys from the column of keys', async () => {
    const data = await (await list('image,label,wnid\na.png,badger,n02447366\n')).open;
    expect(rowsOf(data)).toEqual([['a.png', { wnid: 'n02447366' }]]);
  });

  it('takes numbers as numbers, and looks them up where there are classes', async () => {
    const plain = await (await list('image,label\na.png,3\nb.png,0\n')).open;
    expect(rowsOf(plain)).toEqual([
      ['a.png', { name: '3', index: 3 }],
      ['b.png', { name: '0', index: 0 }],
    ]);
    expect(plain.numbering).toEqual({ classes: 4, order: 'own' });
    const classes = '[{"wnid":"n1","name":"one"},"two"]';
    const named = await (await list('image,label\na.png,1\nb.png,0\nc.png,2', { 'classes.json': classes })).open;
    expect(rowsOf(named)).toEqual([
      ['a.png', { name: 'two' }],
      ['b.png', { wnid: 'n1', name: 'one' }],
      ['c.png', { name: '2' }],
    ]);
    expect(named.numbering).toBeUndefined();
  });

  it('lists paths that lead out, rows without names and files that were listed before', async () => {
    const rows = ['../secret.png,a', '/etc/a.png,a', 'b/../../c.png,a', 'C:\\d.png,a', '..\\e.png,a', ',a', 'ok.png,a'];
    const data = await (await list(`image,label\n${rows.join('\n')}\nok.png,b\nno.png\n=HYPERLINK("x"),=1+1\n`)).open;
    expect(rowsOf(data)).toEqual([
      ['ok.png', { name: 'a' }],
      ['=HYPERLINK("x")', { name: '=1+1' }],
    ]);
    const reasons = data.skipped.map(({ image, reason }) => `${image} ${reason}`);
    expect(reasons).toHaveLength(8);
    expect(reasons[0]).toBe(`../secret.png line 2: a path that leaves the list's folder, expected one below it`);
    expect(reasons.slice(1, 5).every((text) => text.includes('leaves the list'))).toBe(true);
    expect(reasons.slice(5)).toEqual([
      ' line 7: no file name',
      'ok.png line 9: the file was listed before',
      'no.png line 10: no class',
    ]);
  });

  it('finds files whose names have another normal form', async () => {
    const { folder, open } = await list('image,label\ncaf\u00e9.png,a\n', { 'cafe\u0301.png': tinyPicture(1) });
    const { entries } = await open;
    expect(entries[0].id).toBe('caf\u00e9.png');
    expect(entries[0].place.file).toBe(join(folder, 'cafe\u0301.png'));
  });

  it.each([
    ['', 'list.csv: empty, expected a header with a column image, path, file and a column wnid, class, label'],
    ['a.png,dog\nb.png,cat\n', 'the first line is "a.png,dog", expected a header with a column image'],
    ['image,label\n', "no row, expected files below the list's folder"],
    ['image,label\n../a.png,b\n', 'none of 1 rows can be used (line 2: a path that leaves'],
    ['image,label\na.png,"b\n', 'list.csv: line 2: a quote of the row that begins here is not closed, expected a CSV'],
    ['image,label\n"a.png,lemon\nsub/b.png,orange\n', 'list.csv: line 2: a quote of the row that begins here is not'],
    ['image,label\r\n"a\nb",c\r\n\r\n \r\nd,"e\r\nf,g\r\n', 'list.csv: line 6: a quote of the row that begins'],
    ['"image,label\na.png,b\n', 'list.csv: line 1: a quote of the row that begins here is not closed'],
  ])('is refused in one line: %j', async (content, message) => {
    const error: Error = await (
      await list(content)
    ).open.then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error.name).toBe('DataError');
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it('is refused where a row has no end, of the line that it begins on', async () => {
    const { open } = await list(`image,label\na,b\n"${'x\n'.repeat(100_000)}`);
    await expect(open).rejects.toThrow(
      'list.csv: line 3: the row that begins here is longer than 64 kB, as where a quote',
    );
  });

  it('of 100,000 rows is read in its order', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `val/${index}.jpg,class ${index % 7}`);
    const { entries } = await (await list(`image,label\n${rows.join('\n')}\n`)).open;
    expect(entries).toHaveLength(100_000);
    expect(entries[99_999]).toMatchObject({ id: 'val/99999.jpg', truth: { name: 'class 4' } });
  });

  it('refuses classes that are none', async () => {
    await expect(withClasses('{')).rejects.toThrow(/classes.json: is not JSON/);
    await expect(withClasses('{}')).rejects.toThrow(/classes.json: not an array with classes/);
    await expect(withClasses('["a",{}]')).rejects.toThrow(/class 1 has no wnid and no name/);
  });
});

describe('a text list', () => {
  it('has a name, which may hold blanks, and a class on each line', async () => {
    const text = '\uFEFFa.jpg n02447366\r\n\r\nmy photo 1.jpg   7\r\nb/c.jpg\tdog\r\nlonely.jpg\r\n';
    const data = await (await list(text, {}, 'list.txt')).open;
    expect(rowsOf(data)).toEqual([
      ['a.jpg', { name: 'n02447366' }],
      ['my photo 1.jpg', { name: '7', index: 7 }],
      ['b/c.jpg', { name: 'dog' }],
    ]);
    expect(data.skipped).toEqual([{ image: 'lonely.jpg', reason: 'line 5: no class' }]);
  });
});
