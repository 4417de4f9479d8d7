import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/support/runs.js';
import { redact, redactCommand, redactMessage, redactUrl, redisTarget } from './redis-url.js';

describe('redisTarget', () => {
  it('reads all parts, with defaults', () => {
    expect(redisTarget('redis://host', {})).toEqual({
      connection: { host: 'host', port: 6379, db: 0 },
      shown: 'redis://host:6379',
      secrets: [],
    });
    expect(redisTarget('rediss://me:p%40ss@[::1]:7000/3', {}).connection).toEqual({
      host: '::1',
      port: 7000,
      db: 3,
      username: 'me',
      password: 'p@ss',
      tls: {},
    });
    expect(redisTarget('rediss://host', {}).connection.tls).toEqual({ servername: 'host' });
  });

  it('takes a password from the environment where the address has none', () => {
    const environment = { PIXEL_DEFLECTION_REDIS_PASSWORD: 'other' };
    expect(redisTarget('redis://host', environment).connection.password).toBe('other');
    expect(redisTarget('redis://:own@host', environment).connection.password).toBe('own');
  });

  it('refuses what is no address, without showing it', () => {
    for (const url of [
      '',
      'secret',
      'http://:secret@host',
      'redis://:sec#ret@host',
      'redis://:sec/ret@host',
      'redis://',
    ]) {
      expect(() => redisTarget(url, {})).toThrow(
        /^Expected redis:\/\/\[user:password@\]host\[:port\]\[\/database\] or rediss:/,
      );
      expect(() => redisTarget(url, {})).not.toThrow(/secret|sec#ret|sec\/ret/);
      expect(redactUrl(url)).toBe('redis://…');
    }
    expect(() => redisTarget('redis://host/name', {})).toThrow(TypeError);
    expect(() => redisTarget('redis://host?password=secret', {})).toThrow(TypeError);
  });

  it('never shows a user or a password, however it is written', () => {
    const word = fc.string({ minLength: 6, maxLength: 20, unit: 'grapheme' });
    fc.assert(
      fc.property(word, word, (user, password) => {
        const secrets = [`u-${user}`, `p-${password}`];
        const url = `redis://${secrets.map(encodeURIComponent).join(':')}@host:7000/2`;
        const target = redisTarget(url, {});
        expect([target.connection.username, target.connection.password]).toEqual(secrets);
        expect(target.shown).toBe('redis://host:7000/2');
        // Errors of the client may hold an address or a part of it.
        const cleaned = redact(`cannot open ${url}: ${secrets[1]} is wrong for ${secrets[0]}`, target);
        for (const secret of [...secrets, ...secrets.map(encodeURIComponent)]) expect(cleaned).not.toContain(secret);
        // Typed without the encoding it may be no address, or another one; it is never shown.
        const raw = redactUrl(`redis://${secrets.join(':')}@host:7000/2`);
        expect(['redis://…', 'redis://host:7000/2']).toContain(raw);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('redactCommand', () => {
  it('takes users and passwords out of a command line', () => {
    const words = ['pixel-deflection', 'evaluate', '--queue', 'redis://u:p@h', '--queue=redis://:p@h/1', '-o', 'redis'];
    expect(redactCommand(words)).toEqual([
      'pixel-deflection',
      'evaluate',
      '--queue',
      'redis://h:6379',
      '--queue=redis://h:6379/1',
      '-o',
      'redis',
    ]);
    expect(redactCommand(['--queue', 'secret'])).toEqual(['--queue', 'redis://…']);
  });
});

describe('redactMessage', () => {
  it('takes users and passwords out of addresses, wherever they were typed', () => {
    const url = 'redis://me:s3 "cret\'@h';
    expect(redactMessage(`unknown option '--quue=${url}' (did you mean --queue?)`, [`--quue=${url}`])).toBe(
      "unknown option '--quue=redis://h:6379' (did you mean --queue?)",
    );
    expect(redactMessage(`received ${JSON.stringify(url)}`, [url])).toBe('received "redis://h:6379"');
    expect(redactMessage('redis://:s3cret@h: cannot be read', [])).toBe('redis://h:6379: cannot be read');
    expect(redactMessage('received "REDISS://me:s3cret..."', [])).toBe('received "redis://…..."');
  });

  it('leaves addresses that have none', () => {
    for (const form of ['redis://[user:password@]host[:port][/database] or rediss://…', 'redis://host:port, where']) {
      expect(redactMessage(form, [])).toBe(form);
    }
    const message = 'redis://127.0.0.1:7000/2: the queue cannot be reached (rediss://h:1), is Redis at redis://h?';
    expect(redactMessage(message, ['--queue', 'redis://127.0.0.1:7000/2'])).toBe(message);
  });
});
