import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { redisTarget } from '../../evaluation/engine/queue/redis-url.js';
import { showPath } from '../../io/show-path.js';
import { UsageError } from '../errors.js';
import { addValued, type RawFlags, rawKey, usage, whole } from '../values.js';

/** What was typed about the queue, checked. */
export interface QueueFlags {
  /** The address as it was typed: it may hold a password, so it is neither shown nor kept. See `redactCommand`. */
  readonly url: string;
  readonly queues: number;
  readonly shared: string | undefined;
}

/** Flags of `evaluate` about the queue. */
const names = ['queue', 'queues', 'shared'] as const;

export function addQueueFlags(command: Command): Command {
  return addValued(command, names);
}

/** An address of a broker that can be one. The complaint about another one does not show it. */
export function queueAddress(text: string): string {
  usage(() => redisTarget(text));
  return text;
}

/** The queue that was asked for; undefined: none. */
export function readQueueFlags(raw: RawFlags): QueueFlags | undefined {
  if (raw.queue === undefined) {
    const alone = names.find((name) => raw[rawKey(name)] !== undefined);
    if (alone === undefined) return undefined;
    throw new UsageError(`Expected --queue with --${alone} but received none`);
  }
  const shared = raw.shared === undefined ? undefined : String(raw.shared);
  if (shared !== undefined && !existsSync(shared)) {
    throw new UsageError(`${showPath(shared)}: no such folder, expected one for --shared that workers see too`);
  }
  return { url: queueAddress(String(raw.queue)), queues: whole(raw, 'queues', 1, 64) ?? 1, shared };
}

/** The lines of the help of `evaluate` about the queue. */
export const queueHelp = `  --queue <address>       redis://[user:password@]host[:port][/database]: the work is done by
                          "pixel-deflection worker --queue <address>" on any machines
  --queues <n>            queues that it is spread over, 1 to 64 (default 1)
  --shared <folder>       by which results come back (default: through the queue)`;
