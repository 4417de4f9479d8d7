import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/core/random.js';
import { type Run, start } from './built.js';

/** Processes that a process has begun (Linux). */
export function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** Whether a process is there and no zombie (Linux). */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Number of lines of a file, 0 where there is none. */
export function linesOf(path: string): number {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

/** A killer with a plan of its own: who dies when. */
export interface Killer {
  /** Shards after which it strikes, and milliseconds more. */
  readonly shards: number;
  readonly milliseconds: number;
  readonly victim: 'driver' | 'worker';
}

/** Moments and victims that follow from a seed. */
export function killers(seed: number, count: number, mostShards: number): Killer[] {
  const random = createRandom(seed, 'killers');
  return Array.from({ length: count }, () => ({
    shards: random.randint(0, mostShards),
    milliseconds: random.randint(0, 40),
    victim: random.randint(0, 2) === 0 ? 'worker' : 'driver',
  }));
}

/**
 * Runs the command line and kills it, or one of its workers where it has some, when its journal has grown as far as the
 * killer says.
 * @returns what became of it, and who was killed before it ended by itself
 */
export async function runAndKill(
  args: readonly string[],
  cwd: string,
  journal: string,
  killer: Killer,
): Promise<Run & { killed: Killer['victim'] | undefined }> {
  const before = linesOf(journal);
  const { child, ended } = start(args, cwd);
  const state = { over: false };
  void ended.then(() => (state.over = true));
  while (!state.over && linesOf(journal) < before + killer.shards) {
    // oxlint-disable-next-line no-await-in-loop -- looks now and then
    await sleep(3);
  }
  await sleep(killer.milliseconds);
  const worker = killer.victim === 'worker' ? childrenOf(child.pid!).at(-1) : undefined;
  let killed: Killer['victim'] | undefined;
  try {
    if (!state.over && process.kill(worker ?? child.pid!, 'SIGKILL'))
      killed = worker === undefined ? 'driver' : 'worker';
  } catch {
    // It ended by itself at this very moment.
  }
  return { ...(await ended), killed };
}
