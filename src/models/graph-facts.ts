import { ModelError } from './errors.js';
import { intAttribute } from './onnx/nodes.js';
import { opsetOf, type ParsedModel } from './onnx/model-file.js';
import type { GraphProto, NodeProto, ValueInfoProto } from './onnx/onnx_pb.js';
import { elementTypeName } from './onnx/tensors.js';

/** A value at the border of a graph; undefined sizes are free. */
export interface Border {
  readonly name: string;
  readonly dims: readonly (number | undefined)[] | undefined;
}

/** What a classifier's graph says about itself. */
export interface GraphFacts {
  readonly input: Border;
  readonly output: Border;
  /** The node whose output each value is. */
  readonly givenBy: ReadonlyMap<string, NodeProto>;
  /** The value before the softmax that the graph ends in, if it ends in one over the classes. */
  readonly beforeSoftmax: string | undefined;
}

/** The node that gives each value. */
export function producers(graph: GraphProto): Map<string, NodeProto> {
  return new Map(graph.node.flatMap((node) => node.output.map((value) => [value, node] as const)));
}

function border(info: ValueInfoProto, what: string, name: string): Border {
  const tensor = info.type?.tensorType;
  if (tensor !== undefined && tensor.elemType !== 1) {
    throw new ModelError(
      name,
      `its ${what} ${info.name} is of ${elementTypeName(tensor.elemType)}, expected float (32 bits): export it again with float32 input and output`,
    );
  }
  const dims = tensor?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' && value.value >= 0 ? value.value : undefined,
  );
  return { name: info.name, dims };
}

/** Operators that pass their first input on as it is, in the same or in another shape. */
const passing = new Set(['Identity', 'Dropout', 'Flatten', 'Reshape', 'Squeeze']);

/** The value that a value is a copy of: through operators that at most change its shape. */
export function origin(value: string, givenBy: ReadonlyMap<string, NodeProto>): string {
  const node = givenBy.get(value);
  return node !== undefined && passing.has(node.opType) && node.output[0] === value
    ? origin(node.input[0], givenBy)
    : value;
}

/**
 * The value before the softmax that a graph ends in. Only where the softmax runs over the classes of one picture for
 * sure: on axis 1, or on the last axis of a value of two axes.
 */
function beforeSoftmax(
  model: ParsedModel,
  output: Border,
  givenBy: ReadonlyMap<string, NodeProto>,
): string | undefined {
  const last = origin(output.name, givenBy);
  const node = givenBy.get(last);
  if (node?.opType !== 'Softmax') return undefined;
  const [scores] = node.input;
  const axis = intAttribute(node, 'axis') ?? (opsetOf(model) < 13 ? 1 : -1);
  const flat = ['Gemm', 'Flatten'].includes(givenBy.get(scores)?.opType ?? '');
  const two = flat || (last === output.name && output.dims?.length === 2);
  return axis === 1 || (axis === -1 && two) ? scores : undefined;
}

/**
 * Reads what a classifier's graph says about itself.
 * @throws ModelError where it does not take one float picture of three channels, or gives no float scores
 */
export function readFacts(model: ParsedModel, name: string): GraphFacts {
  const { graph } = model;
  const weights = new Set(graph.initializer.map((tensor) => tensor.name));
  const inputs = graph.input.filter((info) => !weights.has(info.name));
  if (inputs.length !== 1) {
    const named = inputs.map((info) => info.name).join(', ');
    const found = inputs.length === 0 ? 'no input' : `${inputs.length} inputs (${named})`;
    throw new ModelError(name, `takes ${found}, expected one picture: export it with the picture as its only input`);
  }
  const input = border(inputs[0], 'input', name);
  const { dims } = input;
  if (dims !== undefined && dims.length !== 4) {
    throw new ModelError(
      name,
      `its input ${input.name} has ${dims.length} axes, expected 4 (batch, channels, height, width, or batch, height, width, channels): this is no classifier of pictures`,
    );
  }
  if (dims?.[0] === 0) {
    throw new ModelError(name, 'takes batches of 0 pictures: export it with a free batch size, or with 1');
  }
  const output = border(graph.output[0], 'output', name);
  const givenBy = producers(graph);
  return { input, output, givenBy, beforeSoftmax: beforeSoftmax(model, output, givenBy) };
}
