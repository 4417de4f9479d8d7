import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { createRandom } from '../src/core/random.js';
import { build } from './support/built.js';
import {
  doneShards,
  localRecords,
  queueManifest,
  queueRunFolder,
  recordsOf,
  type Said,
  startDriver,
  startWorker,
} from './support/queue-run.js';
import { describeRedis, RedisServer } from './support/redis.js';

const full = process.env.FULL === '1';
const [moments, pictures, milliseconds] = full ? [30, 240, 20] : [4, 120, 10];
const manifest = queueManifest(pictures, 3);
const shards = 3 * Math.ceil(pictures / 3);

/** A run on two workers that is disturbed at seeded moments, in one of these ways each. */
async function disturbed(victims: readonly string[], seed: number, extra: object = {}): Promise<string> {
  const server = await RedisServer.start({ persistent: true });
  const folder = queueRunFolder(manifest);
  const random = createRandom(seed, 'crashes');
  const beginDriver = (): Said =>
    startDriver(folder, { url: server.url, milliseconds, reconcile: 500, attempts: 3, ...extra });
  const beginWorker = (): Said => startWorker({ url: server.url, ...extra });
  const workers = [beginWorker(), beginWorker()];
  let driver = beginDriver();
  const hits: string[] = [];
  for (let moment = 0; moment < moments; moment++) {
    // The last moment leaves some shards to be done after it.
    const at = Math.floor(((moment + random.uniform(0, 0.9)) / moments) * 0.7 * shards);
    // oxlint-disable no-await-in-loop -- one moment after the other
    while (doneShards(folder) < at && driver.child.exitCode === null) await sleep(5);
    await sleep(random.uniform(0, 30));
    const victim = victims[moment % victims.length];
    if (driver.child.exitCode !== null) break;
    hits.push(victim);
    if (victim === 'driver') {
      driver.child.kill('SIGKILL');
      await driver.ended;
      driver = beginDriver();
    } else if (victim === 'worker') {
      const which = random.randint(0, 1);
      workers[which].child.kill('SIGKILL');
      workers[which] = beginWorker();
    } else {
      await server.kill();
      await sleep(random.uniform(0, 200));
      await server.start({ empty: victim === 'empty redis' });
    }
    // oxlint-enable no-await-in-loop
  }
  expect(await driver.ended, driver.text()).toBe(0);
  expect(hits.length, hits.join()).toBe(moments);
  for (const { child } of workers) child.kill('SIGKILL');
  await server.stop();
  return recordsOf(folder);
}

describeRedis('a run by a queue, killed at random moments', () => {
  let expected: string;
  beforeAll(async () => {
    await build();
    expected = await localRecords(manifest);
  });

  it('has the records of an undisturbed run, each once', async () => {
    expect(expected.split('\n').length - 1).toBe(pictures * 9);
    expect(await disturbed(['driver', 'worker', 'redis', 'empty redis'], 1)).toBe(expected);
  }, 300_000);
});
