import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveGallery } from './support/built-gallery.js';
import { openChromium } from './support/chromium.js';
import { chromium } from './support/in-browser.js';
import { describeIf } from './support/shared.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Heard {
  readonly type: string;
  readonly from: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface AxeResults {
  readonly violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[];
}

describeIf(existsSync(chromium), 'chromium', 'the figures of the explorer', () => {
  let browser: Browser;
  let address: string;
  let page: Page;
  const complaints: string[] = [];

  async function open(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    opened.setDefaultTimeout(120_000);
    opened.on('console', (message) => complaints.push(message.text()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(address);
    // Charts come last, as their program is loaded by itself.
    await opened.waitForFunction(
      () => document.querySelector('pd-lines')?.shadowRoot?.querySelector('.plot svg') instanceof SVGElement,
    );
    return opened;
  }

  /** Events since the last question. */
  function heard(): Promise<Heard[]> {
    return page.evaluate(() => (window as unknown as { heard: Heard[] }).heard.splice(0));
  }

  const described = (name: string) =>
    page
      .locator(name)
      .first()
      .evaluate((element) => (element as unknown as { description: string }).description);

  beforeAll(async () => {
    [browser, address] = await Promise.all([openChromium(), serveGallery()]);
    page = await open({});
  }, 300_000);
  afterAll(() => browser?.close());

  it('say what they show, in sentences computed from it', async () => {
    expect(await described('pd-picture')).toBe(
      'Clean: 64 × 64 pixels, grayish blue on average, levels 50 to 235. The classifier says lemon, 94.7 %.',
    );
    expect(await described('pd-difference')).toMatch(
      /^Perturbation: 100 % of the samples differ; L2 443 levels \(relative 0\.0\d+\), L∞ 4 levels; drawn × 32 around gray\.$/,
    );
    expect(await described('pd-bars')).toContain('orange 93.6 % (attacker’s class), lemon 4.4 % (true class)');
    expect(await described('pd-deflections')).toMatch(/^Deflected: (\d+) of \1 samples copied, into \d+ pixels/);
    expect(await described('pd-seeds')).toBe(
      '5 of 8 seeds give the true class, 2 the attacker’s class, 1 another; 12 to come.',
    );
    expect(await described('pd-map')).toMatch(
      /^R-CAM over the picture: largest in the middle; mean 0\.\d+; above 0\.5 in/,
    );
    const [, moved, mean] = /the map is (\S+) on average where .* and (\S+) over/.exec(await described('pd-density'))!;
    expect(Number(moved)).toBeLessThan(Number(mean));
    expect(await described('pd-histogram')).toMatch(/CAM: most values, .* R-CAM: most values, /);
    expect(await described('pd-lines')).toContain(
      'attacked goes from 5.0 % at sigma 0 to 50.0 % at sigma 0.08, highest 78.0 %',
    );
    expect(await described('pd-bands')).toMatch(
      /^Y, level 1 of 3: horizontal, threshold .*; zero \d+ % before, \d+ % after\./,
    );
    // The sentence is the accessible name, and every canvas and chart has one.
    const sentence = await described('pd-map');
    expect(await page.getByRole('img', { name: sentence, exact: true }).count()).toBe(1);
    const named = await page.locator('canvas, .plot').evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''));
    expect(named.length).toBeGreaterThan(20);
    for (const name of named) expect(name).not.toBe('');
    expect(await page.getByText('To come: waiting for its content.').count()).toBe(1);
  });

  it('write gain and scale on the figure', async () => {
    expect(await page.locator('pd-difference figcaption').innerText()).toMatch(/Perturbation × 32[^]*L2 443 levels/);
    expect(await page.locator('pd-map .legend').innerText()).toMatch(/0: moves[^]*1: stays/);
    expect(await page.locator('pd-density .legend').innerText()).toMatch(/0 samples[^]*\d+ in a cell/);
    expect(await page.locator('pd-bands .note').last().innerText()).toMatch(/drawn × [\d.]+ around gray/);
    expect(await page.locator('pd-bands td').count()).toBe(9);
    expect(await page.locator('pd-bands canvas').count()).toBe(6);
  });

  it('draw pictures pixel for pixel at a whole zoom', async () => {
    const drawn = await page.locator('pd-picture canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(28, 30, 1, 1);
      return {
        size: [canvas.width, canvas.clientWidth],
        pixel: [...data],
        style: getComputedStyle(canvas).imageRendering,
      };
    });
    // The middle of the disc: 225, 190, 60 and (28 × 7 + 30 × 13) mod 11.
    expect(drawn).toEqual({ size: [64, 192], pixel: [228, 193, 63, 255], style: 'pixelated' });
  });

  it('compare pictures while a key is held, and side by side', async () => {
    await heard();
    const compare = page.locator('pd-compare');
    const hold = compare.getByRole('button', { name: 'Hold to see: Clean' });
    expect(await described('pd-compare')).toContain('Attacked: ');
    await hold.focus();
    await page.keyboard.down('Space');
    expect(await described('pd-compare')).toContain('Clean: ');
    expect(await compare.getByRole('status').innerText()).toBe('Clean is shown: lemon, 94.7 %');
    await page.keyboard.up('Space');
    expect(await compare.getByRole('status').innerText()).toBe('Attacked is shown: orange, 93.6 %');
    await compare.getByRole('button', { name: 'Defended' }).press('Enter');
    await compare.getByRole('button', { name: 'Side by side' }).press('Enter');
    expect(await compare.locator('canvas').count()).toBe(3);
    await compare.getByRole('button', { name: 'Side by side' }).press('Enter');
    expect((await heard()).filter(({ from }) => from === 'pd-compare')).toEqual([
      { type: 'show', from: 'pd-compare', detail: { shown: 0, held: true } },
      { type: 'show', from: 'pd-compare', detail: { shown: 1, held: false } },
      { type: 'show', from: 'pd-compare', detail: { shown: 2, held: false } },
      { type: 'arrange', from: 'pd-compare', detail: { sideBySide: true } },
      { type: 'arrange', from: 'pd-compare', detail: { sideBySide: false } },
    ]);
  });

  it('are operated by the keyboard, and tell it once', async () => {
    await heard();
    const slider = page.getByRole('slider', { name: 'ε' });
    await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('5 of 255 levels');
    expect(await page.locator('pd-slider output').first().innerText()).toBe('5 of 255 levels');
    expect(await heard()).toEqual([
      { type: 'input', from: 'pd-slider', detail: { value: 5 } },
      { type: 'change', from: 'pd-slider', detail: { value: 5 } },
    ]);
    await page.getByRole('radio', { name: 'FGSM' }).press('ArrowRight');
    await page.getByRole('combobox', { name: 'Attack by list' }).selectOption('fgsm');
    await page.getByRole('checkbox', { name: 'Use the map' }).press('Space');
    await page.getByRole('button', { name: 'Run the attack' }).press('Enter');
    await page.getByRole('button', { name: 'Stop: Run the slow attack' }).press('Enter');
    await page.getByRole('button', { name: /seed 5/ }).press('Enter');
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByRole('button', { name: 'Close' }).press('Enter');
    await page.getByRole('radio', { name: '2', exact: true }).press('Space');
    expect(await heard()).toEqual([
      { type: 'change', from: 'pd-choice', detail: { value: 'igsm' } },
      { type: 'change', from: 'pd-choice', detail: { value: 'fgsm' } },
      { type: 'change', from: 'pd-toggle', detail: { checked: false } },
      { type: 'run', from: 'pd-run', detail: {} },
      { type: 'stop', from: 'pd-run', detail: {} },
      { type: 'pick', from: 'pd-seeds', detail: { seed: 5 } },
      { type: 'action', from: 'pd-message', detail: {} },
      { type: 'close', from: 'pd-message', detail: {} },
      { type: 'level', from: 'pd-bands', detail: { level: 2 } },
    ]);
    expect(await described('pd-bands')).toContain('level 2 of 3');
    const progress = page.getByRole('progressbar', { name: 'Run the slow attack' });
    expect(await progress.evaluate((element) => (element as HTMLProgressElement).value)).toBe(0.3);
    expect(await page.locator('#running .progress').innerText()).toContain('30 %, step 3 of 10');
  });

  it('paint the picture of a draw once, however many come after it', async () => {
    const painted = await page.locator('pd-seeds').evaluate(async (element) => {
      const seeds = element as HTMLElement & {
        outcomes: readonly { seed: number }[];
        chosen: number;
        updateComplete: Promise<unknown>;
      };
      const [before, chosen, { putImageData }] = [seeds.outcomes, seeds.chosen, CanvasRenderingContext2D.prototype];
      let paints = 0;
      CanvasRenderingContext2D.prototype.putImageData = function (...given: unknown[]) {
        paints++;
        putImageData.apply(this, given as Parameters<typeof putImageData>);
      };
      const after = async (change: object) => {
        paints = 0;
        Object.assign(seeds, change);
        await seeds.updateComplete;
        return paints;
      };
      // The same outcomes in other objects, as sections make them whenever they are drawn.
      const copy = before.map((outcome) => ({ ...outcome }));
      const counts = {
        copied: await after({ outcomes: copy }),
        added: await after({ outcomes: [...copy, { ...copy[0], seed: 99 }] }),
        chosen: await after({ chosen: 99 }),
        others: await after({ outcomes: copy.toReversed() }),
      };
      CanvasRenderingContext2D.prototype.putImageData = putImageData;
      const pressed = [...seeds.shadowRoot!.querySelectorAll('[aria-pressed=true]')].length;
      await after({ outcomes: before, chosen });
      return { ...counts, pressed, of: before.length };
    });
    // The one that was chosen before, and the one that is now, are drawn anew.
    expect(painted).toEqual({ copied: 0, added: 1, chosen: 2, others: painted.of, pressed: 0, of: 8 });
  });

  it('play deflections, by the slider and by themselves', async () => {
    await heard();
    const player = page.locator('pd-deflections');
    const slider = player.getByRole('slider', { name: 'Copied samples' });
    await slider.press('Home');
    expect(await described('pd-deflections')).toMatch(/^Deflected: 0 of \d+ samples copied, into 0 pixels, 0 %/);
    await slider.press('ArrowRight');
    const told = (await heard()).filter(({ from }) => from === 'pd-deflections');
    expect(told.map(({ type, detail }) => [type, detail.position])).toEqual([
      ['seek', 0],
      ['settle', 0],
      ['seek', 1],
      ['settle', 1],
    ]);
    await player.getByRole('button', { name: 'Play one after another' }).press('Enter');
    await expect.poll(async () => (await heard()).some(({ type }) => type === 'seek')).toBe(true);
    await player.getByRole('button', { name: 'Pause' }).press('Enter');
    const rest = (await heard()).find(({ type }) => type === 'settle')!;
    const total = Number(await slider.getAttribute('max'));
    expect(rest.detail.position).toBeGreaterThan(1);
    expect(rest.detail.position).toBeLessThan(total);
    await slider.press('End');
    // Shown to its end, it is so with other copies too.
    await player.evaluate((element) => {
      const shown = element as HTMLElement & { copies: Int32Array };
      shown.copies = shown.copies.slice(0, 500);
    });
    expect(await described('pd-deflections')).toMatch(/^Deflected: 100 of 100 samples copied/);
  });

  it('have a loupe that goes from one moved pixel to the next, and by the arrow keys', async () => {
    await heard();
    const loupe = page.locator('pd-loupe');
    await loupe.getByRole('button', { name: 'Next moved pixel' }).press('Enter');
    const words = await loupe.getByRole('status').innerText();
    expect(words).toMatch(/^Loupe at \((\d+), (\d+)\): (red|green|blue) of \(\1, \2\) taken from \(\d+, \d+\)/);
    expect(await loupe.locator('line.arrow').count()).toBeGreaterThan(0);
    const [, x, y] = /\((\d+), (\d+)\)/.exec(words)!;
    await loupe.getByRole('application').press('ArrowDown');
    await loupe.getByRole('application').press('Shift+ArrowRight');
    const place = `(${Math.min(63, Number(x) + 5)}, ${Math.min(63, Number(y) + 1)})`;
    expect(await loupe.getByRole('status').innerText()).toContain(`Loupe at ${place}`);
  });

  it('give tables: of charts, and of results to be saved', async () => {
    await page.locator('pd-lines summary').press('Enter');
    const cells = await page.locator('pd-lines table tr').allInnerTexts();
    expect(cells.map((row) => row.split('\t'))).toContainEqual(['0.04', '90.0 %', '70.0 % (60–80 %)']);
    await page.locator('pd-histogram summary').press('Enter');
    expect(await page.locator('pd-histogram tbody tr').count()).toBe(10);
    const table = page.getByRole('table', { name: 'The six stages' });
    expect(await table.getByRole('row').allInnerTexts()).toHaveLength(4);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('six.csv');
    expect(readFileSync(await download.path(), 'utf8').split('\r\n')[2]).toBe('PD + WD,78.2 %,14 of 20,48 %,85 %,20');
    expect(await page.locator('pd-table').getByRole('status').innerText()).toBe('Saved as six.csv.');
  });

  it('show a table to be copied by hand where the clipboard is refused, and copy it where it is not', async () => {
    const copy = page.getByRole('button', { name: 'Copy as CSV' });
    const status = page.locator('pd-table').getByRole('status');
    // What is not granted by name is refused from then on.
    await page.context().grantPermissions(['geolocation']);
    await copy.press('Enter');
    await expect.poll(() => status.innerText()).toBe('Copy this text:');
    expect(await page.getByRole('textbox', { name: 'The table as CSV' }).inputValue()).toContain('PD + WD');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copy.press('Enter');
    await expect.poll(() => status.innerText()).toBe('Copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Stage,lemon,True class first,/);
  });

  it('move in few steps for who wants little motion', { timeout: 180_000 }, async () => {
    const still = await open({ reducedMotion: 'reduce' });
    await still.getByRole('button', { name: 'Play one after another' }).press('Enter');
    const seek = () =>
      still.evaluate(
        () => (window as unknown as { heard: Heard[] }).heard.filter(({ type }) => type === 'seek').length,
      );
    await expect.poll(seek, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    expect(await seek()).toBeLessThanOrEqual(9);
    await still.close();
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it('have nothing serious that axe finds', { timeout: 180_000 }, async () => {
      const themed = await open({ colorScheme });
      await themed.locator('pd-lines summary').click();
      await themed.evaluate(axe);
      const { violations } = (await themed.evaluate('axe.run()')) as AxeResults;
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]),
      ).toEqual([]);
      await themed.close();
    });
  });

  it('say so where the program of the charts does not come, and keep their tables', { timeout: 180_000 }, async () => {
    const cut = await browser.newPage();
    await cut.route(/assets\/(?!index).*\.js$/, (route) => route.abort());
    await cut.goto(address);
    const plot = cut.locator('pd-lines .plot');
    await expect.poll(() => plot.innerText(), { timeout: 60_000 }).toContain('The chart cannot be drawn');
    await cut.locator('pd-lines summary').press('Enter');
    expect(await cut.locator('pd-lines tbody tr').count()).toBe(5);
    await cut.close();
  });

  it('fit into 320 pixels', { timeout: 180_000 }, async () => {
    const narrow = await open({ viewport: { width: 320, height: 640 } });
    const wide = await narrow.evaluate(() => {
      const found: string[] = [];
      const visit = (parent: ParentNode, inside: string) => {
        for (const element of parent.querySelectorAll('*')) {
          const box = element.getBoundingClientRect();
          // What scrolls in a box of its own, or is only spoken, may be wider.
          if (box.right > 320.5 && element.closest('.scroll, .spoken, defs') === null)
            found.push(`${inside} ${element.localName}`);
          if (element.shadowRoot !== null) visit(element.shadowRoot, element.localName);
        }
      };
      visit(document.querySelector('main')!, 'main');
      return { found, scroll: document.documentElement.scrollWidth };
    });
    expect(wide).toEqual({ found: [], scroll: 320 });
    await narrow.close();
  });

  it('complain of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
