import type { Queue } from 'bullmq';
import type { Broker } from './broker.js';
import { jobId, prefix, queueOf } from './names.js';

/**
 * Events that a queue keeps. Nobody reads them, and one of each finished job holds its result: the broker's memory would
 * fill with them.
 */
const keptEvents = 50;

/** The queues of a run, as its driver sees them. */
export interface Queues {
  readonly all: readonly Queue[];
  /** The queue of a shard. */
  of(key: string): Queue;
  /** Key of a job's hash at the broker. */
  jobKey(key: string): string;
  /** Says again how many events are kept, to a broker that forgot it. */
  configure(): Promise<void>;
  drain(): Promise<void>;
  /** Removes the queues and all that is in them. */
  obliterate(): Promise<void>;
}

export function openQueues({ bullmq, client }: Broker, names: readonly string[]): Queues {
  const all = names.map((name) => {
    const queue = new bullmq.Queue(name, {
      connection: client,
      prefix,
      skipVersionCheck: true,
      streams: { events: { maxLen: keptEvents } },
    });
    // What goes wrong with the connection is told by its owner; what goes wrong with a call, by the call.
    queue.on('error', () => {});
    return queue;
  });
  const of = (key: string): Queue => all[queueOf(key, all.length)];
  return {
    all,
    of,
    jobKey: (key) => of(key).toKey(jobId(key)),
    async configure() {
      await Promise.all(all.map((queue) => client.hset(queue.toKey('meta'), 'opts.maxLenEvents', keptEvents)));
    },
    async drain() {
      await Promise.all(all.map((queue) => queue.drain()));
    },
    async obliterate() {
      await Promise.all(all.map((queue) => queue.obliterate({ force: true })));
      // That of `configure`, which came back meanwhile where it was on its way.
      await client.del(all.map((queue) => queue.toKey('meta')));
    },
  };
}
