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
      if (message.type === 'request') window.spoken.asked[message.id] = message.kind;
      if (message.type === 'abort') window.spoken.stopped.push(message.id);
      return post.call(this, message, ...rest);
    };`);
}

/** The latest request of a kind since {@link listen}, and all requests that were stopped. */
export async function latestRequest(page: Page, kind: string): Promise<{ id: number; stopped: readonly number[] }> {
  const { asked, stopped } = await page.evaluate<Spoken>('window.spoken');
  const ids = Object.keys(asked).map(Number);
  return { id: Math.max(...ids.filter((id) => asked[id] === kind)), stopped };
}
