/** The least version of Redis. Valkey began with 7.2. */
const least = [6, 2] as const;

/** The fields of an answer to INFO. */
function fields(info: string): Map<string, string> {
  const lines = info.split(/\r?\n/).filter((line) => !line.startsWith('#') && line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** What is wrong with a server, from its answer to INFO; undefined where it can be used. */
export function serverProblem(info: string): string | undefined {
  const found = fields(info);
  const version = found.get('redis_version') ?? '';
  const [major, minor] = version.split('.').map(Number);
  if (!found.has('valkey_version') && !(major > least[0] || (major === least[0] && minor >= least[1]))) {
    return `the server is Redis ${version || 'of an unknown version'}, expected at least ${least.join('.')}, or Valkey`;
  }
  if (found.get('redis_mode') === 'cluster') {
    return 'the server is a part of a cluster, expected a single server';
  }
  const policy = found.get('maxmemory_policy') ?? 'noeviction';
  // Also where memory has no limit: one may be set at any time.
  if (policy !== 'noeviction') {
    return (
      `the server removes keys when its memory is full (maxmemory-policy ${policy}), expected noeviction: ` +
      'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf'
    );
  }
  return undefined;
}
