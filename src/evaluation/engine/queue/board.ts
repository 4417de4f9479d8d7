import type { Redis } from 'ioredis';
import { numberFacts, type NumberFacts } from '../../run/machine.js';
import { prefix } from './names.js';
import { isObject } from './wire.js';

// What drivers and workers tell of themselves at a broker: entries that expire unless they are put there again.

/** The version of the entries: those of another one are not seen. */
const schema = 1;

/** A run that needs workers. */
export interface RunEntry {
  readonly run: string;
  readonly queues: number;
  /** The code that its jobs are for: see `codeVersion`. */
  readonly code: string;
  /** Hex SHA-256 of the files of its models. */
  readonly models: readonly { readonly name: string; readonly sha256: string }[];
  /** Name of a file in the shared folder that shows that it is the run's; undefined: results come back by the queue. */
  readonly token?: string;
}

/** A worker, and the runs whose jobs it does not take, with the reason. */
export interface WorkerEntry {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly processes: number;
  readonly machine: NumberFacts;
  readonly refused: Readonly<Record<string, string>>;
}

interface Kinds {
  readonly run: RunEntry;
  readonly worker: WorkerEntry;
}

/** Seconds that an entry stays: workers go on with the jobs of a driver that was killed, for a day. */
const lifetimes = { run: 86_400, worker: 30 } as const;

function indexKey(kind: keyof Kinds): string {
  return `${prefix}:${kind}s-${schema}`;
}

function entryKey(kind: keyof Kinds, id: string): string {
  return `${prefix}:${kind}-${schema}:${id}`;
}

/** Puts an entry there, or renews it. */
export async function putEntry<K extends keyof Kinds>(
  client: Redis,
  kind: K,
  id: string,
  entry: Kinds[K],
): Promise<void> {
  await client.set(entryKey(kind, id), JSON.stringify(entry), 'EX', lifetimes[kind]);
  await client.sadd(indexKey(kind), id);
}

export async function removeEntry(client: Redis, kind: keyof Kinds, id: string): Promise<void> {
  await client.del(entryKey(kind, id));
  await client.srem(indexKey(kind), id);
}

/** @returns undefined for what is no object */
function parsed<T>(text: string | null): T | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

/** All entries that did not expire, by their ids; damaged ones are passed over. */
export async function entries<K extends keyof Kinds>(client: Redis, kind: K): Promise<Map<string, Kinds[K]>> {
  const ids = (await client.smembers(indexKey(kind))).toSorted();
  const found = new Map<string, Kinds[K]>();
  if (ids.length === 0) return found;
  const texts = await client.mget(ids.map((id) => entryKey(kind, id)));
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await client.srem(indexKey(kind), ...gone);
  for (const [i, id] of ids.entries()) {
    const entry = parsed<Kinds[K]>(texts[i]);
    if (entry !== undefined) found.set(id, entry);
  }
  return found;
}

/** Whether an entry has the form of a run: what is there may have been put by anyone. */
export function isRunEntry(entry: RunEntry, id: string): boolean {
  const { run, queues, code, models, token } = entry;
  return (
    run === id &&
    /^[0-9a-f]{20}$/.test(run) &&
    Number.isInteger(queues) &&
    queues >= 1 &&
    queues <= 64 &&
    typeof code === 'string' &&
    Array.isArray(models) &&
    models.every((model) => typeof model?.sha256 === 'string' && typeof model.name === 'string') &&
    (token === undefined || /^[0-9a-z-]{1,80}$/.test(token))
  );
}

/** Whether an entry has the form of a worker. */
export function isWorkerEntry(entry: WorkerEntry, id: string): boolean {
  const { name, code, processes, machine, refused } = entry;
  return (
    entry.id === id &&
    typeof name === 'string' &&
    typeof code === 'string' &&
    Number.isInteger(processes) &&
    isObject(machine) &&
    numberFacts.every((fact) => typeof machine[fact] === 'string') &&
    isObject(refused) &&
    Object.values(refused).every((reason) => typeof reason === 'string')
  );
}
