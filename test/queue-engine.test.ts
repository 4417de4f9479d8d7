import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { closeShared, isShared, openShared, tokenOf } from '../src/evaluation/engine/queue/shared-folder.js';
import { UnfitError } from '../src/evaluation/engine/queue/unfit.js';
import { machineFacts } from '../src/evaluation/run/machine.js';
import { temporaryFolder } from './support/picture-files.js';
import { drive, plainResults, serve } from './support/queue-here.js';
import { doneShards, queueManifest, queueRunFolder, recordsOf, simulatedModel } from './support/queue-run.js';
import { describeRedis, RedisServer } from './support/redis.js';

const manifest = queueManifest(60, 5);
const shards = 36;
const plain = await plainResults(manifest);
const expected = plain.map(({ records }) => records).join('');

describeRedis('a run by a queue', () => {
  it('has the records of a run without one, with two workers, several queues and a small window', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const workers = [serve({ url, name: 'one' }), serve({ url, name: 'two' })];
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, queues: 3, window: 7 });
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    for (const worker of workers) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await worker.stop()).toBeUndefined();
    }
    // Nothing of it is left at the broker, but marks that expire.
    const client = server.client();
    const keys = await client.keys('*');
    client.disconnect();
    expect(keys.filter((key) => !key.endsWith(':stalled-check'))).toEqual([]);
  });

  it('takes the results by a shared folder, and leaves nothing there', async () => {
    const { url } = await RedisServer.start();
    const shared = temporaryFolder();
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, shared, milliseconds: 5 });
    serve({ url, shared });
    // One that sees another folder sends them back through the queue.
    const other = temporaryFolder();
    const stranger = serve({ url, shared: other });
    await stranger.says('is not the shared folder of run');
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    expect([...readdirSync(shared), ...readdirSync(other)]).toEqual([]);
  });

  it.each([
    ['more queues', { queues: 1 }, { queues: 4 }],
    ['fewer queues', { queues: 4 }, { queues: 1 }],
  ])('goes on with %s, with the workers of before', async (_, before, after) => {
    const { url } = await RedisServer.start();
    const worker = serve({ url });
    const folder = queueRunFolder(manifest);
    const first = drive(manifest, folder, { url, milliseconds: 20, ...before });
    await worker.says('takes jobs');
    await expect.poll(() => doneShards(folder)).toBeGreaterThan(0);
    expect((await first.stop())?.message).toBe('stopped');
    const second = drive(manifest, folder, { url, milliseconds: 20, ...after });
    expect(await second.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
  });

  it('goes on without the shared folder that it began with, with the workers of before', async () => {
    const { url } = await RedisServer.start();
    const shared = temporaryFolder();
    const worker = serve({ url, shared });
    const folder = queueRunFolder(manifest);
    const first = drive(manifest, folder, { url, milliseconds: 20, shared });
    await worker.says('takes jobs');
    await expect.poll(() => doneShards(folder)).toBeGreaterThan(0);
    expect((await first.stop())?.message).toBe('stopped');
    const second = drive(manifest, folder, { url, milliseconds: 20 });
    expect(await second.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
  });

  it('opens and closes a shared folder beside other runs', async () => {
    const shared = temporaryFolder();
    for (let round = 0; round < 200; round++) {
      // oxlint-disable no-await-in-loop -- one round after the other
      await openShared(shared, 'a');
      await Promise.all([closeShared(shared, 'a'), openShared(shared, 'b')]);
      expect(isShared(shared, tokenOf('b'))).toBe(true);
      await openShared(shared, 'a');
      await Promise.all([closeShared(shared, 'a'), closeShared(shared, 'b')]);
      // oxlint-enable no-await-in-loop
    }
  });

  it('gives back what a stopped worker has begun', async () => {
    const { url } = await RedisServer.start();
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, milliseconds: 60_000 });
    // Its lock is long: only what it gives back can be begun by another one in time.
    let begun = '';
    const first = serve({
      url,
      lock: 3600,
      processes: 1,
      compute: (job, signal) => {
        begun = job.key;
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
    });
    await first.says('takes jobs');
    await expect.poll(() => begun).not.toBe('');
    expect(await first.stop()).toBeUndefined();
    const again: string[] = [];
    serve({
      url,
      processes: shards,
      compute: (job) => {
        again.push(job.key);
        return new Promise<never>(() => {});
      },
    });
    await expect.poll(() => again.toSorted(), { timeout: 30_000 }).toContain(begun);
    expect((await run.stop())?.message).toBe('stopped');
  });

  it('is stopped with what is handed out taken back, and goes on', async () => {
    const server = await RedisServer.start();
    const { url } = server;
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, milliseconds: 20 });
    const worker = serve({ url });
    await expect.poll(() => doneShards(folder), { timeout: 30_000 }).toBeGreaterThan(3);
    expect((await run.stop())?.message).toBe('stopped');
    expect(doneShards(folder)).toBeLessThan(shards);
    const client = server.client();
    expect(await client.keys('pixel-deflection:run-*:wait')).toEqual([]);
    client.disconnect();
    expect(await drive(manifest, folder, { url, milliseconds: 20 }).ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    expect(worker.text).not.toContain('failed');
  });

  it('gives no job to a worker of another version, or without its models, and both sides say so', async () => {
    const { url } = await RedisServer.start();
    const old = serve({ url, name: 'old', code: '0.0.1 other' });
    const bare = serve({ url, name: 'bare', files: { hasModel: () => false, hasImage: async () => false } });
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, reconcile: 100 });
    await old.says('it has the code 0.0.1 other, expected 0.0.0 simulated');
    await bare.says(`it has no model with the SHA-256 ${simulatedModel} (model)`);
    await run.says('worker old takes no jobs of this run: it has the code 0.0.1 other, expected 0.0.0 simulated');
    await run.says('worker bare takes no jobs of this run: it has no model');
    expect(recordsOf(folder)).toBe('');
    serve({ url });
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
  });

  it('does not count it against a shard that a worker lacks its pictures, or has a full disk', async () => {
    const { url } = await RedisServer.start();
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, milliseconds: null, attempts: 1, reconcile: 100 });
    const bare = serve({ url, name: 'bare', files: { hasModel: () => true, hasImage: async () => false } });
    const files = { hasModel: () => true, hasImage: async () => true };
    const full = serve({
      url,
      name: 'full',
      files,
      compute: async () => {
        throw new UnfitError('no space left');
      },
    });
    await run.says('worker bare takes no jobs of this run: it has no picture with the SHA-256');
    await run.says('worker full takes no jobs of this run: no space left');
    serve({ url, files, compute: async ({ key, index }) => ({ ...plain[index], key }) });
    expect(await run.ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
    for (const worker of [bare, full]) expect(worker.text).not.toContain('failed');
  });

  it('does all other shards before it says which could not be done', async () => {
    const { url } = await RedisServer.start();
    const folder = queueRunFolder(manifest);
    const run = drive(manifest, folder, { url, attempts: 2 });
    const refuse = serve({
      url,
      compute: async ({ key, index, images }) => {
        if (index === 3 || index === 20) throw new Error('refused\nfor tests');
        // A result that is none.
        if (index === 7)
          return { key, records: '', count: images.length, unreadable: [], milliseconds: { attack: 0, judge: {} } };
        return plain[index];
      },
    });
    const { message = '' } = (await run.ended) ?? {};
    expect(run.text).toContain(String.raw`failed and is tried again: refused\nfor tests`);
    expect(message).toContain('3 of 36 shards could not be done, such as shard ');
    expect(message).toContain(String.raw`refused\nfor tests`);
    expect(message).toContain('its result is not whole');
    expect(doneShards(folder)).toBe(shards - 3);
    await refuse.stop();
    serve({ url });
    expect(await drive(manifest, folder, { url }).ended).toBeUndefined();
    expect(recordsOf(folder)).toBe(expected);
  });

  it('says which workers have another processor or runtime than the manifest names', async () => {
    const { url } = await RedisServer.start();
    const { cpu, arch, node, onnxruntime } = machineFacts();
    const own = drive(manifest, queueRunFolder(manifest), { url, machine: { cpu, arch, node, onnxruntime } });
    const other = { cpu: 'another', arch, node: 'v1.0.0', onnxruntime };
    const run = drive(manifest, queueRunFolder(manifest), { url, identity: 'other', machine: other });
    serve({ url });
    await run.says(
      `worker worker is there, 2 processes; it has cpu ${cpu}, node ${node}, the manifest names cpu another, node v1.0.0: ` +
        'the last digits of records may differ',
    );
    await own.says('worker worker is there, 2 processes');
    expect(own.text).not.toContain('may differ');
  });

  it('keeps two runs at one broker apart', async () => {
    const { url } = await RedisServer.start();
    const other = { ...queueManifest(30, 4), started: '2026-01-02T00:00:00.000Z' };
    const folders = [queueRunFolder(manifest), queueRunFolder(other)];
    const drivers = [drive(manifest, folders[0], { url }), drive(other, folders[1], { url })];
    serve({ url });
    expect(await Promise.all(drivers.map(({ ended }) => ended))).toEqual([undefined, undefined]);
    expect(folders.map(recordsOf)).toEqual([
      expected,
      (await plainResults(other)).map(({ records }) => records).join(''),
    ]);
  });
});
