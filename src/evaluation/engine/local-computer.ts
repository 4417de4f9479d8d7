import { pathStore, type StorePlaces } from '../data/content-store.js';
import { createAdversaryStore } from '../shard/adversary-store.js';
import { createComputer } from '../shard/computer.js';
import type { ShardComputer } from '../shard/shard.js';

/** What a computer of this machine is made of: plain data, so that it can be sent to child processes. */
export interface LocalSettings {
  readonly places: StorePlaces;
  /** The folder that adversaries are kept in; undefined: nowhere. */
  readonly adversaries?: string;
}

/** The module's address, for `localEngine`. */
export const localComputer = import.meta.url;

/** A computer whose files are found on this machine. */
export function openComputer({ places, adversaries }: LocalSettings): Promise<ShardComputer> {
  const options = adversaries === undefined ? {} : { adversaries: createAdversaryStore(adversaries) };
  return Promise.resolve(createComputer(pathStore(places), options));
}
