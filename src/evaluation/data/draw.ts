import { integer, knownOptions, oneOf } from '../../core/checks.js';
import { createRandom, type Seed } from '../../core/random.js';
import type { DataEntry } from './data-set.js';

/** Options of {@link drawImages}. */
export interface DrawOptions {
  /** At most so many pictures: an integer of at least 1. Default: all. */
  limit?: number;
  /** Default 0. */
  seed?: Seed;
  /**
   * Of the drawn pictures one half or the other: about half, since each picture has its own part by the seed, whatever
   * the limit, so that what was tuned on some is never judged on these with another limit. Default: both.
   */
  part?: 'tune' | 'judge';
}

/**
 * Names in a random order. Each name has a number of its own from the seed, by which they are sorted, so that the order does
 * not depend on the one they came in, and a picture more does not change the order of the others.
 */
function shuffled(ids: readonly string[], seed: Seed, purpose: string): string[] {
  const keyed = ids.map((id) => ({ id, key: createRandom(seed, `${purpose} ${id}`).next() }));
  return keyed.toSorted((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

/** The half that a picture belongs to, by the seed and its name alone. */
function partOf(id: string, seed: Seed): 'tune' | 'judge' {
  return createRandom(seed, `part ${id}`).next() < 2 ** 31 ? 'tune' : 'judge';
}

/**
 * Draws pictures without regard to their classes: those with the smallest random numbers, in the order that they have in
 * the data set. The same names and seed give the same pictures on every machine; a smaller limit draws some of those that
 * a larger one does.
 */
export function drawImages<T extends Pick<DataEntry, 'id'>>(entries: readonly T[], options: DrawOptions = {}): T[] {
  knownOptions(options, 'drawImages', ['limit', 'seed', 'part']);
  const { seed = 0 } = options;
  const limit = integer(options.limit ?? Math.max(1, entries.length), 'limit', 1);
  const ids = entries.map(({ id }) => id);
  let drawn = limit < ids.length ? shuffled(ids, seed, 'draw').slice(0, limit) : ids;
  if (options.part !== undefined) {
    const part = oneOf(options.part, 'part', ['tune', 'judge']);
    drawn = drawn.filter((id) => partOf(id, seed) === part);
  }
  const kept = new Set(drawn);
  return entries.filter(({ id }) => kept.has(id));
}
