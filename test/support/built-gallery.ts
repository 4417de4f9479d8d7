import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { fileServer } from './file-server.js';
import { root } from './shared.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Builds the gallery of all figures, as for production, serves it on loopback, and gives its address. */
export async function serveGallery(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-gallery-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const source = join(root, 'test', 'support', 'figures-gallery');
  const options = ['--base', './', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  // In a process of its own: a bundler must not take this one for what it builds for.
  const env = { ...process.env, NODE_ENV: 'production', VITEST: '' };
  await promisify(execFile)(process.execPath, [vite, 'build', source, ...options], { cwd: root, env });
  const { base } = await fileServer((request, response) => {
    const path = request.url === '/' ? 'index.html' : decodeURI(request.url ?? '').slice(1);
    const file = normalize(join(folder, path));
    const found = file.startsWith(folder + sep) && statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    if (!found) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
        .end(readFileSync(file));
  });
  return base;
}
