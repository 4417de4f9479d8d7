import type { RandomSource } from '../../core/random-source.js';

/** 1 or -1, each equally likely. */
export const randomSign = (random: RandomSource) => (random.randint(0, 1) === 0 ? -1 : 1);

/** After how many of 10,000 queries p is halved (section 4.1 of the Square paper). */
const halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/** The part of the pixels that is changed in query `n`, counted from 0. @param queries what the schedule is for */
export function shareAt(n: number, pInit: number, queries: number): number {
  const place = Math.floor((n * 10_000) / queries);
  return pInit / 2 ** halvings.filter((bound) => place > bound).length;
}

/** A square of a picture. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** A square at a random place. */
export function randomWindow(random: RandomSource, width: number, height: number, side: number): Window {
  return { y: random.randint(0, height - side), x: random.randint(0, width - side), side };
}

/** How a random search goes on: samples of its own, to be brought inside of the budget. */
export interface RandomSearch {
  readonly start: () => Float32Array;
  /** A change of the best picture so far. @param share the part of the pixels that it covers, about */
  readonly candidate: (best: Float32Array, share: number) => Float32Array;
}
