import { create } from '@bufbuild/protobuf';
import { differentiate } from './gradient/differentiate.js';
import { logitsName } from './logits-graph.js';
import { parseModel, serializeModel } from './onnx/model-file.js';
import { node } from './onnx/nodes.js';
import { type NodeProto, TensorProtoSchema, ValueInfoProtoSchema } from './onnx/onnx_pb.js';

/** Inputs and outputs of a graph from {@link gradientGraph}, besides the picture. */
export const gradientNames = {
  logits: logitsName,
  /** [N, classes]: the cotangent, or minus the one-hot vector of the label. */
  cotangent: 'classifier/cotangent',
  /** [1]: 1 where the loss is the cross-entropy, else 0. */
  crossEntropyFlag: 'classifier/cross_entropy',
  gradient: 'd_input',
} as const;

/** The input that `differentiate` adds. */
const given = 'd_logits';

/** The name of a value of the loss. */
function at(name: string): string {
  return `classifier/loss_${name}`;
}

/**
 * The cotangent of the logits z that the backward part is given. With u, the flag, and d, what was fed:
 * q = u · softmax(z) · (1 + d), and q + d · (Σ q + 1 - u). Without the flag that is d itself; with it, and d minus the
 * one-hot vector, the gradient of the cross-entropy, without the rounding of `softmax - 1`.
 */
function cotangentNodes(): NodeProto[] {
  const [z, d, u] = [gradientNames.logits, gradientNames.cotangent, gradientNames.crossEntropyFlag];
  return [
    node('Softmax', [z], [at('p')], { axis: { int: 1 } }),
    node('Add', [d, at('one')], [at('others')]),
    node('Mul', [at('p'), at('others')], [at('masked')]),
    node('Mul', [at('masked'), u], [at('q')]),
    node('ReduceSum', [at('q'), at('axis')], [at('sum')], { keepdims: { int: 1 } }),
    node('Sub', [at('one'), u], [at('rest')]),
    node('Add', [at('sum'), at('rest')], [at('weight')]),
    node('Mul', [d, at('weight')], [at('at_label')]),
    node('Add', [at('q'), at('at_label')], [given]),
  ];
}

/**
 * The gradient graph of a classifier, with the cross-entropy inside: the gradient of a loss then takes one run, where the
 * logits would have to come back first.
 * @param bytes a model whose only output is {@link logitsName}
 * @param inputShape of one picture
 */
export async function gradientGraph(
  bytes: Uint8Array,
  name: string,
  inputShape: readonly number[],
): Promise<Uint8Array> {
  const model = parseModel(await differentiate(bytes, { name, inputShape: [...inputShape] }), name);
  const { graph } = model;
  const input = graph.input.map((info) =>
    info.name === given ? create(ValueInfoProtoSchema, { ...info, name: gradientNames.cotangent }) : info,
  );
  const flag = create(ValueInfoProtoSchema, {
    name: gradientNames.crossEntropyFlag,
    type: { tensorType: { elemType: 1, shape: { dim: [{ value: { case: 'dimValue', value: 1 } }] } } },
  });
  const initializer = [
    create(TensorProtoSchema, { name: 'classifier/loss_one', dataType: 1, dims: [1], floatData: [1] }),
    create(TensorProtoSchema, { name: 'classifier/loss_axis', dataType: 7, dims: [1], int64Data: [1n] }),
  ];
  const after = graph.node.findIndex(({ output }) => output.includes(gradientNames.logits)) + 1;
  const nodes = [...graph.node.slice(0, after), ...cotangentNodes(), ...graph.node.slice(after)];
  return serializeModel({
    ...model,
    graph: { ...graph, node: nodes, input: [...input, flag], initializer: [...graph.initializer, ...initializer] },
  });
}
