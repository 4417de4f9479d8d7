import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { filesBelow, start } from './support/built.js';
import { good, noise, sha256 } from './support/file-server.js';
import {
  asTorchvision,
  card,
  failed,
  folder,
  hash,
  model,
  models,
  pullArguments,
  server,
  store,
} from './support/models-command.js';

const middle = Math.floor(model.length / 2);

/** The beginning of the file, and then nothing. */
function half(): typeof server.handler {
  return (request, response) => {
    if (request.headers.range !== undefined) return good(model)(request, response);
    response.writeHead(200, { 'content-length': model.length, etag: '"v1"' }).write(model.subarray(0, middle));
  };
}

/** Waits until a part of the model is on the disk. */
async function partOnDisk(bytes: number): Promise<void> {
  await expect
    .poll(
      () =>
        filesBelow(store)
          .filter((file) => file.endsWith('/data'))
          .map((file) => readFileSync(join(store, file)).length),
      { timeout: 20_000, interval: 20 },
    )
    .toEqual([bytes]);
}

describe('models pull', () => {
  it('downloads a model by its address and hash, with its card', async () => {
    const { code, stdout, stderr } = await models(...pullArguments());
    const place = join(store, 'net.onnx');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `✓ net · ${place}\n` });
    expect(readdirSync(store)).toEqual(['net.json', 'net.onnx']);
    expect(sha256(readFileSync(place))).toBe(hash);
    const source = `${server.base}/net.onnx`;
    expect(card('net')).toMatchObject({ name: 'net', sha256: hash, bytes: model.length, source, resize: 'crop' });
    const again = await models(...pullArguments());
    expect({ code: again.code, stderr: again.stderr }).toEqual({
      code: 0,
      stderr: `✓ net · was there already · ${place}\n`,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('goes on after it was killed', async () => {
    server.handler = half();
    const { child, ended } = start(['models', ...pullArguments()], folder);
    await partOnDisk(middle);
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(store)).toEqual([expect.stringMatching(/^net\.\d+-[0-9a-f]{16}\.part$/)]);
    expect(await models(...pullArguments())).toMatchObject({ code: 0, stdout: '' });
    expect(server.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${middle}-`]);
    expect(readdirSync(store)).toEqual(['net.json', 'net.onnx']);
    expect((await models('verify')).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('goes on after Ctrl-C', async () => {
    server.handler = half();
    const { child, ended } = start(['models', ...pullArguments()], folder);
    await partOnDisk(middle);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/pixel-deflection: stopped after 0\.1 MB: the same command goes on from there\n$/);
    expect(await models(...pullArguments())).toMatchObject({ code: 0, stdout: '' });
    expect(server.requests[1].range).toBe(`bytes=${middle}-`);
    expect(readdirSync(store)).toEqual(['net.json', 'net.onnx']);
  });

  it('shows progress, a line of JSON each second', async () => {
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': model.length }).write(model.subarray(0, 1000));
      setTimeout(() => response.write(model.subarray(1000, 2000)), 1300);
      setTimeout(() => response.end(model.subarray(2000)), 1400);
    };
    const { code, stderr } = await models(...pullArguments());
    expect(code).toBe(0);
    const [first] = stderr.split('\n');
    expect(JSON.parse(first)).toEqual({
      received: 2000,
      total: model.length,
      bytesPerSecond: expect.any(Number) as number,
      secondsLeft: expect.any(Number) as number,
    });
  });

  it('may run twice at once', async () => {
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': model.length, etag: '"v1"' }).write(model.subarray(0, 1000));
      setTimeout(() => response.write(model.subarray(1000, 100_000)), 300);
      setTimeout(() => response.end(model.subarray(100_000)), 600);
    };
    const both = await Promise.all([models(...pullArguments()), models(...pullArguments())]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(readdirSync(store)).toEqual(['net.json', 'net.onnx']);
    expect((await models('verify')).code).toBe(0);
  });

  it('gets a model of the catalog from its address, and takes only the right file', async () => {
    // The requests of the child for HTTPS come here: nothing leaves the machine.
    const preload = `import http from 'node:http'; import https from 'node:https';
      https.get = (url, ...rest) => http.get(new URL('/' + url.host + url.pathname, '${server.base}'), ...rest);`;
    writeFileSync(join(folder, 'loopback.mjs'), preload);
    vi.stubEnv('NODE_OPTIONS', `--import=${join(folder, 'loopback.mjs')}`);
    const right = '1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088';
    expect(await failed(1, 'pull', 'squeezenet1.1')).toContain(`holds ${model.length} bytes, expected 4956208`);
    const junk = noise(4956208);
    server.handler = good(junk);
    expect(await failed(1, 'pull', 'squeezenet1.1')).toContain(`SHA-256 ${sha256(junk)}, expected ${right}`);
    expect(filesBelow(store)).toEqual([]);
    const path = '/huggingface.co/onnxmodelzoo/squeezenet1.1-7/resolve/main/squeezenet1.1-7.onnx';
    expect(server.requests.map((request) => request.path)).toEqual([path, path]);

    // A damaged one is replaced only by a right one.
    mkdirSync(store, { recursive: true });
    writeFileSync(join(store, 'squeezenet1.1-7.onnx'), 'damaged');
    expect((await models('verify', 'squeezenet1.1')).code).toBe(1);
    await failed(1, 'pull', 'squeezenet1.1');
    expect(server.requests).toHaveLength(3);
    expect(readFileSync(join(store, 'squeezenet1.1-7.onnx'), 'utf8')).toBe('damaged');
  });

  it('tells how to do without a network', async () => {
    const message = await failed(1, 'pull', 'http://127.0.0.1:1/net.onnx', '--sha256', hash, ...asTorchvision);
    expect(message).toContain('http://127.0.0.1:1/net.onnx: cannot be reached (ECONNREFUSED): get the file in another');
    expect(message).toContain('"pixel-deflection models add"');
    expect(message).toContain('--models-dir or PIXEL_DEFLECTION_MODELS');
    expect(filesBelow(store)).toEqual([]);
  });

  it('says in one line what is wrong, and keeps nothing', async () => {
    const address = `${server.base}/net.onnx`;
    const cases: [args: string, code: number, message: RegExp][] = [
      ['nothing', 2, /nothing: is not in the catalog: pixel-deflection models list shows/],
      ['mobilenet_v2_224', 2, /mobilenet_v2_224: is known by its hash only/],
      ['resnet50 --preset tf', 2, /Expected a URL with --preset but received resnet50/],
      [`resnet50 --sha256 ${hash}`, 2, /Expected a URL with --sha256 but received resnet50/],
      [`${address} --preset tf`, 2, /64 hexadecimal digits of the file for --sha256 but received undefined/],
      [`${address} --preset tf --sha256 ${hash}0`, 2, /for --sha256 but received "[0-9a-f]{57}\.\.\."/],
      [
        `http://example.invalid/net.onnx --sha256 ${hash}`,
        2,
        /expected an https: address \(http: from localhost only\)/,
      ],
      [`file:///net.onnx --sha256 ${hash}`, 2, /expected an https: address/],
      [`http://me:sesame@127.0.0.1/a.onnx --sha256 ${hash}`, 2, /expected an address without user name and password/],
      [`${server.base}/ --preset tf --sha256 ${hash}`, 2, /for --name but received ""/],
      [`${address} --preset tf --sha256 ${hash} --name a/b`, 2, /for --name but received "a\/b"/],
      [`${address} --preset tf --sha256 ${'0'.repeat(64)}`, 1, new RegExp(`SHA-256 ${hash}, expected 0{64}$`)],
      [`${address} --sha256 ${hash}`, 1, /give --preset torchvision, tf or caffe, or a card/],
      [`${address} --sha256 ${hash} --preset tf --labels imagenet`, 1, /gives 4 scores .* its card has 1000 labels/],
    ];
    for (const [args, code, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- all in one folder, which is looked at after each
      const line = await failed(code, 'pull', ...args.split(' '));
      expect(line, args).toMatch(message);
      expect(line).not.toContain('sesame');
      expect(filesBelow(store)).toEqual([]);
    }
  });

  it('refuses files that are no models, whatever their hash', async () => {
    const junk = noise(5000);
    server.handler = good(junk);
    const args = ['pull', `${server.base}/net.onnx`, '--sha256', sha256(junk), ...asTorchvision];
    expect(await failed(1, ...args)).toContain('net: is not an ONNX model, or is cut short');
    expect(filesBelow(store)).toEqual([]);
  });

  it('says what a server answered', async () => {
    server.handler = (_, response) => response.writeHead(404).end();
    expect(await failed(1, ...pullArguments())).toContain('/net.onnx: the server answered 404 Not Found');
    server.handler = (_, response) => response.writeHead(302, { location: 'http://192.0.2.1/x' }).end();
    expect(await failed(1, ...pullArguments())).toContain('redirects to http://192.0.2.1, expected an https: address');
    server.handler = good(model, { cutAfter: 1000 });
    expect(await failed(1, ...pullArguments())).toMatch(/the connection broke off after \d+ bytes/);
  });
});

it('waits for nobody who is silent', async () => {
  server.handler = () => {};
  const { child, ended } = start(['models', ...pullArguments()], folder);
  await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(1);
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  expect((await ended).code).toBe(143);
  expect(filesBelow(store)).toEqual([]);
});
