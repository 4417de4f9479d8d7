import { create } from '@bufbuild/protobuf';
import { defaultProvider, InferenceSession, type Session, Tensor } from '#ort';
import { ModelError, runtimeReason } from '../errors.js';
import { type ParsedModel, serializeModel } from '../onnx/model-file.js';
import { node } from '../onnx/nodes.js';
import { type ValueInfoProto, ValueInfoProtoSchema } from '../onnx/onnx_pb.js';
import { elementCount, elementTypes } from '../onnx/tensors.js';
import type { Dimension } from './backward.js';

/** A small tensor that is known while the graph is built. */
export interface Known {
  dims: number[];
  data: number[];
}

/** What the runtime infers about a value without running the graph. */
export interface Inferred {
  /** ONNX element type, 0 for what is not a tensor. */
  readonly type: number;
  /** Sizes, or the names of those that vary. No sizes: a scalar, or nothing is known. */
  readonly shape: readonly (number | string)[];
}

/** One run of the probe: the shape of every value, and the elements of those asked for. */
export interface ProbeRun {
  readonly batch: number;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly elements: ReadonlyMap<string, Known>;
}

/** A graph opened with every value as an output. */
export interface ProbeSession {
  readonly inferred: ReadonlyMap<string, Inferred>;
  /** Runs the graph on zeros. */
  run(batch: number, wanted: readonly string[]): Promise<ProbeRun>;
  release(): Promise<void>;
}

/** Names of the runtime's element types, in Node and in browsers, to those of ONNX. */
const runtimeTypes: Readonly<Record<string, number>> = {
  ...elementTypes,
  float32: elementTypes.float,
  float64: elementTypes.double,
};

/** Arrays of the element types that can be fed and read. */
const arrays: Readonly<Record<number, new (size: number) => { length: number }>> = {
  [elementTypes.float]: Float32Array,
  [elementTypes.uint8]: Uint8Array,
  [elementTypes.int8]: Int8Array,
  [elementTypes.int32]: Int32Array,
  [elementTypes.int64]: BigInt64Array,
  [elementTypes.bool]: Uint8Array,
  [elementTypes.float16]: Uint16Array,
  [elementTypes.double]: Float64Array,
};

/** Whether the elements of a type can be read as numbers. */
export function isReadable(type: number): boolean {
  return type in arrays && type !== elementTypes.float16;
}

/** Declared sizes of an input: what is not a number is free. */
export function declaredShape(info: ValueInfoProto): Dimension[] | undefined {
  return info.type?.tensorType?.shape?.dim.map(({ value }) => (value.case === 'dimValue' ? value.value : undefined));
}

/** Zeros for an input, with a free batch of this size. */
function zeros(info: ValueInfoProto, batch: number, model: string) {
  const shape = declaredShape(info);
  const code = info.type?.tensorType?.elemType ?? 0;
  const type = Object.keys(runtimeTypes).findLast((key) => runtimeTypes[key] === code) as 'float32';
  const make = arrays[code];
  if (shape === undefined || make === undefined || shape.slice(1).includes(undefined)) {
    throw new ModelError(
      model,
      `has an input ${info.name} of unknown type or size: export it with one input of floats`,
    );
  }
  const dims = shape.map((size) => size ?? batch);
  return new Tensor(type, new make(elementCount(dims)) as Float32Array, dims);
}

function failure(model: string, doing: string, cause: unknown): ModelError {
  return new ModelError(model, `cannot be ${doing} by ONNX Runtime: ${runtimeReason(cause)}`, { cause });
}

/** Operators whose outputs are no tensors, and have no shape. */
const withoutShape = /^(?:Sequence(?!At$)|SplitToSequence$|Optional|ZipMap$)/;

/** Opens a model with every value as an output, and with the shape of every value. */
export async function openProbe(model: ParsedModel, name: string): Promise<ProbeSession> {
  const { graph } = model;
  const values: string[] = [];
  const shaped: string[] = graph.input.map((info) => info.name);
  for (const { opType, output } of graph.node) {
    const names = output.filter((value) => value !== '');
    values.push(...names);
    if (!withoutShape.test(opType)) shaped.push(...names);
  }
  const shapes = new Map(shaped.map((value, i) => [value, `d/shape_of_${i}`]));
  const outputs = [...values, ...shapes.values()].map((value) => create(ValueInfoProtoSchema, { name: value }));
  const nodes = [...graph.node, ...[...shapes].map(([value, shape]) => node('Shape', [value], [shape]))];
  const bytes = serializeModel({ ...model, graph: { ...graph, node: nodes, output: outputs } } as ParsedModel);
  let session: Session;
  try {
    session = await InferenceSession.create(bytes, {
      graphOptimizationLevel: 'disabled',
      executionProviders: [defaultProvider],
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw failure(name, 'opened', cause);
  }
  const inferred = new Map<string, Inferred>();
  const added = new Set(shapes.values());
  for (const data of [...session.inputMetadata, ...session.outputMetadata]) {
    if (added.has(data.name)) continue;
    const { type, shape } = data.isTensor ? data : { type: '', shape: [] };
    inferred.set(data.name, { type: runtimeTypes[type] ?? 0, shape });
  }

  return {
    inferred,
    release: () => session.release(),
    async run(batch, wanted) {
      const feeds = Object.fromEntries(graph.input.map((info) => [info.name, zeros(info, batch, name)]));
      let results: Awaited<ReturnType<Session['run']>>;
      try {
        results = await session.run(feeds, [...shapes.values(), ...wanted]);
      } catch (cause) {
        throw failure(name, 'run', cause);
      }
      const numbers = (value: string) => Array.from(results[value].data as ArrayLike<number>, Number);
      const run = {
        batch,
        shapes: new Map([...shapes].map(([value, shape]) => [value, numbers(shape)])),
        elements: new Map(wanted.map((value) => [value, { dims: [...results[value].dims], data: numbers(value) }])),
      };
      for (const tensor of Object.values(results)) tensor.dispose();
      return run;
    },
  };
}
