import type { Picture } from '../runner/result.js';
import { moveTo, type Steps, works } from '../runner/steps.js';

/** Queries of the bisection: the adversary then is within 2⁻¹⁴ of the way to the boundary. */
const bisections = 14;

/** clean + s · (picture - clean). */
export function along({ data: clean }: Picture, { data }: Picture, s: number): Float32Array {
  const result = new Float32Array(clean.length);
  for (let i = 0; i < result.length; i++) result[i] = clean[i] + s * (data[i] - clean[i]);
  return result;
}

/** Brings an adversary to the boundary on the straight line from the clean picture, by bisection. */
export function* toBoundary(clean: Picture, adversary: Picture): Steps {
  let [low, high] = [0, 1];
  for (let n = 0; n < bisections; n++) {
    const middle = (low + high) / 2;
    yield* moveTo(along(clean, adversary, middle));
    if (yield* works()) high = middle;
    else low = middle;
  }
}
