import { create } from '@bufbuild/protobuf';
import type { ModelCard } from './card.js';
import type { GraphFacts } from './graph-facts.js';
import type { ParsedModel } from './onnx/model-file.js';
import { node } from './onnx/nodes.js';
import { type NodeProto, TensorProtoSchema, type ValueInfoProto, ValueInfoProtoSchema } from './onnx/onnx_pb.js';

/** Name of the output that holds the logits, [N, classes], of a graph from {@link exposeLogits}. */
export const logitsName = 'classifier/logits';

/** What keeps the logarithm of a probability of 0 finite, as a float32. */
const tiny = 1e-30;

function output(name: string): ValueInfoProto {
  return create(ValueInfoProtoSchema, { name, type: { tensorType: { elemType: 1 } } });
}

/** A model whose only output is {@link logitsName}. */
export interface LogitsGraph {
  readonly model: ParsedModel;
  /** The value that the logits are made from. */
  readonly from: string;
  /** Whether that is not the model's output, but what its final softmax is made from. */
  readonly cut: boolean;
  /** The output, [N, classes], that a card says something about: the logits, or the probabilities before their logarithm. */
  readonly scores: string;
  /** Whether these are to be probabilities. */
  readonly probabilities: boolean;
}

/**
 * The same model with its logits, [N, classes], as its only output: what a final softmax is made from, or the logarithm
 * of probabilities that come from something else.
 */
export function exposeLogits(model: ParsedModel, facts: GraphFacts, kind: ModelCard['output']): LogitsGraph {
  const cut = kind === 'probabilities' ? facts.beforeSoftmax : undefined;
  const probabilities = kind === 'probabilities' && cut === undefined;
  const scores = probabilities ? 'classifier/scores' : logitsName;
  const from = cut ?? facts.output.name;
  const nodes: NodeProto[] = [node('Flatten', [from], [scores], { axis: { int: 1 } })];
  const initializer = [...model.graph.initializer];
  if (probabilities) {
    const data = { name: 'classifier/tiny', dataType: 1, dims: [1], floatData: [tiny] };
    initializer.push(create(TensorProtoSchema, data));
    nodes.push(node('Add', [scores, data.name], ['classifier/above_zero']));
    nodes.push(node('Log', ['classifier/above_zero'], [logitsName]));
  }
  const { graph } = model;
  return {
    model: {
      ...model,
      graph: { ...graph, node: [...graph.node, ...nodes], initializer, output: [output(logitsName)] },
    },
    from,
    cut: cut !== undefined,
    scores,
    probabilities,
  };
}

/** The same model with further values among its outputs. */
export function withOutputs(model: ParsedModel, values: readonly string[]): ParsedModel {
  const { graph } = model;
  const known = new Set(graph.output.map(({ name }) => name));
  const added = values.filter((value) => !known.has(value));
  return { ...model, graph: { ...graph, output: [...graph.output, ...added.map(output)] } };
}
