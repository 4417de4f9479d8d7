import { createHash } from 'node:crypto';
import type { ShardJob } from './shard.js';

/** Hex SHA-256 of text or bytes. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(given)
      .toSorted()
      .map((key) => [key, sorted(given[key])]),
  );
}

/** JSON whose keys are in the order of their UTF-16 units at every depth: equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A job as it is before it has its key and its place. */
export type KeylessJob = Omit<ShardJob, 'key' | 'index' | 'format' | 'schema'>;

/**
 * The key of a shard: hex SHA-256 of the canonical JSON of all that its records follow from. Where it stands in the run
 * is no part of it.
 */
export function shardKey(job: KeylessJob): string {
  const { model, attack, defenses, images, seed, repeats, code, localisation, simulate, patches } = job;
  return sha256Of(
    canonicalJson({ model, attack, defenses, images, seed, repeats, code, localisation, simulate, patches }),
  );
}
