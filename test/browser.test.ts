import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { build } from './support/built.js';
import { describeIf, root } from './support/shared.js';

const chromium = '/usr/bin/chromium';

const page = `<!doctype html><title>same numbers</title><script type="module">
  import { fingerprints } from '/test/support/same-numbers.js';
  let result;
  try {
    const library = await import('/dist/index.js');
    const jpeg = await import('/dist/defenses/compress-jpeg.js');
    const canvas = new OffscreenCanvas(6, 4).getContext('2d');
    canvas.fillStyle = '#c08040';
    canvas.fillRect(0, 0, 6, 4);
    const pixels = canvas.getImageData(0, 0, 6, 4);
    const { data } = library.defend(pixels, { seed: 1, out: pixels });
    canvas.putImageData(pixels, 0, 0);
    const imageData = data === pixels.data && canvas.getImageData(5, 3, 1, 1).data.join();
    result = { prints: await fingerprints(library, jpeg), imageData };
  } catch (error) {
    result = { error: String(error.stack ?? error) };
  }
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
</script>`;

interface Result {
  prints?: Record<string, string>;
  imageData?: string;
  error?: string;
}

/** Serves the built package on loopback, opens the page in a real browser, and waits for what it sends back. */
async function inBrowser(): Promise<Result> {
  const profile = mkdtempSync(join(tmpdir(), 'pixel-deflection-chromium-'));
  const reported = new EventEmitter();
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.end();
        reported.emit('result', JSON.parse(body));
      });
      return;
    }
    const file = normalize(join(root, request.url ?? '/'));
    if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    else if (!file.startsWith(root + sep) || !existsSync(file)) response.writeHead(404).end();
    else {
      const type = extname(file) === '.js' ? 'text/javascript' : 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const quiet = ['quic', 'gpu'].map((what) => `--disable-${what}`);
  const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = spawn(
    chromium,
    ['--headless', '--no-sandbox', ...quiet, ...offline, `--user-data-dir=${profile}`, url],
    // In a group of its own, so that its children end with it.
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise<void>((resolve) => browser.on('exit', () => resolve()));
  const failed = ended.then((): [Result] => [{ error: 'the browser ended before it answered' }]);
  try {
    const [result] = (await Promise.race([once(reported, 'result'), failed])) as [Result];
    return result;
  } finally {
    if (browser.exitCode === null && browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** A module of the project by its path. */
function load(file: string): Promise<unknown> {
  return import(pathToFileURL(join(root, ...file.split('/'))).href);
}

describeIf(existsSync(chromium), 'Chromium (Debian: chromium)', 'the package in a browser', () => {
  it('gives the numbers that Node gives, and takes an ImageData', { timeout: 120_000 }, async () => {
    await build();
    const { fingerprints } = (await load('test/support/same-numbers.js')) as {
      fingerprints: (library: unknown, jpeg: unknown) => Promise<Record<string, string>>;
    };
    const here = await fingerprints(await load('dist/index.js'), await load('dist/defenses/compress-jpeg.js'));
    const there = await inBrowser();
    expect(there.error).toBeUndefined();
    expect(Object.keys(here)).toHaveLength(40);
    expect(new Set(Object.values(here)).size).toBe(40);
    expect(there.prints).toEqual(here);
    expect(there.imageData).toBe('192,128,64,255');
  });
});
