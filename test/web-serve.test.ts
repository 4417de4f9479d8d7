import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from './support/built.js';
import { freePort } from './support/redis.js';
import { root } from './support/shared.js';

let folder: string;
beforeAll(async () => {
  await build();
  folder = mkdtempSync(join(tmpdir(), 'explorer-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Begins `npm run web`; `words` are what it has said so far. */
function serve(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'web.mjs'), ...args], { cwd: root });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  return { child, words: () => said, ended: new Promise((resolve) => child.on('close', resolve)) };
}

it('npm run web builds the page, serves it with the headers for threads on this machine alone, and ends by Ctrl-C', async () => {
  const port = await freePort();
  const { child, words, ended } = serve('--out', folder, '--port', String(port));
  const address = `http://127.0.0.1:${port}/`;
  await expect.poll(words, { timeout: 60_000, interval: 100 }).toContain(`the explorer is at ${address}`);
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  const html = await page.text();
  expect(html).toBe(readFileSync(join(folder, 'index.html'), 'utf8'));
  const script = /<script[^>]* src="([^"]+)"/.exec(html)![1];
  // Relative, so that it works below any path.
  expect(script).toMatch(/^\.\/assets\//);
  const code = await fetch(new URL(script, address));
  expect(code.headers.get('content-type')).toContain('javascript');
  child.kill('SIGINT');
  expect(await ended, words()).toBe(0);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['assets', 'index.html', 'service-worker.js']));
});

it('npm run web says what is wrong with a port', async () => {
  const { words, ended } = serve('--port', '80000');
  expect(await ended).not.toBe(0);
  expect(words()).toContain('Expected a number from 0 to 65535 for --port but received 80000');
});
