import { create } from '@bufbuild/protobuf';
import { type AttributeProto, AttributeProtoSchema, type NodeProto, NodeProtoSchema } from './onnx_pb.js';
import type { GraphProto, TensorProto } from './onnx_pb.js';

/** The value of an attribute, with its kind: `{ int: 1 }`, `{ floats: [0.5] }`. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

/** The attributes of a node by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Makes an attribute. */
export function attribute(name: string, value: AttributeValue): AttributeProto {
  if ('int' in value) return create(AttributeProtoSchema, { name, type: 2, i: BigInt(value.int) });
  if ('float' in value) return create(AttributeProtoSchema, { name, type: 1, f: value.float });
  if ('string' in value) return create(AttributeProtoSchema, { name, type: 3, s: encoder.encode(value.string) });
  if ('tensor' in value) return create(AttributeProtoSchema, { name, type: 4, t: value.tensor });
  if ('graph' in value) return create(AttributeProtoSchema, { name, type: 5, g: value.graph });
  if ('ints' in value) return create(AttributeProtoSchema, { name, type: 7, ints: value.ints.map(BigInt) });
  return create(AttributeProtoSchema, { name, type: 6, floats: [...value.floats] });
}

/** Makes a node of the default domain. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Attributes = {},
  name = '',
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    name,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  });
}

/** A node with the operator and attributes of another. */
export function like(
  { opType, domain, attribute }: NodeProto,
  input: readonly string[],
  output: string,
  name: string,
): NodeProto {
  return create(NodeProtoSchema, { opType, domain, attribute, name, input: [...input], output: [output] });
}

/** The attribute of that name, or undefined. */
export function findAttribute(of: NodeProto, name: string): AttributeProto | undefined {
  return of.attribute.find((attribute) => attribute.name === name);
}

/** An integer attribute, or undefined where it is absent. */
export function intAttribute(of: NodeProto, name: string): number | undefined {
  const found = findAttribute(of, name);
  return found === undefined ? undefined : Number(found.i);
}

/** A float attribute, or undefined where it is absent. */
export function floatAttribute(of: NodeProto, name: string): number | undefined {
  return findAttribute(of, name)?.f;
}

/** A list of integers, or undefined where it is absent. */
export function intsAttribute(of: NodeProto, name: string): number[] | undefined {
  return findAttribute(of, name)?.ints.map(Number);
}

/** A text attribute, or undefined where it is absent. */
export function stringAttribute(of: NodeProto, name: string): string | undefined {
  const found = findAttribute(of, name);
  return found === undefined ? undefined : decoder.decode(found.s);
}

/** What messages call a node: its operator, its domain where that is not the default one, and its name. */
export function describeNode(of: NodeProto): string {
  const operator = operatorOf(of);
  return of.name === '' ? `${operator} (the node that gives ${of.output[0]})` : `${operator} (node ${of.name})`;
}

/** The operator of a node, with its domain where that is not the default one: `com.microsoft.QuickGelu`. */
export function operatorOf(of: NodeProto): string {
  return of.domain === '' || of.domain === 'ai.onnx' ? of.opType : `${of.domain}.${of.opType}`;
}
