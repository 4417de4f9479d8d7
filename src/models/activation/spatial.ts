import { ModelError } from '../errors.js';
import { producers } from '../graph-facts.js';
import type { ParsedModel } from '../onnx/model-file.js';
import { intsAttribute, node as makeNode } from '../onnx/nodes.js';
import { type NodeProto, ValueInfoProtoSchema } from '../onnx/onnx_pb.js';
import { create } from '@bufbuild/protobuf';
import type { Layout } from './cam-layer.js';

/** Operators whose output has the rows and columns of their first picture-like input, fewer or more of them. */
const spatialOperators = new Set(
  (
    'Conv ConvTranspose MaxPool AveragePool LpPool BatchNormalization InstanceNormalization GroupNormalization LRN ' +
    'LayerNormalization Relu LeakyRelu PRelu Elu Selu Celu ThresholdedRelu Clip HardSigmoid HardSwish Sigmoid Tanh ' +
    'Softplus Softsign Mish Gelu Erf Exp Log Sqrt Abs Neg Add Sub Mul Div Pow Max Min Sum Mean Concat Dropout Identity ' +
    'Cast Pad Resize Upsample Slice Split Where QuantizeLinear DequantizeLinear'
  ).split(' '),
);

function turned(layout: Layout, node: NodeProto): Layout | undefined {
  const perm = intsAttribute(node, 'perm')?.join();
  if (layout === 'NCHW') return perm === '0,2,3,1' ? 'NHWC' : undefined;
  return perm === '0,3,1,2' ? 'NCHW' : undefined;
}

/** What a node reads, also inside of the graphs of an If or a Loop. */
function inputsOf({ input, attribute }: NodeProto): string[] {
  return [...input, ...attribute.flatMap(({ g }) => g?.node.flatMap(inputsOf) ?? [])];
}

/** The values that some values are made from, these among them. */
function ancestors(values: readonly string[], givenBy: ReadonlyMap<string, NodeProto>): Set<string> {
  const found = new Set(values);
  for (const each of found) {
    const node = givenBy.get(each);
    for (const input of node ? inputsOf(node) : []) if (input !== '') found.add(input);
  }
  return found;
}

/** A value whose axes are batch, channels, rows and columns, in one order or the other. */
export interface SpatialValue {
  readonly name: string;
  readonly layout: Layout;
}

/** The picture-like values between the input and the output, in the order of the graph. */
export function spatialValues({ graph }: ParsedModel, input: SpatialValue, output: string): SpatialValue[] {
  const layouts = new Map<string, Layout>([[input.name, input.layout]]);
  const onPath = ancestors([output], producers(graph));
  const values: SpatialValue[] = [];
  for (const node of graph.node) {
    const from = node.input.map((value) => layouts.get(value)).find((layout) => layout !== undefined);
    if (from === undefined) continue;
    // A linear layer over the channels of every pixel, as in exports of ConvNeXt.
    const kept =
      spatialOperators.has(node.opType) || (node.opType === 'MatMul' && from === 'NHWC' && layouts.has(node.input[0]));
    const layout = node.opType === 'Transpose' ? turned(from, node) : kept ? from : undefined;
    if (layout === undefined) continue;
    for (const name of node.output.filter((value) => value !== '')) {
      layouts.set(name, layout);
      if (onPath.has(name)) values.push({ name, layout });
    }
  }
  return values;
}

/** The part of a model that makes some values, with their shapes as its outputs. */
export function shapesOf(
  model: ParsedModel,
  values: readonly SpatialValue[],
): { model: ParsedModel; outputs: string[] } {
  const { graph } = model;
  const used = ancestors(
    values.map(({ name }) => name),
    producers(graph),
  );
  const outputs = values.map((_, i) => `classifier/shape_${i}`);
  const shapes = values.flatMap(({ name }, i) => [
    makeNode('Shape', [name], [`${outputs[i]}_int`]),
    makeNode('Cast', [`${outputs[i]}_int`], [outputs[i]], { to: { int: 1 } }),
  ]);
  const part = {
    // Without what comes after: the large matrices of a network are at its end.
    node: [...graph.node.filter(({ output }) => output.some((value) => used.has(value))), ...shapes],
    initializer: graph.initializer.filter(({ name }) => used.has(name)),
    output: outputs.map((name) => create(ValueInfoProtoSchema, { name, type: { tensorType: { elemType: 1 } } })),
    valueInfo: [],
  };
  return { model: { ...model, graph: { ...graph, ...part } }, outputs };
}

/**
 * The deepest value that still has rows and columns.
 * @param shapes of the values
 */
export function deepest(
  values: readonly SpatialValue[],
  shapes: readonly (readonly number[])[],
  name: string,
): SpatialValue {
  const found = values.findLast(({ layout }, i) => {
    const [rows, columns] = layout === 'NCHW' ? [2, 3] : [1, 2];
    return shapes[i].length === 4 && shapes[i][rows] > 1 && shapes[i][columns] > 1;
  });
  if (found !== undefined) return found;
  throw new ModelError(
    name,
    'has no feature maps with rows and columns between its input and its output, so no activation map: use a convolutional network, or defend without a map',
  );
}
