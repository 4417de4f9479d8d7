import { FilesError } from './files-error.js';

/** Names of the machine itself: what is sent to them leaves it for nobody. A URL writes 127.1 as 127.0.0.1. */
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a source is written as an address, `scheme://…` or `file:…`, and not as a path. */
export function isAddress(source: string): boolean {
  return /^([a-z][a-z\d+.-]*:\/\/|file:)/i.test(source);
}

/**
 * Checks where a model may be fetched from: HTTPS, or plain HTTP from the machine itself.
 * @param from the address that redirected to this one
 * @throws FilesError for anything else, and for a user name or password, which would end up in messages and cards
 */
export function checkAddress(url: URL, from?: URL): void {
  const source = (from ?? url).href.replace(/\/\/[^/@]*@/, '//');
  const direction = from === undefined ? '' : `redirects to ${url.protocol}//${url.host}, `;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.test(url.hostname))) {
    throw new FilesError(source, `${direction}expected an https: address (http: from localhost only)`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new FilesError(source, `${direction}expected an address without user name and password`);
  }
}

/** The URL of an address that may be fetched from. */
export function parseAddress(source: string | URL): URL {
  let url: URL;
  try {
    url = new URL(source);
  } catch (cause) {
    throw new FilesError(String(source), 'is no address, expected https://…', { cause });
  }
  checkAddress(url);
  return url;
}
