import { ModelError } from '../errors.js';
import { type Attributes, describeNode } from '../onnx/nodes.js';
import { floatAttribute, intAttribute, intsAttribute, stringAttribute } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';
import { elementTypes, isFloating } from '../onnx/tensors.js';
import type { Backward, Value } from './backward.js';
import type { Builder } from './builder.js';
import type { Probe } from './probe.js';
import type { Known } from './probe-session.js';

/** What all nodes of one graph share. */
export interface GradientGraph {
  /** What messages call the model. */
  readonly model: string;
  readonly opset: number;
  readonly probe: Probe;
  readonly builder: Builder;
  /** Names of the values that depend on the input by a differentiable path. */
  readonly active: ReadonlySet<string>;
}

/** {@link Backward} for one node. */
export class NodeContext implements Backward {
  readonly node: NodeProto;
  readonly opset: number;
  readonly #graph: GradientGraph;

  constructor(node: NodeProto, graph: GradientGraph) {
    this.node = node;
    this.opset = graph.opset;
    this.#graph = graph;
  }

  error(problem: string): ModelError {
    return new ModelError(this.#graph.model, `${describeNode(this.node)} ${problem}`);
  }

  int(attribute: string, fallback: number): number {
    return intAttribute(this.node, attribute) ?? fallback;
  }

  ints(attribute: string, fallback?: readonly number[]): number[] {
    const found = intsAttribute(this.node, attribute) ?? fallback;
    if (found === undefined) throw this.error(`has no attribute ${attribute}: export the model again`);
    return [...found];
  }

  float(attribute: string, fallback: number): number {
    return floatAttribute(this.node, attribute) ?? fallback;
  }

  string(attribute: string, fallback: string): string {
    return stringAttribute(this.node, attribute) ?? fallback;
  }

  hasInput(i: number): boolean {
    return (this.node.input[i] ?? '') !== '';
  }

  input(i: number): Value {
    if (!this.hasInput(i)) throw this.error(`has no input ${i}: export the model again`);
    return this.#value(this.node.input[i]);
  }

  output(i = 0): Value {
    return this.#value(this.node.output[i]);
  }

  #value(name: string): Value {
    const value = this.#graph.probe.values.get(name);
    if (value === undefined)
      throw this.error(`uses ${name}, whose shape is not known: export the model without control flow and sequences`);
    return value;
  }

  needs(i: number): boolean {
    return this.hasInput(i) && this.#graph.active.has(this.node.input[i]);
  }

  known(value: Value): Known | undefined {
    return this.#graph.probe.known(value.name);
  }

  weights(value: Value): { dims: number[]; data: Float32Array } | undefined {
    return this.#graph.probe.weights(value.name);
  }

  emit(op: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.#graph.builder.emit(op, inputs, 1, attributes)[0];
  }

  emitAll(op: string, inputs: readonly string[], outputs: number, attributes?: Attributes): string[] {
    return this.#graph.builder.emit(op, inputs, outputs, attributes);
  }

  floats(data: readonly number[] | Float32Array, dims: readonly number[] = [data.length]): string {
    const { type } = this.output();
    return this.#graph.builder.constant(isFloating(type) ? type : elementTypes.float, data, dims);
  }

  int64(data: readonly number[], dims?: readonly number[]): string {
    return this.#graph.builder.int64(data, dims);
  }

  shape(value: Value): string {
    const { builder, probe } = this.#graph;
    return probe.variesByBatch(value.name) ? builder.batchShape(value.shape) : builder.shape(value);
  }

  unbroadcast(gradient: string, from: Value, to: Value): string {
    const extra = from.shape.length - to.shape.length;
    const axes = from.shape
      .map((_, axis) => axis)
      .filter((axis) => axis < extra || (to.shape[axis - extra] === 1 && from.shape[axis] !== 1));
    if (axes.length === 0) return gradient;
    const keep = axes.some((axis) => axis >= extra);
    const sum = this.emit('ReduceSum', [gradient, this.int64(axes)], { keepdims: { int: keep ? 1 : 0 } });
    if (!keep || extra === 0) return sum;
    return this.emit('Squeeze', [sum, this.int64(Array.from({ length: extra }, (_, axis) => axis))]);
  }
}
