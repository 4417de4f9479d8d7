import { Queue, Worker } from 'bullmq';
import { expect, it } from 'vitest';
import { packJob, packResult } from '../src/evaluation/engine/queue/wire.js';
import { expand } from '../src/evaluation/run/expand.js';
import type { ShardResult } from '../src/evaluation/shard/shard.js';
import { drive, plainResults, serve } from './support/queue-here.js';
import { queueManifest, queueRunFolder, recordsOf } from './support/queue-run.js';
import { describeRedis, RedisServer } from './support/redis.js';

const manifest = queueManifest(20, 5);
const plain = await plainResults(manifest);
const expected = plain.map(({ records }) => records).join('');

/** Waits for the queue of a driver, to put jobs into it by hand. */
async function queueOf(server: RedisServer) {
  const client = server.client();
  const names = async (): Promise<string[]> => client.keys('pixel-deflection:run-*:wait');
  await expect.poll(names, { timeout: 30_000 }).toHaveLength(1);
  const [, name] = (await names())[0].split(':');
  return { queue: new Queue(name, { connection: client, prefix: 'pixel-deflection' }), client };
}

describeRedis('jobs that no driver made', () => {
  it('fail one by one, with a message, and the run goes on', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, window: 4 });
    const { queue, client } = await queueOf(server);
    const job = expand(manifest, { milliseconds: 0 }).at(0);
    const other = { ...packJob(job, new Map()), job: { ...packJob(job, new Map()).job, seed: '8' } };
    await queue.add('shard', { job: 'no job' }, { jobId: 's-nothing' });
    await queue.add('shard', { job: { model: { card: 'none' }, attack: {} } }, { jobId: '../../etc/passwd' });
    await queue.add('shard', 7, { jobId: `s-${'0'.repeat(64)}` });
    await queue.add('shard', other, { jobId: `s-${'1'.repeat(64)}` });
    client.disconnect();
    const worker = serve({ url });
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    for (const text of [
      /job s-nothing of run \w+ failed: it is no shard/,
      /job \.\.\/\.\.\/etc\/passwd of run \w+ failed: the card of its model is not there/,
      /job s-0{64} of run \w+ failed: it is no shard/,
      /job s-1{64} of run \w+ failed: Expected the key of its content, \w+, for job\.key but received/,
    ]) {
      expect(worker.text).toMatch(text);
    }
    expect(run.text).toContain('a job that is none of this run was taken out of the queue: s-nothing');
  });

  it('open no file but by a hash that the worker has', async () => {
    const { url } = await RedisServer.start();
    // Not simulated: the worker is asked for its pictures.
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, milliseconds: null });
    const asked: string[] = [];
    let computed = 0;
    const worker = serve({
      url,
      name: 'w1',
      files: {
        hasModel: () => true,
        hasImage: async (sha256) => {
          asked.push(sha256);
          return false;
        },
      },
      compute: async () => {
        computed++;
        throw new Error('not reached');
      },
    });
    await worker.says('it has no picture with the SHA-256');
    await run.says('worker w1 takes no jobs of this run: it has no picture with the SHA-256');
    const [, told = ''] = /it has no picture with the SHA-256 (\w+)/.exec(run.text) ?? [];
    expect(asked).toContain(told);
    expect(manifest.images.map(({ sha256 }) => sha256)).toContain(told);
    expect(computed).toBe(0);
    expect(worker.text).not.toContain('failed');
  });
});

describeRedis('results that no worker made', () => {
  it('are failed tries with a message, and leave nothing in the run folder', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, attempts: 1 });
    const { queue, client } = await queueOf(server);
    const changes: Partial<Record<keyof ShardResult, unknown>>[] = [
      { unreadable: [null] },
      { records: 'garbage\n', count: 1 },
      { records: plain[3].records },
    ];
    // The connection of a worker of BullMQ waits for ever.
    const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
    const worker = new Worker(
      queue.name,
      ({ data }) => {
        const { index } = (data as { job: { index: number } }).job;
        return packResult({ ...plain[index], ...changes[index] } as ShardResult);
      },
      { connection, prefix: 'pixel-deflection' },
    );
    const { message = '' } = (await run.ended) ?? {};
    await worker.close();
    client.disconnect();
    expect(message).toContain(`3 of ${plain.length} shards could not be done`);
    expect(message).toContain('its result has an unknown form');
    expect(message).toContain('its result has 1 records, expected 15');
    expect(message).toContain('record 1 of its result has another image than its shard');
    serve({ url });
    expect(await drive(manifest, folder, { url }).ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
  });
});

describeRedis('entries that no driver or worker made', () => {
  it('are passed over', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const client = server.client();
    const texts = ['null', '{}', '7', '[]', '{"refused":null}'];
    for (const [i, text] of texts.entries()) {
      for (const kind of ['run', 'worker']) {
        // oxlint-disable no-await-in-loop -- a few
        await client.set(`pixel-deflection:${kind}-1:bad${i}`, text);
        await client.sadd(`pixel-deflection:${kind}s-1`, `bad${i}`);
        // oxlint-enable no-await-in-loop
      }
    }
    client.disconnect();
    const folder = queueRunFolder(manifest);
    const worker = serve({ url });
    const run = drive(manifest, folder, { url });
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    expect(await worker.stop()).toBeUndefined();
  });
});
