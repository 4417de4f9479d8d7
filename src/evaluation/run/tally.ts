import type { ShardResult, Unreadable } from '../shard/shard.js';

/** Counts what results have that are on disk. */
export class RunTally {
  /** Records that are there, and those that would be there too, were all pictures readable. */
  records = 0;
  missing = 0;
  readonly #unreadable = new Map<string, string>();

  /** @param expected records of the shard where each of its pictures can be read */
  add({ count, unreadable }: Pick<ShardResult, 'count' | 'unreadable'>, expected: number): void {
    this.records += count;
    this.missing += expected - count;
    for (const { image, reason } of unreadable) this.#unreadable.set(image, reason);
  }

  /** Pictures that shards could not read or attack, each with the last reason. */
  get unreadable(): Unreadable[] {
    return [...this.#unreadable].map(([image, reason]) => ({ image, reason }));
  }
}
