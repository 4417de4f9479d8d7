import { create } from '@bufbuild/protobuf';
import { ModelError } from '../errors.js';
import { type GraphProto, TensorShapeProto_DimensionSchema, type ValueInfoProto } from '../onnx/onnx_pb.js';

/** Declares sizes that an input leaves free; the first, the batch, stays free. */
function fixSizes({ name: input, type }: ValueInfoProto, model: string, sizes: readonly number[] | undefined): void {
  const tensor = type?.tensorType;
  if (tensor === undefined) throw new ModelError(model, `has an input ${input} that is not a tensor: export it again`);
  if (tensor.shape === undefined) {
    if (sizes === undefined) throw new ModelError(model, `does not tell the size of its input ${input}: give it`);
    const dim = sizes.map(() => create(TensorShapeProto_DimensionSchema));
    tensor.shape = { $typeName: 'onnx.TensorShapeProto', dim };
  }
  const { dim } = tensor.shape;
  const declared = `[${dim.map(({ value }) => value.value ?? '?').join(', ')}]`;
  const unlike = dim.some(({ value }, axis) => axis > 0 && value.case === 'dimValue' && value.value !== sizes?.[axis]);
  if (sizes !== undefined && (sizes.length !== dim.length || unlike)) {
    throw new ModelError(
      model,
      `has an input ${input} of ${declared}, expected [${sizes.join(', ')}]: give its own size`,
    );
  }
  for (const [axis, { value }] of dim.entries()) {
    if (axis === 0 || value.case === 'dimValue') continue;
    const size = sizes?.[axis];
    if (size === undefined) {
      throw new ModelError(model, `has an input ${input} of free size ${declared}: give its height and width`);
    }
    dim[axis] = create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: size } });
  }
}

/**
 * Finds a graph's input and makes its sizes, other than that of the batch, fixed. Inputs that only give an initializer
 * another value (all had to be listed before IR version 4) are no longer inputs then: the runtime may fold them.
 * @param sizes of the input, where the graph leaves them free
 * @returns the name of the first input
 */
export function fixInput(graph: GraphProto, model: string, sizes?: readonly number[]): string {
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !initializers.has(name));
  const [input] = graph.input;
  if (input === undefined) throw new ModelError(model, 'has no input besides its weights: export it with one');
  fixSizes(input, model, sizes);
  return input.name;
}
