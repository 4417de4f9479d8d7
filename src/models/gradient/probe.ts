import type { ParsedModel } from '../onnx/model-file.js';
import { elementCount, tensorFloats, tensorNumbers } from '../onnx/tensors.js';
import type { Value } from './backward.js';
import { dependents } from './dependence.js';
import { declaredShape, type Inferred, isReadable, type Known, openProbe } from './probe-session.js';

/** What is known about the values of a graph. */
export interface Probe {
  /** Element type and shape of every value, by name. */
  readonly values: ReadonlyMap<string, Value>;
  /** Elements of a value that is the same for every input and batch. */
  known(name: string): Known | undefined;
  /** Floats of an initializer of any size. */
  weights(name: string): { dims: number[]; data: Float32Array } | undefined;
  /** Whether every unknown size of a value is that of the batch. */
  variesByBatch(name: string): boolean;
}

/** Tensors of more elements are not arithmetic on shapes. */
const knownLimit = 65536;

function same(a: Known, b: Known | undefined): boolean {
  return b !== undefined && a.dims.join() === b.dims.join() && a.data.every((value, i) => Object.is(value, b.data[i]));
}

/** Values whose elements do not depend on those of the inputs, but at most on their sizes, and can be read. */
function shapeArithmetic({ graph }: ParsedModel, inferred: ReadonlyMap<string, Inferred>): string[] {
  const inputs = graph.input.map(({ name }) => name);
  const byData = dependents(graph.node, inputs, ({ opType }) => opType !== 'Shape' && opType !== 'Size');
  return graph.node
    .flatMap(({ output }) => output)
    .filter((name) => {
      const { type = 0, shape = [] } = inferred.get(name) ?? {};
      return (
        !byData.has(name) && isReadable(type) && elementCount(shape.map((size) => Number(size) || 1)) <= knownLimit
      );
    });
}

/**
 * Finds the type and shape of every value of a graph, and the elements of those that come from arithmetic on shapes, by
 * running it on zeros. One run does where the batch is fixed, or where the runtime infers which sizes are the batch's and
 * there is no such arithmetic; else two sizes of the batch tell what varies with it.
 * @param model in the form of opset 18 or later; no initializer is an input
 * @param name what messages call the model
 */
export async function probe(model: ParsedModel, name: string): Promise<Probe> {
  const { graph } = model;
  const { input: inputs, initializer } = graph;
  const initializers = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  const session = await openProbe(model, name);
  try {
    const { inferred } = session;
    const free = inputs.some((info) => declaredShape(info)?.[0] === undefined);
    const batchName = inputs[0].type?.tensorType?.shape?.dim[0]?.value.value;
    const isInferred = ({ type, shape }: Inferred) =>
      type !== 0 && shape.length > 0 && shape.every((size) => typeof size === 'number' || size === batchName);
    const wanted = shapeArithmetic(model, inferred);
    const once = !free || (wanted.length === 0 && [...inferred.values()].every(isInferred));
    const first = await session.run(once ? 1 : 2, wanted);
    // Not 1 again, which broadcasts and gets squeezed.
    const second = once ? undefined : await session.run(3, wanted);

    const values = new Map<string, Value>();
    const constants = new Map<string, Known>();
    const otherwise = new Set<string>();
    for (const { name, dataType, dims } of initializer) values.set(name, { name, type: dataType, shape: dims });
    for (const [name, { type, shape: inferredShape }] of inferred) {
      const sizes = first.shapes.get(name);
      const others = second?.shapes.get(name);
      if (sizes === undefined || (second && sizes.length !== others?.length)) continue;
      // Only names are taken from what is inferred: its sizes of pooling with ceil_mode are not always those of the run.
      const varies = (size: number, axis: number) =>
        others ? size !== others[axis] : free && typeof inferredShape[axis] === 'string';
      values.set(name, { name, type, shape: sizes.map((size, axis) => (varies(size, axis) ? undefined : size)) });
      if (others && sizes.some((size, axis) => size !== others[axis] && !(size === 2 && others[axis] === 3))) {
        otherwise.add(name);
      }
    }
    for (const [name, known] of first.elements) {
      if (second === undefined || same(known, second.elements.get(name))) constants.set(name, known);
    }
    return {
      values,
      known(name) {
        const tensor = initializers.get(name);
        if (tensor === undefined || elementCount(tensor.dims) > knownLimit) return constants.get(name);
        const data = tensorNumbers(tensor);
        return data && { dims: tensor.dims, data };
      },
      weights(name) {
        const tensor = initializers.get(name);
        const data = tensor && tensorFloats(tensor);
        return data && { dims: tensor.dims, data };
      },
      variesByBatch: (name) => !otherwise.has(name),
    };
  } finally {
    await session.release();
  }
}
