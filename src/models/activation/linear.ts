import type { ParsedModel } from '../onnx/model-file.js';
import { floatAttribute, intAttribute, intsAttribute } from '../onnx/nodes.js';
import type { NodeProto, TensorProto } from '../onnx/onnx_pb.js';
import { tensorFloats, tensorNumbers } from '../onnx/tensors.js';

/** The weights of a last layer: what channel k adds to the logit of class c is `data[c * classStep + k * channelStep]`. */
export interface ClassWeights {
  readonly data: Float32Array;
  readonly classes: number;
  readonly channels: number;
  readonly classStep: number;
  readonly channelStep: number;
  /** Factor of all of them. */
  readonly factor: number;
}

/** Looks up what is constant in a graph. */
export interface Constants {
  floats(value: string): { dims: readonly number[]; data: Float32Array; transposed: boolean } | undefined;
  numbers(value: string): number[] | undefined;
}

/**
 * Initializers and Constant nodes, also behind Identity, behind a Cast (weights that are stored as float16), and behind a
 * Transpose of two axes (older PyTorch exports).
 */
export function constantsOf({ graph }: ParsedModel, givenBy: ReadonlyMap<string, NodeProto>): Constants {
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const find = (value: string, transposed = false): { tensor: TensorProto; transposed: boolean } | undefined => {
    const tensor = initializers.get(value);
    if (tensor !== undefined) return { tensor, transposed };
    const node = givenBy.get(value);
    if (node?.opType === 'Identity' || (node?.opType === 'Cast' && intAttribute(node, 'to') === 1))
      return find(node.input[0], transposed);
    if (node?.opType === 'Transpose' && (intsAttribute(node, 'perm') ?? [1, 0]).join() === '1,0') {
      return find(node.input[0], !transposed);
    }
    const constant = node?.opType === 'Constant' ? node.attribute.find(({ name }) => name === 'value')?.t : undefined;
    return constant && { tensor: constant, transposed };
  };
  return {
    floats(value) {
      const found = find(value);
      const data = found && tensorFloats(found.tensor);
      return data && { dims: found.tensor.dims, data, transposed: found.transposed };
    },
    numbers(value) {
      const found = find(value);
      return found && !found.transposed ? tensorNumbers(found.tensor) : undefined;
    },
  };
}

/** A matrix of [channels, classes], or of [classes, channels] where it is turned. */
function matrixWeights(constants: Constants, value: string, turned: boolean, factor = 1): ClassWeights | undefined {
  const found = constants.floats(value);
  if (found?.dims.length !== 2) return undefined;
  const { dims, data } = found;
  return turned !== found.transposed
    ? { data, classes: dims[0], channels: dims[1], classStep: dims[1], channelStep: 1, factor }
    : { data, classes: dims[1], channels: dims[0], classStep: 1, channelStep: dims[1], factor };
}

function convolutionWeights(constants: Constants, node: NodeProto): ClassWeights | undefined {
  const found = constants.floats(node.input[1]);
  if (found?.dims.length !== 4 || (intAttribute(node, 'group') ?? 1) !== 1) return undefined;
  const [classes, channels, height, width] = found.dims;
  if (height !== 1 || width !== 1) return undefined;
  return { data: found.data, classes, channels, classStep: channels, channelStep: 1, factor: 1 };
}

/** A layer that gives scores as sums of its inputs times constant weights; a bias has no place in a picture. */
export interface LinearLayer {
  /** The value that goes in. */
  readonly input: string;
  readonly weights: ClassWeights;
}

/** The linear layer that gives a value: Gemm, MatMul, a 1×1 Conv, each with or without a constant added. */
export function linearLayer(
  value: string,
  givenBy: ReadonlyMap<string, NodeProto>,
  constants: Constants,
): LinearLayer | undefined {
  const node = givenBy.get(value);
  if (node === undefined) return undefined;
  const [first, second] = node.input;
  const found = (weights: ClassWeights | undefined) => weights && { input: first, weights };
  switch (node.opType) {
    case 'Add': {
      const other = constants.floats(second) ? first : constants.floats(first) ? second : undefined;
      return other === undefined ? undefined : linearLayer(other, givenBy, constants);
    }
    case 'Gemm': {
      if ((intAttribute(node, 'transA') ?? 0) !== 0) return undefined;
      const turned = (intAttribute(node, 'transB') ?? 0) !== 0;
      return found(matrixWeights(constants, second, turned, floatAttribute(node, 'alpha') ?? 1));
    }
    case 'MatMul':
      return found(matrixWeights(constants, second, false));
    case 'Conv':
      return found(convolutionWeights(constants, node));
    default:
      return undefined;
  }
}
