import { expect, it } from 'vitest';
import { serverProblem } from './check-server.js';

function info(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}:${value}`);
  return `# Server\r\n${lines.join('\r\n')}\r\n`;
}

const good = { redis_version: '7.0.15', redis_mode: 'standalone', maxmemory: '0', maxmemory_policy: 'noeviction' };

it('takes Redis from 6.2, and Valkey', () => {
  for (const redis_version of ['6.2.0', '6.10.1', '7.0.15', '8.0.0']) {
    expect(serverProblem(info({ ...good, redis_version }))).toBeUndefined();
  }
  expect(serverProblem(info({ ...good, valkey_version: '8.1.0', redis_version: '7.2.4' }))).toBeUndefined();
  for (const redis_version of ['6.0.16', '5.0.7', '2.8']) {
    expect(serverProblem(info({ ...good, redis_version }))).toBe(
      `the server is Redis ${redis_version}, expected at least 6.2, or Valkey`,
    );
  }
  expect(serverProblem('')).toBe('the server is Redis of an unknown version, expected at least 6.2, or Valkey');
});

it('refuses a server that removes keys, and one of a cluster', () => {
  const evicting = { ...good, maxmemory: '1000000', maxmemory_policy: 'volatile-lru' };
  expect(serverProblem(info(evicting))).toContain('(maxmemory-policy volatile-lru), expected noeviction');
  // Nothing is removed while memory has no limit, but that can be set at any time.
  expect(serverProblem(info({ ...evicting, maxmemory: '0' }))).toContain('expected noeviction');
  expect(serverProblem(info({ ...evicting, maxmemory_policy: 'noeviction' }))).toBeUndefined();
  expect(serverProblem(info({ ...good, redis_mode: 'cluster' }))).toContain('a part of a cluster');
});
