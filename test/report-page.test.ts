import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planFromFile } from '../src/evaluation/plan/from-file.js';
import type { Summary } from '../src/evaluation/summary/summary.js';
import { evaluationPage } from '../src/report/evaluation/page.js';
import { openChromium, withPage } from './support/chromium.js';
import { chromium } from './support/in-browser.js';
import { attack, defense, generateRun, grid, usualDefenses } from './support/records.js';
import { describeIf } from './support/shared.js';
import { expectedRates, rowKey, summaryOf, whole } from './support/summaries.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Cells of every table whose id begins with a word: text of each, line ends and runs of blanks as one blank. */
const tables = (word: string) =>
  `Object.fromEntries([...document.querySelectorAll('table[id^="${word}"]')].map((table) => [table.id,
    [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replaceAll(/\\s+/g, ' ').trim()))]))`;

type Tables = Record<string, string[][]>;

const usual = generateRun({ images: 40, models: ['mobilenetv2', 'squeezenet'] });
const sweep = generateRun({
  images: 24,
  repeats: 1,
  attacks: [attack('igsm', { sizes: [1, 2] })],
  defenses: [usualDefenses[0], ...grid([100, 200, 400], [0.02, 0.04])],
});

describeIf(existsSync(chromium), 'chromium', 'the report of an evaluation in a browser', () => {
  let browser: Browser;
  let summary: Summary;
  let page: string;

  beforeAll(async () => {
    browser = await openChromium();
    summary = summaryOf(usual);
    page = evaluationPage(summary, usual.manifest, whole);
  });
  afterAll(() => browser?.close());

  it('shows the numbers that follow from the records, in all tables', async () => {
    const expected = expectedRates(usual.records());
    const { glance, rows } = await withPage(browser, page, 1280, async (opened) => ({
      glance: (await opened.page.evaluate(tables('glance'))) as Tables,
      rows: (await opened.page.evaluate(tables('rows'))) as Tables,
    }));
    const plan = usual.manifest.plan;
    let compared = 0;
    for (const [m, { name: model }] of plan.models.entries()) {
      const [head, ...body] = glance[`glance-${m + 1}`];
      const conditions = [
        { attack: 'none', size: null, target: undefined },
        ...plan.attacks.flatMap(({ name, sizes, against }) =>
          sizes.map((size) => ({ attack: name, size, target: against?.[0] })),
        ),
      ];
      expect(body.length).toBe(conditions.length);
      for (const [c, { attack: name, size, target }] of conditions.entries()) {
        for (const [d, each] of plan.defenses.entries()) {
          const cell = body[c][head.indexOf(each.name === 'none' ? 'undefended' : each.name)];
          const rate = expected.get(rowKey(model, name, size, target, each.name))?.recovered;
          expect(cell.replace(/^([\d.]+) ?(\d+–\d+)$/, '$1 ($2)'), `${model} ${name} ${size} ${d}`).toBe(rate ?? '–');
          if (rate !== undefined) compared++;
        }
      }
    }
    expect(compared).toBe(expected.size);
    // The long tables have the same rows in the order of the summary.
    const long = Object.values(rows).flatMap(([, ...body]) => body);
    expect(long.length).toBe(expected.size);
    for (const [
      i,
      { model, attack: name, epsilon, target, defense: by, knowledge, images },
    ] of summary.rows.entries()) {
      const rate = expected.get(rowKey(model, name, epsilon, target, by))!;
      const cells = long[i].map((cell) => cell.replace(/^([\d.]+) (\d+–\d+)$/, '$1 ($2)'));
      expect(cells.slice(2, 5)).toEqual([knowledge, rate.recovered, rate.overall]);
      expect(cells[7]).toBe(String(images));
    }
  });

  it('prints the plan as a file that gives it again', async () => {
    const swept = evaluationPage(summaryOf(sweep), sweep.manifest, whole);
    const text = await withPage(browser, swept, 1280, ({ page: tab }) =>
      tab.evaluate(() => document.querySelector('[aria-label="Plan"]')?.textContent ?? ''),
    );
    expect(planFromFile('plan.yaml', new TextEncoder().encode(text))).toEqual(sweep.manifest.plan);
  });

  it('keeps to its policy, loads nothing, runs nothing, fits every width, and has a table beside every chart', async () => {
    for (const width of [360, 768, 1280]) {
      // oxlint-disable-next-line no-await-in-loop -- one page at a time
      const seen = await withPage(browser, page, width, async ({ page: tab, complaints, requests }) => ({
        ...(await tab.evaluate(() => {
          const visible = [...document.querySelectorAll('svg[role=img]')].filter((svg) => svg.checkVisibility());
          const sizes = visible.flatMap((svg) => {
            const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
            return [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
          });
          const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
          return {
            policy: document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content,
            scripts: document.scripts.length,
            styled: document.querySelectorAll('[style], svg style').length,
            charts: visible.length,
            nameless: visible.filter((svg) => (svg.getAttribute('aria-label') ?? '').length < 20).length,
            figures: document.querySelectorAll('figure.chart-figure').length,
            tables: document.querySelectorAll('figure.chart-figure details table').length,
            smallest: Math.min(...sizes),
            doubled: ids.length - new Set(ids).size,
            wide: document.documentElement.scrollWidth,
            font: getComputedStyle(document.querySelector('h1')!).fontWeight,
          };
        })),
        complaints,
        requests,
      }));
      expect(seen.policy).toMatch(/^default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]+';/);
      const { scripts, styled, nameless, complaints, requests, doubled } = seen;
      expect({ scripts, styled, nameless, complaints, requests, doubled }).toEqual({
        scripts: 0,
        styled: 0,
        nameless: 0,
        complaints: [],
        requests: [],
        doubled: 0,
      });
      expect(seen.charts).toBeGreaterThan(15);
      expect(seen.figures).toBe(seen.charts);
      expect(seen.tables).toBe(seen.charts);
      expect(seen.smallest).toBeGreaterThan(8.5);
      expect(seen.wide).toBe(width);
      expect(seen.font).toBe('600');
    }
  });

  it('is found accessible by axe, in light and in dark', { timeout: 240_000 }, async () => {
    // Every part of a page, each of them small: axe looks at each node.
    const small = evaluationPage(summaryOf(sweep), sweep.manifest, {
      ...whole,
      state: { shards: 1, of: 2, damaged: [{ line: 3, problem: 'no JSON' }], changed: 1 },
      unreadable: sweep.manifest.unreadable,
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one page at a time
      const violations = await withPage(browser, small, 1280, async ({ page: tab }) => {
        await tab.emulateMedia({ colorScheme });
        // Through the debugger: the page's own policy lets no script in.
        await tab.evaluate(axe);
        return tab.evaluate(async () => {
          const { axe: tool } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
          };
          const { violations: found } = await tool.run();
          return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0].html.slice(0, 200)}`);
        });
      });
      expect(violations.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
    }
  });

  it('shows a sweep as heat maps whose cells are the means of what is recovered', async () => {
    const html = evaluationPage(summaryOf(sweep), sweep.manifest, whole);
    const expected = expectedRates(sweep.records());
    const found = await withPage(browser, html, 1280, async (opened) => ({
      numbers: (await opened.page.evaluate(tables('sweep-1-1'))) as Tables,
      // What stands in the first chart itself, in the order of its cells.
      drawn: await opened.page.evaluate(() =>
        [...document.querySelectorAll('#sweep-1-1-recovered svg.half g:last-of-type text')].map(
          (text) => text.textContent,
        ),
      ),
    }));
    const [head, ...body] = found.numbers['sweep-1-1-recovered-numbers'];
    expect(head.slice(1)).toEqual(['100', '200', '400']);
    expect(body.map(([sigma]) => sigma)).toEqual(['0.04', '0.02']);
    for (const [sigma, ...cells] of body) {
      for (const [i, cell] of cells.entries()) {
        const name = `PD ${head[i + 1]} · σ ${sigma}`;
        const shares = [1, 2].map((size) =>
          parseFloat(expected.get(rowKey('mobilenetv2', 'igsm', size, null, name))!.recovered),
        );
        expect(Math.abs(parseFloat(cell) - (shares[0] + shares[1]) / 2), name).toBeLessThanOrEqual(0.1001);
        expect(found.drawn.map((text) => text?.replace('★ ', ''))).toContain(cell);
      }
    }
  });

  it('runs and loads nothing for the sake of a name, and shows it as it is', async () => {
    const hostile = `"><img src=x onerror="document.title=1"><script>document.title=2</script></style><b>${'\u202e'}&amp;'`;
    const run = generateRun({
      images: 6,
      repeats: 1,
      models: [hostile],
      attacks: [attack(hostile, { sizes: [1, 2] })],
      defenses: [
        usualDefenses[0],
        defense(`${hostile} 1`, usualDefenses[2].chain),
        defense(`${hostile} 2`, usualDefenses[1].chain),
      ],
      name: (i) => `${hostile}${i}`,
    });
    const extras = {
      title: hostile,
      state: { shards: 1, of: 2, damaged: [{ line: 3, problem: hostile }], changed: 1 },
      unreadable: [{ image: hostile, reason: hostile }],
    };
    const html = evaluationPage(summaryOf(run), { ...run.manifest, command: ['evaluate', hostile] }, extras);
    const seen = await withPage(browser, html, 800, async ({ page: tab, complaints, requests }) => ({
      complaints,
      requests,
      scripts: await tab.evaluate(
        () => document.scripts.length + document.images.length + document.querySelectorAll('b b').length,
      ),
      title: await tab.title(),
      heading: await tab.evaluate(() => document.querySelector('h1')?.textContent),
      wide: await tab.evaluate(() => document.documentElement.scrollWidth),
      text: await tab.evaluate(() => document.documentElement.textContent),
    }));
    const safe = hostile.replace('\u202e', String.raw`\u202e`);
    expect(seen).toMatchObject({ complaints: [], requests: [], scripts: 0, title: safe, heading: safe, wide: 800 });
    expect(seen.text).not.toContain('\u202e');
    expect(html).not.toContain('\u202e');
  });
});
