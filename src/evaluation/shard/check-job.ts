import { boolean, integer, number, outOfRange } from '../../core/checks.js';
import { checkAttack, checkDefense } from './check-attack.js';
import { checkModelRef } from './check-model.js';
import { type Check, different, exactly, fields, hash, line, list } from './job-fields.js';
import { canonicalJson, shardKey } from './key.js';
import type { ShardJob } from './shard.js';

/** The largest job, as JSON: what a broker should carry. */
const mostCharacters = 8 * 1024 * 1024;

const mostImages = 10_000;
const mostDefenses = 1000;

const seed: Check = (value, name) => {
  line(40)(value, name);
  if (!/^-?\d+$/.test(value as string)) throw outOfRange('a whole number as text', name, value);
};

const image: Check = (value, name) =>
  fields(value, name, { id: line(1000), sha256: hash, label: (label, field) => integer(label, field, 0) });

const checks: Record<Exclude<keyof ShardJob, 'simulate' | 'patches'>, Check> = {
  format: exactly('pixel-deflection shard'),
  schema: exactly(1),
  key: hash,
  index: (value, name) => integer(value, name, 0),
  code: line(200),
  seed,
  repeats: (value, name) => integer(value, name, 1, 1000),
  model: checkModelRef,
  attack: checkAttack,
  defenses: (value, name) => list(value, name, 1, mostDefenses, checkDefense),
  images: (value, name) => list(value, name, 1, mostImages, image),
  localisation: boolean,
};

const optional: Record<'simulate' | 'patches', Check> = {
  simulate: (value, name) => fields(value, name, { milliseconds: (each, field) => number(each, field, 0, 60_000) }),
  patches: hash,
};

/**
 * Checks a job that comes from outside, such as from a queue: every field, that the parts fit together, and that the key is
 * that of what it says. Options of attacks are checked where they are used.
 * @throws TypeError or RangeError, on one line, that names the field
 */
export function checkJob(value: unknown): ShardJob {
  fields(value, 'job', checks, optional);
  const job = value as ShardJob;
  different(
    job.defenses.map(({ name }) => name),
    'job.defenses',
  );
  different(
    job.images.map(({ id }) => id),
    'job.images',
  );
  const { labels } = job.model.card as { labels: readonly unknown[] };
  job.images.forEach(({ label }, i) => integer(label, `job.images[${i}].label`, 0, labels.length - 1));
  const { length } = canonicalJson(job);
  if (length > mostCharacters) throw outOfRange(`a job of at most ${mostCharacters} characters`, 'job', length);
  const key = shardKey(job);
  if (job.key !== key) throw outOfRange(`the key of its content, ${key},`, 'job.key', job.key);
  return job;
}
