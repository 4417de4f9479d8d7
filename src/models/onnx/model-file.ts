import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelError } from '../errors.js';
import { type GraphProto, type ModelProto, ModelProtoSchema, type TensorProto } from './onnx_pb.js';

/** A model whose graph and opset are known to be there. */
export interface ParsedModel extends ModelProto {
  graph: GraphProto;
}

/** Opsets of the default domain that this package reads. */
export const opsets = { lowest: 7, highest: 23 } as const;

/** The opset of the default domain, or 0 where the model imports none. */
export function opsetOf(model: ModelProto): number {
  return model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
}

function isElsewhere({ dataLocation, externalData }: TensorProto): boolean {
  return dataLocation === 1 || externalData.length > 0;
}

/** A tensor whose values lie in another file: a weight, or a constant of a node, of the graph or one inside of it. */
function findExternal({ initializer, node }: GraphProto): TensorProto | undefined {
  const weight = initializer.find(isElsewhere);
  if (weight !== undefined) return weight;
  for (const { t, g } of node.flatMap(({ attribute }) => attribute)) {
    if (t !== undefined && isElsewhere(t)) return t;
    const inside = g && findExternal(g);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/**
 * Reads an ONNX file.
 * @param name what messages call the model
 * @throws ModelError for bytes that are empty, truncated or something else, for weights outside of the file, and for an
 *   opset outside 7…23
 */
export function parseModel(bytes: Uint8Array, name = 'the given bytes'): ParsedModel {
  if (bytes.length === 0) throw new ModelError(name, 'is empty, expected an ONNX model');
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new ModelError(name, 'is not an ONNX model, or is cut short: get the file again', { cause });
  }
  const { graph } = model;
  if (graph === undefined || graph.output.length === 0 || graph.input.length === 0) {
    throw new ModelError(name, 'holds no ONNX graph with an input and an output: get the file again');
  }
  const external = findExternal(graph);
  if (external !== undefined) {
    throw new ModelError(
      name,
      `keeps its weights in another file (${external.name}): save it as one file, with onnx.save_model(…, save_as_external_data=False)`,
    );
  }
  const opset = opsetOf(model);
  if (opset < opsets.lowest || opset > opsets.highest) {
    throw new ModelError(
      name,
      `is of opset ${opset}, expected ${opsets.lowest} to ${opsets.highest}: export it again with one of these`,
    );
  }
  return model as ParsedModel;
}

/** The bytes of a model. */
export function serializeModel(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
