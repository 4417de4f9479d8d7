import type { Engine } from '../../evaluation/engine/engine.js';
import { openBroker } from '../../evaluation/engine/queue/broker.js';
import { queueEngine } from '../../evaluation/engine/queue/queue-engine.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import { readManifest, refuseRun } from '../../evaluation/run/run-folder.js';
import { showPath } from '../../io/show-path.js';
import { UsageError } from '../errors.js';
import type { EvaluateFlags } from './options.js';
import type { QueueFlags } from './queue-flags.js';

/** Milliseconds that a broker is waited for before a run begins: it may be started beside. */
const firstPatience = 15_000;

/** The engine that hands a run's shards to workers at the queue. */
export function engineFromFlags({ url, queues, shared }: QueueFlags, manifest: Manifest): Engine {
  const { code, models, machine } = manifest;
  return queueEngine({ url, queues, shared, identity: JSON.stringify(manifest), code, models, machine });
}

/** What is told while a queue is looked at, and what ends that. */
interface Looking {
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

/**
 * Looks at the queue that was asked for, and whether the run can be done by one, before models and pictures are looked at:
 * a broker that refuses us leaves no run folder behind.
 *
 * @throws EngineError, RunError or UsageError where it cannot
 */
export async function checkQueue({ queue, output, resume }: EvaluateFlags, looking: Looking): Promise<void> {
  if (queue === undefined) return;
  if (output !== undefined) {
    const stored = await readManifest(output);
    if (stored !== undefined && !resume) throw refuseRun(output);
    if (stored?.adversaries === true) {
      throw new UsageError(
        `${showPath(output)}: was begun with --adversaries, which a queue does not keep, expected --resume without --queue`,
      );
    }
  }
  // Of a run that has begun it is known that there is a broker: it may be starting again.
  const first = resume ? {} : { patience: firstPatience, advice: 'Nothing was begun' };
  const broker = await openBroker({ url: queue.url, ...first, ...looking });
  broker.close();
}
