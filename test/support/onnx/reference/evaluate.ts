import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type NodeProto } from '../../../../src/models/onnx/onnx_pb.js';
import { broadcast } from './broadcast.js';
import { Call, type Operators, type Roundings } from './call.js';
import { constants } from './constants.js';
import { convolution } from './convolution.js';
import { elementwise } from './elementwise.js';
import { indexing } from './indexing.js';
import { matrix } from './matrix.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { quantization } from './quantization.js';
import { reduction } from './reduction.js';
import { resizing } from './resize.js';
import { shape } from './shape.js';
import { fromProto, type Tensor64 } from './tensor.js';

const operators: Operators = {
  ...elementwise,
  ...broadcast,
  ...convolution,
  ...pooling,
  ...matrix,
  ...normalization,
  ...shape,
  ...indexing,
  ...reduction,
  ...resizing,
  ...quantization,
  ...constants,
};

/** Operators that the reference can run. */
export const operatorNames: readonly string[] = Object.keys(operators);

/** Values by name. */
export type Values = Readonly<Record<string, Tensor64>>;

/** A model made ready to be evaluated many times. */
export interface Reference {
  /** Names of the inputs that are not weights, in order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /**
   * Every value of the graph, computed in doubles.
   * @param feeds the inputs; or a value within the graph, which is then taken from here and not computed
   * @param roundings for derivatives of quantized graphs: empty at the point of the derivative, where the rounding of
   *   every QuantizeLinear is noted in it, and the same map again at points nearby, where that rounding is kept
   */
  evaluate(feeds: Values, roundings?: Roundings): Map<string, Tensor64>;
}

function runNode(node: NodeProto, opset: number, values: Map<string, Tensor64>, roundings?: Roundings): void {
  const operator = operators[node.domain === '' ? node.opType : `${node.domain}.${node.opType}`];
  if (operator === undefined) throw new Error(`the reference has no ${node.domain} ${node.opType}`);
  const inputs = node.input.map((name) => (name === '' ? undefined : values.get(name)));
  const result = operator(new Call(node, opset, inputs, roundings));
  const outputs = Array.isArray(result) ? result : [result];
  for (const [i, name] of node.output.entries()) {
    if (name === '') continue;
    if (outputs[i] === undefined) throw new Error(`the reference has no output ${i} of ${node.opType}`);
    values.set(name, outputs[i]);
  }
}

/** Reads a model. What depends on weights alone is computed here, once. */
export function prepare(bytes: Uint8Array): Reference {
  const model = fromBinary(ModelProtoSchema, bytes);
  const graph = model.graph;
  if (graph === undefined) throw new Error('no graph');
  const opset = model.opsetImport.find(({ domain }) => domain === '')?.version ?? 0;
  const fixed = new Map(graph.initializer.map((weight) => [weight.name, fromProto(weight)]));
  const inputs = graph.input.map(({ name }) => name).filter((name) => !fixed.has(name));
  const rest: NodeProto[] = [];
  for (const node of graph.node) {
    if (node.input.every((name) => name === '' || fixed.has(name))) runNode(node, opset, fixed);
    else rest.push(node);
  }
  return {
    inputs,
    outputs: graph.output.map(({ name }) => name),
    evaluate(feeds, roundings) {
      const values = new Map([...fixed, ...Object.entries(feeds)]);
      for (const node of rest) if (!(node.output[0] in feeds)) runNode(node, opset, values, roundings);
      return values;
    },
  };
}

/** The outputs of a model, computed in doubles. */
export function evaluate(bytes: Uint8Array, feeds: Values): Tensor64[] {
  const reference = prepare(bytes);
  const values = reference.evaluate(feeds);
  return reference.outputs.map((name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no value ${name}`);
    return value;
  });
}
