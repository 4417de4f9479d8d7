import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../../test/support/built.js';
import { brokenOff, bytes, expectModel, failure, partSize, server, wanted } from '../../test/support/downloads.js';
import { good, noise } from '../../test/support/file-server.js';
import { temporaryFolder } from '../../test/support/picture-files.js';
import { download, type DownloadOptions } from './download-node.js';

describe('download', () => {
  it('gives the file, with progress, and leaves nothing else', async () => {
    const folder = join(temporaryFolder(), 'made', 'on the way');
    server.handler = good(bytes);
    server.requests.length = 0;
    const seen: number[] = [];
    const onProgress: DownloadOptions['onProgress'] = ({ received, total }) => {
      expect(total).toBe(bytes.length);
      seen.push(received);
    };
    expect(await download(wanted(), { folder, onProgress })).toBe(join(folder, 'net.onnx'));
    expectModel(folder);
    expect(server.requests).toEqual([{ path: '/net.onnx', range: undefined, ifRange: undefined }]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect([seen[0], seen.at(-1)]).toEqual([0, bytes.length]);
  });

  it('does without a length, from the caller and from the server', async () => {
    const folder = temporaryFolder();
    server.handler = (_, response) => response.writeHead(200).write(bytes, () => response.end());
    await download(wanted({ bytes: undefined }), { folder });
    expectModel(folder);
  });

  it('goes on where the connection broke off', async () => {
    const folder = await brokenOff(100_000);
    const first = partSize(folder) ?? 0;
    expect(first).toBeGreaterThan(0);
    const seen: number[] = [];
    await download(wanted(), { folder, onProgress: ({ received }) => seen.push(received) });
    expectModel(folder);
    expect(server.requests).toEqual([{ path: '/net.onnx', range: `bytes=${first}-`, ifRange: '"v1"' }]);
    expect(seen[0]).toBe(first);
  });

  it('asks for nothing more where everything is there', async () => {
    const folder = await brokenOff(100_000);
    const data = filesBelow(folder).find((file) => file.endsWith('/data')) ?? '';
    writeFileSync(join(folder, data), bytes);
    await download(wanted({ bytes: undefined }), { folder });
    expect(server.requests).toEqual([{ path: '/net.onnx', range: 'bytes=300000-', ifRange: '"v1"' }]);
    expectModel(folder);

    const other = await brokenOff(100_000);
    writeFileSync(join(other, filesBelow(other).find((file) => file.endsWith('/data')) ?? ''), bytes);
    await download(wanted(), { folder: other });
    expect(server.requests).toEqual([]);
    expectModel(other);
  });

  it('goes on with the longest part', async () => {
    const folder = await brokenOff(100_000);
    const [part] = readdirSync(folder);
    for (const [i, length] of [70_000, 150_000, 0].entries()) {
      const copy = join(folder, part.replace(/-.*\./, `-${String(i).repeat(16)}.`));
      cpSync(join(folder, part), copy, { recursive: true });
      writeFileSync(join(copy, 'data'), bytes.subarray(0, length));
    }
    await download(wanted(), { folder });
    expect(server.requests[0].range).toBe('bytes=150000-');
    expectModel(folder);
  });

  it('wants the bytes as they are', async () => {
    server.handler = (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      good(bytes)(request, response);
    };
    const folder = temporaryFolder();
    await download(wanted(), { folder });
    expectModel(folder);
  });

  it('comes to its end however often the connection breaks off', async () => {
    const folder = temporaryFolder();
    let failures = 0;
    for (let done = false; !done; failures++) {
      server.handler = good(bytes, { cutAfter: [1, 70_000, 33, 65_536, 9000][failures % 5] });
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      done = await download(wanted(), { folder }).then(
        () => true,
        () => false,
      );
    }
    expect(failures).toBeGreaterThan(5);
    expectModel(folder);
  });

  it('goes on by the time of the last change, where there is no ETag', async () => {
    const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
    const dated = (cutAfter?: number): typeof server.handler => {
      const handler = good(bytes, { etag: null, cutAfter });
      return (request, response) => {
        response.setHeader('last-modified', date);
        delete request.headers['if-range'];
        handler(request, response);
      };
    };
    const folder = temporaryFolder();
    server.handler = dated(50_000);
    await failure(wanted(), { folder });
    server.requests.length = 0;
    server.handler = dated();
    await download(wanted(), { folder });
    expect(server.requests[0].ifRange).toBe(date);
    expect(server.requests[0].range).toMatch(/^bytes=[1-9]/);
    expectModel(folder);
  });

  it.each([['no version', null] as const, ['a weak ETag', 'W/"v1"'] as const])(
    'begins anew from a server that tells %s',
    async (_, etag) => {
      const folder = await brokenOff(100_000, {}, etag);
      expect(partSize(folder)).toBeUndefined();
      await download(wanted(), { folder });
      expect(server.requests[0].range).toBeUndefined();
      expectModel(folder);
    },
  );
});

describe('a part is of no use', () => {
  it('to a server without ranges', async () => {
    const folder = await brokenOff(100_000);
    server.handler = (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    await download(wanted(), { folder });
    expect(server.requests).toHaveLength(1);
    expectModel(folder);
  });

  it('where the file has changed', async () => {
    const folder = await brokenOff(100_000);
    const other = noise(300_000, 2);
    server.handler = good(other, { etag: '"v2"' });
    const error = await failure(wanted(), { folder });
    expect(error.message).toContain('gave another file');
    expect(filesBelow(folder)).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['another version', { etag: '"v2"' }],
    ['another beginning', { 'content-range': 'bytes 0-299999/300000' }],
    ['another length', { 'content-range': 'bytes 100000-300000/300001' }],
    ['not up to the end', { 'content-range': 'bytes 100000-200000/300000' }],
    ['no range', { 'content-range': '' }],
    ['a range of unknown length', { 'content-range': 'bytes 100000-299999/*' }],
  ])('to a server that answers with %s', async (_, headers) => {
    const folder = await brokenOff(100_000);
    expect(partSize(folder)).toBe(100_000);
    const handler = good(bytes);
    const right = { 'content-length': 200_000, 'content-range': 'bytes 100000-299999/300000' };
    server.handler = (request, response) => {
      if (request.headers.range === undefined) handler(request, response);
      else response.writeHead(206, { ...right, ...headers }).end(noise(200_000, 2));
    };
    await download(wanted(), { folder });
    expect(server.requests.map(({ range }) => range === undefined)).toEqual([false, true]);
    expectModel(folder);
  });

  it('to a server that cannot give this range', async () => {
    const folder = await brokenOff(100_000);
    const handler = good(bytes);
    server.handler = (request, response) => {
      if (request.headers.range === undefined) handler(request, response);
      else response.writeHead(416, { 'content-range': 'bytes */50' }).end();
    };
    await download(wanted(), { folder });
    expectModel(folder);
  });

  it('for another address or another hash', async () => {
    const folder = await brokenOff(100_000);
    await download(wanted({ url: `${server.base}/other.onnx` }), { folder });
    expect(server.requests).toEqual([{ path: '/other.onnx', range: undefined, ifRange: undefined }]);
    expectModel(folder);
  });

  it('where its notes are damaged', async () => {
    const folder = await brokenOff(100_000);
    writeFileSync(join(folder, filesBelow(folder).find((file) => file.endsWith('origin.json')) ?? ''), '{"url":');
    await download(wanted(), { folder });
    expect(server.requests[0].range).toBeUndefined();
    expectModel(folder);
  });
});

describe('several downloads of one model', () => {
  it('at once do not disturb each other', async () => {
    const folder = temporaryFolder();
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': bytes.length, etag: '"v1"' });
      for (let i = 0; i < 10; i++)
        setTimeout(() => response.write(bytes.subarray(i * 30_000, (i + 1) * 30_000)), i * 9);
    };
    await Promise.all(Array.from({ length: 4 }, () => download(wanted(), { folder })));
    expectModel(folder);
  });

  it('of which only one goes on with a part', async () => {
    const folder = await brokenOff(100_000);
    await Promise.all(Array.from({ length: 4 }, () => download(wanted(), { folder })));
    expect(server.requests.filter(({ range }) => range !== undefined)).toHaveLength(1);
    expectModel(folder);
  });

  it('leave the parts of living processes alone, and go on with those of dead ones', async () => {
    const folder = await brokenOff(100_000);
    const [part] = readdirSync(folder);
    expect(part).toMatch(/^net\.0-[0-9a-f]{16}\.part$/);
    const living = part.replace('.0-', `.${process.ppid}-`);
    renameSync(join(folder, part), join(folder, living));
    await download(wanted(), { folder });
    expect(server.requests[0].range).toBeUndefined();
    expect(readdirSync(folder).toSorted()).toEqual([living, 'net.onnx'].toSorted());

    const { pid } = spawnSync(process.execPath, ['-e', '']);
    renameSync(join(folder, living), join(folder, part.replace('.0-', `.${pid}-`)));
    server.requests.length = 0;
    await download(wanted(), { folder });
    expect(server.requests[0].range).toMatch(/^bytes=[1-9]/);
    expectModel(folder);
  });

  it('and of models whose names begin in the same way', async () => {
    const folder = await brokenOff(100_000);
    mkdirSync(join(folder, `net.v2.0-${'0'.repeat(16)}.part`));
    await download(wanted({ name: 'net.v2' }), { folder });
    expect(server.requests[0].range).toBeUndefined();
    server.requests.length = 0;
    await download(wanted(), { folder });
    expect(server.requests[0].range).toMatch(/^bytes=[1-9]/);
    expect(readdirSync(folder)).toEqual(['net.onnx', 'net.v2.onnx']);
  });

  it('a part that was tampered with does not become a model', async () => {
    const folder = await brokenOff(100_000);
    const data = join(folder, filesBelow(folder).find((file) => file.endsWith('/data')) ?? '');
    const part = readFileSync(data);
    part[7] ^= 1;
    writeFileSync(data, part);
    expect((await failure(wanted(), { folder })).message).toContain('gave another file');
    expect(readdirSync(folder)).toEqual([]);
  });
});
