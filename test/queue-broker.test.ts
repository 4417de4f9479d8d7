import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build, run as runCommand } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { drive, serve } from './support/queue-here.js';
import { queueManifest, queueRunFolder, recordsOf, startDriver, startWorker } from './support/queue-run.js';
import { describeRedis, freePort, RedisServer } from './support/redis.js';

const manifest = queueManifest(6, 3);
/** With all that means something in an address, and in a terminal. */
const password = 'p@ss:w/o?r#d%41 &"\'$é*';
const encoded = encodeURIComponent(password);

function expectNoSecret(...texts: string[]): void {
  for (const text of texts) {
    for (const secret of [password, encoded, 'p@ss', 'p%40ss']) expect(text).not.toContain(secret);
  }
}

/** Why a driver does not begin. */
async function message(url: string): Promise<string> {
  return (await drive(manifest, queueRunFolder(manifest), { url }).ended)?.message ?? '';
}

describeRedis('a broker', () => {
  beforeAll(build);

  it('is used with a password that neither messages nor files hold', async () => {
    const server = await RedisServer.start({ password });
    const url = `redis://:${encoded}@127.0.0.1:${server.port}/1`;
    const folder = queueRunFolder(manifest);
    const worker = startWorker({ url }, { DEBUG: 'ioredis:*' });
    const run = startDriver(folder, { url });
    expect(await run.ended, run.text()).toBe(0);
    expect(recordsOf(folder).split('\n')).toHaveLength(55);
    // The connection is lost, and the broker comes back with another password.
    await server.kill();
    await worker.says(`redis://127.0.0.1:${server.port}/1 does not answer`);
    worker.child.kill('SIGINT');
    expect(await worker.ended).toBe(0);
    const said = worker
      .text()
      .split('\n')
      .filter((line) => !line.includes('ioredis:'));
    expectNoSecret(run.text(), said.join('\n'));
    for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (name.isFile()) expectNoSecret(readFileSync(join(name.parentPath, name.name), 'utf8'));
    }
  });

  it('takes the password from the environment', async () => {
    const server = await RedisServer.start({ password });
    const env = { PIXEL_DEFLECTION_REDIS_PASSWORD: password };
    const folder = queueRunFolder(manifest);
    startWorker({ url: server.url }, env);
    const run = startDriver(folder, { url: server.url }, env);
    expect(await run.ended, run.text()).toBe(0);
  });

  it('is refused at once where it lets nobody in', async () => {
    const server = await RedisServer.start({ password });
    const wrong = `redis://someone:${encoded}x@127.0.0.1:${server.port}`;
    const shown = `redis://127.0.0.1:${server.port}`;
    expect(await message(wrong)).toBe(`${shown}: the user or the password is wrong`);
    expect(await message(server.url)).toBe(
      `${shown}: a password is needed: in the address, or in PIXEL_DEFLECTION_REDIS_PASSWORD`,
    );
    const client = server.client();
    await client.call('ACL', 'SETUSER', 'reader', 'on', '>reader', '~*', '+@read', '+info');
    client.disconnect();
    expect(await message(`redis://reader:reader@127.0.0.1:${server.port}`)).toMatch(
      new RegExp(`^${shown}: the user has not the right to a command or key: it needs`),
    );
  });

  it('is refused where it removes keys, with what to do', async () => {
    const server = await RedisServer.start({ settings: ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'] });
    const problem =
      `redis://127.0.0.1:${server.port}: the server removes keys when its memory is full (maxmemory-policy ` +
      'allkeys-lru), expected noeviction: redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf';
    const { url } = server;
    expect(await message(url)).toBe(problem);
    expect((await serve({ url }).ended)?.message).toBe(problem);
    const client = server.client();
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
    serve({ url });
    expect(await drive(manifest, queueRunFolder(manifest), { url }).ended).toBeUndefined();
  });

  it('that does not answer is waited for a bounded time', async () => {
    const port = await freePort();
    const url = `redis://me:${encoded}@127.0.0.1:${port}`;
    const run = drive(manifest, queueRunFolder(manifest), { url, patience: 700 });
    const why = (await run.ended)?.message ?? '';
    expect(why).toMatch(
      /^redis:\/\/127\.0\.0\.1:\d+: the queue cannot be reached \(.*ECONNREFUSED.*\), tried for 1 s: is Redis running there\? Nothing is lost, the run can be resumed$/,
    );
    expect(run.text).toContain(`redis://127.0.0.1:${port} does not answer`);
    expectNoSecret(why, run.text);
  });

  it('that goes away for good ends the driver, which can be resumed; its worker waits', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, patience: 500, milliseconds: 20 });
    const client = server.client();
    await expect.poll(() => client.dbsize(), { timeout: 30_000 }).toBeGreaterThan(0);
    await server.kill();
    expect((await run.ended)?.message).toContain('the run can be resumed');
    const worker = serve({ url });
    await worker.says('does not answer');
    await server.start();
    await worker.says('answers again');
    expect(await drive(manifest, folder, { url, milliseconds: 20 }).ended).toBeUndefined();
    expect(recordsOf(folder).split('\n')).toHaveLength(55);
  });

  it('is looked at again with each connection', async () => {
    const settings = ['--maxmemory-policy', 'noeviction'];
    const server = await RedisServer.start({ settings });
    const { url } = server;
    const worker = serve({ url });
    const client = server.client();
    await expect.poll(() => client.keys('pixel-deflection:worker-1:*'), { timeout: 30_000 }).toHaveLength(1);
    await server.kill();
    settings[1] = 'allkeys-lru';
    await server.start();
    expect((await worker.ended)?.message).toContain('(maxmemory-policy allkeys-lru), expected noeviction');
  });

  it('that hangs is waited for a bounded time too, and keeps nobody who wants to stop', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, patience: 1500 });
    const other = drive(manifest, queueRunFolder(manifest), { url, identity: 'other' });
    const client = server.client();
    await expect.poll(() => client.keys('pixel-deflection:run-*:wait'), { timeout: 30_000 }).toHaveLength(2);
    server.freeze();
    const began = performance.now();
    expect((await other.stop())?.message).toBe('stopped');
    expect((await run.ended)?.message).toMatch(/the queue cannot be reached .*the run can be resumed$/);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(run.text).toContain('does not answer');
    server.thaw();
    client.disconnect();
    serve({ url });
    expect(await drive(manifest, folder, { url }).ended).toBeUndefined();
  });

  it('whose memory is full is waited for, a bounded time by the driver', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const shown = `redis://127.0.0.1:${server.port}`;
    const client = server.client();
    const worker = serve({ url, lock: 2 });
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, milliseconds: 100, reconcile: 100 });
    await run.says('worker worker is there');
    await client.config('SET', 'maxmemory', '1');
    await run.says(`${shown}: its memory is full (OOM`);
    await worker.says(`${shown}: its memory is full (OOM`);
    const other = drive(manifest, queueRunFolder(manifest), { url, identity: 'other', patience: 500 });
    expect((await other.ended)?.message).toBe(
      `${shown}: its memory is full, tried for 1 s. Nothing is lost, the run can be resumed`,
    );
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    await worker.says(`${shown} works again`);
    // Results that were lost come again when the locks of their jobs have ended.
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder).split('\n')).toHaveLength(55);
    expect(run.text).not.toContain('failed');
  });

  it('is never named with its password by the command line', async () => {
    const folder = temporaryFolder();
    const flags = ['--data', folder];
    for (const address of [
      `redis://:${password}@127.0.0.1`,
      `http://:${encoded}@127.0.0.1`,
      `${password}`,
      `redis://${password}`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr, stdout } = await runCommand(['worker', '--queue', address, ...flags], folder);
      expect(code).toBe(2);
      expect(stderr).toContain('Expected redis://[user:password@]host[:port][/database] or rediss://…');
      expectNoSecret(stderr, stdout);
    }
    for (const args of [
      ['worker', `--que=redis://:${encoded}@h`],
      ['evaluate', `--quue=redis://:${password}@h`, '-o', 'r'],
      ['evaluate', `redis://:${password}@h`, '-o', 'r'],
      ['evaluate', '-o', 'r', '--queue', 'redis://h', '--queues', `redis://:${password}@h`],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr, stdout } = await runCommand(args, folder);
      expect(code).not.toBe(0);
      expect(stderr).toContain('redis');
      expectNoSecret(stderr, stdout);
    }
    const { code, stderr } = await runCommand(['worker', '--data', folder], folder);
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'pixel-deflection: Expected --queue redis://host:port, where "evaluate --queue" is, but received none',
    ]);
  });

  it('names the packages that are to be installed', () => {
    const script =
      `import { register } from 'node:module';` +
      `register('data:text/javascript,' + encodeURIComponent("export function resolve(name, context, next) { if (name === 'bullmq') throw Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' }); return next(name, context); }"));` +
      `const { queuePackages } = await import('./dist/evaluation/engine/queue/packages.js');` +
      `await queuePackages().catch((error) => console.log(error.message));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stdout).toBe('a queue needs the packages bullmq and ioredis: npm install bullmq@6 ioredis@6\n');
  });
});
