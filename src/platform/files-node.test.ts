import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileServer, good, noise } from '../../test/support/file-server.js';
import { temporaryFolder } from '../../test/support/picture-files.js';
import * as browser from './files-browser.js';
import { findStored, isModelName, listStored, modelsFolder, readBytes, readTextIfPresent } from './files-node.js';

const bytes = new Uint8Array(noise(10_000));
const server = await fileServer(good(bytes));

beforeEach(() => {
  server.handler = good(bytes);
});

describe('readBytes', () => {
  it('reads paths, file: URLs and addresses on loopback', async () => {
    const path = join(temporaryFolder(), 'a b.onnx');
    writeFileSync(path, bytes);
    const sources = [path, pathToFileURL(path), pathToFileURL(path).href, `${server.base}/a`, new URL(server.base)];
    const read = await Promise.all(sources.map((source) => readBytes(source)));
    for (const each of read) expect(new Uint8Array(each)).toEqual(bytes);
  });

  it.each([
    ['nowhere/net.onnx', 'nowhere/net.onnx: does not exist (ENOENT), expected the path of a file'],
    ['package.json/net.onnx', 'does not exist (ENOTDIR)'],
    ['src', 'src: a folder, expected a file'],
    ['http://192.0.2.1/net.onnx', 'expected an https: address (http: from localhost only)'],
    ['ftp://127.0.0.1/net.onnx', 'expected an https: address'],
    ['https://', 'https://: is no address, expected https://…'],
    ['file://elsewhere/%2F', 'names no file of this machine, expected file:///…'],
    ['line\nbreak', String.raw`line\nbreak: does not exist`],
  ])('says what is wrong with %j', async (source, problem) => {
    await expect(readBytes(source)).rejects.toThrow(problem);
  });

  it.skipIf(process.platform === 'win32')('does not wait for what a device gives', async () => {
    await expect(readBytes('/dev/zero')).rejects.toThrow('/dev/zero: a pipe or a device, expected a file');
  });

  it('says what a server answered', async () => {
    server.handler = (_, response) => response.writeHead(404).end();
    await expect(readBytes(`${server.base}/a`)).rejects.toThrow(`${server.base}/a: the server answered 404 Not Found`);
    server.handler = (_, response) => response.writeHead(500).end();
    await expect(readBytes(`${server.base}/a`)).rejects.toThrow('the server answered 500');
    server.handler = good(bytes, { cutAfter: 100 });
    await expect(readBytes(`${server.base}/a`)).rejects.toThrow('the connection broke off after 100 bytes');
    server.handler = () => {};
    await expect(readBytes(server.base, { timeout: 100 })).rejects.toThrow('nothing came for 0.1 s');
  });
});

describe('readTextIfPresent', () => {
  it('gives the text, or undefined where there is none', async () => {
    const path = join(temporaryFolder(), 'net.json');
    writeFileSync(path, '{ "name": "ñ" }');
    expect(await readTextIfPresent(path)).toBe('{ "name": "ñ" }');
    expect(await readTextIfPresent(`${path}x`)).toBeUndefined();
    expect(await readTextIfPresent('package.json/net.json')).toBeUndefined();
    server.handler = (_, response) => response.writeHead(404).end();
    expect(await readTextIfPresent(`${server.base}/net.json`)).toBeUndefined();
  });

  it('does not take a failure for absence', async () => {
    await expect(readTextIfPresent('src')).rejects.toThrow('src: a folder');
    server.handler = (_, response) => response.writeHead(500).end();
    await expect(readTextIfPresent(`${server.base}/net.json`)).rejects.toThrow('500');
    server.handler = (_, response) => response.end(Buffer.alloc(2 ** 24 + 1));
    await expect(readTextIfPresent(`${server.base}/net.json`)).rejects.toThrow('expected at most 16777216');
  });
});

