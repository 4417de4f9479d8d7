import { create } from '@bufbuild/protobuf';
import { createRandom } from '../../../src/core/random.js';
import { serializeModel } from '../../../src/models/onnx/model-file.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../../../src/models/onnx/onnx_pb.js';

/** ONNX element types by their names. */
export const types = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, double: 11 } as const;

/** A weight, or a constant of a node. */
export interface TensorSpec {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
  readonly type: keyof typeof types;
}

/** A tensor of floats. `dims` default to one dimension; `[]` is a scalar. */
export function tensor(dims: readonly number[], data: ArrayLike<number>): TensorSpec {
  return { dims, data, type: 'float' };
}

/** A vector of int64, or a tensor of it. */
export function int64(data: readonly number[], dims: readonly number[] = [data.length]): TensorSpec {
  return { dims, data, type: 'int64' };
}

/** `count` values from a normal distribution (Box and Muller, 1958), rounded to float32. */
export function normals(count: number, seed: number, deviation = 1, mean = 0): Float32Array {
  const random = createRandom(seed, 'normals');
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(0, 1)));
    values[i] = mean + deviation * radius * Math.cos(2 * Math.PI * random.uniform(0, 1));
  }
  return values;
}

/** `count` values from a uniform distribution, rounded to float32. */
export function uniforms(count: number, seed: number, low: number, high: number): Float32Array {
  const random = createRandom(seed, 'uniforms');
  return Float32Array.from({ length: count }, () => random.uniform(low, high));
}

/** A float tensor of normal values. */
export function randomTensor(dims: readonly number[], seed: number, deviation = 1, mean = 0): TensorSpec {
  return tensor(
    dims,
    normals(
      dims.reduce((a, b) => a * b, 1),
      seed,
      deviation,
      mean,
    ),
  );
}

/** Attributes that ONNX declares as floats: 1 is written as 1.0 there. */
const floatAttributes = new Set(
  `alpha beta gamma epsilon momentum ratio bias lambd min max scales value value_float value_floats
  extrapolation_value cubic_coeff_a`.split(/\s+/),
);

export type AttributeValue = number | string | readonly number[] | TensorSpec;

function attribute(name: string, value: AttributeValue): AttributeProto {
  const float = floatAttributes.has(name);
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: 3, s: new TextEncoder().encode(value) });
  }
  if (typeof value === 'number') {
    return float
      ? create(AttributeProtoSchema, { name, type: 1, f: value })
      : create(AttributeProtoSchema, { name, type: 2, i: BigInt(value) });
  }
  if ('dims' in value) return create(AttributeProtoSchema, { name, type: 4, t: tensorProto('', value) });
  return float
    ? create(AttributeProtoSchema, { name, type: 6, floats: [...value] })
    : create(AttributeProtoSchema, { name, type: 7, ints: value.map(BigInt) });
}

/** One node. Attributes are ints, or floats where ONNX declares them so; '' is an input left out. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...input],
    output: [...output],
    name: `${opType}_${output[0]}`,
    domain,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

const arrays = {
  float: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  bool: Uint8Array,
  double: Float64Array,
};

function rawBytes({ type, data }: TensorSpec): Uint8Array {
  const typed =
    type === 'int64'
      ? BigInt64Array.from(data as number[], BigInt)
      : type === 'float' && data instanceof Float32Array
        ? data
        : arrays[type].from(data);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function tensorProto(name: string, spec: TensorSpec): TensorProto {
  const size = spec.dims.reduce((a, b) => a * b, 1);
  if (size !== spec.data.length) throw new Error(`${name}: [${spec.dims}] holds ${size}, not ${spec.data.length}`);
  return create(TensorProtoSchema, {
    name,
    dims: [...spec.dims],
    dataType: types[spec.type],
    rawData: rawBytes(spec),
  });
}

/** A size that is not fixed has a name. */
export type Dims = readonly (number | string)[];

function valueInfo(name: string, elemType: number, dims?: Dims): ValueInfoProto {
  const dim = dims?.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: size } : { case: 'dimParam', value: size },
    }),
  );
  const shape = dim && create(TensorShapeProtoSchema, { dim });
  const tensorType = create(TypeProto_TensorSchema, { elemType, shape });
  return create(ValueInfoProtoSchema, { name, type: create(TypeProtoSchema, { tensorType }) });
}

export interface GraphSpec {
  /** Float inputs by name. */
  readonly inputs: Readonly<Record<string, Dims>>;
  /** Names of the outputs; the first is the logits. */
  readonly output: string | readonly string[];
  /** Element type of the outputs. Default float. */
  readonly outputType?: keyof typeof types;
  readonly nodes: readonly NodeProto[];
  readonly weights?: Readonly<Record<string, TensorSpec>>;
  /** Opset of the default domain. Default 18. */
  readonly opset?: number;
  /** Default 8. */
  readonly irVersion?: number;
  /** Lists the weights among the inputs too, before the real ones, as files of IR version 3 do. Default false. */
  readonly weightsAsInputs?: boolean;
}

/** The bytes of a small ONNX model. */
export function graph(spec: GraphSpec): Uint8Array {
  const { opset = 18, irVersion = 8, weights = {}, weightsAsInputs = false, outputType = 'float' } = spec;
  const outputs = typeof spec.output === 'string' ? [spec.output] : spec.output;
  const weightInputs = weightsAsInputs
    ? Object.entries(weights).map(([name, { type, dims }]) => valueInfo(name, types[type], dims))
    : [];
  const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: opset })];
  for (const domain of new Set(spec.nodes.map((node) => node.domain).filter((name) => name !== ''))) {
    opsetImport.push(create(OperatorSetIdProtoSchema, { domain, version: 1 }));
  }
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'pixel-deflection tests',
    opsetImport,
    graph: create(GraphProtoSchema, {
      name: 'graph',
      node: [...spec.nodes],
      initializer: Object.entries(weights).map(([name, weight]) => tensorProto(name, weight)),
      input: [
        ...weightInputs,
        ...Object.entries(spec.inputs).map(([name, dims]) => valueInfo(name, types.float, dims)),
      ],
      output: outputs.map((name) => valueInfo(name, types[outputType])),
    }),
  });
  return serializeModel(model);
}
