import type { LabelOracle } from './oracle.js';
import { gaussianNumbers, lengthOf, uniformNumbers } from '../runner/directions.js';
import { distance, type Norm } from '../runner/result.js';
import type { Goal, Steps } from '../runner/steps.js';

/** Pictures that one estimate shows the model at once: what they take is memory. */
const atOnce = 16;

/** The picture a part of the way from the clean one: on the line (L2), or clipped to that part of the distance (L∞). */
function partOf(clean: Float32Array, from: Float32Array, norm: Norm, part: number, whole: number): Float32Array {
  const made = new Float32Array(clean.length);
  const most = part * whole;
  for (let i = 0; i < made.length; i++) {
    const by = from[i] - clean[i];
    made[i] = clean[i] + (norm === 'l2' ? part * by : Math.min(most, Math.max(-most, by)));
  }
  return made;
}

function same(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The picture that works and is nearest to the boundary between a picture that works and the clean one, by bisection
 * (Algorithm 1, Bin-Search). It ends early where float32 has no picture in between, or one query is left.
 * @param from samples of a picture that works
 * @param least the part of the way that is not halved any more
 */
export function* toBoundary(
  clean: Float32Array,
  from: Float32Array,
  norm: Norm,
  least: number,
  oracle: LabelOracle,
): Steps<Float32Array> {
  const whole = distance('linf', clean, from);
  let low = 0;
  let high = 1;
  let outside = clean;
  let inside = from;
  while (high - low > least && oracle.left() > 1) {
    const middle = (low + high) / 2;
    const tried = partOf(clean, from, norm, middle, whole);
    if (same(tried, inside) || same(tried, outside)) break;
    if ((yield* oracle.ask([tried]))[0]) {
      high = middle;
      inside = tried;
    } else {
      low = middle;
      outside = tried;
    }
  }
  return inside;
}

/**
 * An estimate of the boundary's normal at a picture on it, towards pictures that work: the mean of random moves, each
 * weighted by its vote less the mean vote (Equation 16). Its length means nothing.
 * @param reach Euclidean length of the moves, in levels
 * @param evaluations moves that are asked about
 */
export function* directionOf(
  at: Float32Array,
  reach: number,
  evaluations: number,
  { norm, random, project }: Goal,
  oracle: LabelOracle,
): Steps<Float32Array> {
  const weighted = new Float64Array(at.length);
  const sum = new Float64Array(at.length);
  let votes = 0;
  for (let done = 0; done < evaluations; done += atOnce) {
    const shown = Array.from({ length: Math.min(atOnce, evaluations - done) }, () => {
      const moved = norm === 'l2' ? gaussianNumbers(random, at.length, 1) : uniformNumbers(random, at.length, 1);
      const factor = reach / lengthOf(moved);
      for (let i = 0; i < moved.length; i++) moved[i] = at[i] + factor * moved[i];
      project(moved);
      return moved;
    });
    const answers = yield* oracle.ask(shown);
    for (const [n, moved] of shown.entries()) {
      const vote = answers[n] ? 1 : -1;
      votes += vote;
      // What is left of a move in the box, and in float32.
      for (let i = 0; i < moved.length; i++) {
        const by = moved[i] - at[i];
        sum[i] += by;
        weighted[i] += vote * by;
      }
    }
  }
  const mean = votes / evaluations;
  const baseline = Math.abs(mean) === 1 ? 0 : mean;
  for (let i = 0; i < sum.length; i++) weighted[i] -= baseline * sum[i];
  return Float32Array.from(weighted);
}
