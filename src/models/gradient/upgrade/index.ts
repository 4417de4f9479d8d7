import { opsetOf, type ParsedModel } from '../../onnx/model-file.js';
import type { GraphProto, NodeProto, TensorProto } from '../../onnx/onnx_pb.js';
import { elementTypes, makeTensor } from '../../onnx/tensors.js';
import { inOrder } from '../dependence.js';
import { Upgrade } from './context.js';
import { rewrites } from './nodes.js';

/** Every model has this opset at least when it is differentiated, and this version of the file format. */
const target = { opset: 18, irVersion: 8 } as const;

/** The tensor that a node of Constant holds, or undefined where it holds something else. */
function constantOf({ attribute, output: [name] }: NodeProto): TensorProto | undefined {
  const { float, int64 } = elementTypes;
  for (const { name: kind, t, f, i, floats, ints } of attribute) {
    if (kind === 'value' && t !== undefined) return { ...t, name };
    if (kind === 'value_float') return makeTensor(name, float, [], [f]);
    if (kind === 'value_floats') return makeTensor(name, float, [floats.length], floats);
    if (kind === 'value_int') return makeTensor(name, int64, [], [Number(i)]);
    if (kind === 'value_ints') return makeTensor(name, int64, [ints.length], ints.map(Number));
  }
  return undefined;
}

/** Makes initializers of constants: one place to look for what is known. */
function gatherConstants(graph: GraphProto, upgrade: Upgrade): void {
  const outputs = new Set(graph.output.map(({ name }) => name));
  graph.node = graph.node.filter((node) => {
    const tensor = node.opType === 'Constant' && !outputs.has(node.output[0]) ? constantOf(node) : undefined;
    if (tensor !== undefined) upgrade.addInitializer(tensor);
    return tensor === undefined;
  });
}

function upgradeNodes(graph: GraphProto, upgrade: Upgrade): void {
  graph.node = graph.node.flatMap((node) => {
    for (const { g } of node.attribute) if (g !== undefined) upgradeNodes(g, upgrade);
    // Names come from outside: of an object only its own ones.
    const known = node.domain === '' && Object.hasOwn(rewrites, node.opType);
    return (known && rewrites[node.opType](node, upgrade)) || [node];
  });
}

/**
 * Rewrites a model of opset 7 to 17 in the form of opset 18, in place, by the changes that ONNX lists in its operator
 * changelog; later opsets stay. Constants become initializers in all of them, and each node comes
 * after what it reads.
 * @throws ModelError for the few nodes whose old meaning can no longer be written
 */
export function upgrade(model: ParsedModel, name: string): void {
  const { graph } = model;
  const opset = opsetOf(model);
  for (const item of [...model.opsetImport, ...graph.node]) if (item.domain === 'ai.onnx') item.domain = '';
  const context = new Upgrade(model, opset, name);
  gatherConstants(graph, context);
  graph.node = inOrder(graph.node);
  if (opset < target.opset) upgradeNodes(graph, context);
  graph.valueInfo = [];
  for (const item of model.opsetImport) {
    if (item.domain === '') item.version = Math.max(item.version, target.opset);
  }
  model.irVersion = Math.max(model.irVersion, target.irVersion);
}
