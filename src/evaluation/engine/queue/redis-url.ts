import { isIP } from 'node:net';
import { oneLine } from '../../../core/one-line.js';

/** Where a broker is, and what is needed to get in. */
export interface RedisTarget {
  /** Options of ioredis. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly db: number;
    readonly username?: string;
    readonly password?: string;
    readonly tls?: { readonly servername?: string };
  };
  /** The address without user and password: what messages say. */
  readonly shown: string;
  /** Texts that no message may hold. */
  readonly secrets: readonly string[];
}

/** The environment variable that a password is taken from where the address has none. */
export const passwordVariable = 'PIXEL_DEFLECTION_REDIS_PASSWORD';

const expected =
  'Expected redis://[user:password@]host[:port][/database] or rediss://… as the address of the queue but received ' +
  'something else';
const advice =
  `characters of a password other than letters and digits are percent-encoded, or the password stands in ` +
  `${passwordVariable} instead`;

/** Decoded where it is percent-encoded, else as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parts of an address; undefined for what is none. What is undefined may hold a password anywhere: never show it. */
function parts(url: string) {
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(url);
  const database = /^(?:\/(\d{1,4})?)?$/.exec(pathname);
  if (hostname === '' || database === null || search !== '' || hash !== '') return undefined;
  return {
    protocol,
    hostname,
    port: port === '' ? 6379 : Number(port),
    db: Number(database[1] ?? 0),
    username: decoded(username),
    password: decoded(password),
    typed: [username, password],
  };
}

/** An address of a broker as it may be shown or kept: without user and password. */
export function redactUrl(url: string): string {
  const found = parts(url);
  if (found === undefined) return 'redis://…';
  const { protocol, hostname, port, db } = found;
  return `${protocol}//${hostname}:${port}${db === 0 ? '' : `/${db}`}`;
}

/** A command line as it may be shown or kept: addresses of brokers without user and password. */
export function redactCommand(words: readonly string[]): string[] {
  return words.map((word, i) => {
    const [, flag, value] = /^(--queue=)(.*)$/s.exec(word) ?? [];
    if (flag !== undefined) return flag + redactUrl(value);
    return /^rediss?:/i.test(word) || words[i - 1] === '--queue' ? redactUrl(word) : word;
  });
}

/** Whether a text is an address without user and password, or stands for one: what messages show by themselves. */
function isShown(text: string): boolean {
  if (/^rediss?:\/\/(|…|host:port|\[user:password@\]host.*)$/.test(text)) return true;
  const found = parts(text);
  return found !== undefined && found.username === '' && found.password === '';
}

/**
 * A message of one line as it may be shown: addresses of brokers without user and password, wherever they were typed.
 * @param words those of the command line: an address may hold what cannot be told from the words around it
 */
export function redactMessage(message: string, words: readonly string[]): string {
  const typed = words.flatMap((word) => /rediss?:\/\/.*/is.exec(word) ?? []);
  const clean = typed.reduce(
    (text, url) =>
      [oneLine(url), JSON.stringify(url).slice(1, -1)].reduce(
        (now, form) => now.replaceAll(form, redactUrl(url)),
        text,
      ),
    message,
  );
  // A long value is shown cut short.
  return clean.replaceAll(/(rediss?:\/\/[^\s'"]*?)([.:;,)?]*)(?=[\s'"]|$)/gi, (all, url: string, end: string) =>
    isShown(url) ? all : redactUrl(url) + end,
  );
}

/**
 * Reads the address of a broker. A password may also come from the environment, where the address has none.
 * @throws TypeError for what is no address; the message holds nothing of it
 */
export function redisTarget(url: string, environment: NodeJS.ProcessEnv = process.env): RedisTarget {
  const found = parts(url);
  if (found === undefined) throw new TypeError(`${expected} (not shown: it may hold a password): ${advice}`);
  const { protocol, hostname, port, db, username, typed } = found;
  const password = found.password || environment[passwordVariable] || '';
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    connection: {
      host,
      port,
      db,
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
      ...(protocol === 'rediss:' ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
    },
    shown: redactUrl(url),
    secrets: [password, encodeURIComponent(password), username, ...typed].filter((text) => text.length > 2),
  };
}

/** A text of another program, such as an error of the client, without anything that lets in. */
export function redact(text: string, { secrets }: RedisTarget): string {
  // Longest first: an encoded password may hold the plain one.
  return secrets.toSorted((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}
