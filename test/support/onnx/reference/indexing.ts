import type { Call, Operators } from './call.js';
import { axisOf, make, sizeOf, stridesOf, take, type Tensor64, walk } from './tensor.js';

/** Part of an axis: from `start` in steps of `step`, `count` of them. */
function sliceOf(x: Tensor64, starts: readonly number[], steps: readonly number[], dims: readonly number[]): Tensor64 {
  const strides = stridesOf(x.dims);
  const first = starts.reduce((sum, start, axis) => sum + start * strides[axis], 0);
  return take(
    x,
    dims,
    walk(
      dims,
      strides.map((stride, axis) => stride * steps[axis]),
      first,
    ),
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Starts, ends and axes are attributes before opset 10; steps came with it. */
function slice(call: Call): Tensor64 {
  const x = call.input();
  const [starts, ends, axes] = ['starts', 'ends', 'axes'].map((name, i) => call.list(name, 10, i + 1));
  if (starts === undefined || ends === undefined) throw new Error('Slice without starts and ends');
  const steps = call.optional(4)?.data;
  const from = x.dims.map(() => 0);
  const by = x.dims.map(() => 1);
  const dims = [...x.dims];
  for (const [i, given] of (axes ?? starts.map((_, axis) => axis)).entries()) {
    const axis = axisOf(given, x.dims.length);
    const size = x.dims[axis];
    const step = steps?.[i] ?? 1;
    const wrap = (place: number) => (place < 0 ? place + size : place);
    const start = clamp(wrap(starts[i]), 0, step > 0 ? size : size - 1);
    const end = step > 0 ? clamp(wrap(ends[i]), 0, size) : clamp(wrap(ends[i]), -1, size - 1);
    from[axis] = start;
    by[axis] = step;
    dims[axis] = Math.max(0, Math.ceil((end - start) / step));
  }
  return sliceOf(x, from, by, dims);
}

/** Equal parts, the last one smaller where they do not fit, unless sizes are given. */
function split(call: Call): Tensor64[] {
  const x = call.input();
  const axis = axisOf(call.int('axis', 0), x.dims.length);
  const parts = call.node.output.length;
  const equal = Math.ceil(x.dims[axis] / parts);
  const sizes =
    call.list('split', 13, 1) ??
    Array.from({ length: parts }, (_, i) => Math.min(equal, x.dims[axis] - Math.min(i * equal, x.dims[axis])));
  const steps = x.dims.map(() => 1);
  let start = 0;
  return sizes.map((size) => {
    const starts = x.dims.map((_, i) => (i === axis ? start : 0));
    start += size;
    return sliceOf(
      x,
      starts,
      steps,
      x.dims.map((old, i) => (i === axis ? size : old)),
    );
  });
}

/** Where the value for a place outside 0…size−1 is taken from, or -1 for the constant. */
function outside(at: number, size: number, mode: string): number {
  if (at >= 0 && at < size) return at;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return clamp(at, 0, size - 1);
  if (mode === 'wrap') return ((at % size) + size) % size;
  if (mode !== 'reflect') throw new Error(`Pad in mode ${mode}`);
  const period = Math.max(1, 2 * size - 2);
  const within = ((at % period) + period) % period;
  return within < size ? within : period - within;
}

/** Pads and value are attributes before opset 11; axes came with opset 18. */
function pad(call: Call): Tensor64 {
  const x = call.input();
  const rank = x.dims.length;
  const given = call.list('pads', 11, 1) ?? [];
  const value = call.opset < 11 ? call.float('value', 0) : (call.optional(2)?.data[0] ?? 0);
  const axes = [...(call.optional(3)?.data ?? x.dims.keys())].map((axis) => axisOf(axis, rank));
  const mode = call.string('mode', 'constant');
  const before = x.dims.map(() => 0);
  const dims = [...x.dims];
  for (const [i, axis] of axes.entries()) {
    before[axis] = given[i];
    dims[axis] += given[i] + given[i + axes.length];
  }
  const strides = stridesOf(x.dims);
  const outStrides = stridesOf(dims);
  const y = make(dims, undefined, x.type);
  for (let i = 0; i < y.data.length; i++) {
    let place = 0;
    for (let axis = 0; axis < rank && place >= 0; axis++) {
      const at = outside((Math.floor(i / outStrides[axis]) % dims[axis]) - before[axis], x.dims[axis], mode);
      place = at < 0 ? -1 : place + at * strides[axis];
    }
    y.data[i] = place < 0 ? value : x.data[place];
  }
  return y;
}

/** Whole slices along an axis, in the order of the indices. */
function gather(call: Call): Tensor64 {
  const [x, indices] = [call.input(0), call.input(1)];
  const axis = axisOf(call.int('axis', 0), x.dims.length);
  const before = x.dims.slice(0, axis);
  const after = x.dims.slice(axis + 1);
  const inner = sizeOf(after);
  const size = x.dims[axis];
  const places: number[] = [];
  for (let outer = 0; outer < sizeOf(before); outer++) {
    for (const index of indices.data) {
      const at = index < 0 ? index + size : index;
      for (let i = 0; i < inner; i++) places.push((outer * size + at) * inner + i);
    }
  }
  return take(x, [...before, ...indices.dims, ...after], Int32Array.from(places));
}

export const indexing: Operators = { Slice: slice, Split: split, Pad: pad, Gather: gather };
