import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { ModelRef, ShardJob, ShardResult } from '../../shard/shard.js';

// The form in which jobs and results go over a queue. A model's card has the names of all its classes, some 40 kB for
// ImageNet: jobs name it by its hash, and it is kept once for all of a run.

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** Bytes of a result from which it is compressed. */
const large = 1000;
/** Most bytes of an unpacked result. */
const largest = 2 ** 29;

/** Hex SHA-256. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A model whose card is named by the hash of its JSON. */
type LightModel = Omit<ModelRef, 'card'> & { readonly card: string };

/** A job as it goes over the queue. */
export interface WireJob {
  readonly job: Omit<ShardJob, 'model' | 'attack'> & {
    readonly model: LightModel;
    readonly attack: Omit<ShardJob['attack'], 'source'> & { readonly source?: LightModel };
  };
}

/** What came of a job: a result in itself, packed, or the hash of a file in the shared folder. */
export type WireResult =
  | { readonly form: 'json' | 'deflate'; readonly hash: string; readonly data: string }
  | { readonly form: 'file'; readonly hash: string };

/**
 * Takes the cards out of a job.
 * @param cards JSON of cards by their hashes, to which those of this job are added
 */
export function packJob(job: ShardJob, cards: Map<string, string>): WireJob {
  function light({ card, ...model }: ModelRef): LightModel {
    const text = JSON.stringify(card ?? null);
    const hash = hashOf(text);
    cards.set(hash, text);
    return { ...model, card: hash };
  }
  const { source, ...attack } = job.attack;
  const sourced = source === undefined ? attack : { ...attack, source: light(source) };
  return { job: { ...job, model: light(job.model), attack: sourced } };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Puts the cards into a job. All else is left to the check of jobs.
 * @param cardOf JSON of a card by its hash; undefined where there is none
 */
export async function unpackJob(
  data: unknown,
  cardOf: (hash: string) => Promise<string | undefined>,
): Promise<unknown> {
  async function full(model: unknown): Promise<unknown> {
    if (!isObject(model) || typeof model.card !== 'string') throw new TypeError('it names no model');
    const text = await cardOf(model.card);
    if (text === undefined || hashOf(text) !== model.card) throw new TypeError('the card of its model is not there');
    return { ...model, card: JSON.parse(text) as unknown };
  }
  if (!isObject(data) || !isObject(data.job) || !isObject(data.job.attack)) throw new TypeError('it is no shard');
  const { job } = data;
  const { source, ...attack } = data.job.attack;
  const sourced = source === undefined ? attack : { ...attack, source: await full(source) };
  return { ...job, model: await full(job.model), attack: sourced };
}

/** A result that goes over the queue. */
export async function packResult(result: ShardResult): Promise<WireResult> {
  const text = JSON.stringify(result);
  const hash = hashOf(text);
  if (text.length < large) return { form: 'json', hash, data: text };
  return { form: 'deflate', hash, data: (await deflateAsync(text)).toString('base64') };
}

/** @throws TypeError for what is no result, or not what was sent */
export async function unpackResult(wire: Exclude<WireResult, { form: 'file' }>): Promise<ShardResult> {
  const { form, hash, data } = wire;
  const text = form === 'json' ? data : await unpackText(data);
  if (hashOf(text) !== hash) throw new TypeError('its result is damaged');
  return JSON.parse(text) as ShardResult;
}

async function unpackText(data: string): Promise<string> {
  try {
    return (await inflateAsync(Buffer.from(data, 'base64'), { maxOutputLength: largest })).toString();
  } catch (cause) {
    throw new TypeError('its result is damaged', { cause });
  }
}

/** What a worker returned, as text of JSON. @throws TypeError for what is no result */
export function parseWireResult(text: string | null): WireResult {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    value = undefined;
  }
  const { form, hash, data }: Record<string, unknown> = isObject(value) ? value : {};
  if (typeof hash === 'string') {
    if (form === 'file') return { form, hash };
    if ((form === 'json' || form === 'deflate') && typeof data === 'string') return { form, hash, data };
  }
  throw new TypeError('its result has an unknown form');
}
