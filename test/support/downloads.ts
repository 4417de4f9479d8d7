import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { download, type Download, type DownloadOptions } from '../../src/platform/download-node.js';
import { filesBelow } from './built.js';
import { fileServer, good, noise, sha256 } from './file-server.js';
import { temporaryFolder } from './picture-files.js';

/** What the tests of downloads want to have. */
export const bytes = noise(300_000);

export const server = await fileServer(good(bytes));

/** The file of the server, or a variation of it. */
export function wanted(options: Partial<Download> = {}): Download {
  return { name: 'net', url: `${server.base}/net.onnx`, sha256: sha256(bytes), bytes: bytes.length, ...options };
}

/** Runs a download that fails. */
export async function failure(model: Download, options: DownloadOptions): Promise<Error> {
  const error = await download(model, options).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  if (error === undefined) throw new Error('did not fail');
  expect(error.message).not.toContain('\n');
  return error;
}

/** The model is the only thing in its store, and as it should be. */
export function expectModel(folder: string): void {
  expect(readdirSync(folder)).toEqual(['net.onnx']);
  expect(sha256(readFileSync(join(folder, 'net.onnx')))).toBe(sha256(bytes));
}

/** A store in which a download broke off after some bytes. */
export async function brokenOff(after: number, options: Partial<Download> = {}, etag: string | null = '"v1"') {
  const folder = temporaryFolder();
  server.handler = good(bytes, { cutAfter: after, etag });
  const error = await failure(wanted(options), { folder });
  expect(error.message).toContain('the connection broke off after');
  server.handler = good(bytes, { etag });
  server.requests.length = 0;
  return folder;
}

/** Number of bytes in the only part of a store; undefined without a part. */
export function partSize(folder: string): number | undefined {
  const parts = filesBelow(folder).filter((file) => file.endsWith('/data'));
  expect(parts.length).toBeLessThan(2);
  return parts.length === 0 ? undefined : readFileSync(join(folder, parts[0])).length;
}
