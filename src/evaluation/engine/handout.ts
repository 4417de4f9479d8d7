import type { ShardJob } from '../shard/shard.js';
import type { ShardSource } from './engine.js';

/** A shard on its way, and how many workers were lost over it. */
export interface Task {
  readonly index: number;
  readonly losses: number;
}

/** A shard that cannot be done. */
export interface FailedShard {
  readonly index: number;
  readonly reason: string;
}

/** How often a shard is given again after its worker was lost. */
const mostLosses = 3;

/** Which shards are still to be given to workers: in order, those that come back first. */
export class Handout {
  readonly #source: ShardSource;
  readonly #again: Task[] = [];
  readonly failed: FailedShard[] = [];
  #next = 0;

  constructor(source: ShardSource) {
    this.#source = source;
  }

  /** The next shard to be done; undefined where none is left to be given. */
  take(): Task | undefined {
    const again = this.#again.shift();
    if (again !== undefined) return again;
    while (this.#next < this.#source.count) {
      const index = this.#next++;
      if (!this.#source.done(index)) return { index, losses: 0 };
    }
    return undefined;
  }

  /** A shard that a lost worker had not begun. */
  giveBack(task: Task): void {
    this.#again.unshift(task);
  }

  /**
   * A shard whose worker was lost over it.
   * @returns whether it is given again
   */
  lost({ index, losses }: Task, how: string): boolean {
    if (losses < mostLosses) {
      this.#again.unshift({ index, losses: losses + 1 });
      return true;
    }
    this.fail(index, `its worker was lost ${losses + 1} times (${how})`);
    return false;
  }

  fail(index: number, reason: string): void {
    this.failed.push({ index, reason });
  }
}

/** `resnet50, igsm 4, a.png to p.png`: what a shard is about. */
export function shardWords({ model, attack, images }: ShardJob): string {
  const what = attack.size === null ? attack.name : `${attack.name} ${attack.size}`;
  const aim = attack.target === undefined ? '' : ` against ${attack.target.name}`;
  const [first, last] = [images[0].id, images[images.length - 1].id];
  return `${model.name}, ${what}${aim}, ${first === last ? first : `${first} to ${last}`}`;
}
