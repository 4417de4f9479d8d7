import { ModelError } from '../../errors.js';
import type { ParsedModel } from '../../onnx/model-file.js';
import { describeNode, findAttribute } from '../../onnx/nodes.js';
import type { GraphProto, NodeProto, TensorProto } from '../../onnx/onnx_pb.js';
import { elementTypes, isFloating, makeTensor, tensorNumbers } from '../../onnx/tensors.js';

/** Names of the values that nodes read or the graph gives, in its sub-graphs too. */
function usedNames({ node, output }: GraphProto): string[] {
  const inner = node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => (g === undefined ? [] : usedNames(g))));
  return [...node.flatMap(({ input }) => input), ...output.map(({ name }) => name), ...inner];
}

/** What rewriting a node needs to know and add. */
export class Upgrade {
  /** Opset that the model was written for. */
  readonly opset: number;
  readonly #name: string;
  readonly #model: ParsedModel;
  readonly #initializers: Map<string, TensorProto>;
  readonly #used: Set<string>;
  readonly #ranks = new Map<string, number>();
  #count = 0;

  constructor(model: ParsedModel, opset: number, name: string) {
    const { graph } = model;
    this.opset = opset;
    this.#name = name;
    this.#model = model;
    this.#initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    this.#used = new Set(usedNames(graph));
    for (const { name, type } of [...graph.input, ...graph.output, ...graph.valueInfo]) {
      const shape = type?.tensorType?.shape;
      if (shape !== undefined) this.#ranks.set(name, shape.dim.length);
    }
  }

  /** Whether anything reads a value. */
  isUsed(name: string): boolean {
    return this.#used.has(name);
  }

  /** Number of axes of a value, where the model declares it. */
  rank(name: string): number | undefined {
    return this.#ranks.get(name) ?? this.#initializers.get(name)?.dims.length;
  }

  /** Elements of an initializer, or undefined for other values. */
  numbers(name: string): number[] | undefined {
    const tensor = this.#initializers.get(name);
    return tensor && tensorNumbers(tensor);
  }

  /** A name that the graph does not have. */
  unique(word: string): string {
    return `d/opset18_${word}_${this.#count++}`;
  }

  /** Adds a weight to the graph. */
  addInitializer(tensor: TensorProto): void {
    this.#model.graph.initializer.push(tensor);
    this.#initializers.set(tensor.name, tensor);
  }

  /** Name of a new int64 vector. */
  int64(data: readonly number[]): string {
    return this.#constant(elementTypes.int64, data, [data.length]);
  }

  /** Name of a new vector of float32. */
  floats(data: readonly number[]): string {
    return this.#constant(elementTypes.float, data, [data.length]);
  }

  /** Name of a new scalar in the type that the graph computes in. */
  scalar(value: number): string {
    const type = this.#model.graph.input[0].type?.tensorType?.elemType ?? elementTypes.float;
    return this.#constant(isFloating(type) ? type : elementTypes.float, [value], []);
  }

  #constant(type: number, data: readonly number[], dims: readonly number[]): string {
    const tensor = makeTensor(this.unique('constant'), type, dims, data);
    this.addInitializer(tensor);
    return tensor.name;
  }

  error(node: NodeProto, problem: string): ModelError {
    return new ModelError(this.#name, `${describeNode(node)} ${problem}`);
  }
}

/** Rewrites a node of an opset below 18, in place or as other nodes. */
export type Rewrite = (node: NodeProto, upgrade: Upgrade) => NodeProto[] | undefined;

/** Takes an attribute out of a node. */
export function takeAttribute(node: NodeProto, name: string) {
  const found = findAttribute(node, name);
  if (found !== undefined) node.attribute = node.attribute.filter((other) => other !== found);
  return found;
}

/** Puts an input at its place, with those before it left out where they are. */
export function setInput(node: NodeProto, place: number, name: string): void {
  while (node.input.length < place) node.input.push('');
  node.input[place] = name;
}

/** Makes a list of integers, an attribute in old opsets, an input. */
export function intsToInput(node: NodeProto, attribute: string, place: number, upgrade: Upgrade): void {
  const found = takeAttribute(node, attribute);
  if (found !== undefined) setInput(node, place, upgrade.int64(found.ints.map(Number)));
}
