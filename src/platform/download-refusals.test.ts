import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenOff, bytes, expectModel, failure, partSize, server, wanted } from '../../test/support/downloads.js';
import { good, noise, sha256 } from '../../test/support/file-server.js';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { download } from './download-node.js';
import { FilesError, UnreachableError } from './files-error.js';

describe('what does not become a model', () => {
  it.each<[string, (typeof server)['handler'], RegExp]>([
    [
      'wrong bytes',
      good(noise(300_000, 2)),
      new RegExp(`gave another file: SHA-256 ${sha256(noise(300_000, 2))}, expected ${sha256(bytes)}$`),
    ],
    ['a longer file', good(noise(300_001)), /holds 300001 bytes, expected 300000$/],
    ['a shorter file', good(noise(299_999)), /holds 299999 bytes, expected 300000$/],
    [
      'more than was agreed',
      (_, response) => {
        response.writeHead(200, { etag: '"v1"' });
        const timer = setInterval(() => response.write(noise(64_000)), 1);
        response.on('close', () => clearInterval(timer));
      },
      /sends more than 300000 bytes, the expected length$/,
    ],
    [
      'an end that comes too early, without a length',
      (_, response) => {
        response.writeHead(200).end(bytes.subarray(0, 1000));
      },
      /the connection broke off after 1000 bytes$/,
    ],
  ])('%s', async (_, handler, message) => {
    const folder = temporaryFolder();
    server.handler = handler;
    expect((await failure(wanted(), { folder })).message).toMatch(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a file that its receiver refuses', async () => {
    const folder = temporaryFolder();
    server.handler = good(bytes);
    const check = async (path: string): Promise<void> => {
      expect(sha256(readFileSync(path))).toBe(sha256(bytes));
      expect(readdirSync(folder)).not.toContain('net.onnx');
      throw new Error('not mine');
    };
    expect((await failure(wanted(), { folder, check })).message).toBe('not mine');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('less than was announced', async () => {
    const folder = temporaryFolder();
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': 300_000, etag: '"v1"' });
      response.write(bytes.subarray(0, 5000), () => setTimeout(() => response.destroy(), 1000));
    };
    expect((await failure(wanted(), { folder })).message).toMatch(/the connection broke off after 5000 bytes$/);
    expect(partSize(folder)).toBe(5000);
  });

  it('what would replace a good model', async () => {
    const folder = temporaryFolder();
    server.handler = good(bytes);
    await download(wanted(), { folder });
    server.handler = good(noise(300_000, 3));
    await failure(wanted(), { folder });
    expectModel(folder);
  });
});

describe('answers without a file', () => {
  it.each([
    [404, 'the server answered 404 Not Found'],
    [500, 'the server answered 500 Internal Server Error'],
    [403, 'the server answered 403 Forbidden'],
    [206, 'the server answered 206 Partial Content'],
    [299, 'the server answered 299'],
  ])('%d', async (status, message) => {
    const folder = temporaryFolder();
    server.handler = (_, response) => response.writeHead(status).end('a page that says why');
    const error = await failure(wanted(), { folder });
    expect(error.message).toBe(`${server.base}/net.onnx: ${message}`);
    expect(error).toBeInstanceOf(FilesError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keep the part', async () => {
    const folder = await brokenOff(100_000);
    server.handler = (_, response) => response.writeHead(503).end();
    expect((await failure(wanted(), { folder })).message).toContain('503 Service Unavailable');
    server.handler = good(bytes);
    server.requests.length = 0;
    await download(wanted(), { folder });
    expect(server.requests[0].range).toMatch(/^bytes=[1-9]/);
  });

  it('of nobody', async () => {
    const error = await failure(wanted({ url: 'http://127.0.0.1:1/net.onnx' }), { folder: temporaryFolder() });
    expect(error.message).toBe('http://127.0.0.1:1/net.onnx: cannot be reached (ECONNREFUSED)');
    expect(error).toBeInstanceOf(UnreachableError);
  });

  it('that never come', async () => {
    const folder = temporaryFolder();
    server.handler = () => {};
    const error = await failure(wanted(), { folder, timeout: 150 });
    expect(error.message).toBe(`${server.base}/net.onnx: nothing came for 0.15 s`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that stop coming, after which one can go on', async () => {
    const folder = temporaryFolder();
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': 300_000, etag: '"v1"' }).write(bytes.subarray(0, 5000));
    };
    const error = await failure(wanted(), { folder, timeout: 2000 });
    expect(error.message).toBe(`${server.base}/net.onnx: nothing came for 2 s`);
    expect(partSize(folder)).toBe(5000);
    server.handler = good(bytes);
    await download(wanted(), { folder });
    expectModel(folder);
  });

  it('that nobody waits for any more', async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': 300_000, etag: '"v1"' }).write(bytes.subarray(0, 5000));
    };
    const onProgress = ({ received }: { received: number }) => {
      if (received === 5000) stop.abort(new Error('enough'));
    };
    expect((await failure(wanted(), { folder, signal: stop.signal, onProgress })).message).toBe('enough');
    expect(partSize(folder)).toBe(5000);
    await expect(download(wanted(), { folder, signal: stop.signal })).rejects.toThrow('enough');
    expect(partSize(folder)).toBe(5000);
  });
});

/** Lets the server send everybody elsewhere, but from `/end`. */
function redirect(to: (hop: number) => string): void {
  const file = good(bytes);
  server.requests.length = 0;
  server.handler = (request, response) => {
    const hop = Number(/^\/hop(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
    if (request.url === '/end') file(request, response);
    else response.writeHead([301, 302, 303, 307, 308][hop % 5], { location: to(hop) }).end('moved');
  };
}

describe('redirects', () => {
  it('are followed five times', async () => {
    const folder = temporaryFolder();
    redirect((hop) => (hop === 4 ? `${server.base}/end` : `/hop${hop + 1}`));
    await download(wanted(), { folder });
    expect(server.requests.map(({ path }) => path)).toEqual(['/net.onnx', '/hop1', '/hop2', '/hop3', '/hop4', '/end']);
    expectModel(folder);
  });

  it('are not followed for ever', async () => {
    redirect((hop) => (hop === 5 ? '/end' : `/hop${hop + 1}`));
    const { message } = await failure(wanted(), { folder: temporaryFolder() });
    expect(message).toBe(`${server.base}/net.onnx: redirects more than 5 times`);
    redirect(() => '/net.onnx');
    expect((await failure(wanted(), { folder: temporaryFolder() })).message).toContain('more than 5 times');
    expect(server.requests).toHaveLength(6);
  });

  it.each([
    [
      'http://192.0.2.1/net.onnx',
      'redirects to http://192.0.2.1, expected an https: address (http: from localhost only)',
    ],
    ['//example.invalid/net.onnx', 'redirects to http://example.invalid, expected an https: address'],
    ['http://localhost.example.invalid/', 'redirects to http://localhost.example.invalid, expected an https:'],
    ['ftp://127.0.0.1/net.onnx', 'redirects to ftp://127.0.0.1, expected an https: address'],
    ['file:///etc/passwd', 'redirects to file://, expected an https: address'],
    [
      'http://user:sesame@127.0.0.1/',
      'redirects to http://127.0.0.1, expected an address without user name and password',
    ],
    ['http://[', 'redirects to no address'],
  ])('to %s are not', async (location, problem) => {
    redirect(() => location);
    const { message } = await failure(wanted(), { folder: temporaryFolder() });
    expect(message).toContain(`${server.base}/net.onnx: ${problem}`);
    expect(message).not.toContain('sesame');
    expect(server.requests).toHaveLength(1);
  });
});

describe('addresses and names that are refused before anything is asked', () => {
  it.each([
    [{ url: 'http://example.invalid/net.onnx' }, 'expected an https: address (http: from localhost only)'],
    [{ url: 'http://notlocalhost/net.onnx' }, 'expected an https: address'],
    [{ url: 'http://0.0.0.0/net.onnx' }, 'expected an https: address'],
    [{ url: 'net.onnx' }, 'is no address, expected https://…'],
    [{ name: '../net' }, '../net: is no name of a model'],
    [{ name: 'a/b' }, 'a/b: is no name of a model'],
    [{ name: String.raw`a\b` }, 'is no name of a model'],
    [{ name: '' }, 'is no name of a model'],
    [{ name: '.net' }, 'is no name of a model'],
    [{ name: 'a\u0000b' }, String.raw`a\x00b: is no name of a model`],
    [{ name: 'con' }, 'is no name of a model'],
    [{ name: 'NUL.v2' }, 'is no name of a model'],
    [{ name: 'a'.repeat(101) }, 'is no name of a model'],
  ])('%j', async (options, problem) => {
    const folder = temporaryFolder();
    server.requests.length = 0;
    expect((await failure(wanted(options), { folder })).message).toContain(problem);
    expect(server.requests).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
