import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { AttackResult } from '../src/attacks/index.js';
import { build } from './support/built.js';
import { chromium, inBrowser } from './support/in-browser.js';
import { describeIf, root } from './support/shared.js';

interface Same {
  attackNumbers(library: unknown): Promise<(Omit<AttackResult, 'adversary' | 'rounded'> & { adversary: number[] })[]>;
}

const load = (file: string) => import(pathToFileURL(join(root, ...file.split('/'))).href) as Promise<unknown>;

describeIf(existsSync(chromium), chromium, 'attacks in a browser', () => {
  beforeAll(build, 120_000);

  it('give the same numbers as in Node', async () => {
    const { attackNumbers } = (await load('test/support/same-attack.js')) as Same;
    const here = await attackNumbers(await load('dist/attacks/index.js'));
    const there = await inBrowser<object>(
      `const { attackNumbers } = await import('/test/support/same-attack.js');
      return attackNumbers(await import('/dist/attacks/index.js'));`,
    );
    expect(there).toEqual(JSON.parse(JSON.stringify(here)));
    expect(here.some(({ successAfterRounding }) => successAfterRounding)).toBe(true);
    expect(here.some(({ success }) => !success)).toBe(true);
  }, 120_000);
});
