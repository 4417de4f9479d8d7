import { toByte } from '../../core/image.js';

/** Where the adversaries of one picture may be. */
export interface Budget {
  /** Brings samples that an attack has moved back inside, in place: the nearest point of the budget and of the box. */
  project(moved: Float32Array): void;
  /** Samples as 8 bits, inside of the budget and of the box. */
  round(samples: Float32Array): Uint8Array;
}

/** Samples as the nearest levels, inside of a box of whole levels. */
export function roundInBox(samples: Float32Array, low: number, high: number): Uint8Array {
  const levels = new Uint8Array(samples.length);
  for (let i = 0; i < levels.length; i++) levels[i] = Math.min(Math.max(toByte(samples[i]), low), high);
  return levels;
}
