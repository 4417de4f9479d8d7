import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, run, start } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { queueManifest } from './support/queue-run.js';
import { describeRedis, freePort, RedisServer } from './support/redis.js';
import { root } from './support/shared.js';

const plan = `
data: { path: pictures, limit: 3 }
seed: 3
models: [builtin]
attacks:
  - { method: igsm, epsilon: [4], iterations: 2 }
defenses:
  - { name: PD, chain: deflect }
`;

describeRedis('evaluate --queue and worker', () => {
  beforeAll(build);

  it('give the records of evaluate alone, and name no password', async () => {
    const folder = temporaryFolder();
    const samples = join(root, 'assets', 'samples');
    mkdirSync(join(folder, 'pictures'));
    for (const name of readdirSync(samples).filter((each) => /^n\d{8}_/.test(each))) {
      copyFileSync(join(samples, name), join(folder, 'pictures', name));
    }
    writeFileSync(join(folder, 'plan.yaml'), plan);
    const password = 'ge:he@im';
    const server = await RedisServer.start({ password });
    const queue = ['--queue', `redis://:${encodeURIComponent(password)}@127.0.0.1:${server.port}`];
    const worker = start(['worker', ...queue, '--data', 'pictures', '--processes', '1', '--name', 'first'], folder);
    const alone = await run(['evaluate', 'plan.yaml', '-o', 'alone', '--batch', '2', '--workers', '0'], folder);
    expect(alone.code, alone.stderr).toBe(0);
    const queued = await run(['evaluate', 'plan.yaml', '-o', 'queued', '--batch', '1', ...queue], folder);
    expect(queued.code, queued.stderr).toBe(0);
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    expect(read('queued/records.jsonl')).toBe(read('alone/records.jsonl'));
    expect(read('queued/records.jsonl').split('\n').length).toBeGreaterThan(9);
    worker.child.kill('SIGINT');
    const { code, stderr, stdout } = await worker.ended;
    expect(code).toBe(130);
    expect(stderr).toContain(`worker first at redis://127.0.0.1:${server.port}`);
    // Without a terminal: counts as JSON.
    const counts = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(JSON.parse(counts.at(-1) ?? '')).toMatchObject({ shards: 6, failed: 0 });
    for (const text of [stderr, stdout, queued.stderr, queued.stdout, read('queued/manifest.json')]) {
      for (const secret of [password, encodeURIComponent(password)]) expect(text).not.toContain(secret);
    }
    expect(JSON.parse(read('queued/manifest.json')).command).toContain(`redis://127.0.0.1:${server.port}`);
  });

  it('refuse a queue before a folder is made, and a run that a queue cannot go on with', async () => {
    const folder = temporaryFolder();
    const server = await RedisServer.start({ password: 'secret' });
    const flags = ['--data', '.', '--attack', 'igsm:epsilon=4', '--defense', 'PD=deflect', '--queue', server.url];
    for (const more of [['-o', 'run'], ['-o', 'run', '--dry-run'], ['--dry-run']]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr } = await run(['evaluate', ...flags, ...more], folder);
      expect([code, stderr]).toEqual([1, expect.stringContaining(': a password is needed: in the address, or in')]);
    }
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, 'adv'));
    const manifest = { ...queueManifest(1, 1), adversaries: true };
    writeFileSync(join(folder, 'adv', 'manifest.json'), JSON.stringify(manifest));
    const { code, stderr } = await run(['evaluate', '--resume', '-o', 'adv', '--queue', server.url], folder);
    expect([code, stderr]).toEqual([
      2,
      'pixel-deflection: adv: was begun with --adversaries, which a queue does not keep, expected --resume without --queue\n',
    ]);
  });

  it('wait for a broker little before a run begins, and say what was tried', async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const flags = ['--data', '.', '--attack', 'igsm:epsilon=4', '--defense', 'PD=deflect', '-o', 'run'];
    const { code, stderr } = await run(['evaluate', ...flags, '--queue', `redis://127.0.0.1:${port}`], folder);
    const [first, last] = stderr.trimEnd().split('\n');
    const where = `pixel-deflection: redis://127.0.0.1:${port}`;
    expect([code, first, last]).toEqual([
      1,
      `${where} does not answer (connect ECONNREFUSED 127.0.0.1:${port}): trying again`,
      `${where}: the queue cannot be reached (connect ECONNREFUSED 127.0.0.1:${port}), tried for 15 s: is Redis running there? Nothing was begun`,
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuse what does not go together', async () => {
    const folder = temporaryFolder();
    const cases: [string[], string][] = [
      [['evaluate', 'p.yaml', '-o', 'r', '--queues', '2'], 'Expected --queue with --queues but received none'],
      [
        ['evaluate', 'p.yaml', '-o', 'r', '--queue', 'redis://h', '--workers', '2'],
        'Expected either --queue or --workers but received both: each worker has its own --processes',
      ],
      [['worker', '--queue', 'redis://h'], 'Expected --data with the pictures of the runs but received none'],
      [['worker', '--queue', 'redis://h', '--data', 'missing'], 'missing: no such file or folder'],
      [
        ['worker', '--queue', 'redis://h', '--data', '.', '--lock', '1'],
        'Expected an integer from 2 to 3600 for --lock but received 1',
      ],
    ];
    for (const [args, message] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr } = await run(args, folder);
      expect([code, stderr]).toEqual([2, `pixel-deflection: ${message}\n`]);
    }
  });
});
