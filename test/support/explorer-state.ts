import type { Page } from 'playwright-core';
import type { FullImage } from '../../src/index.js';
import type { App, State } from '../../web/src/state/app.js';
import type { JobKind, Jobs, Picture } from '../../web/src/worker/protocol.js';

/** The element of the page, to be asked for in it: `document.querySelector<ExplorerElement>('explorer-page')!.app`. */
export interface ExplorerElement extends HTMLElement {
  readonly app: App;
}

/** What comes out of the page: arrays of numbers stand in place of typed ones, and `'Infinity'` in place of that. */
export type Plain<T> = T extends Float32Array | Float64Array | Int32Array
  ? number[]
  : T extends object
    ? { [K in keyof T]: Plain<T[K]> }
    : T;

/** The longest that anything on a busy machine takes. */
export const timeout = 240_000;

const app = `document.querySelector('explorer-page').app`;
const plain = `((value) => JSON.parse(JSON.stringify(value, (_, v) => (ArrayBuffer.isView(v) ? Array.from(v) : v === Infinity ? 'Infinity' : v))))`;

/**
 * Waits until the page's memory is as wanted. `what` runs in the page: it sees nothing of the test. It is asked from here,
 * again and again, as the page's policy forbids it to evaluate text by itself.
 */
export async function until(page: Page, what: (state: State) => boolean): Promise<void> {
  const question = `Boolean((${what})(document.querySelector('explorer-page')?.app.store.get() ?? {}))`;
  const end = Date.now() + timeout;
  // oxlint-disable-next-line no-await-in-loop -- one question after the other
  while (!(await page.evaluate<boolean>(question))) {
    if (Date.now() > end) throw new Error(`The page did not come to: ${what}`);
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A part of the page's memory. */
export function stateOf<K extends keyof State>(page: Page, key: K): Promise<Plain<NonNullable<State[K]>>> {
  return page.evaluate(`${plain}(${app}.store.get()[${JSON.stringify(key)}] ?? null)`);
}

/** Asks the worker, as a section does; its `image` is the clean picture of the page or the attacked one. */
export function ask<K extends JobKind>(
  page: Page,
  kind: K,
  input: Omit<Jobs[K]['input'], 'image'>,
  image: 'clean' | 'attacked' = 'attacked',
): Promise<Plain<Jobs[K]['result']>> {
  const source = image === 'clean' ? 'picked.picture' : 'attack.adversary';
  return page.evaluate(
    `${app}.client.request(${JSON.stringify(kind)}, { image: ${app}.store.get().${source}, ...${JSON.stringify(input)} })` +
      `.then(${plain})`,
  );
}

/** A picture that came out of the page, as the library takes it. */
export function pictureOf({ width, height, data }: Plain<Picture>): FullImage<Float32Array> {
  return { width, height, channels: 3, data: Float32Array.from(data) };
}