describe('the folder of models', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is the one that was named, else that of the environment, else one in the caches of the user', () => {
    vi.stubEnv('PIXEL_DEFLECTION_MODELS', 'models of mine');
    expect(modelsFolder('elsewhere')).toBe(resolve('elsewhere'));
    expect(modelsFolder()).toBe(resolve('models of mine'));
    vi.stubEnv('PIXEL_DEFLECTION_MODELS', '');
    expect(modelsFolder().endsWith(join('pixel-deflection', 'models'))).toBe(true);
  });

  it.runIf(process.platform === 'linux')('follows the specification of XDG', () => {
    vi.stubEnv('PIXEL_DEFLECTION_MODELS', undefined);
    vi.stubEnv('XDG_CACHE_HOME', '/caches');
    expect(modelsFolder()).toBe('/caches/pixel-deflection/models');
    for (const ignored of ['', 'relative', undefined]) {
      vi.stubEnv('XDG_CACHE_HOME', ignored);
      expect(modelsFolder()).toBe(join(homedir(), '.cache/pixel-deflection/models'));
    }
  });

  it('finds and lists models by their names, and nothing else', async () => {
    const folder = temporaryFolder();
    expect(await listStored(join(folder, 'not there'))).toEqual([]);
    for (const file of ['b.onnx', 'a.v2.onnx', 'a.json', 'c.onnx.part', '.onnx', 'bad name.onnx']) {
      writeFileSync(join(folder, file), '');
    }
    mkdirSync(join(folder, 'folder.onnx'));
    expect(await listStored(folder)).toEqual(['a.v2', 'b']);
    expect(await findStored('a.v2', folder)).toBe(join(folder, 'a.v2.onnx'));
    for (const name of ['c', 'folder', '', '../b', join(folder, 'b'), 'a.v2.onnx']) {
      // oxlint-disable-next-line no-await-in-loop -- a few
      expect(await findStored(name, folder)).toBeUndefined();
    }
    expect(await findStored('b', `${folder}/x/..`)).toBe(join(folder, 'b.onnx'));
  });

  it('takes plain names', () => {
    for (const name of ['a', 'resnet50-v1-12', 'squeezenet1.1-7', 'tf_inception_v3_Opset17', 'console']) {
      expect(isModelName(name), name).toBe(true);
    }
    for (const name of ['-a', 'a-', 'a.', '..', 'a b', 'ä', 'com1', 'LPT9.x', 'a:b', 'a\n']) {
      expect(isModelName(name), name).toBe(false);
    }
  });
});

describe('the same for browsers', () => {
  it('fetches addresses', async () => {
    expect(await browser.readBytes(`${server.base}/a`)).toEqual(bytes);
    server.handler = (_, response) => response.end('{}');
    expect(await browser.readTextIfPresent(new URL(server.base))).toBe('{}');
    server.handler = (_, response) => response.writeHead(404).end();
    expect(await browser.readTextIfPresent(server.base)).toBeUndefined();
    await expect(browser.readBytes(server.base)).rejects.toThrow('the server answered 404 Not Found');
    server.handler = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    expect(await browser.readTextIfPresent(server.base)).toBeUndefined();
    server.handler = (_, response) => response.writeHead(500).end();
    await expect(browser.readTextIfPresent(server.base)).rejects.toThrow('the server answered 500');
    server.handler = good(bytes, { cutAfter: 100 });
    await expect(browser.readBytes(server.base)).rejects.toThrow('the connection broke off');
  });

  it('takes addresses relative to the page', async () => {
    vi.stubGlobal('document', { baseURI: `${server.base}/below/page.html` });
    server.requests.length = 0;
    expect(await browser.readBytes('net.onnx')).toEqual(bytes);
    expect(await browser.readBytes('/net.onnx')).toEqual(bytes);
    expect(server.requests.map(({ path }) => path)).toEqual(['/below/net.onnx', '/net.onnx']);
    vi.unstubAllGlobals();
  });

  it('refuses what the page must not be made to load', async () => {
    await expect(browser.readBytes('net.onnx')).rejects.toThrow('net.onnx: is no address, expected https://…');
    await expect(browser.readBytes('http://192.0.2.1/')).rejects.toThrow('expected an https: address');
    await expect(browser.readBytes('http://127.0.0.1:1/')).rejects.toThrow(
      'cannot be fetched: look whether it is there',
    );
  });

  it('has no folder', async () => {
    expect(await browser.findStored('resnet50')).toBeUndefined();
    expect(() => browser.modelsFolder()).toThrow('expected the URL or the bytes of a model');
  });
});
