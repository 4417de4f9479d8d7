import { intAttribute, intsAttribute, node } from '../../onnx/nodes.js';
import type { NodeProto } from '../../onnx/onnx_pb.js';
import { tensorFloats } from '../../onnx/tensors.js';
import type { Builder } from '../builder.js';
import type { Phases } from './phases.js';

/** One axis of a convolution of stride 1 over a picture in phases, for one phase of what it reads. */
interface Axis {
  /** Positions of the input's phase before the output's position that the new kernel begins at. */
  readonly begin: number;
  readonly end: number;
  readonly kernel: number;
  /** [phase of the output, tap of the new kernel, tap of the old one] */
  readonly taps: readonly (readonly [phase: number, at: number, tap: number])[];
}

function axisOf(phases: Phases, axis: number, phase: number, kernel: number, before: number, count: number): Axis {
  const [stride, length, offset] = [phases.strides[axis], phases.lengths[axis], phases.begin[axis]];
  const found: [number, number, number][] = [];
  for (let out = 0; out < stride; out++) {
    for (let tap = 0; tap < kernel; tap++) {
      const distance = (out + tap - before + offset - phase) / stride;
      if (Number.isInteger(distance)) found.push([out, distance, tap]);
    }
  }
  const least = Math.min(0, ...found.map(([, distance]) => distance));
  const most = Math.max(length - count, ...found.map(([, distance]) => distance));
  return {
    begin: -least,
    end: count - length + most,
    kernel: most - least + 1,
    taps: found.map(([out, distance, tap]) => [out, distance - least, tap] as const),
  };
}

/** Whether nothing but zeros lies in the phases outside of the picture. */
function isZeroOutside({ from, strides, lengths, sizes, begin }: Phases): boolean {
  return from !== undefined || sizes.every((size, i) => begin[i] === 0 && strides[i] * lengths[i] === size);
}

/**
 * A convolution to few channels that DepthToSpace makes a larger picture of, as the gradient of a network's first
 * convolution is, from the phases of its input: it gives all pixels that come from one position of the phases, so that the
 * phases, which have many channels, need not be put beside each other.
 * @returns whether it has emitted nodes that give the output of `wider`
 */
export function phasedConvolution(builder: Builder, conv: NodeProto, wider: NodeProto, phases: Phases): boolean {
  const filters = builder.constantOf(conv.input[1]);
  const data = filters && tensorFloats(filters);
  const [stride, other] = phases.strides;
  if (filters === undefined || data === undefined || stride !== other || !isZeroOutside(phases)) return false;
  const ones = (name: string) => intsAttribute(conv, name)?.every((size) => size === 1) ?? true;
  if (conv.input.length !== 2 || (intAttribute(conv, 'group') ?? 1) !== 1 || !ones('strides') || !ones('dilations')) {
    return false;
  }
  const [outputs, channels, ...kernel] = filters.dims;
  const block = intAttribute(wider, 'blocksize')!;
  if (wider.opType !== 'DepthToSpace' || outputs * stride * stride > 64 || phases.values.includes('')) return false;
  const pads = intsAttribute(conv, 'pads') ?? [0, 0, 0, 0];
  const sizes = [0, 1].map((axis) => phases.sizes[axis] + pads[axis] + pads[axis + 2] - kernel[axis] + 1);
  const counts = sizes.map((size) => Math.ceil(size / stride));
  const wide = block * stride;
  const depth = outputs / (block * block);
  let sum: string | undefined;
  phases.values.forEach((value, i) => {
    const axes = [Math.floor(i / stride), i % stride].map((phase, axis) =>
      axisOf(phases, axis, phase, kernel[axis], pads[axis], counts[axis]),
    );
    const [rows, columns] = axes;
    const weights = new Float32Array(wide * wide * depth * channels * rows.kernel * columns.kernel);
    for (const [r, atR, tapR] of rows.taps) {
      for (const [c, atC, tapC] of columns.taps) {
        for (let o = 0; o < outputs; o++) {
          const [inRow, inColumn] = [Math.floor(o / depth / block), Math.floor(o / depth) % block];
          const to = ((block * r + inRow) * wide + block * c + inColumn) * depth + (o % depth);
          for (let m = 0; m < channels; m++) {
            const from = ((o * channels + m) * kernel[0] + tapR) * kernel[1] + tapC;
            weights[((to * channels + m) * rows.kernel + atR) * columns.kernel + atC] = data[from];
          }
        }
      }
    }
    const dims = [wide * wide * depth, channels, rows.kernel, columns.kernel];
    const part = builder.emit('Conv', [value, builder.constant(filters.dataType, weights, dims)], 1, {
      kernel_shape: { ints: [rows.kernel, columns.kernel] },
      pads: { ints: [rows.begin, columns.begin, rows.end, columns.end] },
    })[0];
    sum = sum === undefined ? part : builder.emit('Add', [part, sum], 1)[0];
  });
  const blocksize = { blocksize: { int: wide } };
  const [output] = wider.output;
  if (counts.every((count, axis) => count * stride === sizes[axis])) {
    builder.keep(node('DepthToSpace', [sum!], [output], blocksize, builder.unique('DepthToSpace_node')));
    return true;
  }
  const larger = builder.emit('DepthToSpace', [sum!], 1, blocksize)[0];
  const ends = builder.int64(sizes.map((size) => size * block));
  const cut = [larger, builder.int64([0, 0]), ends, builder.int64([2, 3])];
  builder.keep(node('Slice', cut, [output], {}, builder.unique('Slice_node')));
  return true;
}
