import { create } from '@bufbuild/protobuf';
import { knownOptions } from '../../core/checks.js';
import { ModelError } from '../errors.js';
import { opsetOf, type ParsedModel, parseModel, serializeModel } from '../onnx/model-file.js';
import { node } from '../onnx/nodes.js';
import { TensorShapeProto_DimensionSchema, type ValueInfoProto, ValueInfoProtoSchema } from '../onnx/onnx_pb.js';
import type { Value } from './backward.js';
import { Builder } from './builder.js';
import { exchangePools } from './layout/exchange-pools.js';
import { fixInput } from './input.js';
import { activeValues } from './path.js';
import { arrangePhases } from './layout/arrange-phases.js';
import { probe } from './probe.js';
import { splitConvolutions } from './layout/split-convolutions.js';
import { upgrade } from './upgrade/index.js';
import { walk } from './walk.js';

export interface DifferentiateOptions {
  /** What messages call the model. Default `'the given bytes'`. */
  name?: string;
  /** The value that `d_logits` belongs to; it becomes an output of the graph. Default: the graph's first output. */
  output?: string;
  /** The value to differentiate with respect to; it becomes an output of the graph. Default: the graph's input. */
  wrt?: string;
  /** Sizes of the input, for a graph that leaves others than the batch free: `[1, 3, 224, 224]`. */
  inputShape?: readonly number[];
}

/** Names of what {@link differentiate} adds to a graph. */
export const cotangentName = 'd_logits';
export const gradientName = 'd_input';

/**
 * Declares a value for the interface of a graph.
 * @param batch name of the size of the batch, where that is what the value's unknown sizes are
 */
function declare(name: string, { type: elemType, shape }: Value, batch: string | undefined): ValueInfoProto {
  const dim = shape.map((size) => {
    if (size !== undefined)
      return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: size } });
    if (batch === undefined) return create(TensorShapeProto_DimensionSchema);
    return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimParam', value: batch } });
  });
  return create(ValueInfoProtoSchema, { name, type: { tensorType: { elemType, shape: { dim } } } });
}

/**
 * The name of the size of the batch. What is added has the same: the runtime then knows that gradients have the shapes of
 * their values, and keeps both in one layout.
 */
function batchName(input: ValueInfoProto): string {
  const size = input.type?.tensorType?.shape?.dim[0];
  if (size === undefined || size.value.case === 'dimValue') return 'batch';
  if (size.value.case === undefined || size.value.value === '') size.value = { case: 'dimParam', value: 'batch' };
  return size.value.value as string;
}

/** Every name that a graph uses. */
function namesOf({ graph }: ParsedModel): Set<string> {
  const names = new Set<string>();
  for (const { name } of [...graph.input, ...graph.output, ...graph.initializer]) names.add(name);
  for (const { name, input, output } of graph.node) for (const used of [name, ...input, ...output]) names.add(used);
  return names;
}

/**
 * Differentiates an image classifier: gives a model that computes what the given one does and, from one more input
 * `d_logits` of the shape of the logits [N, classes], one more output `d_input` of the shape of the input: the
 * vector-Jacobian product d_logitsᵀ · ∂logits/∂input, by reverse-mode differentiation of the graph. The result is an
 * ordinary ONNX file of opset 18 or later, which runs wherever ONNX Runtime runs.
 *
 * Where no derivative exists: Relu, LeakyRelu, Clip, HardSigmoid and Abs take 0 or the slope on the left at a kink,
 * maxima give the gradient to one place or share it. QuantizeLinear passes it straight through where it does not saturate.
 * @param bytes an ONNX model of opset 7 to 23 with its weights inside; left as they are
 * @throws ModelError for what is not such a model, for an operator on the path that has no rule (named, with its node),
 *   and where no differentiable path leads from the input to the output
 */
export async function differentiate(bytes: Uint8Array, options: DifferentiateOptions = {}): Promise<Uint8Array> {
  knownOptions(options, 'differentiate', ['name', 'output', 'wrt', 'inputShape']);
  const name = options.name ?? 'the given bytes';
  const model = parseModel(bytes, name);
  const { graph } = model;
  const input = fixInput(graph, name, options.inputShape);
  const taken = namesOf(model);
  for (const reserved of [cotangentName, gradientName]) {
    if (taken.has(reserved)) throw new ModelError(name, `already has a value ${reserved}: give the model as it was`);
  }
  const batch = batchName(graph.input[0]);
  upgrade(model, name);
  exchangePools(graph, new Set([options.output ?? '', options.wrt ?? '']));

  const found = await probe(model, name);
  const valueOf = (value: string, role: string) => {
    const known = found.values.get(value);
    if (known === undefined)
      throw new ModelError(name, `has no value ${value} (${role}), or it is no tensor: name one that a node gives`);
    return known;
  };
  const from = valueOf(options.wrt ?? input, 'to differentiate with respect to');
  const output = valueOf(options.output ?? graph.output[0].name, 'to differentiate');

  const builder = new Builder(namesOf(model), valueOf(input, 'the input'));
  const active = activeValues(graph.node, found.values, from.name);
  const context = { model: name, opset: opsetOf(model), probe: found, builder, active };
  const gradient = walk(context, graph.node, { from: from.name, to: output.name, cotangent: cotangentName });
  splitConvolutions(builder);
  arrangePhases(builder, (value) => found.values.get(value)?.shape);

  const declared = (as: string, value: Value) =>
    declare(as, value, found.variesByBatch(value.name) ? batch : undefined);
  for (const value of [output, from]) {
    const known = [...graph.output, ...graph.input].some((info) => info.name === value.name);
    if (!known) graph.output.push(declared(value.name, value));
  }
  const { nodes, constants } = builder.needed(gradient, cotangentName);
  graph.node.push(...nodes, node('Identity', [gradient], [gradientName]));
  graph.initializer.push(...constants);
  graph.input.push(declared(cotangentName, output));
  graph.output.push(declared(gradientName, from));
  return serializeModel(model);
}
