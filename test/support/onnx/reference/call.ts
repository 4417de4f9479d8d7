import type { AttributeProto, NodeProto } from '../../../../src/models/onnx/onnx_pb.js';
import { fromProto, type Tensor64 } from './tensor.js';

/**
 * Rounding that was done at the point of the derivative, by the name of the quantized value: a straight-through
 * derivative takes it for a constant.
 */
export type Roundings = Map<string, Float64Array>;

/** A node with its inputs, as an operator of the reference sees it. */
export class Call {
  readonly node: NodeProto;
  readonly opset: number;
  readonly roundings: Roundings | undefined;
  readonly #inputs: readonly (Tensor64 | undefined)[];
  readonly #attributes: Map<string, AttributeProto>;

  constructor(node: NodeProto, opset: number, inputs: readonly (Tensor64 | undefined)[], roundings?: Roundings) {
    this.node = node;
    this.opset = opset;
    this.roundings = roundings;
    this.#inputs = inputs;
    this.#attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** How many inputs are listed, those left out included. */
  get count(): number {
    return this.#inputs.length;
  }

  optional(i: number): Tensor64 | undefined {
    return this.#inputs[i];
  }

  input(i = 0): Tensor64 {
    const tensor = this.#inputs[i];
    if (tensor === undefined) throw new Error(`${this.node.opType} ${this.node.name}: no input ${i}`);
    return tensor;
  }

  has(attribute: string): boolean {
    return this.#attributes.has(attribute);
  }

  int(name: string, fallback: number): number {
    const attribute = this.#attributes.get(name);
    return attribute === undefined ? fallback : Number(attribute.i);
  }

  float(name: string, fallback: number): number {
    return this.#attributes.get(name)?.f ?? fallback;
  }

  string(name: string, fallback: string): string {
    const attribute = this.#attributes.get(name);
    return attribute === undefined ? fallback : new TextDecoder().decode(attribute.s);
  }

  ints(name: string, fallback: readonly number[]): readonly number[] {
    return this.#attributes.get(name)?.ints.map(Number) ?? fallback;
  }

  floats(name: string, fallback: readonly number[]): readonly number[] {
    return this.#attributes.get(name)?.floats ?? fallback;
  }

  tensor(name: string): Tensor64 | undefined {
    const value = this.#attributes.get(name)?.t;
    return value && fromProto(value);
  }

  /** Numbers that are an attribute before opset `since`, and input `i` from then on; undefined where there are none. */
  list(name: string, since: number, i: number): readonly number[] | undefined {
    if (this.opset < since) return this.has(name) ? this.ints(name, []) : undefined;
    const tensor = this.#inputs[i];
    return tensor && [...tensor.data];
  }
}

/** An operator: from the inputs to the outputs. */
export type Operator = (call: Call) => Tensor64 | Tensor64[];
export type Operators = Readonly<Record<string, Operator>>;
