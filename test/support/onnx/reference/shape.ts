import type { Call, Operators } from './call.js';
import { axisOf, broadcastShape, broadcastWalk, make, sizeOf, stridesOf, take, type Tensor64, walk } from './tensor.js';

/** numpy's transpose. */
export function transpose(x: Tensor64, axes: readonly number[]): Tensor64 {
  const strides = stridesOf(x.dims);
  const dims = axes.map((axis) => x.dims[axis]);
  const places = walk(
    dims,
    axes.map((axis) => strides[axis]),
  );
  return take(x, dims, places);
}

function withDims(x: Tensor64, dims: readonly number[]): Tensor64 {
  if (sizeOf(dims) !== x.data.length) throw new Error(`[${x.dims}] does not reshape to [${dims}]`);
  return { ...x, dims };
}

function reshape(call: Call): Tensor64 {
  const x = call.input();
  const wanted = [...call.input(1).data];
  const copyZeros = call.int('allowzero', 0) === 0;
  const dims = wanted.map((size, axis) => (size === 0 && copyZeros ? x.dims[axis] : size));
  const free = dims.indexOf(-1);
  if (free >= 0) dims[free] = -x.data.length / sizeOf(dims);
  return withDims(x, dims);
}

function flatten(call: Call): Tensor64 {
  const x = call.input();
  const rank = x.dims.length;
  const given = call.int('axis', 1);
  const axis = given < 0 ? given + rank : given;
  return withDims(x, [sizeOf(x.dims.slice(0, axis)), sizeOf(x.dims.slice(axis))]);
}

function squeeze(call: Call): Tensor64 {
  const x = call.input();
  const axes = call.list('axes', 13, 1)?.map((axis) => axisOf(axis, x.dims.length));
  return withDims(
    x,
    x.dims.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
}

function unsqueeze(call: Call): Tensor64 {
  const x = call.input();
  const given = call.list('axes', 13, 1) ?? [];
  const rank = x.dims.length + given.length;
  const axes = new Set(given.map((axis) => axisOf(axis, rank)));
  let next = 0;
  return withDims(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : x.dims[next++])),
  );
}

function transposeBy(call: Call): Tensor64 {
  const x = call.input();
  const reversed = x.dims.map((_, axis) => x.dims.length - 1 - axis);
  return transpose(x, call.ints('perm', reversed));
}

function concat(call: Call): Tensor64 {
  const parts = Array.from({ length: call.count }, (_, i) => call.input(i));
  const axis = axisOf(call.int('axis', 1), parts[0].dims.length);
  const dims = [...parts[0].dims];
  dims[axis] = parts.reduce((sum, part) => sum + part.dims[axis], 0);
  const y = make(dims, undefined, parts[0].type);
  const strides = stridesOf(dims);
  let start = 0;
  for (const part of parts) {
    const places = walk(part.dims, strides, start * strides[axis]);
    for (let i = 0; i < places.length; i++) y.data[places[i]] = part.data[i];
    start += part.dims[axis];
  }
  return y;
}

function expand(call: Call): Tensor64 {
  const x = call.input();
  const dims = broadcastShape(x.dims, [...call.input(1).data]);
  return take(x, dims, broadcastWalk(x.dims, dims));
}

/** Blocks of channels become blocks of pixels; DCR: the block is the outer part of the channel, CRD: the inner one. */
function depthToSpace(call: Call): Tensor64 {
  const x = call.input();
  const [n, c, h, w] = x.dims;
  const block = call.int('blocksize', 1);
  const depth = c / (block * block);
  const split =
    call.string('mode', 'DCR') === 'DCR'
      ? transpose(withDims(x, [n, block, block, depth, h, w]), [0, 3, 4, 1, 5, 2])
      : transpose(withDims(x, [n, depth, block, block, h, w]), [0, 1, 4, 2, 5, 3]);
  return withDims(split, [n, depth, h * block, w * block]);
}

function spaceToDepth(call: Call): Tensor64 {
  const x = call.input();
  const [n, c, h, w] = x.dims;
  const block = call.int('blocksize', 1);
  const split = transpose(withDims(x, [n, c, h / block, block, w / block, block]), [0, 3, 5, 1, 2, 4]);
  return withDims(split, [n, c * block * block, h / block, w / block]);
}

export const shape: Operators = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transposeBy,
  Concat: concat,
  Expand: expand,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};
