import { createHash } from 'node:crypto';

// Names of everything that is kept at a broker. All keys begin with one prefix, so that a user of the broker needs no more
// than the right to these.

/** Begins every key. */
export const prefix = 'pixel-deflection';

/** A short name of a run that follows from all that makes it this run. */
export function runName(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 20);
}

/** Names of a run's queues. BullMQ forbids a colon in them. */
export function queueNames(run: string, queues: number): string[] {
  return Array.from({ length: queues }, (_, i) => `run-${run}-${i}`);
}

/** Hash of the cards of a run's models, which its jobs name. */
export function cardsKey(run: string): string {
  return `${prefix}:cards-${run}`;
}

/** A job's id: BullMQ forbids a colon and a whole number. */
export function jobId(key: string): string {
  return `s-${key}`;
}

/** Which of several queues a shard goes to: always the same. */
export function queueOf(key: string, queues: number): number {
  return Number.parseInt(key.slice(0, 8), 16) % queues;
}
