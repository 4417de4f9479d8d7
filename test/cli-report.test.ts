import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../src/evaluation/summary/summary.js';
import { build, command, filesBelow, run } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { attack, defense, generateRun, usualAttacks, usualDefenses, writeRun } from './support/records.js';
import { expectedRates, rowKey } from './support/summaries.js';

/** Names that a spreadsheet, a terminal, a browser or Markdown would take for something else. */
const hostile = [
  '=HYPERLINK("http://x.example","y")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '<script>alert(1)</script>',
  'a|b`c`*d*[e](http://x.example)',
  '\u001b[31mred\u001b[0m',
  '\u202egnp.exe',
  'two\nlines\r\tand',
  '\ud800 alone',
  'quote " comma , semicolon ;',
];

const small = {
  images: hostile.length,
  repeats: 2,
  attacks: [attack('igsm', { sizes: [1, 2] }), usualAttacks[4], usualAttacks[5]],
  defenses: [usualDefenses[0], usualDefenses[2], defense('=PD|<b>', usualDefenses[1].chain)],
  name: (i: number) => hostile[i],
};
const generated = generateRun(small);
const records = JSON.parse(JSON.stringify([...generated.records()])) as Record<string, unknown>[];

/** A record as a row of an export: what is in `made` beside the rest. */
function flat(record: Record<string, unknown>): Record<string, unknown> {
  const { made, ...own } = record as { made?: Record<string, unknown> };
  const row: Record<string, unknown> = { ...own };
  for (const [key, value] of Object.entries(made ?? {})) {
    if (typeof value !== 'object' || value === null) row[`made_${key}`] = value;
    else for (const [axis, part] of Object.entries(value)) row[`made_${key}_${axis}`] = part;
  }
  return row;
}

/** Text as files for people show it: what steers a terminal or reorders text is written out. */
function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (sign) => {
    const code = sign.codePointAt(0) as number;
    const short = { 9: '\\t', 10: '\\n', 13: '\\r' }[code];
    return short ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`);
  });
}

function folderWithRun(part = 1): string {
  const folder = temporaryFolder();
  writeRun(join(folder, 'run'), generated, part);
  return folder;
}

beforeAll(build, 240_000);

describe('pixel-deflection export', () => {
  it('writes every record as CSV, with names that no spreadsheet takes for formulas', async () => {
    const folder = folderWithRun();
    const { code, stdout, stderr } = await run(['export', 'run', '-o', 'records.csv'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`✓ ${records.length} records → records.csv\n`);
    const text = readFileSync(join(folder, 'records.csv'), 'utf8');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.length).toBe(records.length);
    for (const [i, record] of records.entries()) {
      const expected = flat(record);
      for (const [name, cell] of Object.entries(rows[i])) {
        const value = expected[name] ?? '';
        const safe = typeof value === 'string' ? escaped(value) : String(value);
        expect(cell, name).toBe(typeof value === 'string' && /^[=+\-@]/.test(safe) ? `'${safe}` : safe);
      }
      expect(Object.keys(rows[i])).toEqual(expect.arrayContaining(Object.keys(expected)));
    }
    expect(text.split('\n').length).toBe(records.length + 2);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(filesBelow(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('writes every record as Parquet, exactly, in typed columns', async () => {
    const folder = folderWithRun();
    const { code } = await run(['export', 'run', '-o', 'records.parquet'], folder);
    expect(code).toBe(0);
    const file = await asyncBufferFromFile(join(folder, 'records.parquet'));
    const { schema } = await parquetMetadataAsync(file);
    const types = Object.fromEntries(schema.slice(1).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ image: 'BYTE_ARRAY', draw: 'INT32', truth: 'DOUBLE', made_success: 'BOOLEAN' });
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(records.length);
    for (const [i, record] of records.entries()) {
      const kept = Object.entries(rows[i]).filter(([, value]) => value !== null && value !== undefined);
      const expected = Object.entries(flat(record)).filter(([, value]) => value !== null);
      // A lone surrogate is no text: no file of UTF-8 holds it.
      if (record.image === '\ud800 alone') continue;
      expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(expected));
    }
  });
});

/** A program's start as if a package were not installed. */
const withoutParquet = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(
    "export async function resolve(name, context, next) {" +
    "  if (name === 'hyparquet-writer') throw Object.assign(new Error('missing'), { code: 'ERR_MODULE_NOT_FOUND' });" +
    "  return next(name, context); }"));
`)}`;

