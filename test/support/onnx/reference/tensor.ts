import type { TensorProto } from '../../../../src/models/onnx/onnx_pb.js';

/** ONNX element types that the reference meets. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;
export const BOOL = 9;

/** A tensor of any ONNX type, its values held as doubles: int64 within 2^53, true as 1. */
export interface Tensor64 {
  readonly dims: readonly number[];
  readonly data: Float64Array;
  readonly type: number;
}

/** How many values a shape holds. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

export function make(dims: readonly number[], data?: ArrayLike<number>, type: number = FLOAT): Tensor64 {
  const values = data === undefined ? new Float64Array(sizeOf(dims)) : Float64Array.from(data);
  if (values.length !== sizeOf(dims)) throw new Error(`[${dims}] does not hold ${values.length} values`);
  return { dims, data: values, type };
}

/** Steps from one index to the next along each axis. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides: number[] = Array.from({ length: dims.length }, () => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * dims[axis + 1];
  return strides;
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  if (axis < -rank || axis >= Math.max(rank, 1)) throw new Error(`axis ${axis} of rank ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/**
 * For each place of `dims` in order, the sum of index · stride: where another tensor of those strides has the value for
 * it (0 where it is broadcast).
 */
export function walk(dims: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const places = new Int32Array(sizeOf(dims));
  if (places.length === 0) return places;
  const index: number[] = dims.map(() => 0);
  let at = start;
  for (let i = 0; i < places.length; i++) {
    places[i] = at;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < dims[axis]) break;
      at -= strides[axis] * dims[axis];
      index[axis] = 0;
    }
  }
  return places;
}

/** The common shape of several by numpy's rule. */
export function broadcastShape(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    let common = 1;
    for (const dims of shapes) {
      const size = dims[axis - rank + dims.length] ?? 1;
      if (size === 1) continue;
      if (common !== 1 && common !== size) throw new Error(`[${shapes.join('] and [')}] do not broadcast`);
      common = size;
    }
    return common;
  });
}

/** For each place of the common shape, where a tensor of shape `from` has its value. */
export function broadcastWalk(from: readonly number[], to: readonly number[]): Int32Array {
  const own = stridesOf(from);
  return walk(
    to,
    to.map((_, axis) => {
      const i = axis - to.length + from.length;
      return i < 0 || from[i] === 1 ? 0 : own[i];
    }),
  );
}

/** The values at the given places, in order. */
export function take(tensor: Tensor64, dims: readonly number[], places: Int32Array): Tensor64 {
  const data = new Float64Array(places.length);
  for (let i = 0; i < data.length; i++) data[i] = tensor.data[places[i]];
  return { dims, data, type: tensor.type };
}

const readers: Record<number, (raw: ArrayBuffer) => ArrayLike<number>> = {
  1: (raw) => new Float32Array(raw),
  2: (raw) => new Uint8Array(raw),
  3: (raw) => new Int8Array(raw),
  6: (raw) => new Int32Array(raw),
  7: (raw) => Array.from(new BigInt64Array(raw), Number),
  9: (raw) => new Uint8Array(raw),
  11: (raw) => new Float64Array(raw),
};

/** A tensor of a model file. */
export function fromProto(proto: TensorProto): Tensor64 {
  const { dims, dataType, rawData } = proto;
  const reader = readers[dataType];
  if (reader === undefined) throw new Error(`${proto.name}: element type ${dataType}`);
  if (rawData.length > 0) {
    const copy = rawData.slice();
    return make(dims, reader(copy.buffer as ArrayBuffer), dataType);
  }
  const lists = [proto.floatData, proto.doubleData, proto.int32Data, Array.from(proto.int64Data, Number)];
  return make(dims, lists.find((list) => list.length > 0) ?? [], dataType);
}
