import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { root } from './shared.js';

/** Debian's browser. */
export const chromium = '/usr/bin/chromium';

/** Where a page finds the packages that a bundler would find for it. */
const importMap = {
  imports: {
    '#ort': '/dist/platform/ort-browser.js',
    '#files': '/dist/platform/files-browser.js',
    '#threads': '/dist/threads/start-browser.js',
    'onnxruntime-web/wasm': '/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs',
    'onnxruntime-web/webgpu': '/node_modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs',
    '@bufbuild/protobuf': '/node_modules/@bufbuild/protobuf/dist/esm/index.js',
    '@bufbuild/protobuf/codegenv2': '/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js',
    '@bufbuild/protobuf/wire': '/node_modules/@bufbuild/protobuf/dist/esm/wire/index.js',
  },
};

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** A page whose script sends back the value of `run`, or its error. */
function pageOf(run: string): string {
  return `<!doctype html><title>in a browser</title>
<script type="importmap">${JSON.stringify(importMap)}</script>
<script type="module">
  const run = async () => { ${run} };
  const result = await run().catch((error) => ({ error: String(error.stack ?? error) }));
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
</script>`;
}

/**
 * Runs JavaScript in a page of a real browser, to which the checkout is served on loopback, and waits for what it
 * returns: a value that JSON can hold, or `{ error }`.
 * @param run the body of an async function
 * @param given further files by their path, such as `/given/net.onnx`
 * @param isolated whether the page is isolated from others, so that it may share memory with its workers
 */
export async function inBrowser<T extends object>(
  run: string,
  given: ReadonlyMap<string, string | Uint8Array> = new Map(),
  isolated = false,
): Promise<T & { error?: string }> {
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
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    const path = request.url ?? '/';
    const file = normalize(join(root, path));
    const type = types[extname(path)] ?? 'application/octet-stream';
    const own = given.get(path);
    if (path === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(run));
    else if (own !== undefined) response.writeHead(200, { 'content-type': type }).end(own);
    else if (!file.startsWith(root + sep) || !existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
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
  const failed = ended.then(() => [{ error: 'the browser ended before it answered' }]);
  try {
    const [result] = (await Promise.race([once(reported, 'result'), failed])) as [T & { error?: string }];
    return result;
  } finally {
    if (browser.exitCode === null && browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await ended;
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
}
