import { fromBinary, isFieldSet, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ModelError } from '../errors.js';
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from './onnx_pb.js';

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

/** Bytes in parts, which are copied once: into the file. */
type Parts = readonly Uint8Array[];

function byteLength(parts: Parts): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** A field of a message whose bytes are these. */
function field({ number }: { readonly number: number }, value: Parts): Parts {
  const head = new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(byteLength(value)).finish();
  return [head, ...value];
}

function tensorParts(tensor: TensorProto): Parts {
  const { rawData, ...rest } = tensor;
  const raw = TensorProtoSchema.field.rawData;
  return [toBinary(TensorProtoSchema, rest as TensorProto), ...(isFieldSet(tensor, raw) ? field(raw, [rawData]) : [])];
}

function graphParts({ initializer, ...rest }: GraphProto): Parts {
  const weights = initializer.flatMap((tensor) => field(GraphProtoSchema.field.initializer, tensorParts(tensor)));
  return [toBinary(GraphProtoSchema, { ...rest, initializer: [] }), ...weights];
}

/**
 * The bytes of a model. Its weights, nearly all of it, are copied once: the library of protocol buffers copies them as often
 * as messages lie in each other and as its buffer grows, for half a second and more in each 100 MB.
 */
export function serializeModel({ graph, ...rest }: ModelProto): Uint8Array {
  const parts = [
    toBinary(ModelProtoSchema, rest as ModelProto),
    ...(graph === undefined ? [] : field(ModelProtoSchema.field.graph, graphParts(graph))),
  ];
  const bytes = new Uint8Array(byteLength(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
