import { createRandom } from '../../../../src/core/random.js';
import type { NodeProto } from '../../../../src/models/onnx/onnx_pb.js';
import {
  type AttributeValue,
  type Dims,
  graph,
  int64,
  node,
  normals,
  tensor,
  type TensorSpec,
  uniforms,
} from '../build.js';

/** A prime, so that no two rows of a matrix are filled from the same place on. */
const blockSize = 262_139;
const block = normals(blockSize, 20_180_618);

/** Normal values, from one block of them over and over: the largest of these networks has 144 million weights. */
function fill(size: number, start: number, deviation: number): Float32Array {
  const values = new Float32Array(size);
  for (let at = 0, from = start; at < size; from = 0) {
    const end = Math.min(size, at + blockSize - from);
    while (at < end) values[at++] = block[from++] * deviation;
  }
  return values;
}

export interface ConvOptions {
  readonly stride?: number;
  /** Padding on each side: one number, or height and width. Default keeps the size at stride 1. */
  readonly pad?: number | readonly [number, number];
  /** Instead of `pad`. */
  readonly auto?: 'SAME_UPPER' | 'VALID';
  readonly groups?: number;
  readonly bias?: boolean;
  /** Factor on 1 / √fan-in. Default √2, which keeps the size of activations through Relu (He et al., 2015). */
  readonly gain?: number;
}

/** Collects the nodes and random weights of a network. Methods take and return names of values. */
export class Network {
  readonly opset: number;
  readonly #seed: number;
  readonly #nodes: NodeProto[] = [];
  readonly #weights: Record<string, TensorSpec> = {};
  readonly #constants = new Map<string, string>();

  constructor(opset: number, seed: number) {
    this.opset = opset;
    this.#seed = seed;
  }

  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const name = `${op.toLowerCase()}_${this.#nodes.length}`;
    this.#nodes.push(node(op, inputs, [name], attributes));
    return name;
  }

  /** Several outputs of one node. */
  addAll(op: string, inputs: readonly string[], outputs: number, attributes: Readonly<Record<string, AttributeValue>>) {
    const names = Array.from({ length: outputs }, (_, i) => `${op.toLowerCase()}_${this.#nodes.length}_${i}`);
    this.#nodes.push(node(op, inputs, names, attributes));
    return names;
  }

  get #count(): number {
    return Object.keys(this.#weights).length;
  }

  #store(spec: TensorSpec): string {
    const name = `weight_${this.#count}`;
    this.#weights[name] = spec;
    return name;
  }

  /** A weight of normal values. */
  weight(dims: readonly number[], deviation: number): string {
    const start = createRandom(this.#seed, this.#count).randint(0, blockSize - 1);
    const size = dims.reduce((a, b) => a * b, 1);
    return this.#store(tensor(dims, fill(size, start, deviation)));
  }

  /** A vector of uniform values. */
  between(size: number, low: number, high: number): string {
    return this.#store(tensor([size], uniforms(size, 1000 * this.#seed + this.#count, low, high)));
  }

  /** A constant, as exporters write it: a weight that equal ones share. */
  floats(data: readonly number[], dims: readonly number[] = []): string {
    return this.#shared(tensor(dims, data));
  }

  ints(data: readonly number[], dims: readonly number[] = [data.length]): string {
    return this.#shared(int64(data, dims));
  }

  #shared(spec: TensorSpec): string {
    const key = JSON.stringify(spec);
    const name = this.#constants.get(key) ?? this.#store(spec);
    this.#constants.set(key, name);
    return name;
  }

  relu(x: string): string {
    return this.add('Relu', [x]);
  }

  conv(x: string, from: number, to: number, kernel: number | readonly [number, number], options: ConvOptions = {}) {
    const { stride = 1, groups = 1, bias = true, gain = Math.SQRT2, auto } = options;
    const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const given = options.pad ?? [(height - 1) / 2, (width - 1) / 2];
    const [top, left] = typeof given === 'number' ? [given, given] : given;
    const fanIn = (from / groups) * height * width;
    const weight = this.weight([to, from / groups, height, width], gain / Math.sqrt(fanIn));
    return this.add('Conv', [x, weight, ...(bias ? [this.weight([to], 0.1)] : [])], {
      kernel_shape: [height, width],
      strides: [stride, stride],
      dilations: [1, 1],
      group: groups,
      ...(auto ? { auto_pad: auto } : { pads: [top, left, top, left] }),
    });
  }

  /** Batch normalization with statistics near those of standard inputs, and a scale around `gain`. */
  batchNormalization(x: string, channels: number, gain = 1, epsilon = 1e-5): string {
    const scale = this.between(channels, 0.8 * gain, 1.2 * gain);
    const variance = this.between(channels, 0.7, 1.5);
    const [bias, mean] = [this.weight([channels], 0.2), this.weight([channels], 0.2)];
    return this.add('BatchNormalization', [x, scale, bias, mean, variance], { epsilon, momentum: 0.9 });
  }

  maxPool(x: string, kernel: number, stride: number, pad = 0): string {
    return this.add('MaxPool', [x], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  /** `Gemm` with the weight as PyTorch stores it. */
  gemm(x: string, from: number, to: number, gain = 1): string {
    const weight = this.weight([to, from], gain / Math.sqrt(from));
    return this.add('Gemm', [x, weight, this.weight([to], 0.1)], { alpha: 1, beta: 1, transB: 1 });
  }

  /** A linear layer on more than two axes, as PyTorch exports it: the bias comes first in `Add`. */
  linear(x: string, from: number, to: number, gain = 1): string {
    const product = this.add('MatMul', [x, this.weight([from, to], gain / Math.sqrt(from))]);
    return this.add('Add', [this.weight([to], 0.1), product]);
  }

  /** The bytes of the network from `input` to `output`. */
  bytes(input: Dims, output: string): Uint8Array {
    return graph({
      inputs: { input },
      output,
      nodes: this.#nodes,
      weights: this.#weights,
      opset: this.opset,
    });
  }
}
