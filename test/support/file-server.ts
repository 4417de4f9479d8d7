import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback, closed after the tests of the file that asks for it. */
export interface FileServer {
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
  /** Every request so far: path, Range, If-Range. */
  readonly requests: { path: string; range: string | undefined; ifRange: string | undefined }[];
  /** What answers from now on. */
  handler: Handler;
}

export async function fileServer(handler: Handler): Promise<FileServer> {
  const server: FileServer & { base: string } = { base: '', requests: [], handler };
  const listening = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    server.requests.push({ path: request.url ?? '', range, ifRange: ifRange as string | undefined });
    response.on('error', () => {});
    server.handler(request, response);
  });
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  server.base = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  afterAll(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return server;
}

/** Bytes that look like noise, the same for the same seed. */
export function noise(length: number, seed = 1): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface ServeOptions {
  /** Default `"v1"`; null for none. */
  readonly etag?: string | null;
  /** Bytes of the body after which the connection breaks off. */
  readonly cutAfter?: number;
}

/** Answers as a good server does: ranges, honoured for the version that `If-Range` names. */
export function good(bytes: Uint8Array, { etag = '"v1"', cutAfter }: ServeOptions = {}): Handler {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const ifRange = request.headers['if-range'];
    const start = from !== undefined && (ifRange === undefined || ifRange === etag) ? Number(from) : undefined;
    if (etag !== null) response.setHeader('etag', etag);
    if (start !== undefined && start >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const body = bytes.subarray(start ?? 0);
    response.setHeader('content-length', body.length);
    if (start === undefined) response.writeHead(200);
    else response.writeHead(206, { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
    if (cutAfter === undefined || cutAfter >= body.length) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 1000));
  };
}
