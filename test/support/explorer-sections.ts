import type { Locator, Page } from 'playwright-core';
import type { Settings } from '../../web/src/state/settings.js';

/** The text of a place as it is shown, with single blanks. */
export async function textOf(place: Locator): Promise<string> {
  return (await place.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ').trim();
}

/** What a section announces: its own status line comes before those of its parts. */
export function statusOf(section: Locator): Promise<string> {
  return textOf(section.locator('pd-status').first().getByRole('status'));
}

/** The value of an expression about an element, `it`; arrays of numbers stand in place of typed ones. */
export function propertyOf<T>(element: Locator, expression: string): Promise<T> {
  return element.evaluate((each, code) => {
    const value: unknown = new Function('it', `return ${code}`)(each);
    return JSON.parse(JSON.stringify(value, (_, v: unknown) => (ArrayBuffer.isView(v) ? Array.from(v as never) : v)));
  }, expression);
}

/** The page's settings as options of a defended classifier. */
export function defendedOptionsOf({ deflections, window, map, topK, aggregate, seed }: Settings) {
  return { deflections, window, map, ...(map === 'r-cam' ? { topK, aggregate } : {}), seed };
}

/**
 * Scrolls to an element, and waits until nothing on the page is under way. Counted in frames, as what begins when something
 * comes into view, and what is drawn, come with the frames of a page, however slow it is.
 */
export async function rested(element: Locator): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  await element.evaluate(async () => {
    const working = (inside: ParentNode): boolean =>
      [...inside.querySelectorAll('*')].some(
        (each) => (each as { running?: boolean }).running || (each.shadowRoot && working(each.shadowRoot)),
      );
    for (let quiet = 0; quiet < 6; quiet = working(document) ? 0 : quiet + 1) {
      // oxlint-disable-next-line no-await-in-loop -- one frame after the other
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  });
}

interface Spoken {
  readonly asked: Record<number, string>;
  readonly stopped: number[];
}

/** Keeps from now on what the page tells its worker. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(`
    window.spoken = { asked: {}, stopped: [] };
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      window.spoken.worker = this;
      if (message.type === 'request') window.spoken.asked[message.id] = message.kind;
      if (message.type === 'abort') window.spoken.stopped.push(message.id);
      return post.call(this, message, ...rest);
    };`);
}

/**
 * Acts in the page at the moment when the next request of a kind, of those that are not made yet, shows its first sign of
 * progress, so that the work is under way in any case. To be called after {@link listen}; resolves to the id of the request.
 */
export function atProgress<A>(page: Page, kind: string, act: (argument: A) => void, argument: A): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const { worker, asked } = window.spoken;
    const before = Math.max(0, ...Object.keys(asked));
    const hear = ({ data }) => {
      if (data.type !== 'progress' || data.id <= before || asked[data.id] !== ${JSON.stringify(kind)}) return;
      worker.removeEventListener('message', hear);
      (${act})(${JSON.stringify(argument)});
      resolve(data.id);
    };
    worker.addEventListener('message', hear);
  })`);
}

/** The latest request of a kind since {@link listen}, and all requests that were stopped. */
export async function latestRequest(page: Page, kind: string): Promise<{ id: number; stopped: readonly number[] }> {
  const { asked, stopped } = await page.evaluate<Spoken>(
    '({ asked: window.spoken.asked, stopped: window.spoken.stopped })',
  );
  const ids = Object.keys(asked).map(Number);
  return { id: Math.max(...ids.filter((id) => asked[id] === kind)), stopped };
}
