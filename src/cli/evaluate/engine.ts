import type { Engine } from '../../evaluation/engine/engine.js';
import { queueEngine } from '../../evaluation/engine/queue/queue-engine.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import type { QueueFlags } from './queue-flags.js';

/** The engine that hands a run's shards to workers at the queue. */
export function engineFromFlags({ url, queues, shared }: QueueFlags, manifest: Manifest): Engine {
  const { code, models } = manifest;
  return queueEngine({ url, queues, shared, identity: JSON.stringify(manifest), code, models });
}