function typed(file: string): string[] {
  return ['--import', withoutParquet, command, 'export', 'run', '-o', file];
}

describe('an installation without the optional package', () => {
  it('says what to install for Parquet, writes nothing, and still writes CSV', () => {
    const folder = folderWithRun();
    const parquet = spawnSync(process.execPath, typed('records.parquet'), { cwd: folder, encoding: 'utf8' });
    expect({ status: parquet.status, stderr: parquet.stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^pixel-deflection: .*hyparquet-writer, which is not installed: npm install .*\n$/),
    });
    expect(filesBelow(folder).filter((name) => !name.startsWith('run/'))).toEqual([]);
    expect(spawnSync(process.execPath, typed('records.csv'), { cwd: folder }).status).toBe(0);
  });
});

describe('pixel-deflection report', () => {
  it('writes the summary as CSV and as JSON, with the numbers of the records', async () => {
    const folder = folderWithRun();
    const { code, stdout } = await run(['report', 'run', '-o', 'summary.csv', '--json'], folder);
    expect(code).toBe(0);
    const expected = expectedRates(generated.records());
    const summary = JSON.parse(stdout) as Summary;
    const rows = parse(readFileSync(join(folder, 'summary.csv'), 'utf8'), { columns: true }) as Record<
      string,
      string
    >[];
    expect(summary.records).toBe(records.length);
    expect(rows.length).toBe(expected.size);
    for (const [i, row] of summary.rows.entries()) {
      const rate = expected.get(rowKey(row.model, row.attack, row.epsilon, row.target, row.defense));
      for (const share of [row.recovered.share, Number(rows[i].recovered)]) {
        expect(rate?.recovered.split(' ')[0]).toBe((100 * share).toFixed(1));
      }
      expect(rows[i].defense).toBe(row.defense.replace(/^=/, "'="));
    }
  });

  it('writes Markdown in which names are only names', async () => {
    const folder = folderWithRun();
    const title = `# a|b \`c\` <i>d</i> [e](http://x.example)`;
    const { code, stderr } = await run(['report', 'run', '-o', 'report.md', '--title', title], folder);
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'report.md'), 'utf8');
    expect(text.split('\n')[0]).toBe(String.raw`# \# a\|b \`c\` \<i\>d\</i\> \[e\](http\://x.example)`);
    expect(text).toContain(String.raw`\=PD\|\<b\>`);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]|(?<!\\)<b/u);
    // Every table keeps its number of columns.
    for (const table of text.split('\n\n').filter((part) => part.startsWith('| '))) {
      const counts = table
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(counts).size, table.slice(0, 80)).toBe(1);
    }
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('tells of a run that is not finished, of damaged lines and of pictures left out, and shows the rest', async () => {
    const folder = folderWithRun(0.5);
    const path = join(folder, 'run', 'records.jsonl');
    const before = readFileSync(path, 'utf8').split('\n');
    // As long as before: the journal still fits.
    const lines = before.map((line, i) => (i === 4 ? 'x'.repeat(line.length) : line));
    writeFileSync(path, lines.join('\n'));
    appendFileSync(path, '{"half a rec');
    const { code, stderr } = await run(['report', 'run', '-o', 'report.html'], folder);
    expect(code).toBe(1);
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    for (const text of [stderr, html]) {
      expect(text).toMatch(/Not finished: \d+ of \d+ shards are done/);
      expect(text).toMatch(/1 line of records\.jsonl could not be read and are not counted: line 5 \(/);
    }
    expect(html).toContain('gone.png');
    expect(html).toContain('broken.jpg');
    expect(stderr).toContain(`✗ ${before.length - 2} records`);
  });

  it('tells of records that somebody has changed since the run wrote them', async () => {
    const folder = folderWithRun();
    const path = join(folder, 'run', 'records.jsonl');
    const before = readFileSync(path, 'utf8');
    const untouched = await run(['report', 'run', '--json'], folder);
    expect(untouched).toMatchObject({ code: 0, stderr: expect.not.stringContaining('changed') as string });
    // Another class in the first record and in the last: records like any other, of two shards.
    const lines = before.split('\n');
    for (const index of [0, lines.length - 2]) {
      lines[index] = lines[index].replace(
        /"prediction":(\d)/,
        (_, digit) => `"prediction":${(Number(digit) + 1) % 10}`,
      );
    }
    writeFileSync(path, lines.join('\n'));
    const said = 'The records of 2 shards have been changed since the run wrote them';
    for (const name of ['report.html', 'report.md']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other in one folder
      const { code, stderr } = await run(['report', 'run', '-o', name], folder);
      expect(code).toBe(1);
      expect(stderr).toContain(said);
      expect(stderr).toContain(`✗ ${records.length} records`);
      expect(readFileSync(join(folder, name), 'utf8')).toContain(said);
    }
    const exported = await run(['export', 'run', '-o', 'records.csv'], folder);
    expect(exported.code).toBe(1);
    expect(exported.stderr).toContain(said);
    expect(exported.stderr).toContain(`✗ ${records.length} records`);
    writeFileSync(path, before);
    expect((await run(['export', 'run', '-o', 'records.csv'], folder)).code).toBe(0);
  });

  it('says in one line what is wrong, and writes nothing', async () => {
    const folder = folderWithRun();
    for (const name of ['other', 'empty', 'records', 'cut'])
      cpSync(join(folder, 'run'), join(folder, name), { recursive: true });
    const manifest = readFileSync(join(folder, 'run', 'manifest.json'), 'utf8');
    writeFileSync(join(folder, 'other', 'manifest.json'), manifest.replace('"schema": 1', '"schema": 2'));
    truncateSync(join(folder, 'empty', 'shards.jsonl'));
    const text = readFileSync(join(folder, 'records', 'records.jsonl'), 'utf8');
    writeFileSync(join(folder, 'records', 'records.jsonl'), text.replace('{"schema":1', '{"schema":7'));
    writeFileSync(join(folder, 'cut', 'manifest.json'), manifest.slice(0, 100));
    mkdirSync(join(folder, 'nothing'));
    mkdirSync(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o500);
    const before = filesBelow(folder);
    const cases: [args: string[], code: number, message: RegExp][] = [
      [['report', 'nowhere', '-o', 'a.html'], 2, /nowhere: there is no run here, expected the folder of a run/],
      [['report', 'nothing', '-o', 'a.html'], 2, /nothing: there is no run here/],
      [['report', 'run/records.jsonl', '-o', 'a.html'], 2, /records\.jsonl: a file, expected a folder/],
      [['report', 'other', '-o', 'a.html'], 2, /has the schema 2, expected 1/],
      [['report', 'records', '-o', 'a.html'], 2, /records\.jsonl: line 1 has the schema 7, expected 1/],
      [['export', 'records', '-o', 'a.csv'], 2, /records\.jsonl: line 1 has the schema 7, expected 1/],
      [['export', 'records', '-o', 'a.parquet'], 2, /records\.jsonl: line 1 has the schema 7, expected 1/],
      [['report', 'cut', '-o', 'a.html'], 1, /manifest\.json: is no JSON/],
      [['report', 'empty', '-o', 'a.html'], 1, /empty: holds no records yet/],
      [
        ['report', 'run', '-o', 'a.pdf'],
        2,
        /Expected a name ending in \.html, \.md or \.csv for --output but received "a\.pdf"/,
      ],
      [['export', 'run', '-o', 'a.xlsx'], 2, /Expected a name ending in \.csv or \.parquet for --output/],
      [['export', 'run', '-o', 'no/a.csv'], 2, /the folder .*no does not exist/],
      [['report', 'run'], 2, /Expected --output or --json but received neither/],
      [['report', 'run', '-o', 'a.csv', '--title', 'x'], 2, /Expected --title only with a page/],
      [['report', 'run', '-o', 'a.html', '--titel', 'x'], 2, /unknown option '--titel' \(did you mean --title\?\)/],
      [['report', '\u202e\u001b[31m', '-o', 'a.html'], 2, /\\u202e\\x1b\[31m: there is no run here/],
    ];
    // Root writes anywhere.
    if (process.getuid?.() !== 0) cases.push([['export', 'run', '-o', 'locked/a.csv'], 2, /locked: permission denied/]);
    for (const [args, code, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- all in one folder, which is looked at after each
      const result = await run(args, folder);
      const lines = result.stderr.split('\n').filter((line) => !line.startsWith('{'));
      expect({ args, code: result.code, stdout: result.stdout, lines }).toEqual({
        args,
        code,
        stdout: '',
        lines: [expect.stringMatching(/^pixel-deflection: /), ''],
      });
      expect(result.stderr).toMatch(message);
      expect(filesBelow(folder)).toEqual(before);
    }
    expect(existsSync(join(folder, 'a.html'))).toBe(false);
  });
});
