import { expect } from 'vitest';
import { differentiate } from '../../../src/models/gradient/differentiate.js';
import { normals } from './build.js';
import type { Roundings } from './reference/call.js';
import { prepare } from './reference/evaluate.js';
import { make, type Tensor64 } from './reference/tensor.js';
import { type FeedOptions, feedsFor, relativeError, run } from './run.js';

export interface CheckOptions extends FeedOptions {
  /** As in `differentiate`. */
  readonly output?: string;
  readonly wrt?: string;
  /** Takes the rounding of QuantizeLinear for a constant: its derivative is the straight-through one. Default false. */
  readonly straightThrough?: boolean;
}

export interface CheckResult {
  /** The largest difference from the central differences, relative to the gradient's largest value. */
  readonly gradientError: number;
  /** The largest difference from the reference's logits, relative to the largest of them. */
  readonly logitsError: number;
}

const step = 1e-5;

/**
 * The gradient of a function of many numbers by central differences with steps of 1e-5 and a quarter of it.
 * @throws Error where the function is not smooth: where the two disagree, or forward and backward differences do
 */
export function centralDifferences(f: (x: Float64Array) => number, x: Float64Array): Float64Array {
  const middle = f(x);
  const gradient = new Float64Array(x.length);
  const wide = new Float64Array(x.length);
  const sides = new Float64Array(x.length);
  const moved = x.slice();
  const at = (i: number, offset: number) => {
    moved[i] = x[i] + offset;
    const value = f(moved);
    moved[i] = x[i];
    return value;
  };
  for (let i = 0; i < x.length; i++) {
    const h = step * Math.max(1, Math.abs(x[i]));
    wide[i] = (at(i, h) - at(i, -h)) / (2 * h);
    const [above, below] = [at(i, h / 4), at(i, -h / 4)];
    gradient[i] = (above - below) / (h / 2);
    sides[i] = (above - 2 * middle + below) / (h / 4);
  }
  const largest = gradient.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (!(largest > 0 && largest < Infinity))
    throw new Error(`the gradient's largest value is ${largest}: nothing to test`);
  for (let i = 0; i < x.length; i++) {
    if (Math.abs(wide[i] - gradient[i]) > 1e-5 * largest || Math.abs(sides[i]) > 1e-3 * largest) {
      throw new Error(
        `value ${i} sits on a kink (differences ${wide[i]} and ${gradient[i]}, of the sides ${sides[i]}, gradient ` +
          `up to ${largest}): choose another seed`,
      );
    }
  }
  return gradient;
}

function valueOf(values: Map<string, Tensor64>, name: string): Tensor64 {
  const value = values.get(name);
  if (value === undefined) throw new Error(`the graph has no value ${name}`);
  return value;
}

/**
 * Differentiates a model, runs the result through ONNX Runtime, and compares the gradient of a random weighting of the
 * logits with central differences of the float64 reference over every value of the input (to 1e-4 of the gradient's
 * largest value) and the logits with the reference's (to 1e-5 of the largest).
 */
export async function checkGradient(bytes: Uint8Array, options: CheckOptions = {}): Promise<CheckResult> {
  const reference = prepare(bytes);
  const { seed = 0, output = reference.outputs[0], wrt = reference.inputs[0], straightThrough = false } = options;
  const feeds = feedsFor(bytes, options);
  const roundings: Roundings | undefined = straightThrough ? new Map() : undefined;
  const base = reference.evaluate(feeds, roundings);
  const logits = valueOf(base, output);
  const cotangent = make(logits.dims, normals(logits.data.length, seed * 16 + 15));

  const point = valueOf(base, wrt);
  const loss = (data: Float64Array) => {
    const { data: moved } = valueOf(reference.evaluate({ ...feeds, [wrt]: { ...point, data } }, roundings), output);
    return moved.reduce((sum, value, i) => sum + value * cotangent.data[i], 0);
  };
  const expected = centralDifferences(loss, point.data);

  const differentiated = await differentiate(bytes, {
    ...(options.output && { output }),
    ...(options.wrt && { wrt }),
  });
  const results = await run(differentiated, { ...feeds, d_logits: cotangent });
  expect(results.d_input.dims).toEqual(point.dims);
  expect(results[output].dims).toEqual(logits.dims);
  const gradientError = relativeError(results.d_input.data, expected);
  const logitsError = relativeError(results[output].data, logits.data);
  expect(gradientError, 'gradient').toBeLessThanOrEqual(1e-4);
  expect(logitsError, 'logits').toBeLessThanOrEqual(1e-5);
  return { gradientError, logitsError };
}
