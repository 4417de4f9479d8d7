import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Column } from '../src/evaluation/story/index.js';
import { build } from './support/built.js';
import { colourCard } from './support/colour-model.js';
import { demo, demoFolder, recordIn } from './support/demo.js';
import { chromium, inBrowser } from './support/in-browser.js';
import { describeIf } from './support/shared.js';

beforeAll(build, 120_000);

/** What would run, or load something, where a name is not escaped. */
const hostile = {
  label: '"><script>parent.hit = 1</script><b>red</b>',
  file: `c1_<img src="x" onerror="parent.hit = 2">'&amp;.png`,
};

/** Opens a page in a frame and looks at it from outside. */
const look = (path: string) => `
  globalThis.hit = 0;
  const frame = document.createElement('iframe');
  frame.width = 1000;
  frame.srcdoc = await (await fetch('${path}')).text();
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const page = frame.contentDocument;
  const images = [...page.images];
  await Promise.all(images.map((image) => image.decode().catch(() => {})));
  const read = (id) => [...page.querySelectorAll('#' + id + ' tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
  const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
  await new Promise((resolve) => setTimeout(resolve, 100));
  frame.width = 360;
  const narrow = page.documentElement.scrollWidth;
  return {
    hit: globalThis.hit,
    title: page.title,
    text: page.body.innerText,
    scripts: page.scripts.length,
    broken: images.filter(({ naturalWidth }) => naturalWidth === 0).length,
    images: images.length,
    nameless: images.filter((image) => image.alt === '' && image.closest('.card') === null).length,
    resources: frame.contentWindow.performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith('data:')),
    font: frame.contentWindow.getComputedStyle(page.querySelector('h1')).fontSize,
    doubled: ids.length - new Set(ids).size,
    narrow,
    table: read('picture-1-table'),
    control: read('picture-1-control'),
    overview: read('overview'),
  };`;

interface Seen {
  hit: number;
  title: string;
  text: string;
  scripts: number;
  broken: number;
  images: number;
  nameless: number;
  resources: string[];
  font: string;
  doubled: number;
  narrow: number;
  table: string[][];
  control: string[][];
  overview: string[][];
}

function open(html: string): Promise<Seen & { error?: string }> {
  return inBrowser<Seen>(look('/given/report'), new Map([['/given/report', html]]));
}

async function reportOf(...args: string[]) {
  const labels = colourCard.labels.map((label, i) => (i === 0 ? { ...label, name: hostile.label } : label));
  const folder = await demoFolder({ ...colourCard, labels });
  renameSync(join(folder, 'c1_fire.png'), join(folder, hostile.file));
  const { code } = await demo(folder, ...args, '--epsilon', '30');
  expect(code).toBe(0);
  return { html: readFileSync(join(folder, 'story', 'index.html'), 'utf8'), record: recordIn(folder, 'story') };
}

const percent = (value: number) => (100 * value).toFixed(1);

/** The rows that a table must have, from the record. */
function expectedRows(columns: readonly Column[]): Record<string, string[]> {
  return {
    truth: columns.map(({ truth }) => percent(truth)),
    adversarial: columns.map(({ adversarial }) => percent(adversarial)),
    right: columns.map(({ right, draws }) => (draws === 1 ? ['no', 'yes'][right] : `${right} of ${draws}`)),
    copies: columns.map(({ deflection }) => String(deflection?.copies ?? '–')),
  };
}

function rowsOf(table: string[][]): Record<string, string[]> {
  const row = (end: string) => table.find(([name]) => name.endsWith(end))?.slice(1) ?? [];
  return {
    truth: row('(true), %'),
    adversarial: row('(adversarial), %'),
    right: row('true class first'),
    copies: row('samples copied'),
  };
}

describeIf(existsSync(chromium), 'chromium', 'the report in a browser', () => {
  it('is whole, runs nothing, loads nothing, fits a phone, and its tables are those of the JSON', async () => {
    const { html, record } = await reportOf('.');
    const seen = await open(html);
    expect(seen.error).toBeUndefined();
    const { hit, scripts, broken, nameless, resources, doubled, font } = seen;
    expect({ hit, scripts, broken, nameless, resources, doubled }).toEqual({
      hit: 0,
      scripts: 0,
      broken: 0,
      nameless: 0,
      resources: [],
      doubled: 0,
    });
    // Two stories of fifteen pictures (two of them shown twice at most), one of one, and three cards.
    expect(seen.images).toBeGreaterThan(30);
    // The style is in force, and nothing is wider than a phone.
    expect(font).not.toBe('32px');
    expect(seen.narrow).toBeLessThanOrEqual(360);
    expect(seen.text).toContain(hostile.label);
    expect(seen.text).toContain(`<img src="x" onerror="parent.hit = 2">'&amp;`);

    const defense = record.pictures[0].defense;
    if (defense === undefined) throw new Error('the first picture was not attacked');
    expect(seen.table[0].slice(1)).toEqual(defense.table.map(({ name }) => name));
    expect(rowsOf(seen.table)).toEqual(expectedRows(defense.table));
    expect(rowsOf(seen.control)).toEqual(expectedRows(defense.control));
    expect(seen.table.slice(-2).map((row) => row.slice(1, 7))).toEqual([
      ['100', '15', '75', '92', '82', '97'],
      ['0', '59', '16', '7', '12', '2'],
    ]);
    expect(seen.overview).toHaveLength(1 + record.pictures.length);
    expect(seen.overview[1].slice(4)).toEqual(
      defense.table.slice(2).map(({ right, draws }) => (draws === 1 ? ['no', 'yes'][right] : String(right))),
    );
  });

  it('is kept by its policy from running and loading even what somebody writes into it', async () => {
    const { html } = await reportOf('photo.png');
    const added =
      '<script>parent.hit = 3</script><img src="/dist/index.js" alt="x"><link rel="stylesheet" href="/x.css">';
    const seen = await open(html.replace('<body id="top">', `<body id="top" onload="parent.hit = 4">${added}`));
    expect({ error: seen.error, hit: seen.hit, broken: seen.broken }).toEqual({ error: undefined, hit: 0, broken: 1 });
    // Without the policy the same page does run: the test can fail.
    const unprotected = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const free = await open(unprotected.replace('<body id="top">', `<body id="top">${added}`));
    expect(free.hit).toBe(3);
  });
});
