import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { checkAddress } from './addresses.js';
import { FilesError, UnreachableError } from './files-error.js';

export interface HttpOptions {
  /** Longest silence, while connecting as well as between two pieces, in milliseconds. Default 60 000. */
  readonly timeout?: number;
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** One request, without following where it leads. */
function ask(url: URL, headers: Readonly<Record<string, string>>, options: HttpOptions): Promise<IncomingMessage> {
  const { timeout = 60_000, signal } = options;
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const { get } = url.protocol === 'https:' ? https : http;
    // Bytes as they lie there: ranges and lengths are about these.
    const all = { 'user-agent': 'pixel-deflection', 'accept-encoding': 'identity', ...headers };
    const request = get(url, { headers: all, timeout, signal, agent: false }, (response) => {
      answer = response;
      resolve(response);
    });
    request.on('timeout', () => {
      const silence = new UnreachableError(url.href, `nothing came for ${timeout / 1000} s`);
      if (answer === undefined) request.destroy(silence);
      else answer.destroy(silence);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted === true) reject(signal.reason as Error);
      else if (error instanceof FilesError) reject(error);
      else reject(new UnreachableError(url.href, `cannot be reached (${reason(error)})`, { cause: error }));
    });
  });
}

/** A code, or where several addresses of one name were tried and the error has none, that of the last one. */
function reason(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError) return reason(error.errors.at(-1) as NodeJS.ErrnoException);
  return error.code ?? error.message;
}

/**
 * Sends a request and follows redirects, at most 5, each of them to an address that may be fetched from.
 * @returns the first answer that is no redirect, its body unread
 * @throws FilesError
 */
export async function request(
  url: URL,
  headers: Readonly<Record<string, string>>,
  options: HttpOptions = {},
): Promise<IncomingMessage> {
  checkAddress(url);
  let at = url;
  for (let hops = 0; ; hops++) {
    // oxlint-disable-next-line no-await-in-loop -- each answer says where to ask next
    const answer = await ask(at, headers, options);
    if (!redirects.has(answer.statusCode ?? 0)) return answer;
    answer.destroy();
    const { location } = answer.headers;
    if (hops === mostRedirects) throw new FilesError(url.href, `redirects more than ${mostRedirects} times`);
    if (location === undefined || !URL.canParse(location, at)) {
      throw new FilesError(at.href, 'redirects to no address');
    }
    const next = new URL(location, at);
    checkAddress(next, at);
    at = next;
  }
}

/** What an answer that holds no file says: `the server answered 404 Not Found`. */
export function refusal(answer: IncomingMessage): string {
  answer.destroy();
  const words = http.STATUS_CODES[answer.statusCode ?? 0];
  return `the server answered ${answer.statusCode}${words === undefined ? '' : ` ${words}`}`;
}

/** What broke an answer off, in words. */
export function interruption(url: URL, error: unknown, received: string): Error {
  if (error instanceof FilesError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  // ECONNRESET and HPE_… of the parser: the other side; anything else is this machine, such as a full disk.
  if (code !== 'ECONNRESET' && !code.startsWith('HPE_')) return error as Error;
  return new FilesError(url.href, `the connection broke off after ${received}`, { cause: error });
}
