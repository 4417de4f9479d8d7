import { setTimeout as sleep } from 'node:timers/promises';
import { oneLine } from '../../../core/one-line.js';
import type { ShardResult } from '../../shard/shard.js';
import type { Engine, EngineOptions, ShardSource } from '../engine.js';
import { brokerError } from './answers.js';
import { openBroker } from './broker.js';
import { Driver } from './driver.js';
import type { QueueEngineOptions } from './engine-options.js';
import { runName } from './names.js';
import { longestGoodbye, unlessStopped } from './waiting.js';

/**
 * Hands the shards of a run to any number of workers on any number of machines, over BullMQ on Redis ≥ 6.2 or Valkey. What
 * is missing is known from the source alone, never from the broker: a worker that is lost, a broker that is started again,
 * empty or not, and a driver that is killed lose nothing and double nothing.
 *
 * @throws TypeError for an address that is none
 */
export function queueEngine(options: QueueEngineOptions): Engine {
  const { url, identity, patience } = options;
  const run = runName(identity);

  async function work(source: ShardSource, { signal, onResult, onNotice }: EngineOptions): Promise<void> {
    signal.throwIfAborted();
    const broker = await openBroker({ url, patience, signal, onNotice });
    const ended = new AbortController();
    const keeping = new Set<Promise<void>>();
    async function keep(result: ShardResult): Promise<void> {
      ended.signal.throwIfAborted();
      const kept = onResult(result);
      keeping.add(kept);
      await kept.finally(() => keeping.delete(kept));
    }
    const driver = new Driver({ ...options, run, broker, source, onResult: keep, onNotice, signal: ended.signal });
    const working = driver.run();
    try {
      await unlessStopped(Promise.race([working, broker.lost]), signal);
      await unlessStopped(Promise.race([driver.forget(), broker.lost]), signal);
    } catch (error) {
      ended.abort(error);
      if (signal.aborted && broker.connected) {
        const late = sleep(longestGoodbye, undefined, { ref: false });
        await Promise.race([driver.pause(working), broker.lost, late]).catch(() => {});
      }
      throw brokerError(error, broker);
    } finally {
      broker.close();
      // Not the driver itself: what it asked a broker that is gone is never answered.
      await Promise.allSettled(keeping);
    }
  }

  return {
    name: 'queue',
    async run(source, engineOptions) {
      await work(source, { ...engineOptions, onNotice: (line) => engineOptions.onNotice(oneLine(line)) });
    },
    async dispose() {},
  };
}
