import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { timeout } from './explorer-state.js';

/** Waits until an expression holds in the page, asked from here: the page's policy forbids it to evaluate text by itself. */
export async function holds(page: Page, expression: string): Promise<void> {
  const end = Date.now() + timeout;
  // oxlint-disable-next-line no-await-in-loop -- one question after the other
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (Date.now() > end) throw new Error(`The page did not come to: ${expression}`);
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Waits until nothing is under way in any section, and nothing has been for a moment: costly work waits for one, too. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate('window.quietSince = undefined');
  const quiet = `(() => {
    const sections = [];
    const walk = (root) => {
      for (const each of root.querySelectorAll('*')) {
        if (each.shadowRoot === null) continue;
        if ('app' in each) sections.push(each);
        walk(each.shadowRoot);
      }
    };
    walk(document);
    const { loading } = document.querySelector('explorer-page').app.store.get();
    if (loading !== undefined || sections.some(({ running }) => running)) window.quietSince = undefined;
    else window.quietSince ??= performance.now();
    return window.quietSince !== undefined && performance.now() - window.quietSince > 450;
  })()`;
  await holds(page, quiet);
}

/** What has the focus, through all shadow roots: its role, what it is called, and the anchor of its section. */
export interface Focused {
  readonly kind: string;
  readonly name: string;
  readonly section: string;
}

/** Presses Tab until the focus has left the page, and tells of every stop. */
export async function tabStops(page: Page): Promise<Focused[]> {
  const stops: Focused[] = [];
  for (;;) {
    // oxlint-disable no-await-in-loop -- one key after the other
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Focused | undefined>(`(() => {
      let each = document.activeElement;
      let section = '';
      if (each === document.body) return undefined;
      while (each.shadowRoot?.activeElement) {
        each = each.shadowRoot.activeElement;
        if (/-section$/.test(each.localName)) section = each.id;
      }
      const label = each.getAttribute('aria-label') ?? [...(each.labels ?? [])].map((one) => one.textContent).join(' ');
      const name = (label || each.innerText || each.textContent).replaceAll(/\\s+/g, ' ').trim();
      return { kind: each.type || each.localName, name, section };
    })()`);
    // oxlint-enable no-await-in-loop
    if (stop === undefined) return stops;
    stops.push(stop);
    if (stops.length > 1000) throw new Error(`Tab does not leave ${stop.name}`);
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: { readonly html: string }[];
}

/** What axe finds serious or critical on the whole page. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

/** Elements that reach past the right edge of the page, and are in nothing that scrolls by itself. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const [found, width] = [[], document.documentElement.clientWidth];
    const walk = (root) => {
      for (const each of root.children ?? []) {
        const { overflowX, position } = getComputedStyle(each);
        if (['auto', 'scroll', 'hidden', 'clip'].includes(overflowX) || each.localName === 'svg') continue;
        if (position !== 'absolute' && each.getBoundingClientRect().right > width + 0.5) found.push(each.outerHTML.slice(0, 120));
        if (each.shadowRoot) walk(each.shadowRoot);
        walk(each);
      }
    };
    walk(document.body);
    if (document.documentElement.scrollWidth > width) found.push('the page scrolls sideways');
    return found;
  })()`);
}

/** How long the latest job of each kind took in the worker, in milliseconds. */
export async function jobTimes(page: Page): Promise<Readonly<Record<string, number>>> {
  const worker = page.workers().find((each) => each.url().includes('worker-'));
  if (worker === undefined) throw new Error('There is no worker.');
  return worker.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType('measure').map(({ name, duration }) => [name, duration])),
  );
}

/** Drops a file on the page, as if it came from a file manager. */
export async function dropFile(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  await session.detach();
}
