import { type Attributes, like, node } from '../onnx/nodes.js';
import type { NodeProto, TensorProto } from '../onnx/onnx_pb.js';
import { elementTypes, makeTensor } from '../onnx/tensors.js';
import type { Dimension, Value } from './backward.js';

/** Collects the nodes and constants that are added to a graph, under names that it does not have yet. */
export class Builder {
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #taken: Set<string>;
  readonly #shared = new Map<string, string>();
  readonly #input: Value;
  #count = 0;

  /**
   * @param taken every name of the graph
   * @param input the graph's input, whose first axis counts the pictures of a batch
   */
  constructor(taken: Set<string>, input: Value) {
    this.#taken = taken;
    this.#input = input;
  }

  /** A name that the graph does not have, from a word that says what it is. */
  unique(word: string): string {
    let name: string;
    do name = `d/${word}_${this.#count++}`;
    while (this.#taken.has(name));
    this.#taken.add(name);
    return name;
  }

  /** Adds a node and returns the names of its outputs. */
  emit(op: string, inputs: readonly string[], outputs: number, attributes?: Attributes): string[] {
    const names = Array.from({ length: outputs }, () => this.unique(op));
    this.#nodes.push(node(op, inputs, names, attributes, this.unique(`${op}_node`)));
    return names;
  }

  /** Name of a constant; equal small ones are shared. */
  constant(type: number, data: ArrayLike<number>, dims: readonly number[]): string {
    const key = data.length <= 64 ? `${type}:${dims.join()}:${Array.from(data).join()}` : undefined;
    return this.#once(key, () => {
      const name = this.unique('constant');
      this.#constants.push(makeTensor(name, type, dims, data));
      return name;
    });
  }

  int64(data: readonly number[], dims: readonly number[] = [data.length]): string {
    return this.constant(elementTypes.int64, data, dims);
  }

  /** Gives every added node to a function and keeps what it makes of them, in order; it may emit nodes as well. */
  rewrite(rewriteNode: (node: NodeProto) => void): void {
    const before = this.#nodes.splice(0);
    for (const one of before) rewriteNode(one);
  }

  /** Adds a node as it is. */
  keep(one: NodeProto): void {
    this.#nodes.push(one);
  }

  /** Adds the same operation on other values. */
  keepLike(one: NodeProto, input: readonly string[], output: string): void {
    this.#nodes.push(like(one, input, output, this.unique(`${one.opType}_node`)));
  }

  /** A constant of that name, or undefined. */
  constantOf(name: string): TensorProto | undefined {
    return this.#constants.find((tensor) => tensor.name === name);
  }

  /**
   * The added nodes and constants that a value depends on; the runtime would compute the others too. What does not depend
   * on the cotangent comes first: of what a node needs, the runtime computes the later ones first, and so reads a mask
   * from the cache that it has just written it to.
   */
  needed(value: string, cotangent: string): { nodes: NodeProto[]; constants: TensorProto[] } {
    const names = new Set([value]);
    const nodes = this.#nodes.toReversed().filter(({ input, output }) => {
      const used = output.some((name) => names.has(name));
      if (used) for (const name of input) names.add(name);
      return used;
    });
    const dependent = new Set([cotangent]);
    const [early, late]: NodeProto[][] = [[], []];
    for (const one of nodes.toReversed()) {
      const depends = one.input.some((name) => dependent.has(name));
      if (depends) for (const name of one.output) dependent.add(name);
      (depends ? late : early).push(one);
    }
    return { nodes: [...early, ...late], constants: this.#constants.filter(({ name }) => names.has(name)) };
  }

  /** Name of an int64 vector with the value's shape. */
  shape(value: Value): string {
    const { shape } = value;
    if (shape.every((size) => size !== undefined)) return this.int64(shape);
    return this.#once(`shape:${value.name}`, () => this.emit('Shape', [value.name], 1)[0]);
  }

  /**
   * Name of an int64 vector with a shape whose unknown sizes are all the batch's. It is read from the input, which has
   * its plain layout anyway, and not from a value inside the graph, which would leave a convolution's blocked layout.
   */
  batchShape(shape: readonly Dimension[]): string {
    if (shape.every((size) => size !== undefined)) return this.int64(shape);
    return this.#once(`batch:${shape.map((size) => size ?? 'N').join()}`, () => {
      const parts: string[] = [];
      for (let i = 0; i < shape.length;) {
        if (shape[i] === undefined) {
          parts.push(this.#batch());
          i++;
          continue;
        }
        const end = shape.findIndex((size, at) => at > i && size === undefined);
        parts.push(this.int64(shape.slice(i, end < 0 ? undefined : end) as number[]));
        i = end < 0 ? shape.length : end;
      }
      return parts.length === 1 ? parts[0] : this.emit('Concat', parts, 1, { axis: { int: 0 } })[0];
    });
  }

  #batch(): string {
    return this.#once(
      'batch',
      () => this.emit('Shape', [this.#input.name], 1, { start: { int: 0 }, end: { int: 1 } })[0],
    );
  }

  #once(key: string | undefined, make: () => string): string {
    if (key === undefined) return make();
    let name = this.#shared.get(key);
    if (name === undefined) this.#shared.set(key, (name = make()));
    return name;
  }
}
