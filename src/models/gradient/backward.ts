import type { Attributes } from '../onnx/nodes.js';
import type { NodeProto } from '../onnx/onnx_pb.js';

export type { Attributes, AttributeValue } from '../onnx/nodes.js';

/** A size that is known, or undefined where it changes with the batch. */
export type Dimension = number | undefined;

/** A tensor of the graph. */
export interface Value {
  readonly name: string;
  /** ONNX element type: 1 is float32. */
  readonly type: number;
  readonly shape: readonly Dimension[];
}

/** What a rule sees of the node whose gradient it writes, and how it writes it. */
export interface Backward {
  /** The node, in the form of opset 18 or later. */
  readonly node: NodeProto;
  readonly opset: number;
  int(attribute: string, fallback: number): number;
  /** @throws ModelError where it is absent and there is no fallback */
  ints(attribute: string, fallback?: readonly number[]): number[];
  float(attribute: string, fallback: number): number;
  string(attribute: string, fallback: string): string;
  /** @throws ModelError where it is absent */
  input(i: number): Value;
  /** False for an input that is left out. */
  hasInput(i: number): boolean;
  output(i?: number): Value;
  /** Whether the gradient of input i is asked for: it lies on the path. */
  needs(i: number): boolean;
  /**
   * Elements of a small tensor that are known while the graph is built (initializer, Constant, arithmetic on shapes that
   * does not change with the batch), or undefined.
   */
  known(value: Value): { dims: number[]; data: number[] } | undefined;
  /** Adds a node and returns the name of its output. */
  emit(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Adds a node with several outputs and returns their names. */
  emitAll(op: string, inputs: readonly string[], outputs: number, attributes?: Attributes): string[];
  /**
   * Name of a constant in the type of the node's output (float32, unless the graph computes in float16 or double); equal
   * ones are shared.
   * @param dims default `[length]`; `[]` is a scalar
   */
  floats(data: readonly number[] | Float32Array, dims?: readonly number[]): string;
  /** Name of an int64 constant, as `floats`. */
  int64(data: readonly number[], dims?: readonly number[]): string;
  /** Name of an int64 vector with the value's shape: a constant where it is fixed, else that of a Shape node (shared). */
  shape(value: Value): string;
  /**
   * Sums `gradient`, which has the shape of `from`, over the axes along which `to` was broadcast: it then has the shape
   * of `to`.
   */
  unbroadcast(gradient: string, from: Value, to: Value): string;
  /** The weights (initializer) behind a value as floats, or undefined where it is not constant: for folding. */
  weights(value: Value): { dims: number[]; data: Float32Array } | undefined;
  /** An error about this node: `name: Operator (node) problem`. */
  error(problem: string): Error;
}

/**
 * From the gradients of the outputs (undefined: nothing depends on that output) to those of the inputs that `needs` asks
 * for (others undefined).
 */
export type Rule = (b: Backward, gradients: readonly (string | undefined)[]) => (string | undefined)[];
