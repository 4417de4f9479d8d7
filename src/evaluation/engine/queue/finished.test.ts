import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Queue } from 'bullmq';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/picture-files.js';
import { queueManifest } from '../../../../test/support/queue-run.js';
import { expand } from '../../run/expand.js';
import type { ShardResult } from '../../shard/shard.js';
import { simulateShard } from '../../shard/simulate.js';
import type { Broker } from './broker.js';
import { Finished } from './finished.js';
import { jobId } from './names.js';
import type { Outstanding } from './outstanding.js';
import type { Queues } from './queues.js';
import { keepShared, openShared } from './shared-folder.js';

const shards = expand(queueManifest(4, 4), { milliseconds: 0 });
const job = shards.at(0);

it('takes a result out of the shared folder after it is kept, and before its job is removed', async () => {
  const shared = temporaryFolder();
  await openShared(shared, 'run');
  const hash = await keepShared(shared, await simulateShard(job, undefined));
  const file = join(shared, 'queue-results', `${job.key}.jsonl`);
  expect(existsSync(file)).toBe(true);
  const steps: string[] = [];
  const step = (what: string): number => steps.push(`${what}, ${existsSync(file) ? 'with' : 'without'} its file`);
  const client = {
    zrange: async (key: string) => (key === 'completed' ? [jobId(job.key)] : []),
    hmget: async () => ['{}', JSON.stringify({ form: 'file', hash }), null],
  };
  const queue = { toKey: (name: string) => name, remove: async () => step('removed') } as unknown as Queue;
  const finished = new Finished({
    broker: { client } as unknown as Broker,
    source: { count: shards.count, at: (index) => shards.at(index), done: () => false },
    queues: { all: [queue] } as unknown as Queues,
    outstanding: { indexOf: () => 0, settle: () => {} } as unknown as Outstanding,
    attempts: 1,
    shared,
    signal: new AbortController().signal,
    onNotice: () => {},
    onResult: async ({ key }: ShardResult) => {
      step(`kept ${key === job.key}`);
    },
    onKept: () => step('counted'),
    onGivenUp: (_, reason) => steps.push(reason),
  });
  expect(await finished.take()).toBe(1);
  expect(steps).toEqual(['kept true, with its file', 'removed, without its file', 'counted, without its file']);
  expect(readdirSync(join(shared, 'queue-results'))).toEqual(['run-run']);
});
