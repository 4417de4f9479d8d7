import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, buildOnce } from './built.js';
import { timeout } from './explorer-state.js';
import { root } from './shared.js';

const folder = join(root, 'web', 'dist');
const builtPage = join(folder, 'index.html');

function newestOf(place: string): number {
  const files = readdirSync(place, { recursive: true, withFileTypes: true });
  const sources = files.filter((file) => file.isFile() && !file.name.endsWith('.test.ts'));
  return Math.max(...sources.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

function isBuilt(): boolean {
  if (!existsSync(builtPage)) return false;
  const places = [join(root, 'dist'), join(root, 'web', 'src')];
  const files = ['index.html', 'vite.config.ts', 'vite-offline.ts'].map((file) => join(root, 'web', file));
  const newest = Math.max(...places.map(newestOf), ...files.map((file) => statSync(file).mtimeMs));
  return statSync(builtPage).mtimeMs >= newest;
}

function compile(): void {
  const started = new Date();
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const run = spawnSync(process.execPath, [vite, 'build', 'web', '--logLevel', 'error'], {
    cwd: root,
    encoding: 'utf8',
    // vitest's own value would make it another build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (run.status !== 0) throw new Error(`The build of the page failed:\n${run.stdout}${run.stderr}`);
  // As old as the beginning of the build: what was edited meanwhile is newer.
  utimesSync(builtPage, started, started);
}

/** Builds the library and the page, where they are older than their sources. */
export async function buildExplorer(): Promise<void> {
  await build();
  await buildOnce({ lock: join(root, 'node_modules', '.building-web'), isBuilt, compile });
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** The built page, served on loopback. */
export interface Served {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

/**
 * Serves the built page as a static host would.
 * @param base the path that it lies under
 * @param isolated whether it sends the headers that allow several threads
 */
export async function serveExplorer({ base = '/', isolated = true } = {}): Promise<Served> {
  const headers = isolated
    ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
    : {};
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname);
    requests.push(path);
    const file = normalize(join(folder, path.slice(base.length), path.endsWith('/') ? 'index.html' : ''));
    if (!path.startsWith(base) || !file.startsWith(folder + sep) || !existsSync(file)) {
      response.writeHead(404, headers).end();
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    const body = readFileSync(file);
    response.writeHead(200, { ...headers, 'content-type': type, 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A page of the explorer, and what its console complained of. */
export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens the page in a context of its own, so that no service worker is left from another test. */
export async function openExplorer(browser: Browser, url: string, hash = ''): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // On a busy machine the first paint alone takes longer than Playwright's half minute.
  page.setDefaultTimeout(timeout);
  await page.goto(url + hash);
  return { page, complaints };
}
