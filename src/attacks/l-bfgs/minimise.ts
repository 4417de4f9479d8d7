import { lengthOf } from '../runner/directions.js';
import type { Steps } from '../runner/steps.js';

/** What is known of a point. */
export interface Evaluation {
  readonly value: number;
  /** The caller's to give away. */
  readonly gradient: Float32Array;
}

export interface MinimiseOptions {
  /** Lowest and highest value of each coordinate. */
  readonly bounds: readonly [low: number, high: number];
  /** Points to go to at most. */
  readonly iterations: number;
  /** A second derivative to begin with, above 0. */
  readonly curvature: number;
  /** The part of the value that it has to fall by in five steps, or they end. */
  readonly tolerance: number;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const memory = 6;

/** Over so many steps the value has to fall by the tolerance. */
const patience = 5;

/** Points that one line search tries at most. */
const mostTrials = 20;

interface Pair {
  readonly step: Float32Array;
  readonly change: Float32Array;
  /** Their scalar product, above 0. */
  readonly product: number;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a += s b. */
function add(a: Float32Array, s: number, b: Float32Array): void {
  for (let i = 0; i < a.length; i++) a[i] += s * b[i];
}

/** a - b. */
function difference(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] - b[i];
  return result;
}

/** 0 where a coordinate stands at an edge of the box and the gradient would lead it out. */
function keepFree(values: Float32Array, point: Float32Array, gradient: Float32Array, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) {
    if ((point[i] <= low && gradient[i] > 0) || (point[i] >= high && gradient[i] < 0)) values[i] = 0;
  }
}

/** -H g by the recursion of two loops (J. Nocedal, "Updating quasi-Newton matrices with limited storage", 1980), in g. */
function descend(g: Float32Array, pairs: readonly Pair[], scale: number): void {
  const weights: number[] = [];
  for (const { step, change, product } of pairs.toReversed()) {
    const weight = dot(step, g) / product;
    weights.push(weight);
    add(g, -weight, change);
  }
  for (let i = 0; i < g.length; i++) g[i] *= -scale;
  for (const { step, change, product } of pairs) {
    add(g, -weights.pop()! - dot(change, g) / product, step);
  }
}

/** clip(point + size · direction), and the change of the value that the gradient foretells. */
function trialAt(
  point: Float32Array,
  direction: Float32Array,
  size: number,
  gradient: Float32Array,
  [low, high]: readonly [number, number],
) {
  const trial = new Float32Array(point.length);
  let foretold = 0;
  for (let i = 0; i < trial.length; i++) {
    trial[i] = Math.min(high, Math.max(low, point[i] + size * direction[i]));
    foretold += gradient[i] * (trial[i] - point[i]);
  }
  return { trial, foretold };
}

/**
 * The least value of a function in a box by L-BFGS: quasi-Newton directions of the coordinates that are free to move,
 * and a search along their projection on the box until the value falls by 1/10000 of what the gradient foretells
 * (D. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", 1982). L-BFGS-B (Byrd, Lu,
 * Nocedal and Zhu, 1995), which the published attack calls, has the same minima and finds the edges by a Cauchy point.
 * @param start inside of the box; not changed
 * @param evaluate asks for a point, which becomes its own
 * @returns what it said of the best point
 */
export function* minimise<E extends Evaluation>(
  start: Float32Array,
  evaluate: (point: Float32Array) => Steps<E>,
  { bounds, iterations, curvature, tolerance }: MinimiseOptions,
): Steps<E> {
  const [low, high] = bounds;
  let point = start;
  let here = yield* evaluate(start.slice());
  let pairs: Pair[] = [];
  let scale = 1 / curvature;
  const values = [here.value];
  for (let n = 1; n < iterations;) {
    const { gradient } = here;
    const direction = gradient.slice();
    keepFree(direction, point, gradient, low, high);
    if (dot(direction, direction) === 0) return here;
    descend(direction, pairs, scale);
    keepFree(direction, point, gradient, low, high);
    let next: { point: Float32Array; found: E } | undefined;
    // Without what is remembered the length is a guess: what leads far beyond the box would be shortened for ever.
    let size = pairs.length > 0 ? 1 : Math.min(1, (high - low) / lengthOf(direction, 'linf'));
    for (let t = 0; t < mostTrials && next === undefined && n < iterations; t++) {
      const { trial, foretold } = trialAt(point, direction, size, gradient, bounds);
      if (!(foretold < 0)) break;
      const found: E = yield* evaluate(trial.slice());
      n++;
      if (found.value <= here.value + 1e-4 * foretold) next = { point: trial, found };
      // The lowest point of the parabola through what is known, not too near to either end.
      else size *= Math.min(0.5, Math.max(0.1, -foretold / (2 * (found.value - here.value - foretold))));
    }
    if (next === undefined) {
      // What is remembered has misled: once more without it.
      if (pairs.length === 0) return here;
      pairs = [];
      continue;
    }
    const step = difference(next.point, point);
    const change = difference(next.found.gradient, gradient);
    const product = dot(step, change);
    const curved = dot(change, change);
    if (product > 1e-10 * curved) {
      pairs = [...pairs.slice(1 - memory), { step, change, product }];
      scale = product / curved;
    }
    point = next.point;
    here = next.found;
    values.push(here.value);
    const fall = (values.at(-1 - patience) ?? Infinity) - here.value;
    if (fall <= tolerance * Math.abs(here.value)) return here;
  }
  return here;
}
