import { InferenceSession, Tensor } from '#ort';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../../../src/models/onnx/onnx_pb.js';
import { normals, uniforms } from './build.js';
import type { Values } from './reference/evaluate.js';
import { make, sizeOf, type Tensor64 } from './reference/tensor.js';

export interface FeedOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Range of uniform inputs, for functions of positive numbers and the like. Default: normal inputs of deviation 1. */
  readonly range?: readonly [low: number, high: number];
  /** Values of the inputs, for those that must have chosen ones. */
  readonly feeds?: Readonly<Record<string, ArrayLike<number>>>;
  /** Size of every dimension that has a name. Default 2. */
  readonly batch?: number;
  /** Sizes of single dimensions by their names, before `batch`. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Random values for each real input of a model, the same in float32 and in double. */
export function feedsFor(bytes: Uint8Array, options: FeedOptions = {}): Values {
  const { seed = 0, range, feeds = {}, batch = 2, sizes = {} } = options;
  const graph = fromBinary(ModelProtoSchema, bytes).graph;
  const weights = new Set(graph?.initializer.map(({ name }) => name));
  const inputs = graph?.input.filter(({ name }) => !weights.has(name)) ?? [];
  return Object.fromEntries(
    inputs.map(({ name, type }, i) => {
      const dims = (type?.tensorType?.shape?.dim ?? []).map(({ value }) =>
        value.case === 'dimValue' ? value.value : (sizes[value.value ?? ''] ?? batch),
      );
      const count = sizeOf(dims);
      const stream = seed * 16 + i;
      const random = range ? uniforms(count, stream, ...range) : normals(count, stream);
      return [name, make(dims, feeds[name] ? Float32Array.from(feeds[name]) : random)];
    }),
  );
}

/** Runs a small model through ONNX Runtime. */
export async function run(bytes: Uint8Array, feeds: Values): Promise<Record<string, Tensor64>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  try {
    const tensors = Object.entries(feeds).map(([name, { dims, data }]) => [
      name,
      new Tensor('float32', Float32Array.from(data), dims),
    ]);
    const results = Object.entries(await session.run(Object.fromEntries(tensors)));
    return Object.fromEntries(
      results.map(([name, { dims, data }]) => [name, make(dims, Array.from(data as Float32Array, Number))]),
    );
  } finally {
    await session.release();
  }
}

/** The largest difference of two arrays over the largest size in the second; Infinity where one is not finite. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values, not ${expected.length}`);
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!Number.isFinite(error)) return Infinity;
    difference = Math.max(difference, error);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference === 0 ? 0 : difference / largest;
}
